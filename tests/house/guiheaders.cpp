#include "guiheaders.h"

#include <algorithm>
#include <array>

namespace penstock::house
{

namespace
{

// Folders of whole modules.
constexpr std::array<std::string_view, 11> guiFolders{
    "QtCharts/", "QtGui/", "QtOpenGL/",     "QtOpenGLWidgets/", "QtPrintSupport/", "QtQml/",
    "QtQuick/",  "QtSvg/", "QtSvgWidgets/", "QtWidgets/",       "QtUiTools/"};

// Starts of class names. A class that is missing here still fails to compile in the headless
// preset, which has no path to these headers; the names make the message come early and say why.
constexpr std::array<std::string_view, 100> guiNames{"QAbstractButton",
                                                     "QAbstractItemDelegate",
                                                     "QAbstractItemView",
                                                     "QAbstractScrollArea",
                                                     "QAbstractSeries",
                                                     "QAbstractSpinBox",
                                                     "QAction",
                                                     "QApplication",
                                                     "QAreaSeries",
                                                     "QBar",
                                                     "QBitmap",
                                                     "QBoxLayout",
                                                     "QBrush",
                                                     "QCategoryAxis",
                                                     "QChart",
                                                     "QCheckBox",
                                                     "QClipboard",
                                                     "QColor",
                                                     "QComboBox",
                                                     "QCompleter",
                                                     "QCursor",
                                                     "QDateTimeAxis",
                                                     "QDateTimeEdit",
                                                     "QDesktopServices",
                                                     "QDialog",
                                                     "QDockWidget",
                                                     "QDrag",
                                                     "QFileDialog",
                                                     "QFont",
                                                     "QFormLayout",
                                                     "QFrame",
                                                     "QGraphics",
                                                     "QGridLayout",
                                                     "QGroupBox",
                                                     "QGuiApplication",
                                                     "QHeaderView",
                                                     "QIcon",
                                                     "QImage",
                                                     "QIntValidator",
                                                     "QKeySequence",
                                                     "QLabel",
                                                     "QLayout",
                                                     "QLegend",
                                                     "QLineEdit",
                                                     "QLineSeries",
                                                     "QListView",
                                                     "QMainWindow",
                                                     "QMenu",
                                                     "QMessageBox",
                                                     "QMovie",
                                                     "QOpenGL",
                                                     "QPaint",
                                                     "QPainter",
                                                     "QPalette",
                                                     "QPen",
                                                     "QPicture",
                                                     "QPieSeries",
                                                     "QPieSlice",
                                                     "QPixmap",
                                                     "QPolygon",
                                                     "QProgressBar",
                                                     "QPushButton",
                                                     "QRadioButton",
                                                     "QRegularExpressionValidator",
                                                     "QRubberBand",
                                                     "QScatterSeries",
                                                     "QScreen",
                                                     "QScroll",
                                                     "QShortcut",
                                                     "QSlider",
                                                     "QSpinBox",
                                                     "QSplashScreen",
                                                     "QSplineSeries",
                                                     "QSplitter",
                                                     "QStackedLayout",
                                                     "QStackedWidget",
                                                     "QStandardItem",
                                                     "QStatusBar",
                                                     "QStyle",
                                                     "QSurface",
                                                     "QSvg",
                                                     "QSystemTrayIcon",
                                                     "QTabWidget",
                                                     "QTable",
                                                     "QTextBrowser",
                                                     "QTextCursor",
                                                     "QTextDocument",
                                                     "QTextEdit",
                                                     "QTextLayout",
                                                     "QTool",
                                                     "QTransform",
                                                     "QTree",
                                                     "QUndo",
                                                     "QValidator",
                                                     "QValueAxis",
                                                     "QVector2D",
                                                     "QWidget",
                                                     "QWindow",
                                                     "QWizard",
                                                     "QXYSeries"};

bool startsWithOneOf(std::string_view header, const auto &starts)
{
    return std::any_of(starts.begin(), starts.end(),
                       [header](std::string_view start) { return header.starts_with(start); });
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

} // namespace

bool isQtHeader(std::string_view header)
{
    if (header.starts_with("qt6keychain/")) {
        return true;
    }
    if (header.size() < 2 || (header[0] != 'Q' && header[0] != 'q')) {
        return false;
    }
    // <QString>, <QtCore/QString>, <qglobal.h>; no standard header begins with q.
    return isUpper(header[1]) || header.starts_with("Qt")
        || (header[0] == 'q' && header.ends_with(".h"));
}

bool isGuiHeader(std::string_view header)
{
    return startsWithOneOf(header, guiFolders) || startsWithOneOf(header, guiNames);
}

} // namespace penstock::house
