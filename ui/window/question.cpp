#include "ui/window/question.h"

#include <QMessageBox>
#include <QPushButton>

namespace millrace {

void ask(QWidget *window, const Question &question, QObject *context, std::function<void()> yes)
{
    auto *box = new QMessageBox(window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowModality(Qt::WindowModal);
    box->setTextFormat(Qt::PlainText);
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
