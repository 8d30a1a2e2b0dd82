#include "ui/window/question.h"

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

namespace millrace {

void dress(QMessageBox &box)
{
    constexpr int characters = 52;
    box.setTextFormat(Qt::PlainText);
    auto *what = box.findChild<QLabel *>(QStringLiteral("qt_msgbox_label"));
    if (!what)
        return; // Another Qt names it otherwise: plainer, not worse.
    QFont bold = what->font();
    bold.setBold(true);
    what->setFont(bold);
    what->setMinimumWidth(characters * what->fontMetrics().averageCharWidth());
}

void ask(QWidget *window, const Question &question, QObject *context, std::function<void()> yes)
{
    auto *box = new QMessageBox(window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowModality(Qt::WindowModal);
    dress(*box);
    box->setWindowTitle(question.what);
    box->setText(question.what);
    box->setInformativeText(question.detail);
    QPushButton *act = box->addButton(question.act, QMessageBox::DestructiveRole);
    QPushButton *leave = box->addButton(question.leave, QMessageBox::RejectRole);
    box->setDefaultButton(leave);
    box->setEscapeButton(leave);
    QObject::connect(box, &QMessageBox::finished, context, [box, act, yes = std::move(yes)] {
        if (box->clickedButton() == act)
            yes();
    });
    box->open();
}

} // namespace millrace
