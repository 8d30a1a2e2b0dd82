// What bench_start compares with: a window with one table, of Qt's own and with nothing behind it.
#include <QApplication>
#include <QMainWindow>
#include <QStyleFactory>
#include <QTableView>

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QMainWindow window;
    window.setCentralWidget(new QTableView(&window));
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}
