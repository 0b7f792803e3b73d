#include "fuzz/require.h"
#include "wire/splice.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

using penstock::fuzz::require;
using namespace penstock::wire;

namespace
{

JsonLocator locate(const std::string &body, std::size_t pieceSize)
{
    JsonLocator locator({"model", "stream_options", "stream_options.include_usage"});
    for (std::size_t at = 0; at < body.size(); at += pieceSize) {
        locator.feed(std::string_view(body).substr(at, pieceSize));
    }
    locator.finish();
    return locator;
}

std::string joined(const Splice &splice, const std::string &body)
{
    std::string text;
    for (const BodyPiece &piece : splice.pieces(body.size())) {
        const auto *range = std::get_if<ByteRange>(&piece);
        text += range != nullptr ? body.substr(range->begin, range->end - range->begin)
                                 : std::get<std::string>(piece);
    }
    require(text.size() == splice.size(body.size()), "the size is told before");
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string body(reinterpret_cast<const char *>(data), size);
    const JsonLocator whole = locate(body, std::max<std::size_t>(1, size));
    const JsonLocator cut = locate(body, 1);
    require(whole.problem().has_value() == cut.problem().has_value(),
            "the judgement does not depend on the cuts");
    require(whole.content() == cut.content(), "the counts do not depend on the cuts");
    require(whole.located().size() == cut.located().size(),
            "the findings do not depend on the cuts");
    if (whole.problem()) {
        require(whole.problem()->offset == cut.problem()->offset && whole.problem()->offset <= size,
                "the place of a problem does not depend on the cuts");
        return 0;
    }
    Splice splice;
    replaceAll(splice, whole, "model", jsonText("deployment"));
    const std::string withModel = joined(splice, body);
    const JsonLocator again = locate(withModel, withModel.size());
    require(!again.problem(), "a spliced body is JSON", withModel);
    for (const LocatedValue *model : again.all("model")) {
        require(model->content == "deployment", "every model is replaced", withModel);
    }
    if (whole.located().size() > JsonLocator::mostLocated / 2) {
        return 0; // with what is added there may be more than a second look takes
    }
    Splice usage;
    askForUsage(usage, whole);
    const std::string withUsage = joined(usage, body);
    const JsonLocator asked = locate(withUsage, std::max<std::size_t>(1, withUsage.size()));
    require(!asked.problem(), "a body that asks for usage is JSON", withUsage);
    const LocatedValue *options = asked.last("stream_options");
    if (whole.rootKind() == JsonKind::Map
        && (options == nullptr || options->kind == JsonKind::Map)) {
        const LocatedValue *include = asked.last("stream_options.include_usage");
        require(include != nullptr && include->content == "true", "usage is asked for", withUsage);
    }
    return 0;
}
