#include "ui/importing/typejobssheet.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace {

TypeJobsSheet::TypeJobsSheet(QWidget *parent) : QDialog(parent), m_lines(new QPlainTextEdit(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Type jobs"));
    setAccessibleName(tr("Type jobs"));
    auto *hint =
        new QLabel(tr("One job a line: a URL is fetched, any other line is run as a command."), this);
    hint->setTextFormat(Qt::PlainText);
    hint->setBuddy(m_lines);
    m_lines->setAccessibleName(tr("Jobs, one a line"));
    m_lines->setPlaceholderText(tr("https://example.org/a.jpg\nffmpeg -i clip.mov clip.mp4"));
    m_lines->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_lines->setTabChangesFocus(true);

    auto *buttons = new QDialogButtonBox(this);
    QPushButton *review = buttons->addButton(tr("Review…"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    review->setEnabled(false);
    connect(m_lines, &QPlainTextEdit::textChanged, review,
            [this, review] { review->setEnabled(!m_lines->document()->isEmpty()); });
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT reviewRequested(m_lines->toPlainText());
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(hint);
    layout->addWidget(m_lines, 1);
    layout->addWidget(buttons);
    resize(620, 320);
}

} // namespace millrace
