// A window of another program than the one under test, to drag files out of: dragsource FILE…
// Says what happens, a line each: READY, DRAGGING, ACCEPTED or REFUSED while over a window, then DROPPED or LEFT.
#include <QApplication>
#include <QDrag>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QTimer>
#include <QUrl>

#include <cstdio>

namespace {

void say(const char *word)
{
    std::puts(word);
    std::fflush(stdout);
}

class Source : public QLabel
{
public:
    explicit Source(const QStringList &files) : QLabel(QStringLiteral("drag me"))
    {
        for (const QString &file : files)
            m_urls << QUrl::fromLocalFile(QFileInfo(file).absoluteFilePath());
        setAlignment(Qt::AlignCenter);
        setWindowTitle(QStringLiteral("dragsource"));
        setFixedSize(160, 80);
        // In nobody's way, and nobody's focus is taken.
        setWindowFlags(Qt::Window | Qt::WindowStaysOnTopHint | Qt::WindowDoesNotAcceptFocus);
        move(0, 0);
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QLabel::paintEvent(event);
        if (!std::exchange(m_seen, true))
            QTimer::singleShot(0, this, [] { say("READY"); });
    }

    void mousePressEvent(QMouseEvent *event) override { m_pressed = event->pos(); }

    void mouseMoveEvent(QMouseEvent *event) override
    {
        const bool far = (event->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance();
        if (!(event->buttons() & Qt::LeftButton) || !far || std::exchange(m_dragging, true))
            return;
        auto *content = new QMimeData;
        content->setUrls(m_urls);
        auto *drag = new QDrag(this);
        drag->setMimeData(content);
        connect(drag, &QDrag::actionChanged, this,
                [](Qt::DropAction action) { say(action == Qt::IgnoreAction ? "REFUSED" : "ACCEPTED"); });
        say("DRAGGING");
        say(drag->exec(Qt::CopyAction) == Qt::IgnoreAction ? "LEFT" : "DROPPED");
        m_dragging = false;
    }

private:
    QList<QUrl> m_urls;
    QPoint m_pressed;
    bool m_seen = false;
    bool m_dragging = false;
};

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    Source source(QCoreApplication::arguments().sliced(1));
    source.show();
    return QApplication::exec();
}
