#include "platform/media/fax/t38_sdp.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/text.hpp"

namespace ol::modem {
namespace {

bool is_image(const media::sdp::Media& m) {
    return m.type == "image" && lower_ascii(m.protocol) == "udptl" && m.port != 0 &&
           !m.format_tokens.empty() && lower_ascii(m.format_tokens.front()) == "t38";
}

int number(std::string_view text) {
    int out = 0;
    while (text.starts_with(' ')) text.remove_prefix(1);
    std::from_chars(text.data(), text.data() + text.size(), out);
    return std::clamp(out, 0, 1'000'000);
}

void attribute(T38Side& side, std::string_view line) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const auto name = lower_ascii(std::string(line.substr(0, colon)));
    const auto value = line.substr(colon + 1);
    if (name == "t38maxbitrate") side.bits_per_second = number(value);
    if (name == "t38faxmaxdatagram") side.datagram_bytes = number(value);
    if (name == "t38faxratemanagement")
        side.local_tcf = lower_ascii(std::string(value)).find("local") != std::string::npos;
}

std::string image_lines(const OurSide& ours) {
    return "m=image " + std::to_string(ours.port) +
           " udptl t38\r\n"
           "a=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\n"
           "a=T38FaxRateManagement:transferredTCF\r\na=T38FaxMaxBuffer:2000\r\n"
           "a=T38FaxMaxDatagram:1400\r\na=T38FaxUdpEC:t38UDPRedundancy\r\n";
}

std::string refused(const media::sdp::Media& m) {
    std::string out = "m=" + m.type + " 0 " + m.protocol;
    for (const auto& token : m.format_tokens) out += " " + token;
    return out + "\r\n";
}

}  // namespace

const media::sdp::Media* image_of(const media::sdp::Session& session) {
    const auto at = std::ranges::find_if(session.media, is_image);
    return at == session.media.end() ? nullptr : &*at;
}

std::optional<T38Side> t38_side(const media::sdp::Session& session, std::string_view text) {
    const auto* image = image_of(session);
    if (image == nullptr) return std::nullopt;
    T38Side side;
    side.ip = session.transport_of(*image).ip;
    side.port = image->port;
    bool inside = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with("m=")) inside = line.starts_with("m=image");
        if (inside && line.starts_with("a=")) attribute(side, line.substr(2));
    }
    return side;
}

std::string write_t38(const OurSide& ours, const media::sdp::Session* peer) {
    const std::string host =
        (ours.ip.find(':') == std::string::npos ? "IN IP4 " : "IN IP6 ") + ours.ip;
    std::string out = "v=0\r\no=- " + std::to_string(ours.session_id) + " " +
                      std::to_string(ours.version) + " " + host + "\r\ns=-\r\nc=" + host +
                      "\r\nt=0 0\r\n";
    if (peer == nullptr) return out + image_lines(ours);
    const auto* chosen = image_of(*peer);
    for (const auto& m : peer->media) out += &m == chosen ? image_lines(ours) : refused(m);
    return out;
}

}  // namespace ol::modem
