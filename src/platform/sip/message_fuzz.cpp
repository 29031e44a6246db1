// Any datagram through the gate's reader, and its answer through it again: no overread, no endless
// answer.
#include <cstdlib>

#include "platform/sip/message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string datagram(reinterpret_cast<const char*>(data), size);
    ol::sip::Sketch sketch;
    const auto verdict = ol::sip::inspect(datagram, sketch);
    if (verdict.what == ol::sip::Verdict::Do::drop) return 0;
    if (sketch.whole.size() > datagram.size()) std::abort();
    if (sketch.request) {
        const std::string answer =
            ol::sip::stateless_answer(sketch, 400, "Bad", "tag", "192.0.2.1", 5060);
        if (answer.size() > datagram.size() + 512) std::abort();  // no amplifier
    }
    ol::sip::known_scanner(sketch.user_agent);
    return 0;
}
