#include "ui/models/jobcolumn.h"

#include "ui/text/words.h"

namespace millrace {

using text::word;

const JobColumnInfo &columnInfo(JobColumn column)
{
    using C = JobColumn;
    constexpr auto number = SortBy::Number;
    constexpr auto text = SortBy::Text;
    // column, key, title, description, characters wide, shown, figures, live, sorts by
    static const std::array<JobColumnInfo, jobColumnCount> table{{
        {C::Number, "number", word("#"), word("The job's number, in the order it was added"), 6, true, true,
         false, number},
        {C::State, "state", word("State"), word("Where the job is in its life"), 17, true, false, false,
         number},
        {C::Kind, "kind", word("Kind"), word("Fetch or command"), 9, false, false, false, number},
        {C::What, "what", word("What"), word("The address or the command"), 31, true, false, false, text},
        {C::Place, "place", word("Host / dir"), word("The host of a fetch, the folder of a command"), 13,
         true, false, false, text},
        {C::Priority, "priority", word("Priority"), word("Lower is more important"), 8, false, true, false,
         number},
        {C::Progress, "progress", word("Progress"), word("How far the job is"), 11, true, false, true,
         number},
        {C::Elapsed, "elapsed", word("Time"), word("How long the latest attempt has been or was underway"), 8,
         true, true, true, number},
        {C::LastLine, "lastLine", word("Last line"), word("What it printed last, or why it isn't running"),
         16, true, false, true, text},
        {C::Result, "result", word("Result"), word("What it left, or why it failed"), 14, true, false, false,
         text},
        {C::Attempts, "attempts", word("Attempts"), word("How often it was launched"), 8, false, true, false,
         number},
        {C::Queued, "queued", word("Queued"), word("When it was added"), 12, false, true, false, number},
        {C::Started, "started", word("Started"), word("When the latest attempt started"), 12, false, true,
         false, number},
        {C::Ended, "ended", word("Ended"), word("When the latest attempt ended"), 12, false, true, false,
         number},
    }};
    return table[static_cast<std::size_t>(column)];
}

} // namespace millrace
