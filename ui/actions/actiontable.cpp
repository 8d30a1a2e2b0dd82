#include "ui/actions/actiontable.h"

#include "ui/actions/actionphrases.h"

#include <QCoreApplication>

namespace millrace {

namespace {

using C = const ActionContext &;
using enum ActionMenu;
using enum ActionPlace;

constexpr std::nullopt_t none = std::nullopt;
constexpr auto Anywhere = ActionScope::Window;
constexpr auto InTable = ActionScope::Table;
constexpr auto ContextOnly = ActionPlace::ContextMenu;
constexpr auto Both = ActionPlace::ToolBarAndContextMenu;
constexpr bool Group = true, Same = false, Check = true, Push = false;

bool always(C)
{
    return true;
}
bool canPut(C c)
{
    return !c.stopping;
}
bool anySelected(C c)
{
    return c.selectedTotal() > 0;
}
bool oneSelected(C c)
{
    return c.selectedTotal() == 1;
}
bool pendingSelected(C c)
{
    return c.selectedPending() > 0 && !c.stopping;
}
bool liveSelected(C c)
{
    return c.selectedLive() > 0;
}
bool endedSelected(C c)
{
    return c.selectedEnded() > 0 && !c.stopping;
}
bool onlyEndedSelected(C c)
{
    return c.selectedEnded() > 0 && c.selectedLive() == 0;
}
bool interruptedSelected(C c)
{
    return c.selected[JobState::Interrupted] > 0;
}
bool anyFailed(C c)
{
    return c.all[JobState::Failed] > 0 && !c.stopping;
}
bool anyPending(C c)
{
    return c.all[JobState::Pending] > 0;
}
bool anyUnderway(C c)
{
    return c.all[JobState::Underway] + c.all[JobState::Cancelling] > 0;
}
bool anyLive(C c)
{
    return anyPending(c) || anyUnderway(c);
}
bool anyFinished(C c)
{
    return c.all[JobState::Finished] > 0;
}
bool anyEnded(C c)
{
    return c.allEnded() > 0;
}
bool anyJob(C c)
{
    return c.all.total() > 0;
}
bool running(C c)
{
    return !c.paused && !c.stopping;
}
bool pausedNow(C c)
{
    return c.paused && !c.stopping;
}
bool canWiden(C c)
{
    return c.width < 1000 && !c.stopping;
}
bool canNarrow(C c)
{
    return c.width > 0 && !c.stopping;
}
bool undoable(C c)
{
    return c.undoable && !c.stopping;
}
bool filteredOrSelected(C c)
{
    return c.filtered || c.selectedTotal() > 0;
}

#define T(text) QT_TRANSLATE_NOOP("Actions", text)
// clang-format off
constexpr std::array<ActionRow, actionCount> rows{{
    {ActionId::OpenList, File, MenuOnly, Anywhere, Same, Push, Icon::Open, T("&Open a list…"), T("Open a list"),
     T("Read job lists from files"), {"Ctrl+O", nullptr}, canPut, nullptr},
    {ActionId::Paste, File, MenuOnly, Anywhere, Same, Push, Icon::Paste, T("&Paste jobs"), T("Paste jobs"),
     T("Read a job list from the clipboard"), {"Ctrl+V", "Shift+Ins"}, canPut, nullptr},
    {ActionId::TypeJobs, File, ToolBar, Anywhere, Same, Push, Icon::Add, T("&Type jobs…"), T("Add"),
     T("Type or paste jobs, one a line"), {"Ctrl+N", nullptr}, canPut, nullptr},
    {ActionId::Export, File, MenuOnly, Anywhere, Group, Push, Icon::Export, T("&Export…"), T("Export"),
     T("Write jobs, states and results to a file"), {"Ctrl+E", nullptr}, anyJob, nullptr},
    {ActionId::WriteStatus, File, MenuOnly, Anywhere, Same, Push, Icon::Save, T("&Write status into a list…"),
     T("Write status into a list"), T("Say in a list file what became of each of its jobs"), {"Ctrl+Shift+E", nullptr}, anyJob, nullptr},
    {ActionId::OpenResultsFolder, File, MenuOnly, Anywhere, Group, Push, Icon::Folder, T("Open &results folder"),
     T("Open results folder"), T("Show where results are kept"), {"Ctrl+Shift+O", nullptr}, always, nullptr},
    {ActionId::Preferences, File, MenuOnly, Anywhere, Group, Push, Icon::Settings, T("Pre&ferences…"), T("Preferences"),
     T("Results folder, width, time-outs, appearance"), {"Ctrl+,", nullptr}, always, nullptr},
    {ActionId::Quit, File, MenuOnly, Anywhere, Group, Push, Icon::Quit, T("&Quit"), T("Quit"),
     T("Close the window; jobs not done are kept"), {"Ctrl+Q", nullptr}, always, nullptr},

    {ActionId::Undo, Jobs, MenuOnly, Anywhere, Same, Push, Icon::Undo, T("&Undo"), T("Undo"),
     T("Take back the last change"), {"Ctrl+Z", nullptr}, undoable, nullptr},
    {ActionId::Cancel, Jobs, Both, InTable, Group, Push, Icon::Cancel, T("&Cancel selected"), T("Cancel"),
     T("Cancel the selected pending and underway jobs"), {"Del", nullptr}, liveSelected, cancelPhrase},
    {ActionId::Retry, Jobs, Both, Anywhere, Same, Push, Icon::Retry, T("Re&try selected"), T("Retry"),
     T("Run the selected ended jobs again"), {"R", nullptr}, endedSelected, retryPhrase},
    {ActionId::RetryFailed, Jobs, Both, Anywhere, Same, Push, Icon::Retry, T("Retry all &failed"), T("Retry failed"),
     T("Run every failed job again"), {"Shift+R", nullptr}, anyFailed, retryFailedPhrase},
    {ActionId::MarkFailed, Jobs, ContextOnly, Anywhere, Same, Push, none, T("&Mark as failed"), T("Mark as failed"),
     T("Don't run the selected interrupted jobs again"), {"Shift+F", nullptr}, interruptedSelected, markFailedPhrase},
    {ActionId::RaisePriority, Jobs, Both, Anywhere, Group, Push, Icon::Up, T("&Raise priority"),
     T("Raise priority"), T("Make the selected pending jobs more important"), {"Ctrl+Up", nullptr}, pendingSelected, nullptr},
    {ActionId::LowerPriority, Jobs, Both, Anywhere, Same, Push, Icon::Down, T("&Lower priority"),
     T("Lower priority"), T("Make the selected pending jobs less important"), {"Ctrl+Down", nullptr}, pendingSelected, nullptr},
    {ActionId::SetPriority, Jobs, Both, Anywhere, Same, Push, none, T("Set &priority…"), T("Set priority"),
     T("Give the selected pending jobs a priority"), {"Ctrl+P", nullptr}, pendingSelected, nullptr},
    {ActionId::MoveUp, Jobs, Both, InTable, Group, Push, Icon::Up, T("Move &up"), T("Move up"),
     T("Launch the selected pending jobs one place earlier"), {"Alt+Up", nullptr}, pendingSelected, nullptr},
    {ActionId::MoveDown, Jobs, Both, InTable, Same, Push, Icon::Down, T("Move &down"), T("Move down"),
     T("Launch the selected pending jobs one place later"), {"Alt+Down", nullptr}, pendingSelected, nullptr},
    {ActionId::MoveToTop, Jobs, Both, InTable, Same, Push, Icon::ToTop, T("To the t&op"), T("To the top"),
     T("Launch the selected pending jobs next"), {"Ctrl+Home", nullptr}, pendingSelected, nullptr},
    {ActionId::MoveToBottom, Jobs, Both, InTable, Same, Push, Icon::ToBottom, T("To the &bottom"),
     T("To the bottom"), T("Launch the selected pending jobs last"), {"Ctrl+End", nullptr}, pendingSelected, nullptr},
    {ActionId::Remove, Jobs, Both, InTable, Group, Push, Icon::Remove, T("Remo&ve selected"), T("Remove"),
     T("Remove the selected ended jobs; their results are deleted at the next start"), {"Del", nullptr}, onlyEndedSelected, removePhrase},
    {ActionId::Copy, Jobs, ContextOnly, InTable, Group, Push, Icon::Copy, T("Cop&y"), T("Copy"),
     T("Copy what the selected jobs do, one a line"), {"Ctrl+C", nullptr}, anySelected, nullptr},
    {ActionId::CopyRows, Jobs, ContextOnly, InTable, Same, Push, Icon::Export, T("Copy ro&ws"), T("Copy rows"),
     T("Copy the selected rows as a table"), {"Ctrl+Shift+C", nullptr}, anySelected, nullptr},
    {ActionId::SelectAll, Jobs, MenuOnly, InTable, Same, Push, none, T("Select &all"), T("Select all"),
     T("Select every job shown"), {"Ctrl+A", nullptr}, anyJob, nullptr},
    {ActionId::OpenResult, Jobs, ContextOnly, InTable, Group, Push, none, T("Sh&ow the result"),
     T("Show the result"), T("Show what the selected job left"), {"Return", "Enter"}, oneSelected, nullptr},
    {ActionId::OpenFolder, Jobs, ContextOnly, InTable, Same, Push, Icon::Folder, T("Open its fol&der"),
     T("Open its folder"), T("Show the selected job's result in the file manager"), {"Ctrl+Return", "Ctrl+Enter"}, oneSelected, nullptr},

    {ActionId::Pause, Queue, Both, Anywhere, Group, Push, Icon::Pause, T("&Pause"), T("Pause"),
     T("Launch nothing more; what is underway goes on"), {"P", nullptr}, running, nullptr},
    {ActionId::Resume, Queue, Both, Anywhere, Same, Push, Icon::Resume, T("Re&sume"), T("Resume"),
     T("Launch jobs again"), {"P", nullptr}, pausedNow, nullptr},
    {ActionId::Wider, Queue, MenuOnly, Anywhere, Group, Push, Icon::Widen, T("&Wider"), T("Wider"),
     T("One more job at once"), {"Ctrl++", "Ctrl+="}, canWiden, nullptr},
    {ActionId::Narrower, Queue, MenuOnly, Anywhere, Same, Push, Icon::Narrow, T("&Narrower"), T("Narrower"),
     T("One job fewer at once"), {"Ctrl+-", nullptr}, canNarrow, nullptr},
    {ActionId::EnterWidth, Queue, MenuOnly, Anywhere, Same, Push, none, T("&Enter the width"), T("Enter the width"),
     T("Type how many jobs may be underway at once"), {"W", nullptr}, canPut, nullptr},
    {ActionId::CancelPending, Queue, MenuOnly, Anywhere, Group, Push, none, T("&Cancel all pending"),
     T("Cancel all pending"), T("Cancel every job that was not launched"), {"Ctrl+Shift+X", nullptr}, anyPending, cancelPendingPhrase},
    {ActionId::CancelAll, Queue, MenuOnly, Anywhere, Same, Push, none, T("Cancel &all"), T("Cancel all"),
     T("Cancel every job, underway ones too"), {"Ctrl+Shift+Del", nullptr}, anyLive, cancelAllPhrase},
    {ActionId::RemoveFinished, Queue, Both, Anywhere, Group, Push, Icon::Remove, T("Remove &finished"),
     T("Remove finished"), T("Remove finished jobs; their results are deleted at the next start"), {"Shift+Del", nullptr}, anyFinished, removeFinishedPhrase},
    {ActionId::RemoveEnded, Queue, ToolBar, Anywhere, Same, Push, none, T("Remove all en&ded"), T("Remove all ended"),
     T("Remove finished, failed and cancelled jobs; their results are deleted at the next start"), {"Ctrl+Del", nullptr}, anyEnded, removeEndedPhrase},

    {ActionId::Filter, View, MenuOnly, Anywhere, Same, Push, Icon::Filter, T("&Filter"), T("Filter"),
     T("Show only the jobs that match"), {"/", "Ctrl+F"}, always, nullptr},
    {ActionId::Details, View, MenuOnly, InTable, Group, Check, Icon::Details, T("&Details"), T("Details"),
     T("Show or hide all about the selected job"), {"Space", nullptr}, always, nullptr},
    {ActionId::Sidebar, View, MenuOnly, Anywhere, Same, Check, none, T("&Sidebar"), T("Sidebar"),
     T("Show or hide the states"), {"F9", nullptr}, always, nullptr},
    {ActionId::CompactRows, View, MenuOnly, Anywhere, Same, Check, none, T("&Compact rows"), T("Compact rows"),
     T("More rows in less room"), {"Ctrl+Shift+D", nullptr}, always, nullptr},
    {ActionId::ResetLayout, View, MenuOnly, Anywhere, Same, Push, none, T("&Reset the layout"), T("Reset the layout"),
     T("Columns and panes as they were at first"), {"Ctrl+Shift+L", nullptr}, always, nullptr},
    {ActionId::NextPane, View, MenuOnly, Anywhere, Group, Push, none, T("&Next pane"), T("Next pane"),
     T("Move the keyboard to the next part of the window"), {"F6", nullptr}, always, nullptr},
    {ActionId::PreviousPane, View, MenuOnly, Anywhere, Same, Push, none, T("&Previous pane"), T("Previous pane"),
     T("Move the keyboard to the part before"), {"Shift+F6", nullptr}, always, nullptr},
    {ActionId::ClearFilter, View, MenuOnly, Anywhere, Same, Push, none, T("C&lear filter, then selection"),
     T("Clear filter, then selection"), T("Back to every job"), {"Esc", nullptr}, filteredOrSelected, nullptr},

    {ActionId::Keys, Help, MenuOnly, Anywhere, Same, Push, Icon::Keys, T("&Keys"), T("Keys"),
     T("Every action and its keys"), {"?", "F1"}, always, nullptr},
    {ActionId::About, Help, MenuOnly, Anywhere, Same, Push, Icon::Info, T("&About Millrace"), T("About Millrace"),
     T("Version, and the licences of what it is built with"), {"Shift+F1", nullptr}, always, nullptr},
}};
// clang-format on
#undef T

} // namespace

std::span<const ActionRow> actionTable()
{
    return rows;
}

const ActionRow &actionRow(ActionId id)
{
    return rows[static_cast<std::size_t>(id)];
}

QString menuTitle(ActionMenu menu)
{
    static constexpr std::array titles{
        QT_TRANSLATE_NOOP("Actions", "&File"), QT_TRANSLATE_NOOP("Actions", "&Jobs"),
        QT_TRANSLATE_NOOP("Actions", "&Queue"), QT_TRANSLATE_NOOP("Actions", "&View"),
        QT_TRANSLATE_NOOP("Actions", "&Help")};
    return QCoreApplication::translate("Actions", titles[static_cast<std::size_t>(menu)]);
}

} // namespace millrace
