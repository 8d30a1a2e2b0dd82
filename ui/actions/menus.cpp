#include "ui/actions/menus.h"

#include "ui/actions/actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>
#include <QToolButton>

namespace millrace {

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

QWidget *makeToolButton(ActionId id, const Actions &actions, QMenu *menu, QWidget *parent,
                        Qt::ToolButtonStyle style)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(actions.action(id));
    button->setToolButtonStyle(style);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(QCoreApplication::translate("Actions", actionRow(id).name));
    if (menu) {
        button->setMenu(menu);
        button->setPopupMode(QToolButton::MenuButtonPopup);
    }
    return button;
}

} // namespace millrace
