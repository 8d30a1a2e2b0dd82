#pragma once

#include "core/joblist/joblist.h"

#include <QJsonObject>
#include <QJsonValue>

#include <functional>
#include <memory>
#include <optional>

namespace millrace {

/// Why an object is no job.
struct JobObjectFault
{
    ListProblem::Reason reason = ListProblem::Reason::NoJob;
    QByteArray text; ///< BadMember: the member as it stands, for people; else what the job would do.
};

/// Reads jobs from JSON objects: `url`, `command`, or `kind` and `what`, and the members of forEachOption(); others
/// are left alone, so that what tells how an exported job went is no obstacle. null is as good as absent.
///
/// Made for a list: neighbours that ask for the same share their options.
class JobObjectReader
{
public:
    /// The fault, or nothing once \a spec is filled.
    [[nodiscard]] std::optional<JobObjectFault> read(const QJsonObject &object, JobSpec &spec);

private:
    std::shared_ptr<const JobOptions> m_last;
};

/// Calls \a tell with each option of \a spec that is not the default, as read() takes it, in the README's order. What
/// only the person who put it should know (passwords in headers) is masked.
void forEachOption(const JobSpec &spec,
                   const std::function<void(QLatin1StringView name, const QJsonValue &value)> &tell);

} // namespace millrace
