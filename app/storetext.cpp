#include "app/storetext.h"

#include "ui/text/figures.h"
#include "ui/text/words.h"

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

QString storeTroubleReason(const StoreTrouble &trouble)
{
    switch (trouble.kind) {
    case StoreTrouble::Kind::DiskFull:
        return word("The disk of %1 is full").arg(trouble.path);
    case StoreTrouble::Kind::ReadOnly:
        return word("%1 can't be written (%2)").arg(trouble.path, trouble.detail);
    case StoreTrouble::Kind::InputOutput:
        break;
    }
    return word("The disk of %1 reports errors (%2)").arg(trouble.path, trouble.detail);
}

QString storeTroubleSentence(const StoreTrouble &trouble)
{
    const QString then = trouble.kind == StoreTrouble::Kind::DiskFull
                             ? word("Nothing new starts until there is room; then it goes on by itself.")
                             : word("Nothing new starts until it can be written; then it goes on by itself.");
    return storeTroubleReason(trouble) + u". "_s + then;
}

QString lockSentence(const DataLock::Attempt &attempt, const QString &directory)
{
    if (attempt.holder == DataLock::Holder::Somebody)
        return word("%1 is in use by process %2. Nothing is run or saved here until that has ended.")
            .arg(directory)
            .arg(attempt.pid);
    return word("%1 can't be used (%2). Nothing is run or saved until it can: make room there or make it "
                "writable, and it goes on by itself.")
        .arg(directory, attempt.error);
}

QString resultsTroubleSentence(const QString &why, qint64 bytesNeeded)
{
    return word("%1 Nothing new starts until %2 can be written there; then it goes on by itself.")
        .arg(why, text::bytes(bytesNeeded));
}

QString refusalSentence(StoreRefusal reason, const QString &directory)
{
    switch (reason) {
    case StoreRefusal::Newer:
        break;
    }
    return word("A newer Millrace wrote the queue in %1: it was left as it is, and nothing is saved there "
                "now. Use that "
                "version, or another folder with --data-dir.")
        .arg(directory);
}

QString damageSentence(const LoadReport &report)
{
    QStringList sentences;
    if (report.damaged > 0)
        sentences += text::counted(static_cast<qint64>(report.damaged),
                                   word("%1 job of the last time can't be read any more."),
                                   word("%1 jobs of the last time can't be read any more."));
    if (report.changesMissing)
        sentences += word("The latest changes before the crash are missing.");
    if (!report.keptAside.isEmpty())
        sentences += word("The damaged file was kept as %1.").arg(report.keptAside);
    return sentences.join(u' ');
}

} // namespace millrace
