#include "config/locate.h"

#include <algorithm>
#include <utility>

namespace penstock::config
{

namespace
{

struct Stepper {
    const Node &node;

    const Node *operator()(const std::string &key) const { return node.find(key); }

    const Node *operator()(std::size_t place) const
    {
        return node.isList() && place < node.items().size() ? &node.items()[place] : nullptr;
    }

    const Node *operator()(const Named &element) const
    {
        if (!node.isList()) {
            return nullptr;
        }
        const auto found = std::ranges::find_if(node.items(), [&](const Node &item) {
            const std::string *name = elementName(item);
            return name != nullptr && *name == element.name;
        });
        return found != node.items().end() ? &*found : nullptr;
    }
};

} // namespace

const Node *nodeAt(const Node &document, const Path &path)
{
    const Node *at = &document;
    for (const Step &step : path.steps()) {
        at = std::visit(Stepper{*at}, step);
        if (at == nullptr) {
            return nullptr;
        }
    }
    return at;
}

Node *nodeAt(Node &document, const Path &path)
{
    // Safe: the document that the answer is part of was handed in as one that may be changed.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): see above
    return const_cast<Node *>(nodeAt(std::as_const(document), path));
}

const Node &nearestNode(const Node &document, const Path &path)
{
    const Node *at = &document;
    for (const Step &step : path.steps()) {
        const Node *next = std::visit(Stepper{*at}, step);
        if (next == nullptr) {
            break;
        }
        at = next;
    }
    return *at;
}

} // namespace penstock::config
