#pragma once

#include "ui/settings/preferences.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace millrace {

/// Lets the user change the Preferences. Deletes itself when closed.
class PreferencesDialog : public QDialog
{
    Q_OBJECT

public:
    PreferencesDialog(const Preferences &preferences, QWidget *parent);

    /// As they stand in the fields.
    [[nodiscard]] Preferences preferences() const;

Q_SIGNALS:
    /// Accepted with something changed.
    void changed(const millrace::Preferences &preferences);

private:
    void addResults(QFormLayout *form);
    void addHistory(QFormLayout *form);
    void addQueue(QFormLayout *form);
    void addFetches(QFormLayout *form);
    void addCommands(QFormLayout *form);
    void chooseFolder();
    [[nodiscard]] static QString complaintAbout(const QString &folder);
    void submit();

    Preferences m_before;
    QLineEdit *m_folder = nullptr;
    QLabel *m_complaint = nullptr; // About the folder.
    QComboBox *m_appearance = nullptr;
    QSpinBox *m_history = nullptr;
    QSpinBox *m_historyDays = nullptr;
    QSpinBox *m_historyGigabytes = nullptr;
    QSpinBox *m_width = nullptr;
    QSpinBox *m_hostCap = nullptr;
    QSpinBox *m_starts = nullptr;
    QSpinBox *m_megabytes = nullptr;
    QSpinBox *m_connect = nullptr;
    QSpinBox *m_firstByte = nullptr;
    QSpinBox *m_fetchTimeout = nullptr;
    QSpinBox *m_fetchTries = nullptr;
    QSpinBox *m_commandTimeout = nullptr;
    QSpinBox *m_grace = nullptr;
    QSpinBox *m_commandTries = nullptr;
};

} // namespace millrace
