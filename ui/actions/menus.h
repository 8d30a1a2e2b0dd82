#pragma once

#include <cstdint>

class QMenu;
class QMenuBar;
class QString;
class QToolBar;
class QWidget;

namespace millrace {

class Actions;
enum class ActionId : std::uint8_t;
enum class Icon : std::uint8_t;

/// Fills \a bar with a menu per ActionMenu, each row of the table in it.
void fillMenuBar(QMenuBar *bar, const Actions &actions);

/// Adds the table's context actions to \a menu, in the table's order.
void fillContextMenu(QMenu *menu, const Actions &actions);

/// A tool bar button for an action, named as screen readers should say it, with text beside its icon.
/// \a menu, which may be null, hangs below its arrow, and can be opened while any of it can be done.
[[nodiscard]] QWidget *makeToolButton(ActionId id, const Actions &actions, QMenu *menu, QWidget *parent);

/// A tool bar button that is nothing but \a menu: an icon, its name and \a hint in the tool tip. Enabled while anything of
/// it can be done.
[[nodiscard]] QWidget *makeMenuButton(Icon which, const QString &hint, QMenu *menu, QWidget *parent);

} // namespace millrace
