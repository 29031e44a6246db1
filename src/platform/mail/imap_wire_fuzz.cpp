// Any bytes as a mail server's answers: never more kept than the limits say, no crash.
#include <cstdlib>

#include "platform/mail/imap_wire.hpp"

using namespace ol::mail;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    imap::Answers answers(512);
    const std::size_t step = size ? 1 + data[0] % 64u : 1;
    for (std::size_t at = 0; at < size; at += step) {
        answers.feed(bytes.substr(at, step));
        for (;;) {
            auto one = answers.next();
            if (!one) return 0;
            if (!*one) break;
            for (const auto& literal : (*one)->literals)
                if (literal.size() > 512) std::abort();
            (void)imap::body_of(**one);
            (void)imap::item_number((*one)->line, "UID");
            (void)imap::search_of((*one)->line);
            (void)imap::code_number((*one)->line, "UIDNEXT");
        }
    }
    return 0;
}
