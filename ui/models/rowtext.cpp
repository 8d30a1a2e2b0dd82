#include "ui/models/rowtext.h"

#include "ui/text/failuretext.h"
#include "ui/text/jobtext.h"

namespace millrace {

QByteArray saidBy(const JobRecord &job)
{
    if (job.state == JobState::Pending)
        return {}; // Its row says why it waits.
    QByteArray said = text::lastLine(job).toUtf8();
    if (job.state == JobState::Failed)
        said += '\n' + text::failureSentence(job).toUtf8();
    return said;
}

} // namespace millrace
