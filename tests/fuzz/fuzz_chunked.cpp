#include "fuzz/require.h"
#include "wire/chunkeddecoder.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

using penstock::fuzz::require;
using namespace penstock::wire;

namespace
{

struct Outcome {
    std::string body;
    std::size_t consumed = 0;
    ChunkedDecoder::Progress progress = ChunkedDecoder::Progress::NeedsMore;
    int status = 0;
};

/// The input in pieces of a given size, as a connection hands it over.
Outcome decode(const std::string &input, std::size_t pieceSize)
{
    ChunkedDecoder decoder;
    Outcome outcome;
    std::string waiting;
    for (std::size_t at = 0; at < input.size(); at += pieceSize) {
        waiting += input.substr(at, pieceSize);
        do {
            const ChunkedDecoder::Step step = decoder.next(waiting);
            require(step.consumed <= waiting.size(), "no more is consumed than there is");
            outcome.body += step.data;
            outcome.progress = step.progress;
            outcome.consumed += step.consumed;
            waiting.erase(0, step.consumed);
        } while (outcome.progress == ChunkedDecoder::Progress::Data);
    }
    outcome.status = decoder.problem() ? decoder.problem()->status : 0;
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string input(reinterpret_cast<const char *>(data), size);
    const Outcome whole = decode(input, std::max<std::size_t>(1, input.size()));
    for (const std::size_t pieceSize : {std::size_t(1), std::size_t(3), std::size_t(64)}) {
        const Outcome cut = decode(input, pieceSize);
        require(cut.body == whole.body, "the body does not depend on the cuts");
        require(cut.progress == whole.progress && cut.status == whole.status,
                "the end does not depend on the cuts");
    }
    require(whole.body.size() <= input.size(), "nothing is made up");
    return 0;
}
