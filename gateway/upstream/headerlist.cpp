#include "upstream/headerlist.h"

#include "base/text.h"
#include "upstream/hopbyhop.h"
#include "wire/characters.h"

#include <algorithm>

namespace penstock::upstream
{

namespace
{

bool isSendable(const wire::HeaderField &field)
{
    return !field.name.empty() && std::ranges::all_of(field.name, wire::isTokenCharacter)
        && std::ranges::none_of(field.value,
                                [](char c) { return wire::isControl(c) && c != '\t'; });
}

} // namespace

Result<void> HeaderList::fill(const wire::HeaderFields &fields)
{
    m_text.clear();
    m_starts.clear();
    constexpr std::size_t usualSize = 512;
    constexpr std::size_t ours = 3; // at most, below
    m_text.reserve(usualSize);
    m_starts.reserve(fields.size() + ours);
    bool hasAccept = false;
    bool hasContentType = false;
    for (const wire::HeaderField &field : fields) {
        if (!isSendable(field)) {
            return fail(ErrorCode::InvalidInput,
                        "The request has a header field that cannot be sent, because its name or "
                        "value holds characters that are not allowed there.");
        }
        if (isHopByHop(field.name)) {
            continue;
        }
        hasAccept = hasAccept || equalsIgnoreCase(field.name, "accept");
        hasContentType = hasContentType || equalsIgnoreCase(field.name, "content-type");
        add(field.name, field.value);
    }
    // What libcurl would say on its own.
    suppress("Expect");
    if (!hasAccept) {
        suppress("Accept");
    }
    if (!hasContentType) {
        suppress("Content-Type");
    }
    link();
    return {};
}

void HeaderList::add(std::string_view name, std::string_view value)
{
    m_starts.push_back(m_text.size());
    m_text.append(name);
    if (wire::withoutBlanks(value).empty()) {
        // With a colon it would mean: leave it out.
        m_text += ';';
    } else {
        m_text.append(": ").append(value);
    }
    m_text += '\0';
}

void HeaderList::suppress(std::string_view name)
{
    m_starts.push_back(m_text.size());
    m_text.append(name);
    m_text += ':';
    m_text += '\0';
}

void HeaderList::link()
{
    m_nodes.resize(m_starts.size());
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        m_nodes[i].data = m_text.data() + m_starts[i];
        m_nodes[i].next = i + 1 < m_nodes.size() ? &m_nodes[i + 1] : nullptr;
    }
}

} // namespace penstock::upstream
