#include "ui/actions/menus.h"

#include "ui/actions/actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>
#include <QToolButton>

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;

void fillMenuBar(QMenuBar *bar, const Actions &actions)
{
    for (const ActionMenu which : allActionMenus) {
        QMenu *menu = bar->addMenu(menuTitle(which));
        menu->setToolTipsVisible(true);
        for (const ActionRow &row : actionTable()) {
            if (row.menu != which)
                continue;
            if (row.startsGroup)
                menu->addSeparator();
            menu->addAction(actions.action(row.id));
        }
    }
}

void fillContextMenu(QMenu *menu, const Actions &actions)
{
    for (const ActionRow &row : actionTable()) {
        if (row.place != ActionPlace::ContextMenu && row.place != ActionPlace::ToolBarAndContextMenu)
            continue;
        if (row.startsGroup)
            menu->addSeparator();
        menu->addAction(actions.action(row.id));
    }
}

namespace {

// Qt follows the default action alone, after which this is told of the same change.
void followMenu(QToolButton *button, const QMenu *menu)
{
    const QList<QAction *> actions = menu->actions();
    const auto follow = [button, actions] {
        button->setEnabled(std::ranges::any_of(
            actions, [](const QAction *action) { return !action->isSeparator() && action->isEnabled(); }));
    };
    for (const QAction *action : actions)
        QObject::connect(action, &QAction::changed, button, follow);
    follow();
}

} // namespace

QWidget *makeToolButton(ActionId id, const Actions &actions, QMenu *menu, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(actions.action(id));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(QCoreApplication::translate("Actions", actionRow(id).name));
    if (menu) {
        button->setMenu(menu);
        button->setPopupMode(QToolButton::MenuButtonPopup);
        followMenu(button, menu);
    }
    return button;
}

QWidget *makeMenuButton(Icon which, const QString &hint, QMenu *menu, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(which));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(menu->title());
    button->setToolTip(u"%1 – %2"_s.arg(menu->title(), hint));
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    followMenu(button, menu);
    return button;
}

} // namespace millrace
