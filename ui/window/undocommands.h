#pragma once

#include "core/queue/jobqueue.h"

#include <unordered_map>
#include <utility>
#include <vector>

namespace millrace {

/// Records that were removed come back under new ids; this tells them to the commands that know the old ones.
using NewIds = std::unordered_map<JobId, JobId>;

/// Takes one change of the queue back.
class UndoCommand
{
public:
    virtual ~UndoCommand() = default;

    /// Returns how many jobs are as they were; those that went on meanwhile stay as they are.
    virtual int takeBack(JobQueue &queue, NewIds &newIds) = 0;
    /// How many jobs it keeps in memory.
    [[nodiscard]] virtual std::size_t size() const = 0;
};

/// Of a move, a new priority, or cancelling what was pending.
class UndoPlaces : public UndoCommand
{
public:
    explicit UndoPlaces(std::vector<JobPlace> places) : m_places(std::move(places)) {}
    int takeBack(JobQueue &queue, NewIds &newIds) override;
    [[nodiscard]] std::size_t size() const override { return m_places.size(); }

private:
    std::vector<JobPlace> m_places;
};

/// Of a removal.
class UndoRemoval : public UndoCommand
{
public:
    explicit UndoRemoval(std::vector<JobRecord> records) : m_records(std::move(records)) {}
    int takeBack(JobQueue &queue, NewIds &newIds) override;
    [[nodiscard]] std::size_t size() const override { return m_records.size(); }

private:
    std::vector<JobRecord> m_records;
};

/// Of a retry or of marking as failed: jobs that were not launched since are ended as they were before.
class UndoRetry : public UndoCommand
{
public:
    explicit UndoRetry(std::vector<JobRecord> before) : m_before(std::move(before)) {}
    int takeBack(JobQueue &queue, NewIds &newIds) override;
    [[nodiscard]] std::size_t size() const override { return m_before.size(); }

private:
    std::vector<JobRecord> m_before;
};

} // namespace millrace
