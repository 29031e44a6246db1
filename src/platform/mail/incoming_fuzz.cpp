// Any bytes as a letter, as HTML and as a text to fold: read or refused, never a crash; and no
// script comes through.
#include <cstdlib>

#include "platform/base/text.hpp"
#include "platform/mail/incoming.hpp"

using namespace ol;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto letter = mail::read(bytes);
    for (const auto& html : {letter ? letter->html : std::string(), std::string(bytes)}) {
        const auto safe = mail::harmless(html, true);
        const auto again = mail::harmless(safe.html, true);
        if (safe.html.find("<script") != safe.html.npos || !valid_utf8(safe.html)) std::abort();
        if (again.html.find("<script") != again.html.npos) std::abort();
        (void)mail::text_of_html(html);
    }
    if (letter && (!valid_utf8(letter->text) || !valid_utf8(letter->subject))) std::abort();
    const auto folded = mail::fold(letter ? std::string_view(letter->text) : bytes);
    if (folded.fresh.empty() && !folded.quoted.empty()) std::abort();
    return 0;
}
