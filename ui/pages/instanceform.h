#pragma once

#include "base/secretstring.h"
#include "pages/instancedraft.h"

#include <QWidget>

#include <cstdint>
#include <functional>
#include <string>

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace penstock::widgets
{
class FieldRow;
class SecretField;
} // namespace penstock::widgets

namespace penstock::pages
{

/// The essential fields of an instance. What is wrong stands below its field.
class InstanceForm final : public QWidget
{
    Q_OBJECT

public:
    explicit InstanceForm(QWidget *parent = nullptr);

    /// Names that other instances have already.
    using IsTaken = std::function<bool(const std::string &)>;
    void setTaken(IsTaken isTaken) { m_isTaken = std::move(isTaken); }

    struct KeyPlace {
        QString stored; ///< where a key is already; empty: nowhere
        QString willBe; ///< where a new one will be
    };
    void begin(const InstanceDraft &draft, const KeyPlace &place);
    /// While the change is being carried out.
    void setBusy(bool isBusy);

    [[nodiscard]] InstanceDraft draft() const;
    [[nodiscard]] bool hasNewKey() const;
    /// It stays in the form until the next begin(): saving may fail.
    [[nodiscard]] SecretString newKey() const;

Q_SIGNALS:
    void saveWanted();
    void cancelWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void addChecks();
    void showProvider();
    void save();
    [[nodiscard]] std::int64_t tokensPerMinute() const;
    [[nodiscard]] QWidget *makeColumns();
    [[nodiscard]] QWidget *makeButtons();

    IsTaken m_isTaken;
    QLineEdit *m_name;
    QLineEdit *m_address;
    QComboBox *m_provider;
    QComboBox *m_apiVersion;
    widgets::SecretField *m_key;
    QPlainTextEdit *m_models;
    QLineEdit *m_region;
    QDoubleSpinBox *m_tpm; ///< of whole numbers, more of them than the other one has
    QSpinBox *m_priority;
    QSpinBox *m_weight;
    widgets::FieldRow *m_nameRow;
    widgets::FieldRow *m_addressRow;
    widgets::FieldRow *m_versionRow;
    widgets::FieldRow *m_modelsRow;
    widgets::FieldRow *m_keyRow;
    QPushButton *m_save;
    std::int64_t m_tpmBefore = 0;
    bool m_hasStoredKey = false;
    bool m_needsKey = true;
};

} // namespace penstock::pages
