#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>
#include <optional>

namespace millrace::bench {

/// One line of a bench's output, as tests/bench/run reads it.
struct Measurement
{
    QString bench, name, metric;
    double value = 0;
    QString peer;
    std::optional<double> peerValue;
    QString budget; ///< Of the ratio, as a person reads it: "≤ 1.5".
    std::optional<double> atMost, atLeast;

    void print() const
    {
        QJsonObject line{{QStringLiteral("bench"), bench},
                         {QStringLiteral("case"), name},
                         {QStringLiteral("metric"), metric},
                         {QStringLiteral("value"), value}};
        if (peerValue) {
            const double ratio = value / *peerValue;
            line.insert(QStringLiteral("peer"), peer);
            line.insert(QStringLiteral("peer_value"), *peerValue);
            line.insert(QStringLiteral("ratio"), ratio);
            line.insert(QStringLiteral("budget"), budget);
            if (atMost || atLeast)
                line.insert(QStringLiteral("ok"),
                            ratio <= atMost.value_or(ratio) && ratio >= atLeast.value_or(ratio));
        }
        std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
        std::fflush(stdout);
    }
};

} // namespace millrace::bench
