#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace penstock::wire
{

/// One event of a stream. Valid during the call that hands it over.
struct SseEvent {
    std::string_view name; ///< of `event:`; empty for the default
    std::string_view data; ///< the `data:` lines, joined with line feeds
    std::string_view raw; ///< all bytes, the empty line that ends it included
    bool hasData = false; ///< false for comments and keep-alives
};

/// Cuts a stream into events, however the network cut it before. Every byte of the stream appears
/// in exactly one `raw`, in order, so that relaying all of them relays the stream.
class SseSplitter final
{
public:
    using Sink = std::function<void(const SseEvent &)>;

    /// An event that is larger than this is no event; the stream is broken then.
    static constexpr std::size_t mostEventBytes = 16U * 1024 * 1024;

    /// False from the moment on where an event is too large.
    bool feed(std::string_view bytes, const Sink &sink);
    /// The stream has ended: what is there counts as an event although its empty line is missing.
    void finish(const Sink &sink);

    /// Bytes of an event that is not complete yet.
    [[nodiscard]] std::size_t pendingBytes() const { return m_pending.size(); }
    [[nodiscard]] bool isBroken() const { return m_isBroken; }

private:
    [[nodiscard]] std::size_t eventEnd(std::string_view bytes);
    void emitEvent(std::string_view raw, const Sink &sink);

    std::string m_pending;
    std::string m_joined; ///< data of events with several data lines
    // How far the search for the end of the event at hand has come, from its first byte.
    std::size_t m_searched = 0;
    bool m_isLineStart = true;
    bool m_isBroken = false;
};

} // namespace penstock::wire
