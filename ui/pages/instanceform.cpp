#include "pages/instanceform.h"

#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/fieldrow.h"
#include "widgets/secretfield.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdint>
#include <initializer_list>

namespace penstock::pages
{

namespace
{

namespace metrics = theme::metrics;
using widgets::FieldRow;

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QVBoxLayout *makeColumn(std::initializer_list<QWidget *> rows)
{
    auto *const column = new QVBoxLayout;
    column->setSpacing(metrics::space8);
    for (QWidget *const row : rows) {
        column->addWidget(row);
    }
    column->addStretch();
    return column;
}

/// More than any quota, and every one of them exact.
constexpr std::int64_t mostTpm = 1'000'000'000'000;

QDoubleSpinBox *makeTokens()
{
    auto *const box = new QDoubleSpinBox;
    box->setDecimals(0);
    box->setRange(0, static_cast<double>(mostTpm));
    box->setSingleStep(10'000);
    box->setGroupSeparatorShown(true);
    // Its usual width is that of the largest number.
    box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return box;
}

QSpinBox *makeNumber(int most, int step)
{
    auto *const box = new QSpinBox;
    box->setRange(0, most);
    box->setSingleStep(step);
    box->setGroupSeparatorShown(true);
    return box;
}

} // namespace

InstanceForm::InstanceForm(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLineEdit)
    , m_address(new QLineEdit)
    , m_provider(new QComboBox)
    , m_apiVersion(new QComboBox)
    , m_key(new widgets::SecretField)
    , m_models(new QPlainTextEdit)
    , m_region(new QLineEdit)
    , m_tpm(makeTokens())
    , m_priority(makeNumber(1'000'000, 1))
    , m_weight(makeNumber(1'000'000, 10))
    , m_nameRow(new FieldRow(tr("&Name"), m_name))
    , m_addressRow(new FieldRow(tr("&Endpoint"), m_address))
    , m_versionRow(new FieldRow(tr("API &version"), m_apiVersion))
    , m_modelsRow(new FieldRow(tr("&Models and deployments"), m_models))
    , m_keyRow(new FieldRow(tr("&Key"), m_key))
    , m_save(new QPushButton(tr("&Save")))
{
    build();
    addChecks();
}

void InstanceForm::build()
{
    m_name->setPlaceholderText(QStringLiteral("eu-1"));
    m_address->setPlaceholderText(QStringLiteral("https://my-resource.openai.azure.com"));
    m_provider->addItem(tr("Azure OpenAI"), static_cast<int>(Provider::Azure));
    m_provider->addItem(tr("Azure OpenAI, v1 only"), static_cast<int>(Provider::AzureV1));
    m_provider->addItem(tr("OpenAI-compatible server"), static_cast<int>(Provider::Generic));
    m_apiVersion->setEditable(true);
    m_apiVersion->setInsertPolicy(QComboBox::NoInsert);
    m_apiVersion->addItems(
        {QString(), QStringLiteral("2024-10-21"), QStringLiteral("2025-04-01-preview")});
    m_apiVersion->lineEdit()->setPlaceholderText(tr("v1, where the resource has it"));
    constexpr int fewLetters = 12; // the longer ones may be elided where there is little room
    for (QComboBox *const box : {m_provider, m_apiVersion}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(fewLetters);
    }
    m_models->setPlaceholderText(QStringLiteral("gpt-4o = my-gpt-4o\ngpt-4o-mini"));
    m_models->setTabChangesFocus(true);
    constexpr int severalModels = 160; // more of them scroll, so that the buttons stay near
    m_models->setMaximumHeight(severalModels);
    theme::setTypeRole(*m_models, theme::TypeRole::Mono);
    theme::setTypeRole(*m_address, theme::TypeRole::Mono);
    m_modelsRow->setHint(tr("One a line: the model that clients ask for = the deployment here."));
    m_tpm->setSpecialValueText(tr("no limit"));
    m_region->setPlaceholderText(tr("Sweden Central"));

    auto *const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::space12);
    rows->addWidget(makeColumns());
    rows->addWidget(makeButtons());
    rows->addStretch(1);

    connect(m_provider, &QComboBox::currentIndexChanged, this, &InstanceForm::showProvider);
    connect(m_models, &QPlainTextEdit::textChanged, m_modelsRow, &FieldRow::noteEdited);
    connect(m_key, &widgets::SecretField::edited, m_keyRow, &FieldRow::noteEdited);
    connect(m_key, &widgets::SecretField::submitted, this, &InstanceForm::save);
    // Those inside of combo and number boxes, too.
    for (const QLineEdit *const line : findChildren<QLineEdit *>()) {
        connect(line, &QLineEdit::returnPressed, this, &InstanceForm::save);
    }
}

QWidget *InstanceForm::makeColumns()
{
    auto *const numbers = new QWidget;
    auto *const numberRow = new QHBoxLayout(numbers);
    numberRow->setContentsMargins(0, 0, 0, 0);
    numberRow->setSpacing(metrics::space12);
    numberRow->addWidget(new FieldRow(tr("&Tokens/min"), m_tpm), 3);
    numberRow->addWidget(new FieldRow(tr("Pr&iority"), m_priority), 2);
    numberRow->addWidget(new FieldRow(tr("&Weight"), m_weight), 2);
    m_priority->setToolTip(tr("Lower numbers are tried first."));

    auto *const columns = new QWidget;
    auto *const row = new QHBoxLayout(columns);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::space12);
    row->addLayout(makeColumn({m_nameRow, m_addressRow, m_keyRow}), 4);
    row->addLayout(makeColumn({new FieldRow(tr("&Provider"), m_provider), m_versionRow,
                               new FieldRow(tr("&Region"), m_region)}),
                   3);
    auto *const last = new QVBoxLayout;
    last->setSpacing(metrics::space8);
    last->addWidget(m_modelsRow, 1);
    last->addWidget(numbers);
    row->addLayout(last, 5);
    return columns;
}

QWidget *InstanceForm::makeButtons()
{
    theme::setButtonKind(*m_save, theme::ButtonKind::Primary);
    auto *const cancel = new QPushButton(tr("&Cancel"));
    connect(m_save, &QPushButton::clicked, this, &InstanceForm::save);
    connect(cancel, &QPushButton::clicked, this, &InstanceForm::cancelWanted);
    auto *const buttons = new QWidget;
    auto *const row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::space8);
    row->addWidget(m_save);
    row->addWidget(cancel);
    row->addStretch();
    return buttons;
}

void InstanceForm::addChecks()
{
    m_nameRow->setCheck([this] {
        static const QRegularExpression valid(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"));
        const QString name = m_name->text().trimmed();
        if (name.isEmpty()) {
            return tr("The instance needs a name.");
        }
        if (!valid.match(name).hasMatch()) {
            return tr("Letters, digits, '.', '_' and '-' only, up to 64.");
        }
        return m_isTaken && m_isTaken(name.toStdString()) ? tr("There is an instance of this name.")
                                                          : QString();
    });
    m_addressRow->setCheck([this] {
        const QUrl url(text(tidyAddress(m_address->text().toStdString())), QUrl::StrictMode);
        if (m_address->text().trimmed().isEmpty()) {
            return tr("Where is it? The portal shows the endpoint beside the keys.");
        }
        const bool isWeb
            = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
        return url.isValid() && isWeb && !url.host().isEmpty() ? QString()
                                                               : tr("This is no web address.");
    });
    m_modelsRow->setCheck([this] {
        const ModelsReading reading = readModels(m_models->toPlainText().toStdString());
        if (reading.wrongLine > 0) {
            return tr("Line %1: write \"model = deployment\", each model once.")
                .arg(reading.wrongLine);
        }
        return reading.models.empty() ? tr("Without a model no request can come here.") : QString();
    });
    m_keyRow->setCheck([this] {
        return m_needsKey && !m_hasStoredKey && !m_key->hasSecret()
            ? tr("The instance needs a key.")
            : QString();
    });
}

void InstanceForm::begin(const InstanceDraft &draft, const KeyPlace &place)
{
    m_name->setText(text(draft.name));
    m_address->setText(text(draft.apiBase));
    m_provider->setCurrentIndex(m_provider->findData(static_cast<int>(draft.provider)));
    m_apiVersion->setCurrentText(text(draft.apiVersion));
    m_region->setText(text(draft.region));
    m_models->setPlainText(text(modelsText(draft)));
    m_tpm->setMaximum(static_cast<double>(std::max(draft.maxTpm, mostTpm)));
    m_tpm->setValue(static_cast<double>(draft.maxTpm));
    m_tpmBefore = draft.maxTpm;
    m_priority->setValue(draft.priority);
    m_weight->setValue(draft.weight);
    m_needsKey = draft.needsKey;
    m_hasStoredKey = !place.stored.isEmpty();
    if (m_hasStoredKey) {
        m_key->setStored({.backend = place.stored, .hint = {}});
    } else {
        m_key->setNothingStored(place.willBe);
    }
    showProvider();
    setBusy(false);
    m_name->setFocus();
}

void InstanceForm::showProvider()
{
    const auto provider = static_cast<Provider>(m_provider->currentData().toInt());
    m_versionRow->setEnabled(provider == Provider::Azure);
}

void InstanceForm::setBusy(bool isBusy)
{
    setEnabled(!isBusy);
    m_save->setText(isBusy ? tr("Saving…") : tr("&Save"));
}

std::int64_t InstanceForm::tokensPerMinute() const
{
    // One that no double has exactly stays what it is.
    const bool isUntouched = m_tpm->value() == static_cast<double>(m_tpmBefore);
    return isUntouched ? m_tpmBefore : static_cast<std::int64_t>(m_tpm->value());
}

InstanceDraft InstanceForm::draft() const
{
    return {.name = m_name->text().trimmed().toStdString(),
            .apiBase = tidyAddress(m_address->text().toStdString()),
            .provider = static_cast<Provider>(m_provider->currentData().toInt()),
            .apiVersion = m_apiVersion->currentText().trimmed().toStdString(),
            .region = m_region->text().trimmed().toStdString(),
            .maxTpm = tokensPerMinute(),
            .priority = m_priority->value(),
            .weight = m_weight->value(),
            .needsKey = m_needsKey,
            .models = readModels(m_models->toPlainText().toStdString()).models};
}

bool InstanceForm::hasNewKey() const
{
    return m_key->hasSecret();
}

SecretString InstanceForm::newKey() const
{
    return m_key->copySecret();
}

void InstanceForm::save()
{
    bool isValid = true;
    // All of them, so that everything wrong is seen at once.
    for (FieldRow *const row : {m_nameRow, m_addressRow, m_modelsRow, m_keyRow}) {
        isValid = row->validate() && isValid;
    }
    if (isValid) {
        Q_EMIT saveWanted();
    }
}

void InstanceForm::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT cancelWanted();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace penstock::pages
