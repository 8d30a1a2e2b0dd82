#pragma once

#include "app/start.h"
#include "core/joblist/listsource.h"
#include "core/store/datalock.h"

#include <QApplication>

#include <memory>
#include <vector>

namespace millrace {

class WindowProgram;
struct DataDirectory;

/// The window on a data directory that is ours.
class WindowStart final : public Start
{
public:
    /// \a sources are lists to be reviewed.
    WindowStart(std::vector<ListSource> sources, const DataDirectory &data, DataLock::Attempt lock, int &argc,
                char **argv);
    ~WindowStart() override;

    [[nodiscard]] QCoreApplication &application() override { return m_application; }

private:
    QApplication m_application;
    std::unique_ptr<WindowProgram> m_program;
};

} // namespace millrace
