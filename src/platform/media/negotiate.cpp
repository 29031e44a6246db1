#include "platform/media/negotiate.hpp"

namespace ol::media {
namespace {

constexpr const char* key_range = "0-16";

const sdp::Format* first_codec(const sdp::Media& audio) {
    for (const sdp::Format& f : audio.formats) {  // the peer's order is the peer's preference
        if ((f.encoding == "PCMU" || f.encoding == "PCMA") && f.clock_hz == 8000 && f.channels == 1)
            return &f;
    }
    return nullptr;
}

Result<> take_formats(const sdp::Media& audio, Agreed& a) {
    const sdp::Format* codec = first_codec(audio);
    if (codec == nullptr)
        return invalid("media.codec", "m=audio",
                       "no common codec; this server speaks PCMU and PCMA");
    a.settings.codec = codec->encoding == "PCMU" ? Codec::pcmu : Codec::pcma;
    a.settings.payload_type = static_cast<std::uint8_t>(codec->payload_type);
    if (const auto* f = audio.find("PCMU", 8000)) a.settings.pcmu_in = f->payload_type;
    if (const auto* f = audio.find("PCMA", 8000)) a.settings.pcma_in = f->payload_type;
    a.formats.push_back({codec->payload_type, codec->encoding, 8000, 1, ""});
    if (const auto* events = audio.find("TELEPHONE-EVENT", 8000)) {
        a.settings.event_out = a.settings.event_in = events->payload_type;
        a.formats.push_back({events->payload_type, events->encoding, 8000, 1, key_range});
    }
    return {};
}

Result<> take_security(const sdp::Transport& t, Agreed& a) {
    if (t.fingerprint_hash != "sha-256" || t.fingerprint.size() != 95) {
        return invalid("media.fingerprint", "a=fingerprint",
                       "a browser leg needs a SHA-256 fingerprint");
    }
    if (t.ice_ufrag.empty() || t.ice_pwd.empty())
        return invalid("media.sdp", "a=ice-ufrag", "a browser leg needs ICE credentials");
    if (t.setup == "passive")
        return invalid("media.setup", "a=setup",
                       "this server is the DTLS server: offer actpass or active");
    a.fingerprint = t.fingerprint;
    a.setup = t.setup;
    return {};
}

Error insecure() {
    return invalid("media.insecure", "a=crypto",
                   "this leg must be encrypted: no a=crypto that both sides know (AES_CM_128, "
                   "AES_256_CM, AEAD_AES)");
}

/// The peer's first key that we know; of an answer the one key, which must be of our offer.
Result<> take_keys(const sdp::Media& audio, const Terms& terms, Agreed& a) {
    const bool wants = audio.keyed() || terms.security != Security::none;
    for (const sdp::Crypto& theirs : audio.crypto) {
        const auto ours = [&](const sdp::Crypto& c) {
            return c.tag == theirs.tag && c.suite == theirs.suite;
        };
        if (!wants || a.theirs ||
            (terms.answers && std::none_of(terms.offered.begin(), terms.offered.end(), ours)))
            continue;
        a.theirs = theirs;
    }
    a.settings.encrypted = a.theirs.has_value();
    if (!a.theirs && (audio.keyed() || terms.security == Security::sdes)) return insecure();
    return {};
}

}  // namespace

Result<Agreed> agree(const sdp::Session& peer, const Terms& terms) {
    const bool keys = terms.security == Security::sdes;
    const sdp::Media* audio = peer.first_audio(keys);
    if (audio == nullptr && keys && peer.first_audio() != nullptr) return insecure();
    if (audio == nullptr) return invalid("media.sdp", "m=", "the description has no audio stream");
    Agreed a;
    a.media = audio;
    const Direction wanted = terms.wanted;
    if (const auto formats = take_formats(*audio, a); !formats) return formats.error();
    const sdp::Transport transport = peer.transport_of(*audio);
    const auto address = Address::parse(transport.ip, static_cast<std::uint16_t>(audio->port));
    a.browser = audio->secure_browser();
    a.protocol = audio->protocol, a.mid = audio->mid, a.rtcp_mux = audio->rtcp_mux;
    if (a.browser) {
        if (const auto security = take_security(transport, a); !security) return security.error();
    } else if (const auto keyed = take_keys(*audio, terms, a); !keyed) {
        return keyed.error();
    } else if (!address) {
        return invalid("media.sdp", "c=", "the connection address is missing or not an IP address");
    }
    const Direction theirs = peer.direction_of(*audio);
    const bool nowhere = !a.browser && address->unspecified();  // RFC 2543 hold
    a.held = nowhere || !sdp::receives(theirs);
    a.ours =
        sdp::combine(sdp::sends(wanted) && !a.held, sdp::receives(wanted) && sdp::sends(theirs));
    a.settings.send = sdp::sends(a.ours);
    a.settings.expects = sdp::receives(a.ours);
    if (!a.browser && !nowhere) a.settings.remote = *address;
    return a;
}

std::vector<sdp::Format> offered_formats(LegKind kind) {
    return {{0, "PCMU", 8000, 1, ""},
            {8, "PCMA", 8000, 1, ""},
            {kind == LegKind::browser ? 126 : 101, "TELEPHONE-EVENT", 8000, 1, key_range}};
}

}  // namespace ol::media
