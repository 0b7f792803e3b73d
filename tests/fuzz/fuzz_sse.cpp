#include "fuzz/require.h"
#include "wire/chunkscanner.h"
#include "wire/ssesplitter.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using penstock::fuzz::require;
using namespace penstock::wire;

namespace
{

std::vector<std::string> split(const std::string &stream, std::size_t pieceSize, std::string &raw)
{
    SseSplitter splitter;
    std::vector<std::string> events;
    const SseSplitter::Sink sink = [&](const SseEvent &event) {
        raw += event.raw;
        events.push_back(std::string(event.name) + '|' + std::string(event.data)
                         + (event.hasData ? "|data" : "|"));
        const ChunkMarks marks = scanChunk(event.data);
        require(!marks.hasUsage || event.data.find("usage") != std::string_view::npos,
                "a mark has a reason");
    };
    for (std::size_t at = 0; at < stream.size(); at += pieceSize) {
        splitter.feed(std::string_view(stream).substr(at, pieceSize), sink);
    }
    splitter.finish(sink);
    require(splitter.pendingBytes() == 0, "nothing is left behind");
    return events;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string stream(reinterpret_cast<const char *>(data), size);
    std::string raw;
    const auto whole = split(stream, std::max<std::size_t>(1, stream.size()), raw);
    require(raw == stream, "all events together are the stream");
    for (const std::size_t pieceSize : {std::size_t(1), std::size_t(2), std::size_t(7)}) {
        std::string cutRaw;
        require(split(stream, pieceSize, cutRaw) == whole, "events do not depend on the cuts");
        require(cutRaw == stream, "bytes do not depend on the cuts");
    }
    return 0;
}
