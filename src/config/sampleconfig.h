#pragma once

#include <string>

namespace penstock::config
{

/// A first penstock.yaml: two instances to edit, and every other setting as a comment with its
/// default.
[[nodiscard]] std::string sampleConfig();

/// The variables that the sample names, for a `.env` file.
[[nodiscard]] std::string sampleDotEnv();

} // namespace penstock::config
