// Headers and URIs of strangers: digest parameters, URIs, name-addr, the cleaned texts, trunk
// networks.
#include <cstdlib>

#include "platform/base/text.hpp"
#include "platform/sip/digest.hpp"
#include "platform/sip/uri.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ol::sip;
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto given = parse_credentials(text)) digest_response(*given, "secret", "INVITE");
    if (const auto challenge = parse_challenge(text)) {
        const std::string answer =
            answer_challenge(*challenge, "user", "secret", "INVITE", "sip:a@b", "c");
        if (!answer.empty() && !parse_credentials(answer) &&
            challenge->nonce.size() + challenge->realm.size() < 200)
            std::abort();
    }
    if (const auto uri = parse_uri(text)) uri_param(uri->params, "transport");
    if (const auto address = parse_name_addr(text)) header_param(address->params, "tag");
    parse_network(text);
    for (const std::string& clean : {clean_user(text), clean_display(text)})
        if (clean.size() > 256 || !ol::valid_utf8(clean)) std::abort();
    if (!parse_uri("sip:" + escape_user(text) + "@b") && !text.empty() && text.size() < 600)
        std::abort();
    return 0;
}
