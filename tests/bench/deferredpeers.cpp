#include <QCoroTask>
#include <QFuture>
#include <QPromise>

#include "tests/bench/deferredpeers.h"

#include <memory>
#include <utility>

namespace millrace::bench {

long withQFuture(int k, long n)
{
    QPromise<long> promise;
    QFuture<long> future = promise.future();
    for (int i = 0; i < k; ++i)
        future = future.then([n](long value) { return value + n; });
    promise.start();
    promise.addResult(n);
    promise.finish();
    return future.result();
}

namespace {

/// As little as a chain of callbacks can be: no errors, no cancelling, no waiting, one type.
class MinimalChain
{
public:
    MinimalChain() = default;
    MinimalChain(const MinimalChain &) = delete;
    MinimalChain &operator=(const MinimalChain &) = delete;
    ~MinimalChain()
    {
        while (m_first)
            delete std::exchange(m_first, m_first->next);
    }

    template <class F>
    void then(F f)
    {
        auto *link = new LinkOf<F>(std::move(f));
        (m_first ? m_last->next : m_first) = link;
        m_last = link;
    }
    void fire(long value)
    {
        m_value = value;
        while (m_first) {
            const std::unique_ptr<Link> link(std::exchange(m_first, m_first->next));
            m_value = link->run(m_value);
        }
    }
    [[nodiscard]] long value() const { return m_value; }

private:
    struct Link
    {
        virtual ~Link() = default;
        virtual long run(long value) = 0;
        Link *next = nullptr;
    };
    template <class F>
    struct LinkOf final : Link
    {
        explicit LinkOf(F f) : function(std::move(f)) {}
        long run(long value) override { return function(value); }
        F function;
    };

    Link *m_first = nullptr;
    Link *m_last = nullptr;
    long m_value = 0;
};

QCoro::Task<long> step(QCoro::Task<long> before, long n)
{
    const long value = co_await before;
    co_return value + n;
}

QCoro::Task<long> start(long n)
{
    co_return n;
}

QCoro::Task<> store(QCoro::Task<long> last, long &result)
{
    result = co_await last;
}

} // namespace

long withMinimalChain(int k, long n)
{
    const auto chain = std::make_shared<MinimalChain>(); // Two ends share it, as they share any.
    const std::shared_ptr<MinimalChain> producer = chain;
    for (int i = 0; i < k; ++i)
        chain->then([n](long value) { return value + n; });
    producer->fire(n);
    return chain->value();
}

long withCoroutines(int k, long n)
{
    QCoro::Task<long> task = start(n);
    for (int i = 0; i < k; ++i)
        task = step(std::move(task), n);
    long result = 0;
    store(std::move(task), result);
    return result;
}

} // namespace millrace::bench
