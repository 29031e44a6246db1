// Any bytes as a connection's input, cut anywhere: the same requests come out as from one piece,
// and no limit is passed.
#include "platform/http/parser.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::size_t header_max = 512, body_max = 256;

/// What the bytes say when they come in pieces of `step`: the requests, then how it ended.
std::string transcript(std::string_view bytes, std::size_t step) {
    using Step = ol::http::RequestParser::Step;
    std::string out, pending;
    auto parser = std::make_unique<ol::http::RequestParser>(header_max);
    while (!bytes.empty()) {
        pending += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
        for (bool more = true; more;) {
            std::size_t used = 0;
            const Step result = parser->feed(pending, used);
            if (used > pending.size()) std::abort();
            pending.erase(0, used);
            switch (result) {
                case Step::failed: return out + "refused";
                case Step::need_more: more = false; break;
                case Step::head_done: parser->body_max(body_max); break;
                case Step::complete:
                    if (parser->request.body.size() > body_max) std::abort();
                    out += parser->request.path + '\n' + parser->request.body + '\n';
                    if (!parser->keep_alive) return out + "close";
                    parser = std::make_unique<ol::http::RequestParser>(header_max);
                    more = !pending.empty();
                    break;
            }
        }
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::string whole = transcript(bytes, bytes.size());
    const std::string cut = transcript(bytes, 1 + data[0] % 64);
    // Beast waits for the blank line before it looks at a half header again, so a cut may refuse
    // later.
    if (whole != cut && whole != cut + "refused") std::abort();
    return 0;
}
