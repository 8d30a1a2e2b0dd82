#pragma once

#include "app/datadirectory.h"
#include "app/window/windowprogram.h"
#include "ui/models/jobcolumn.h"
#include "ui/models/jobtablemodel.h"
#include "ui/window/banner.h"
#include "ui/window/importcontroller.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QDialog>
#include <QPushButton>
#include <QTest>

namespace millrace::test {

/// The window's program in this process, on a data directory; found as a person finds it, on the screen.
class OpenedWindow
{
public:
    explicit OpenedWindow(const QString &data)
        : m_program(*qApp, {}, DataDirectory::at(data), DataLock::take(data))
    {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (auto *found = qobject_cast<MainWindow *>(widget))
                window = found;
        }
    }

    [[nodiscard]] Banner *banner() const { return window->views().banner; }
    [[nodiscard]] JobTableModel *jobs() const { return window->views().jobs; }
    /// Presses a button of the banner.
    void press(const QString &name) const { press(banner(), name); }
    /// Adds these lines as a person does, who reviews them.
    void add(const QString &lines) const
    {
        window->importing().openText(QStringLiteral("lines"), lines);
        accept();
    }
    /// Accepts what is to be reviewed.
    void accept() const
    {
        QTRY_VERIFY(dialog());
        QTRY_VERIFY(button(dialog(), QStringLiteral("Add jobs")));
        QTRY_VERIFY(button(dialog(), QStringLiteral("Add jobs"))->isEnabled());
        press(dialog(), QStringLiteral("Add jobs"));
        QTRY_VERIFY(!dialog());
    }
    /// The dialog that is open over the window.
    [[nodiscard]] QDialog *dialog() const
    {
        for (QDialog *each : window->findChildren<QDialog *>()) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    [[nodiscard]] int count(JobState state) const
    {
        return static_cast<int>(jobs()->queue().status().counts[state]);
    }
    [[nodiscard]] const JobRecord *find(quint64 number) const
    {
        for (const JobId id : jobs()->queue().all()) {
            if (jobs()->queue().find(id)->number == JobNumber{number})
                return jobs()->queue().find(id);
        }
        return nullptr;
    }

    [[nodiscard]] QString stateShown(quint64 number) const
    {
        const JobRecord *job = find(number);
        const int row = job ? jobs()->rowOf(job->id) : -1;
        return jobs()->index(row, static_cast<int>(JobColumn::State)).data().toString();
    }

    MainWindow *window = nullptr;

private:
    static QPushButton *button(const QWidget *parent, const QString &name)
    {
        for (QPushButton *each : parent->findChildren<QPushButton *>()) {
            if (each->text().remove(u'&') == name)
                return each;
        }
        return nullptr;
    }
    static void press(const QWidget *parent, const QString &name)
    {
        QVERIFY2(button(parent, name), qPrintable(name));
        button(parent, name)->click();
    }

    WindowProgram m_program;
};

} // namespace millrace::test
