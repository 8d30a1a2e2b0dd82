#pragma once

#include <exception>
#include <string>
#include <utility>

namespace millrace {

/// What every error of this library derives from: an exception with a sentence that can be shown as it is.
class Error : public std::exception
{
public:
    explicit Error(std::string message) : m_message(std::move(message)) {}

    [[nodiscard]] const char *what() const noexcept override { return m_message.c_str(); }
    [[nodiscard]] const std::string &message() const noexcept { return m_message; }

private:
    std::string m_message;
};

// --- what a Deferred may errback with ----------------------------------------------------------------------

/// Somebody cancelled the operation before it had a result.
class CancelledError : public Error
{
public:
    explicit CancelledError(std::string message = "The operation was cancelled before it had a result.")
        : Error(std::move(message))
    {}
};

/// The operation took longer than it was given; see Deferred::addTimeout().
class TimeoutError : public Error
{
public:
    explicit TimeoutError(std::string message = "The operation took longer than it was given.")
        : Error(std::move(message))
    {}
};

/// The Resolver was destroyed without having fired: nobody is left who could.
class AbandonedError : public Error
{
public:
    explicit AbandonedError(std::string message = "The operation was abandoned: its Resolver was destroyed "
                                                  "without having fired.")
        : Error(std::move(message))
    {}
};

/// The queue was stopped: it takes nothing new and starts nothing more.
class QueueStopped : public Error
{
public:
    explicit QueueStopped(std::string message =
                              "The queue is stopped: it takes nothing new and starts nothing "
                              "more.")
        : Error(std::move(message))
    {}
};

// --- misuse, thrown at once --------------------------------------------------------------------------------

/// A Resolver was used again after it fired, or after it was moved from.
class AlreadyCalledError : public Error
{
public:
    explicit AlreadyCalledError(std::string message = "This Resolver has fired already, or was moved from: a "
                                                      "Deferred fires exactly once.")
        : Error(std::move(message))
    {}
};

/// A Deferred was used after it was moved from: by std::move, a callback added to it, or an await.
class EmptyDeferredError : public Error
{
public:
    explicit EmptyDeferredError(std::string message =
                                    "This Deferred is empty: it was moved from, and its result "
                                    "goes to whoever it was moved to.")
        : Error(std::move(message))
    {}
};

/// A callback returned the Deferred that it runs for, which would then wait for itself for ever.
class SelfWaitError : public Error
{
public:
    explicit SelfWaitError(std::string message =
                               "A callback returned the Deferred that it runs for: it would "
                               "wait for itself for ever.")
        : Error(std::move(message))
    {}
};

/// A Deferred, or something built from it, was used on another thread than it was made on. Noticed in debug builds only.
class WrongThreadError : public Error
{
public:
    explicit WrongThreadError(std::string message =
                                  "A Deferred, and whatever is built from it, is made, used and fired on one "
                                  "thread: this is another one than it was made on.")
        : Error(std::move(message))
    {}
};

/// Something was asked of an object while it was being destroyed.
class DestroyedError : public Error
{
public:
    explicit DestroyedError(std::string message = "This object is being destroyed: it takes nothing new.")
        : Error(std::move(message))
    {}
};

/// A key or a handle that isn't there, or not any more.
class UnknownKeyError : public Error
{
public:
    explicit UnknownKeyError(
        std::string message = "There is nothing by this key: it was never put, or has left.")
        : Error(std::move(message))
    {}
};

/// A put to a queue that is full.
class QueueOverflow : public Error
{
public:
    explicit QueueOverflow(
        std::string message = "The queue is full: it holds as many items as it was made for.")
        : Error(std::move(message))
    {}
};

/// A get from a queue that has as many getters waiting as it was made for.
class QueueUnderflow : public Error
{
public:
    explicit QueueUnderflow(std::string message = "As many getters wait for the queue as it was made for.")
        : Error(std::move(message))
    {}
};

} // namespace millrace
