#include "ui/actions/shortcutsheet.h"

#include "ui/actions/actiontable.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeySequence>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

QString shownKeys(const ActionRow &row)
{
    QStringList keys;
    for (const char *key : row.keys) {
        if (key)
            keys << QKeySequence(QLatin1StringView(key)).toString(QKeySequence::NativeText);
    }
    return keys.join(u"   "_s);
}

void fill(QTreeWidget *tree)
{
    for (const ActionMenu menu : allActionMenus) {
        auto *group = new QTreeWidgetItem(tree, {menuTitle(menu).remove(u'&')});
        QFont bold = tree->font();
        bold.setBold(true);
        group->setFont(0, bold);
        group->setFirstColumnSpanned(true);
        for (const ActionRow &row : actionTable()) {
            if (row.menu == menu)
                new QTreeWidgetItem(group, {translated(row.name), shownKeys(row), translated(row.hint)});
        }
    }
    tree->expandAll();
    for (int column = 0; column < 2; ++column)
        tree->resizeColumnToContents(column);
}

} // namespace

ShortcutSheet::ShortcutSheet(QWidget *parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keys"));
    auto *tree = new QTreeWidget(this);
    tree->setAccessibleName(tr("Keys"));
    tree->setHeaderLabels({tr("Action"), tr("Keys"), tr("What it does")});
    tree->setRootIsDecorated(false);
    tree->setItemsExpandable(false);
    tree->setIndentation(12);
    tree->setSelectionMode(QAbstractItemView::SingleSelection);
    tree->setUniformRowHeights(true);
    fill(tree);

    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(tree);
    layout->addWidget(buttons);
    resize(720, 620);
}

} // namespace millrace
