#pragma once

#include "http/httphandler.h"
#include "wire/jsonlocator.h"
#include "wire/splice.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::proxy
{

/// What the gateway has to know of a request's JSON body, found in the one pass while it arrives.
class BodyFacts final : public http::BodyObserver
{
public:
    BodyFacts();

    void bodyPart(std::string_view bytes) override;

    /// The body is complete. What keeps it from being sent on, if anything does.
    [[nodiscard]] std::optional<http::HttpProblem> finish();

    /// Empty when there is none.
    [[nodiscard]] std::string model() const;
    [[nodiscard]] bool wantsStream() const;
    /// Whether the client itself asked for the usage chunk of a stream.
    [[nodiscard]] bool asksForUsage() const;
    /// Whether the gateway may ask in its place: some bodies may not have the option at all.
    [[nodiscard]] bool mayAskForUsage() const;

    /// As far as one can tell without a tokenizer.
    [[nodiscard]] std::int64_t promptTokens() const;
    /// The most that all choices of the answer together may have; absent: the body does not say.
    [[nodiscard]] std::optional<std::int64_t> outputBudget() const;
    /// Empty when it is not there or no text.
    [[nodiscard]] std::string_view textOf(std::string_view watched) const;

    [[nodiscard]] const wire::JsonLocator &locator() const { return m_locator; }

private:
    [[nodiscard]] std::optional<std::int64_t> numberOf(std::string_view watched) const;
    [[nodiscard]] bool isTrue(std::string_view watched) const;

    wire::JsonLocator m_locator;
};

} // namespace penstock::proxy
