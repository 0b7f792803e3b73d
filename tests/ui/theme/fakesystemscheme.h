#pragma once

#include "theme/systemscheme.h"

namespace penstock::test
{

/// A desktop that prefers what the test says.
class FakeSystemScheme final : public theme::SystemScheme
{
public:
    explicit FakeSystemScheme(std::optional<theme::Scheme> scheme) : m_scheme(scheme) { }

    [[nodiscard]] std::optional<theme::Scheme> scheme() const override { return m_scheme; }
    void prefer(std::optional<theme::Scheme> scheme)
    {
        m_scheme = scheme;
        Q_EMIT changed();
    }

private:
    std::optional<theme::Scheme> m_scheme;
};

} // namespace penstock::test
