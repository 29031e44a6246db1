#pragma once
// Codes of countries and languages as the world lists them (ICU's tables).
#include <string_view>

namespace ol {

/// ISO 3166-1, two capitals: "UA". User-assigned codes ("ZZ", "XK") are none.
bool known_country(std::string_view code);

/// ISO 639-1, two small letters: "uk".
bool known_language(std::string_view code);

}  // namespace ol
