#pragma once

#include "ui/actions/actioncontext.h"
#include "ui/theme/icons.h"

#include <QString>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace millrace {

/// Everything a person can do with the window, one row of actionTable() each.
enum class ActionId : std::uint8_t {
    OpenList,
    Paste,
    TypeJobs,
    Export,
    WriteStatus,
    OpenResultsFolder,
    Preferences,
    Quit,
    Undo,
    Cancel,
    Retry,
    RetryFailed,
    MarkFailed,
    RaisePriority,
    LowerPriority,
    SetPriority,
    MoveUp,
    MoveDown,
    MoveToTop,
    MoveToBottom,
    Remove,
    Copy,
    CopyRows,
    SelectAll,
    OpenResult,
    OpenFolder,
    Pause,
    Resume,
    Wider,
    Narrower,
    EnterWidth,
    CancelPending,
    CancelAll,
    RemoveFinished,
    RemoveEnded,
    Filter,
    Details,
    Sidebar,
    CompactRows,
    ResetLayout,
    NextPane,
    PreviousPane,
    ClearFilter,
    Keys,
    About,
};
inline constexpr std::size_t actionCount = static_cast<std::size_t>(ActionId::About) + 1;

enum class ActionMenu : std::uint8_t { File, Jobs, Queue, View, Help };
inline constexpr std::array allActionMenus{ActionMenu::File, ActionMenu::Jobs, ActionMenu::Queue,
                                           ActionMenu::View, ActionMenu::Help};

/// Where an action's shortcut is heard: keys that buttons and text fields want too belong to the table alone.
enum class ActionScope : std::uint8_t { Window, Table };

/// What else shows an action, beside its menu; bits.
enum class ActionPlace : std::uint8_t {
    MenuOnly = 0,
    ToolBar = 1,
    ContextMenu = 2,
    ToolBarAndContextMenu = 3
};

/// One action: what it is called, where it stands, what triggers it and when it can be used.
struct ActionRow
{
    ActionId id;
    ActionMenu menu;
    ActionPlace place;
    ActionScope scope;
    bool startsGroup; ///< A separator stands before it.
    bool checkable;
    std::optional<Icon> icon;
    const char *text;                 ///< With its mnemonic; translated in context "Actions".
    const char *name;                 ///< Accessible name and label of its button.
    const char *hint;                 ///< What it does, in a phrase; shown in the tool tip.
    std::array<const char *, 2> keys; ///< Portable key sequences; the first is shown.
    bool (*enabled)(const ActionContext &);
    QString (*phrase)(
        const ActionContext &); ///< What it would touch now ("Cancel 1,204 pending jobs"); may be null.
};

/// Every action once, in the order of the menus.
[[nodiscard]] std::span<const ActionRow> actionTable();
[[nodiscard]] const ActionRow &actionRow(ActionId id);

[[nodiscard]] QString menuTitle(ActionMenu menu);

} // namespace millrace
