#pragma once

#include "ui/theme/appearance.h"

#include <QString>

#include <chrono>

namespace millrace {

/// What the user chose once for all lists; app stores it and hands it to whoever acts on it.
struct Preferences
{
    QString resultsFolder; ///< Absolute. Empty: beside the queue's database.
    int width = 8;         ///< Until the queue is given one, 0 to 1,000: it keeps that.
    int startsAMinute = 0; ///< At most, of all jobs, to 60,000; 0 is no limit.
    int hostCap = 0; ///< Fetches underway at once to one host, to 1,000; 0 is no cap: the width is the truth.

    std::chrono::seconds connectTimeout{10};   ///< Connection and TLS each, 1 to 600 s.
    std::chrono::seconds firstByteTimeout{60}; ///< 1 s to an hour.
    int fetchMegabytes = 2048;                 ///< MiB of one answer's body, as saved; 1 to 1,000,000.
    std::chrono::seconds fetchTimeout{0};      ///< Of one attempt; 0 is no limit, at most a week.
    std::chrono::seconds commandTimeout{0};    ///< Of one attempt; 0 is no limit, at most a week.
    std::chrono::seconds grace{10};            ///< From SIGTERM to SIGKILL, 0 to 600 s.
    int fetchTries = 3;                        ///< Attempts in all when a failure may pass, 1 to 10.
    int commandTries = 1;                      ///< 1 to 10.

    Appearance appearance = Appearance::System;

    // Which ended jobs are kept; beyond any of the three the oldest are forgotten, results included. 0 is no bound.
    int history = 0;          ///< Jobs.
    int historyDays = 0;      ///< Since they ended, to 100 years.
    int historyGigabytes = 0; ///< GiB of their results, to a million.

    friend bool operator==(const Preferences &, const Preferences &) = default;
};

} // namespace millrace
