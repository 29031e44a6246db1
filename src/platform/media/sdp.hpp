#pragma once
// Session descriptions (RFC 8866) as far as voice needs them: a bounded parser and a writer.
// Unknown lines and attributes are skipped; what is wrong in shape is refused, never guessed.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/media/media.hpp"
#include "platform/media/srtp.hpp"

namespace ol::media::sdp {

struct Format {  // one payload type of an m= line
    int payload_type = 0;
    std::string encoding;  // upper case: "PCMU", "TELEPHONE-EVENT"; static types 0, 8, 9 and 13 are
                           // named without rtpmap
    int clock_hz = 8000;
    int channels = 1;
    std::string parameters;  // a=fmtp
};

/// a=crypto (RFC 4568) of a suite that we speak, without MKI and without session parameters.
struct Crypto {
    int tag = 1;
    Suite suite = Suite::aes128_sha1_80;
    std::string key;  // master key and salt, raw: never logged
    friend bool operator==(const Crypto&, const Crypto&) = default;
};

/// Attributes that stand at session or media level; the media's win.
struct Transport {
    std::string ip;  // c=
    std::string ice_ufrag, ice_pwd;
    std::string fingerprint_hash, fingerprint;  // "sha-256", "AB:CD..."
    std::string setup;                          // actpass, active, passive
};

struct Media {
    std::string type;  // "audio"
    int port = 0;
    std::string protocol;                    // "RTP/AVP", "UDP/TLS/RTP/SAVPF"
    std::vector<std::string> format_tokens;  // as offered; refused m= lines give them back
    std::vector<Format> formats;             // of RTP protocols only
    std::vector<Crypto> crypto;
    Transport transport;
    std::optional<Direction> direction;
    std::string mid;
    bool rtcp_mux = false;
    int rtcp_port = 0;  // a=rtcp (RFC 3605); 0: the next one
    int ptime_ms = 0, maxptime_ms = 0;

    bool secure_browser() const {
        return protocol == "UDP/TLS/RTP/SAVPF" || protocol == "UDP/TLS/RTP/SAVP";
    }
    bool plain() const { return protocol == "RTP/AVP" || protocol == "RTP/AVPF"; }
    /// Must be encrypted by keys in the description.
    bool keyed() const { return protocol == "RTP/SAVP" || protocol == "RTP/SAVPF"; }
    const Format* find(std::string_view encoding, int clock_hz) const;
};

struct Session {
    Transport transport;
    std::optional<Direction> direction;
    bool ice_lite = false;
    std::vector<std::string> bundle;
    std::vector<Media> media;

    /// The first that we can speak (port not 0); `keys`: only with SDES or DTLS. nullptr: none.
    const Media* first_audio(bool keys = false) const;
    /// With the session's values where the media has none.
    Transport transport_of(const Media& media) const;
    Direction direction_of(const Media& media) const;
};

/// At most 32 KiB, 1,000 lines, 32 m= lines, 64 formats each. Malformed: invalid "media.sdp", field
/// = the line ("m=").
Result<Session> parse(std::string_view text);

/// Our side of a description.
struct Local {
    std::uint64_t session_id = 0;
    std::uint32_t version = 1;
    std::string ip;
    std::uint16_t port = 0;
    std::vector<Format> formats;
    std::vector<Crypto> crypto;  // our keys
    Direction direction = Direction::sendrecv;
    bool rtcp_mux = false;
    std::uint32_t ssrc = 0;
    // Browser legs only:
    bool secure = false;
    std::string protocol = "RTP/AVP", mid, ice_ufrag, ice_pwd, fingerprint, setup;
    std::vector<std::string> candidate_ips;
};

/// An offer of one audio stream, or, with `peer`, the answer for its `chosen` stream that refuses
/// every other m= line (port 0).
std::string write(const Local& local, const Session* peer = nullptr, const Media* chosen = nullptr);

std::string_view to_string(Direction direction);
Direction reversed(Direction direction);  // sendonly <-> recvonly
bool sends(Direction direction);
bool receives(Direction direction);
Direction combine(bool send, bool receive);

}  // namespace ol::media::sdp
