// Any bytes as a file's beginning and as its name: an answer, and a name that can do nothing.
#include <cstdlib>

#include "contact/files/kinds.hpp"
#include "platform/base/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const auto kind = ol::files::kind_of(all);
    const auto name = ol::files::clean_name(all, kind);
    const bool fine = ol::valid_utf8(name) && !name.empty() && name.size() <= 120 &&
                      name.find_first_of(std::string_view("/\\\r\n\0", 5)) == name.npos;
    if (!fine) std::abort();
    if (kind.showable && kind.sort == ol::files::FileSort::page) std::abort();
    (void)ol::files::disposition(name);
    return 0;
}
