#include "platform/base/codes.hpp"

#include <unicode/uloc.h>

namespace ol {
namespace {

/// `list` ends with a null, as ICU's do.
bool listed(const char* const* list, std::string_view code) {
    for (; *list; ++list)
        if (code == *list) return true;
    return false;
}

}  // namespace

bool known_country(std::string_view code) {
    return code.size() == 2 && listed(uloc_getISOCountries(), code) && code != "XK";
}

bool known_language(std::string_view code) {
    return code.size() == 2 && listed(uloc_getISOLanguages(), code);
}

}  // namespace ol
