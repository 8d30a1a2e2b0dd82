#pragma once

#include "core/deferred/deferredlist.h"

namespace millrace {

/// The values of several Deferreds, when all of them are there.
///
/// \fires   with the values in the order of \a list; at once if it is empty. With nothing, if T is void.
/// \errback FirstError, as soon as one fails; the rest goes on, or is cancelled if \a options say so.
/// \cancel  cancels all that have not fired.
/// \throws  EmptyDeferredError, if one of them was moved from.
template <class T>
[[nodiscard]] auto gatherResults(std::vector<Deferred<T>> list, DeferredListOptions options = {},
                                 std::source_location made = std::source_location::current())
{
    return DeferredList<T>::firstErrback(std::move(list), options, made);
}

} // namespace millrace
