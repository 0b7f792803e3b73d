#include "randomdocument.h"

#include "config/schema.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::test
{

using namespace config;

namespace
{

bool oneIn(RandomSource &random, std::uint64_t times)
{
    return random.below(times) == 0;
}

std::int64_t randomWhole(RandomSource &random)
{
    constexpr std::array<std::int64_t, 10> borders = {0,
                                                      1,
                                                      -1,
                                                      255,
                                                      9007199254740991,
                                                      9007199254740993,
                                                      -9007199254740993,
                                                      1000000000000000,
                                                      std::numeric_limits<std::int64_t>::min(),
                                                      std::numeric_limits<std::int64_t>::max()};
    return oneIn(random, 2) ? pick(random, borders) : std::bit_cast<std::int64_t>(random.nextU64());
}

double randomReal(RandomSource &random)
{
    constexpr std::array<double, 14> borders = {0.0,        -0.0,
                                                1.0,        -1.0,
                                                0.1,        1e15,
                                                1e16,       1e21,
                                                1e308,      -1e308,
                                                5e-324,     2.2250738585072014e-308,
                                                123456.789, 9223372036854775808.0};
    const auto wild = std::bit_cast<double>(random.nextU64());
    return oneIn(random, 2) || !std::isfinite(wild) ? pick(random, borders) : wild;
}

Node randomLeaf(RandomSource &random, Nulls nulls)
{
    switch (random.below(nulls == Nulls::Some ? 7 : 6)) {
    case 0:
        return Node::boolean(oneIn(random, 2));
    case 1:
        return Node::whole(randomWhole(random));
    case 2:
        return Node::real(randomReal(random));
    case 6:
        return Node::null();
    default:
        return Node::text(randomText(random));
    }
}

Node randomValue(RandomSource &random, Nulls nulls, int levels);

Node randomMap(RandomSource &random, Nulls nulls, int levels)
{
    Node map = Node::map();
    const std::uint64_t size = random.below(6);
    for (std::uint64_t i = 0; i < size; ++i) {
        std::string key = randomText(random);
        // YAML's merge key is no key of its own, and keys of more than 1024 characters are special.
        constexpr std::size_t longest = 150;
        if (key != "<<" && key.size() <= longest && map.find(key) == nullptr) {
            map.set(key, randomValue(random, nulls, levels - 1));
        }
    }
    return map;
}

Node randomList(RandomSource &random, Nulls nulls, int levels)
{
    Node list = Node::list();
    const std::uint64_t size = random.below(5);
    const bool isNamed = oneIn(random, 3);
    for (std::uint64_t i = 0; i < size; ++i) {
        Node item = isNamed ? randomMap(random, nulls, levels - 1)
                            : randomValue(random, nulls, levels - 1);
        if (isNamed) {
            item.set("name", Node::text(randomElementName(random)));
        }
        list.append(std::move(item));
    }
    return list;
}

Node randomValue(RandomSource &random, Nulls nulls, int levels)
{
    const std::uint64_t kind = levels > 0 ? random.below(5) : 2;
    return kind == 0 ? randomMap(random, nulls, levels)
        : kind == 1  ? randomList(random, nulls, levels)
                     : randomLeaf(random, nulls);
}

/// Walks the settings table and writes down what it allows.
class SettingsWriter final
{
public:
    SettingsWriter(RandomSource &random, const SettingsStyle &style)
        : m_random(random)
        , m_style(style)
    {
    }

    Node group(const SchemaNode &expected)
    {
        Node map = Node::map();
        // Half of the groups are small, as in real files.
        const std::uint64_t share = oneIn(m_random, 2) ? 2 : 6;
        for (const auto &child : expected.children()) {
            if (child.key == "name" || !oneIn(m_random, share)
                || (child.node->has(InputOnly) && !m_style.hasInputForms)) {
                continue;
            }
            const bool isNull = m_style.nulls == Nulls::Some && oneIn(m_random, 8);
            map.set(child.key, isNull ? Node::null() : any(*child.node));
        }
        return map;
    }

private:
    using Shape = SchemaNode::Shape;

    Node any(const SchemaNode &expected)
    {
        switch (expected.shape()) {
        case Shape::Group:
            return groupOrShorthand(expected);
        case Shape::AnyKey:
            return freeKeys(expected);
        case Shape::List:
            return expected.has(NamedList) ? namedList(expected) : list(expected);
        case Shape::Leaf:
            break;
        }
        return leaf(*expected.setting());
    }

    Node groupOrShorthand(const SchemaNode &expected)
    {
        const bool hasShorthand
            = expected.setting() != nullptr && !expected.setting()->shorthand.empty();
        if (hasShorthand && m_style.hasInputForms && oneIn(m_random, 2)) {
            return leaf(*expected.child(expected.setting()->shorthand)->setting());
        }
        return group(expected);
    }

    Node freeKeys(const SchemaNode &expected)
    {
        Node map = Node::map();
        for (std::uint64_t i = m_random.below(4); i > 0; --i) {
            std::string key = randomLine(m_random);
            const bool isNull = m_style.nulls == Nulls::Some && oneIn(m_random, 8);
            map.set(key, isNull ? Node::null() : any(*expected.element()));
        }
        return map;
    }

    Node list(const SchemaNode &expected)
    {
        if (m_style.hasInputForms && expected.has(OneOrMany) && oneIn(m_random, 3)) {
            return any(*expected.element());
        }
        Node items = Node::list();
        for (std::uint64_t i = m_random.below(4); i > 0; --i) {
            items.append(any(*expected.element()));
        }
        return items;
    }

    Node namedList(const SchemaNode &expected)
    {
        const bool asMapping = m_style.hasInputForms && oneIn(m_random, 4);
        Node all = asMapping ? Node::map() : Node::list();
        std::vector<std::string> taken;
        for (std::uint64_t i = m_random.below(5); i > 0; --i) {
            const std::string name = randomElementName(m_random);
            if (std::ranges::find(taken, name) != taken.end()) {
                continue;
            }
            taken.push_back(name);
            Node item = group(*expected.element());
            if (asMapping) {
                all.set(name, std::move(item));
                continue;
            }
            item.entries().insert(item.entries().begin(), {"name", Node::text(name), {}});
            all.append(std::move(item));
        }
        return all;
    }

    Node leaf(const Setting &setting)
    {
        Node value = plain(setting);
        const bool mayBeVariable = m_style.variables != nullptr && !setting.isSecret()
            && setting.rule.type != ValueType::ProxyUrl;
        if (mayBeVariable && oneIn(m_random, 4)) {
            return asVariable(value);
        }
        return value;
    }

    Node asVariable(const Node &value)
    {
        const std::string text = value.isText() ? value.asText()
            : value.isBool()                    ? value.asBool() ? "true" : "false"
            : value.isWhole()                   ? std::to_string(value.asWhole())
                                                : std::string();
        if (text.empty()) {
            return value;
        }
        const std::string name = "V" + std::to_string(m_style.variables->size());
        m_style.variables->emplace(name, text);
        return Node::text("${" + name + (oneIn(m_random, 3) ? ":-other}" : "}"));
    }

    template<std::size_t Count>
    Node oneOf(const std::array<std::string_view, Count> &texts)
    {
        return Node::text(std::string(pick(m_random, texts)));
    }

    Node number(const ValueRule &rule)
    {
        if (!rule.word.empty() && oneIn(m_random, 3)) {
            return Node::text(std::string(rule.word));
        }
        const double most = std::min(rule.most, 1e12);
        if (rule.type == ValueType::Whole) {
            return Node::whole(m_random.betweenInclusive(static_cast<std::int64_t>(rule.least),
                                                         static_cast<std::int64_t>(most)));
        }
        const double value = m_random.between(rule.least, most);
        return Node::real(rule.aboveLeast && value <= rule.least ? most : value);
    }

    Node plain(const Setting &setting)
    {
        const ValueRule &rule = setting.rule;
        switch (rule.type) {
        case ValueType::Bool:
            return Node::boolean(oneIn(m_random, 2));
        case ValueType::Whole:
        case ValueType::Number:
            return number(rule);
        case ValueType::Choice:
            return Node::text(std::string(pick(m_random, rule.choices)));
        case ValueType::Prose:
            return Node::text(proseText());
        case ValueType::Text:
            return Node::text(randomLine(m_random));
        case ValueType::Name:
            return Node::text(randomElementName(m_random));
        default:
            return special(rule.type);
        }
    }

    Node special(ValueType type)
    {
        switch (type) {
        case ValueType::Url:
            return oneOf<4>({"https://a.test", "http://127.0.0.1:8080/x", "https://[::1]:1/y?z=1",
                             "https://example.openai.azure.com/"});
        case ValueType::ProxyUrl:
            return oneOf<3>({"http://proxy.test:3128", "https://p.test", "socks5://10.0.0.1:1080"});
        case ValueType::ApiVersion:
            return oneOf<4>({"2024-10-21", "2025-04-01-preview", "v1", "preview"});
        case ValueType::Address:
            return oneOf<4>({"loopback", "10.0.0.1", "::1", "fe80::1%eth0"});
        case ValueType::File:
            return oneOf<4>({"/etc/x.pem", "relative.pem", "../up/x", "a b/\xC3\xA9.pem"});
        case ValueType::Digest:
            return Node::text(std::string(64, static_cast<char>('a' + m_random.below(6))));
        default:
            return oneOf<4>({"env:SECRET", "keychain:profile/x", "systemd:cred", "file:/run/x"});
        }
    }

    std::string proseText()
    {
        std::string text = randomText(m_random);
        std::erase(text, '\0');
        return text;
    }

    RandomSource &m_random;
    const SettingsStyle &m_style;
};

} // namespace

Node randomTree(RandomSource &random, Nulls nulls)
{
    return randomMap(random, nulls, 4);
}

Node randomSettings(RandomSource &random, const SettingsStyle &style)
{
    return SettingsWriter(random, style).group(schema());
}

std::string randomElementName(RandomSource &random)
{
    constexpr auto names = std::to_array<std::string_view>(
        {"west", "east", "north", "0", "1", "a.b", "a-b", "A_B", "x1", "null", "true"});
    return std::string(pick(random, names));
}

} // namespace penstock::test
