#pragma once

#include <QDialog>

namespace millrace {

/// Every action of the table with its keys, in the order of the menus; what `?` shows. Deletes itself when
/// closed.
class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutSheet(QWidget *parent);
};

} // namespace millrace
