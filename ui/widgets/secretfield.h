#pragma once

#include "base/secretstring.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace penstock::widgets
{

class SecretLine;

/// What is known of a key that is stored already: never the key.
struct StoredSecret {
    QString backend; ///< "GNOME Keyring"
    QString hint; ///< its last four characters, as SecretString::hint() gives them
};

/// Takes a key in. Shows of a stored one only its hint; of one being typed the letters, as long as
/// the eye is pressed.
class SecretField final : public QWidget
{
    Q_OBJECT

public:
    explicit SecretField(QWidget *parent = nullptr);

    void setPlaceholder(const QString &text);
    /// Shows that one is stored, and forgets what was typed.
    void setStored(const StoredSecret &stored);
    /// None is stored; where a new one will be, as in "Will be stored in GNOME Keyring".
    void setNothingStored(const QString &caption = {});

    /// Whether the person has typed one that nobody has taken yet.
    [[nodiscard]] bool hasSecret() const;
    /// What was typed, which stays in the field: for a try that may have to be made again.
    [[nodiscard]] SecretString copySecret() const;
    /// The same; the field is empty afterwards.
    [[nodiscard]] SecretString takeSecret();
    void clear();

Q_SIGNALS:
    void edited();
    /// Enter was pressed.
    void submitted();

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class Mode { Empty = 1, Stored, Replacing };

    void setMode(Mode mode);
    void build();
    void connectParts();
    void showCaption();
    void showLock();

    SecretLine *m_line;
    QLabel *m_lock;
    QLabel *m_hint;
    QToolButton *m_eye;
    QPushButton *m_replace;
    QPushButton *m_keep;
    QLabel *m_caption;
    StoredSecret m_stored;
    QString m_emptyCaption;
    Mode m_mode = Mode::Empty;
};

} // namespace penstock::widgets
