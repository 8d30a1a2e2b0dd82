#include "core/runners/command/shim/jobarguments.h"

#include <cstring>

namespace millrace::shim {

namespace {

bool readNumbers(const char *text, std::uint64_t (&numbers)[NumberCount])
{
    unsigned place = 0;
    bool digits = false;
    for (; *text; ++text) {
        if (*text >= '0' && *text <= '9') {
            numbers[place] = numbers[place] * 10 + static_cast<std::uint64_t>(*text - '0');
            digits = true;
        } else if (*text == ',' && digits && ++place < NumberCount) {
            digits = false;
        } else {
            return false;
        }
    }
    return digits && place == NumberCount - 1;
}

} // namespace

bool JobArguments::read(int argc, char **argv)
{
    if (argc != 5 || strcmp(argv[1], version) != 0 || !readNumbers(argv[2], numbers) ||
        numbers[TailBytes] == 0)
        return false;
    folder = argv[3];
    line = argv[4];
    return true;
}

} // namespace millrace::shim
