#pragma once

#include <Qt>

#include <cstdint>

class QMenu;
class QMenuBar;
class QToolBar;
class QWidget;

namespace millrace {

class Actions;
enum class ActionId : std::uint8_t;

/// Fills \a bar with a menu per ActionMenu, each row of the table in it.
void fillMenuBar(QMenuBar *bar, const Actions &actions);

/// Adds the table's context actions to \a menu, in the table's order.
void fillContextMenu(QMenu *menu, const Actions &actions);

/// A tool bar button for an action, named as screen readers should say it, with text beside its icon.
/// \a menu, which may be null, hangs below its arrow. Without text where the room is better spent.
[[nodiscard]] QWidget *makeToolButton(ActionId id, const Actions &actions, QMenu *menu, QWidget *parent,
                                      Qt::ToolButtonStyle style = Qt::ToolButtonTextBesideIcon);

} // namespace millrace
