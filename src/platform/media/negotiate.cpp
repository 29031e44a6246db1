#include "platform/media/negotiate.hpp"

namespace ol::media {
namespace {

constexpr const char* key_range = "0-16";

struct Spoken {  // how a codec stands in descriptions
    Codec codec;
    const char* encoding;
    int clock_hz, channels, payload_type, browser_payload_type;
    const char* parameters;
};
// The order of enum Codec.
constexpr std::array<Spoken, codecs> spoken{{
    {Codec::pcmu, "PCMU", 8000, 1, 0, 0, ""},
    {Codec::pcma, "PCMA", 8000, 1, 8, 8, ""},
    {Codec::g722, "G722", 8000, 1, 9, 9, ""},
    {Codec::opus, "OPUS", 48000, 2, 107, 111, "minptime=10;useinbandfec=1"},  // RFC 7587: always 2
}};
constexpr int event_type = 101, event_type_wide = 102, browser_event_type = 126,
              browser_event_type_wide = 110, noise_type = 13;

/// Lower is dearer to us. The two laws count alike: between them there is only a table.
std::size_t rank(Codec codec, const Terms& terms) {
    const auto at = [&](Codec c) {
        const auto found = std::find(terms.codecs.begin(), terms.codecs.end(), c);
        const auto unnamed = terms.codecs.size() + static_cast<std::size_t>(c);
        return found != terms.codecs.end() ? static_cast<std::size_t>(found - terms.codecs.begin())
                                           : unnamed;
    };
    return is_g711(codec) ? std::min(at(Codec::pcmu), at(Codec::pcma)) : at(codec);
}

/// What we could speak, the dearest first; of an answer, in the peer's order.
std::vector<const sdp::Format*> common(const sdp::Media& audio, const Terms& terms) {
    std::vector<const sdp::Format*> found;
    for (const sdp::Format& f : audio.formats) {
        const auto codec = codec_of(f);
        const auto same = [&](const sdp::Format* other) { return codec_of(*other) == codec; };
        if (codec && std::none_of(found.begin(), found.end(), same)) found.push_back(&f);
    }
    const auto dearer = [&](const sdp::Format* a, const sdp::Format* b) {
        return rank(*codec_of(*a), terms) < rank(*codec_of(*b), terms);
    };
    if (!terms.answers) std::stable_sort(found.begin(), found.end(), dearer);
    return found;
}

void take_events(const sdp::Media& audio, Agreed& a) {
    const auto* narrow = audio.find("TELEPHONE-EVENT", 8000);
    const auto* wide = audio.find("TELEPHONE-EVENT", 48000);
    const bool wants_wide = a.settings.codec == Codec::opus;
    const auto* out = wants_wide && wide != nullptr ? wide : narrow;
    if (out != nullptr)
        a.settings.event_out = out->payload_type, a.settings.event_out_hz = out->clock_hz;
    for (const auto* f : {narrow, wide}) {
        const bool needless = f == wide && a.settings.in[static_cast<std::size_t>(Codec::opus)] < 0;
        if (f == nullptr || needless) continue;
        (f == wide ? a.settings.event_in_wide : a.settings.event_in) = f->payload_type;
        a.formats.push_back({f->payload_type, f->encoding, f->clock_hz, 1, key_range});
    }
}

Result<> take_formats(const sdp::Media& audio, const Terms& terms, Agreed& a) {
    const auto formats = common(audio, terms);
    if (formats.empty())
        return invalid("media.codec", "m=audio",
                       "no common codec; this server speaks PCMU, PCMA, G.722 and Opus");
    a.settings.codec = *codec_of(*formats.front());
    a.settings.payload_type = static_cast<std::uint8_t>(formats.front()->payload_type);
    for (const sdp::Format* f : formats) {
        const Codec codec = *codec_of(*f);
        // Phones are answered with one codec, lest they lock it with another offer; browsers and
        // who answers us may change between all.
        const bool one = !a.browser && !terms.answers && f != formats.front();
        if (one && !is_g711(codec)) continue;
        a.settings.in[static_cast<std::size_t>(codec)] = f->payload_type;
        if (!one)
            a.formats.push_back({f->payload_type, f->encoding, f->clock_hz, f->channels,
                                 spoken[static_cast<std::size_t>(codec)].parameters});
    }
    take_events(audio, a);
    if (const auto* noise = audio.find("CN", 8000); noise != nullptr && !a.browser) {
        a.settings.noise_in = a.settings.noise_out = noise->payload_type;
        a.formats.push_back({noise->payload_type, noise->encoding, 8000, 1, ""});
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

std::optional<Codec> codec_of(const sdp::Format& f) {
    for (const Spoken& s : spoken) {
        if (f.encoding == s.encoding && f.clock_hz == s.clock_hz && f.channels == s.channels)
            return s.codec;
    }
    return std::nullopt;
}

Result<Agreed> agree(const sdp::Session& peer, const Terms& terms) {
    const bool keys = terms.security == Security::sdes;
    const sdp::Media* audio = peer.first_audio(keys);
    if (audio == nullptr && keys && peer.first_audio() != nullptr) return insecure();
    if (audio == nullptr) return invalid("media.sdp", "m=", "the description has no audio stream");
    Agreed a;
    a.media = audio;
    const Direction wanted = terms.wanted;
    const sdp::Transport transport = peer.transport_of(*audio);
    const auto address = Address::parse(transport.ip, static_cast<std::uint16_t>(audio->port));
    a.browser = audio->secure_browser();
    a.settings.rtcp_mux = audio->rtcp_mux, a.settings.rtcp_port = audio->rtcp_port;
    a.protocol = audio->protocol, a.mid = audio->mid, a.rtcp_mux = audio->rtcp_mux;
    if (const auto formats = take_formats(*audio, terms, a); !formats) return formats.error();
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

std::vector<sdp::Format> offered_formats(LegKind kind, std::span<const Codec> order,
                                         bool comfort_noise) {
    const bool browser = kind == LegKind::browser;
    std::vector<sdp::Format> formats;
    for (const Codec codec : order) {
        const Spoken& s = spoken[static_cast<std::size_t>(codec)];
        formats.push_back({browser ? s.browser_payload_type : s.payload_type, s.encoding,
                           s.clock_hz, s.channels, s.parameters});
    }
    const bool wide = std::find(order.begin(), order.end(), Codec::opus) != order.end();
    if (comfort_noise) formats.push_back({noise_type, "CN", 8000, 1, ""});
    formats.push_back(
        {browser ? browser_event_type : event_type, "TELEPHONE-EVENT", 8000, 1, key_range});
    if (wide)
        formats.push_back({browser ? browser_event_type_wide : event_type_wide, "TELEPHONE-EVENT",
                           48000, 1, key_range});
    return formats;
}

std::vector<Codec> codecs_named(const std::vector<std::string>& names) {
    std::vector<Codec> order;
    for (const std::string& name : names) {
        const auto codec = codec_named(name);
        if (codec && std::find(order.begin(), order.end(), *codec) == order.end())
            order.push_back(*codec);
    }
    return order;
}

}  // namespace ol::media
