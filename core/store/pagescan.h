#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace millrace {

/// A value of a row as it stands in the file; anything but whole numbers and bytes is none of ours.
struct Cell
{
    bool isNumber = true;
    std::int64_t number = 0;
    QByteArray bytes;
};

/// Goes through every copy of every page that a database file and its write-ahead log hold, sound or not, old or new,
/// and gives each row that can be decoded. Believes nothing: neither the header nor the tree nor the order of the
/// log; whoever gets a row must be able to tell whether it is right. (The format: sqlite.org/fileformat2.html.)
class PageScan
{
public:
    explicit PageScan(const QString &database);

    using Row = std::function<void(std::int64_t key, std::vector<Cell> &cells)>;
    void run(const Row &row);

private:
    struct Image
    {
        bool inLog = false;
        qint64 offset = 0;
    };

    [[nodiscard]] QByteArray read(const Image &image);
    void scan(const QByteArray &page, std::size_t headerAt, const Row &row);
    bool scanCell(const QByteArray &page, std::size_t at, const Row &row);
    [[nodiscard]] std::optional<QByteArray> payload(const QByteArray &page, std::size_t at,
                                                    std::uint64_t size);

    QFile m_file;
    QFile m_log;
    std::vector<qint64>
        m_newest; ///< Of each page, where in the log its last image is; -1 where there is none.
};

} // namespace millrace
