#pragma once

#include "core/deferred/clock.h"
#include "core/deferred/deferred.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace millrace::test {

/// An answer that isn't 200.
class HttpError : public Error
{
public:
    explicit HttpError(int status)
        : Error("The server answered " + std::to_string(status) + "."), m_status(status)
    {}
    [[nodiscard]] int status() const noexcept { return m_status; }

private:
    int m_status;
};

class HostNotFound : public Error
{
public:
    explicit HostNotFound(const std::string &host) : Error("No such host: " + host) {}
};

/// A web without a network: pages by URL, each of which takes its time on a clock.
class FakeWeb
{
public:
    static constexpr std::chrono::milliseconds usual{100};

    explicit FakeWeb(Clock &clock) : m_clock(clock) {}

    void add(const std::string &url, const std::string &text, std::chrono::milliseconds takes = usual)
    {
        m_pages[url] = {text, takes, {}};
    }
    /// The next answers of \a url have these statuses, one after the other; then it is as it was.
    void answerFirst(const std::string &url, std::vector<int> statuses)
    {
        m_pages[url].first = std::move(statuses);
    }

    /// \fires   with the page's text.
    /// \errback HttpError; HostNotFound, if the URL starts with "nowhere".
    /// \cancel  gives the place up.
    Deferred<std::string> fetch(const std::string &url)
    {
        ++m_fetches[url];
        if (url.starts_with("nowhere"))
            return fail<std::string>(HostNotFound(url));
        m_most = std::max(m_most, ++m_underway);
        auto call = std::make_shared<DelayedCall>();
        auto [deferred, resolver] = makeDeferred<std::string>([this, call] {
            call->cancel();
            ++m_cancelled;
        });
        auto shared = std::make_shared<Resolver<std::string>>(std::move(resolver));
        *call = m_clock.callLater(m_pages[url].takes,
                                  [this, url, shared] { shared->resolve(answer(m_pages[url])); });
        return std::move(deferred).addFinally([this] { --m_underway; });
    }

    [[nodiscard]] int underway() const { return m_underway; }
    [[nodiscard]] int mostUnderway() const { return m_most; } ///< At any one time.
    [[nodiscard]] int cancelled() const { return m_cancelled; }
    [[nodiscard]] int fetches(const std::string &url) const
    {
        return m_fetches.contains(url) ? m_fetches.at(url) : 0;
    }

private:
    struct Page
    {
        std::string text;
        std::chrono::milliseconds takes = usual;
        std::vector<int> first;
    };

    static Outcome<std::string> answer(Page &page)
    {
        if (!page.first.empty()) {
            const int status = page.first.front();
            page.first.erase(page.first.begin());
            return Failure::of(HttpError(status));
        }
        if (page.text.empty())
            return Failure::of(HttpError(404));
        return page.text;
    }

    Clock &m_clock;
    std::map<std::string, Page> m_pages;
    std::map<std::string, int> m_fetches;
    int m_underway = 0;
    int m_most = 0;
    int m_cancelled = 0;
};

} // namespace millrace::test
