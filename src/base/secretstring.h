#pragma once

#include <string>
#include <string_view>

namespace penstock
{

/// A key or token on its way from where it is kept to where it is used. Cannot be printed, compared
/// or copied by accident, and is wiped when it goes.
class SecretString final
{
public:
    SecretString() = default;
    /// Takes the text and wipes the place that it came from.
    explicit SecretString(std::string &&text) noexcept;
    [[nodiscard]] static SecretString copyOf(std::string_view text);

    SecretString(SecretString &&other) noexcept;
    SecretString &operator=(SecretString &&other) noexcept;
    SecretString(const SecretString &) = delete;
    SecretString &operator=(const SecretString &) = delete;
    ~SecretString();

    [[nodiscard]] SecretString clone() const { return copyOf(m_text); }
    [[nodiscard]] bool isEmpty() const { return m_text.empty(); }

    /// The text itself; valid while this object lives. Do not keep it.
    [[nodiscard]] std::string_view reveal() const { return m_text; }
    /// What a person may see: the last four characters of a long secret, dots of a short one.
    [[nodiscard]] std::string hint() const;
    /// Takes the same time whatever the texts have in common. An empty secret matches nothing.
    [[nodiscard]] bool matches(std::string_view candidate) const;

private:
    void wipe() noexcept;

    std::string m_text;
};

} // namespace penstock
