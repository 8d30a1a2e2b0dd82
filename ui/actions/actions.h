#pragma once

#include "ui/actions/actiontable.h"

#include <QObject>

#include <array>

class QAction;
class QWidget;

namespace millrace {

/// The rows of actionTable() as QActions: one object for menus, tool bar, context menu and keys alike.
///
/// Owns the QActions. Says what was asked for, by id, and does nothing itself.
class Actions : public QObject
{
    Q_OBJECT

public:
    /// Hears window-wide keys in \a window and the table's keys in \a table, which may be null.
    Actions(QWidget *window, QWidget *table, QObject *parent = nullptr);

    [[nodiscard]] QAction *action(ActionId id) const;

    /// Enables what can be used in \a context and lets bulk actions say what they would touch.
    void update(const ActionContext &context);
    [[nodiscard]] const ActionContext &context() const { return m_context; }

Q_SIGNALS:
    /// \a checked is of checkable actions only.
    void triggered(millrace::ActionId id, bool checked);

private:
    void make(const ActionRow &row, QWidget *window, QWidget *table);
    void describe(const ActionRow &row);

    std::array<QAction *, actionCount> m_actions{};
    ActionContext m_context;
};

} // namespace millrace
