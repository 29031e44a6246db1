#pragma once
// Offer/answer (RFC 3264) reduced to what a leg needs. Pure: no sockets, no state.
#include <span>

#include "platform/media/leg.hpp"
#include "platform/media/sdp.hpp"

namespace ol::media {

struct Agreed {
    LegSettings settings;                  // with send/expects for the direction below
    std::vector<sdp::Format> formats;      // of our answer
    Direction ours = Direction::sendrecv;  // our side of the stream
    bool held = false;  // the peer will not listen: sendonly, inactive or 0.0.0.0
    bool browser = false;
    std::string protocol, mid, fingerprint, setup;
    bool rtcp_mux = false;
    std::optional<sdp::Crypto> theirs;  // SDES: the peer's key, its tag and suite hold for both
    const sdp::Media* media = nullptr;  // of the peer's session
};

/// What we want of it.
struct Terms {
    Direction wanted = Direction::sendrecv;
    Security security = Security::none;
    /// Our keys, when the description answers our offer: it must name one of them.
    std::span<const sdp::Crypto> offered{};
    bool answers = false;
    std::span<const Codec> codecs{};  // our order; those it does not name come after
};

/// No audio stream or a bad address: invalid "media.sdp"; none of our codecs: invalid
/// "media.codec"; a browser without a SHA-256 fingerprint: invalid "media.fingerprint"; no keys
/// where they are demanded: invalid "media.insecure".
Result<Agreed> agree(const sdp::Session& peer, const Terms& terms);

/// What we offer: the codecs in that order, telephone-event, comfort noise if wanted.
std::vector<sdp::Format> offered_formats(LegKind kind, std::span<const Codec> order,
                                         bool comfort_noise = false);
std::optional<Codec> codec_of(const sdp::Format& format);
/// Names to codecs; unknown ones and repetitions are left out.
std::vector<Codec> codecs_named(const std::vector<std::string>& names);

}  // namespace ol::media
