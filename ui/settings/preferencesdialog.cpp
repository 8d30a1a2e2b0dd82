#include "ui/settings/preferencesdialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace millrace {

namespace {

constexpr int week = 7 * 24 * 3600, hour = 3600;

/// What a number field may hold, and what zero means where it isn't a number.
struct Field
{
    QString label;
    int least = 0, most = 0, value = 0;
    QString suffix;
    QString zero;
};

QSpinBox *addNumber(QFormLayout *form, const Field &field)
{
    auto *box = new QSpinBox;
    box->setRange(field.least, field.most);
    box->setValue(field.value);
    box->setSuffix(field.suffix);
    box->setSpecialValueText(field.zero);
    box->setGroupSeparatorShown(true);
    box->setAccessibleName(field.label);
    form->addRow(field.label, box);
    return box;
}

void addHeading(QFormLayout *form, const QString &text)
{
    auto *label = new QLabel(text);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    label->setContentsMargins(0, form->rowCount() > 0 ? 10 : 0, 0, 0);
    form->addRow(label);
}

/// As a person types it: "~/" is the home, slashes at its end are nothing.
QString wholeFolder(const QString &typed)
{
    const QString folder = typed.trimmed();
    if (folder.isEmpty())
        return {};
    const bool isInHome = folder == u'~' || folder.startsWith(QLatin1StringView("~/"));
    return QDir::cleanPath(isInHome ? QDir::homePath() + folder.sliced(1) : folder);
}

} // namespace

PreferencesDialog::PreferencesDialog(const Preferences &preferences, QWidget *parent)
    : QDialog(parent), m_before(preferences)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Preferences"));
    setAccessibleName(tr("Preferences"));
    auto *form = new QFormLayout;
    addResults(form);
    addHistory(form);
    addQueue(form);
    addFetches(form);
    addCommands(form);
    auto *buttons = new QDialogButtonBox(this); // Buttons of our own have no icons of the desktop's.
    buttons->addButton(tr("OK"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &PreferencesDialog::submit);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(buttons);
}

void PreferencesDialog::addResults(QFormLayout *form)
{
    addHeading(form, tr("General"));
    m_folder = new QLineEdit(m_before.resultsFolder);
    m_folder->setAccessibleName(tr("Results folder"));
    m_folder->setPlaceholderText(tr("With the program's own data"));
    m_folder->setMinimumWidth(m_folder->fontMetrics().averageCharWidth() * 44);
    auto *choose = new QPushButton(tr("Choose…"));
    connect(choose, &QPushButton::clicked, this, &PreferencesDialog::chooseFolder);
    auto *row = new QHBoxLayout;
    row->addWidget(m_folder, 1);
    row->addWidget(choose);
    form->addRow(tr("Results folder"), row);
    m_complaint = new QLabel;
    m_complaint->setTextFormat(Qt::PlainText);
    m_complaint->setWordWrap(true);
    m_complaint->setAccessibleName(tr("What is wrong with the results folder"));
    m_complaint->hide();
    form->addRow(m_complaint);
    m_appearance = new QComboBox;
    m_appearance->addItems({tr("As the system"), tr("Light"), tr("Dark")});
    m_appearance->setCurrentIndex(static_cast<int>(m_before.appearance));
    m_appearance->setAccessibleName(tr("Appearance"));
    form->addRow(tr("Appearance"), m_appearance);
}

void PreferencesDialog::addHistory(QFormLayout *form)
{
    addHeading(form, tr("Ended jobs are kept"));
    m_history = addNumber(form, {tr("At most"), 0, 10'000'000, m_before.history, tr(" jobs"), tr("all")});
    m_historyDays =
        addNumber(form, {tr("For at most"), 0, 36'500, m_before.historyDays, tr(" days"), tr("ever")});
    m_historyGigabytes = addNumber(form, {tr("Results of at most"), 0, 1'000'000, m_before.historyGigabytes,
                                          tr(" GiB"), tr("any size")});
    for (QSpinBox *box : {m_history, m_historyDays, m_historyGigabytes})
        box->setToolTip(tr("Beyond that, the oldest ended jobs are forgotten and their results deleted."));
}

void PreferencesDialog::addQueue(QFormLayout *form)
{
    addHeading(form, tr("Queue"));
    m_width = addNumber(form, {tr("Width at first"), 0, 1000, m_before.width, {}, {}});
    m_width->setToolTip(
        tr("Until the queue's width is changed for the first time; from then on it keeps its own."));
    m_starts = addNumber(
        form, {tr("Starts a minute at most"), 0, 60'000, m_before.startsAMinute, {}, tr("no limit")});
    m_starts->setToolTip(
        tr("Of all jobs together, however wide the queue is: for a server that counts requests."));
    m_hostCap = addNumber(form, {tr("At once to one host"), 0, 1000, m_before.hostCap, {}, tr("no limit")});
}

void PreferencesDialog::addFetches(QFormLayout *form)
{
    const auto seconds = [](std::chrono::seconds length) { return static_cast<int>(length.count()); };
    addHeading(form, tr("Fetches"));
    m_connect =
        addNumber(form, {tr("Connecting at most"), 1, 600, seconds(m_before.connectTimeout), tr(" s"), {}});
    m_firstByte =
        addNumber(form, {tr("First byte within"), 1, hour, seconds(m_before.firstByteTimeout), tr(" s"), {}});
    m_fetchTimeout = addNumber(
        form, {tr("One attempt at most"), 0, week, seconds(m_before.fetchTimeout), tr(" s"), tr("no limit")});
    m_megabytes =
        addNumber(form, {tr("Largest answer"), 1, 1'000'000, m_before.fetchMegabytes, tr(" MiB"), {}});
    m_fetchTries = addNumber(form, {tr("Attempts"), 1, 10, m_before.fetchTries, {}, {}});
}

void PreferencesDialog::addCommands(QFormLayout *form)
{
    const auto seconds = [](std::chrono::seconds length) { return static_cast<int>(length.count()); };
    addHeading(form, tr("Commands"));
    m_commandTimeout = addNumber(form, {tr("One attempt at most"), 0, week, seconds(m_before.commandTimeout),
                                        tr(" s"), tr("no limit")});
    m_grace =
        addNumber(form, {tr("Grace when cancelled"), 0, 600, seconds(m_before.grace), tr(" s"), tr("none")});
    m_commandTries = addNumber(form, {tr("Attempts"), 1, 10, m_before.commandTries, {}, {}});
}

void PreferencesDialog::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Results folder"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

// Found out now: at the next start nobody would think of what was typed here.
QString PreferencesDialog::complaintAbout(const QString &folder)
{
    if (folder.isEmpty())
        return {};
    if (!QDir::isAbsolutePath(folder))
        return tr("Name the whole path of the results folder, beginning with / or ~/.");
    const QFileInfo info(folder);
    if (info.exists() && !info.isDir())
        return tr("%1 is not a folder.").arg(folder);
    if (!QDir().mkpath(folder))
        return tr("%1 can't be made. Choose another folder, or make it yourself.").arg(folder);
    if (!QFileInfo(folder).isWritable())
        return tr("%1 can't be written. Choose another folder, or make it writable.").arg(folder);
    return {};
}

void PreferencesDialog::submit()
{
    const Preferences now = preferences();
    const bool isOther = now.resultsFolder != m_before.resultsFolder;
    const QString complaint = isOther ? complaintAbout(now.resultsFolder) : QString();
    m_complaint->setText(complaint);
    m_complaint->setVisible(!complaint.isEmpty());
    if (!complaint.isEmpty())
        return m_folder->setFocus();
    if (now != m_before)
        Q_EMIT changed(now);
    accept();
}

Preferences PreferencesDialog::preferences() const
{
    Preferences now = m_before;
    now.resultsFolder = wholeFolder(m_folder->text());
    now.appearance = static_cast<Appearance>(m_appearance->currentIndex());
    now.history = m_history->value();
    now.historyDays = m_historyDays->value();
    now.historyGigabytes = m_historyGigabytes->value();
    now.width = m_width->value();
    now.hostCap = m_hostCap->value();
    now.startsAMinute = m_starts->value();
    now.fetchMegabytes = m_megabytes->value();
    now.connectTimeout = std::chrono::seconds(m_connect->value());
    now.firstByteTimeout = std::chrono::seconds(m_firstByte->value());
    now.fetchTimeout = std::chrono::seconds(m_fetchTimeout->value());
    now.fetchTries = m_fetchTries->value();
    now.commandTimeout = std::chrono::seconds(m_commandTimeout->value());
    now.grace = std::chrono::seconds(m_grace->value());
    now.commandTries = m_commandTries->value();
    return now;
}

} // namespace millrace
