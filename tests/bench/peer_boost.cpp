#define BOOST_THREAD_VERSION 4
#include <boost/thread/future.hpp>

#include "tests/bench/deferredpeers.h"

namespace millrace::bench {

long withBoost(int k, long n)
{
    boost::promise<long> promise;
    boost::future<long> future = promise.get_future();
    for (int i = 0; i < k; ++i)
        future =
            future.then(boost::launch::sync, [n](boost::future<long> before) { return before.get() + n; });
    promise.set_value(n);
    return future.get();
}

} // namespace millrace::bench
