#include "ui/actions/actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeySequence>
#include <QWidget>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

QList<QKeySequence> keysOf(const ActionRow &row)
{
    QList<QKeySequence> keys;
    for (const char *key : row.keys) {
        if (key)
            keys << QKeySequence(QLatin1StringView(key), QKeySequence::PortableText);
    }
    return keys;
}

QString escapedMnemonic(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

} // namespace

Actions::Actions(QWidget *window, QWidget *table, QObject *parent) : QObject(parent)
{
    for (const ActionRow &row : actionTable())
        make(row, window, table);
    update(ActionContext());
}

void Actions::make(const ActionRow &row, QWidget *window, QWidget *table)
{
    auto *action = new QAction(translated(row.text), this);
    action->setObjectName(translated(row.name));
    action->setIconText(translated(row.name));
    if (row.icon)
        action->setIcon(icon(*row.icon));
    action->setCheckable(row.checkable);
    action->setShortcuts(keysOf(row));
    // An auto-repeated Del or P would act again on what the first press left.
    action->setAutoRepeat(row.id == ActionId::Wider || row.id == ActionId::Narrower ||
                          row.id == ActionId::MoveUp || row.id == ActionId::MoveDown);
    const bool ofTable = row.scope == ActionScope::Table && table;
    action->setShortcutContext(ofTable ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
    (ofTable ? table : window)->addAction(action);
    connect(action, &QAction::triggered, this,
            [this, id = row.id](bool checked) { Q_EMIT triggered(id, checked); });
    m_actions[static_cast<std::size_t>(row.id)] = action;
}

QAction *Actions::action(ActionId id) const
{
    return m_actions[static_cast<std::size_t>(id)];
}

void Actions::update(const ActionContext &context)
{
    m_context = context;
    for (const ActionRow &row : actionTable()) {
        action(row.id)->setEnabled(row.enabled(context));
        describe(row);
    }
}

void Actions::describe(const ActionRow &row)
{
    QAction *it = action(row.id);
    const bool phrased = row.phrase && it->isEnabled();
    const QString text = phrased ? escapedMnemonic(row.phrase(m_context)) : translated(row.text);
    if (it->text() != text)
        it->setText(text);
    const QString what = phrased ? row.phrase(m_context) : translated(row.hint);
    const QString tip = u"%1 (%2)"_s.arg(what, it->shortcut().toString(QKeySequence::NativeText));
    if (it->toolTip() != tip) {
        it->setToolTip(tip);
        it->setStatusTip(what);
    }
}

} // namespace millrace
