// Adding, changing and removing: the part of the page that writes.

#include "config/editinstances.h"
#include "pages/instanceform.h"
#include "pages/instancespage.h"
#include "service/configdesk.h"
#include "widgets/card.h"
#include "widgets/statusbadge.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>

#include <algorithm>

namespace penstock::pages
{

namespace
{

using config::Node;

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

// In the stack of details.
constexpr int overviewIndex = 0;
constexpr int formIndex = 1;

/// What "stored in" goes on with, for a key that is in no keychain.
QString placeOf(const SecretReference &key)
{
    switch (key.place) {
    case SecretPlace::Environment:
        return InstancesPage::tr("the variable $%1").arg(text(key.location));
    case SecretPlace::File:
        return InstancesPage::tr("a file");
    case SecretPlace::Systemd:
        return InstancesPage::tr("a credential of the service manager");
    case SecretPlace::Memory:
    case SecretPlace::Keychain:
        break;
    }
    return InstancesPage::tr("the configuration file");
}

/// The instance as the document has it; an empty one when it is not there.
Node instanceIn(const Node &document, const std::string &name)
{
    const auto placed = config::placedInstance(document, name);
    return placed ? placed->instance : Node::map();
}

/// A new instance, or an old one changed and perhaps renamed.
Result<Node> edited(const Node &document, const std::optional<std::string> &before,
                    const InstanceDraft &draft, const SecretReference *key)
{
    const std::string oldName = before.value_or(std::string());
    Node patch = patchOf(draft, instanceIn(document, oldName));
    if (key != nullptr) {
        patch.set("api_key", Node::text(key->toText()));
    }
    if (oldName.empty()) {
        Node instance = Node::map();
        instance.set("name", Node::text(draft.name));
        auto added = config::withInstanceAdded(document, instance);
        return added ? config::withInstanceChanged(*added, draft.name, patch) : added;
    }
    auto changed = config::withInstanceChanged(document, oldName, patch);
    if (!changed || oldName == draft.name) {
        return changed;
    }
    return config::withInstanceRenamed(*changed, oldName, draft.name);
}

} // namespace

void InstancesPage::addInstance()
{
    m_editing.emplace();
    m_detailName->setText(tr("New instance"));
    for (QWidget *const part :
         std::initializer_list<QWidget *>{m_badge, m_control, m_edit, m_toggle, m_remove}) {
        part->hide();
    }
    //: %1 is the name of a keychain
    m_form->begin({}, {.stored = {}, .willBe = tr("Will be stored in %1").arg(m_keyPlace)});
    m_detailStack->setCurrentIndex(formIndex);
    m_detail->show();
    shareHeight();
}

void InstancesPage::edit()
{
    const models::InstanceRow *const row = selected();
    const InstanceSettings *const settings = row == nullptr ? nullptr : settingsOf(row->id);
    if (settings == nullptr) {
        return;
    }
    m_editing = settings->name;
    for (QPushButton *const button : {m_control, m_edit, m_toggle, m_remove}) {
        button->hide();
    }
    const bool hasKey = settings->credential.apiKey.has_value();
    const bool isInKeychain = hasKey && settings->credential.apiKey->place == SecretPlace::Keychain;
    m_form->begin(draftOf(*settings),
                  {.stored = isInKeychain ? m_keyPlace
                       : hasKey           ? placeOf(*settings->credential.apiKey)
                                          : QString(),
                   .willBe = tr("Will be stored in %1").arg(m_keyPlace)});
    m_detailStack->setCurrentIndex(formIndex);
    shareHeight();
}

void InstancesPage::save()
{
    const InstanceDraft draft = m_form->draft();
    const std::optional<std::string> before = m_editing;
    const std::string title = before->empty() ? tr("Add %1").arg(text(draft.name)).toStdString()
                                              : tr("Change %1").arg(text(draft.name)).toStdString();
    std::optional<service::ConfigDesk::Rename> rename;
    if (!before->empty() && *before != draft.name) {
        rename = {*before, draft.name};
    }
    m_form->setBusy(true);
    if (m_form->hasNewKey()) {
        m_desk.changeWithKey(
            title, m_form->newKey(),
            [before, draft](const Node &document, const SecretReference &key) {
                return edited(document, before, draft, &key);
            },
            rename, this, [this](const Result<void> &result) { saved(result); });
        return;
    }
    saved(m_desk.change(
        title, [&](const Node &document) { return edited(document, before, draft, nullptr); },
        rename));
}

void InstancesPage::saved(const Result<void> &result)
{
    m_form->setBusy(false);
    if (!result) {
        Q_EMIT failed(result.error());
        return;
    }
    const std::string name = m_form->draft().name;
    closeForm();
    for (const InstanceSettings &instance : m_desk.config().instances) {
        if (instance.name == name) {
            chooseInstance(text(instance.id.value()));
        }
    }
    showSelected();
}

void InstancesPage::closeForm()
{
    if (!m_editing) {
        return;
    }
    m_editing.reset();
    m_form->begin({}, {}); // nothing typed stays behind
    m_detailStack->setCurrentIndex(overviewIndex);
    showSelected();
    m_table->setFocus();
}

void InstancesPage::toggleSelected()
{
    if (const models::InstanceRow *const row = selected()) {
        const std::string name = row->name;
        if (row->isEnabled) {
            report(m_desk.change(tr("Disable %1").arg(text(name)).toStdString(),
                                 [&](const Node &document) {
                                     return config::withInstanceDisabled(document, name);
                                 }));
        } else {
            report(m_desk.change(
                tr("Enable %1").arg(text(name)).toStdString(),
                [&](const Node &document) { return config::withInstanceEnabled(document, name); }));
        }
    }
}

void InstancesPage::removeSelected()
{
    if (const models::InstanceRow *const row = selected()) {
        const std::string name = row->name;
        report(
            m_desk.change(tr("Remove %1").arg(text(name)).toStdString(), [&](const Node &document) {
                return config::withInstanceRemoved(document, name);
            }));
    }
}

void InstancesPage::report(const Result<void> &result)
{
    if (!result) {
        Q_EMIT failed(result.error());
    }
}

} // namespace penstock::pages
