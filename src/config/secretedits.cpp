#include "config/secretedits.h"

namespace penstock::config
{

Node withReferences(const Node &document, const std::map<SecretReference, SecretReference> &moved)
{
    if (document.isMap()) {
        Node result = document;
        for (Entry &entry : result.entries()) {
            entry.value = withReferences(entry.value, moved);
        }
        return result;
    }
    if (document.isList()) {
        Node result = document;
        for (Node &item : result.items()) {
            item = withReferences(item, moved);
        }
        return result;
    }
    const auto reference
        = document.isText() ? SecretReference::parse(document.asText()) : std::nullopt;
    const auto found = reference ? moved.find(*reference) : moved.end();
    if (found == moved.end()) {
        return document;
    }
    Node result = Node::text(found->second.toText());
    result.position = document.position;
    result.layer = document.layer;
    return result;
}

} // namespace penstock::config
