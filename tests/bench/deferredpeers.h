#pragma once

/// What others offer for "a result that will be there later, with k callbacks": each makes one with a number in it,
/// adds k callbacks that add \a n, fires it, and returns what came out.
namespace millrace::bench {

long withQFuture(int k, long n);
long withMinimalChain(int k, long n);
long withCoroutines(int k, long n);
#ifdef HAVE_BOOST_THREAD
long withBoost(int k, long n);
#endif

} // namespace millrace::bench
