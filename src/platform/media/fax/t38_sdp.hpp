#pragma once
// Descriptions of T.38 (RFC 3362; ITU-T T.38 Annex D): m=image ... udptl t38 and its attributes.
#include <optional>
#include <string>
#include <string_view>

#include "platform/media/sdp.hpp"

namespace ol::modem {

/// What a peer says of its T.38; missing attributes have T.38's defaults.
struct T38Side {
    std::string ip;
    int port = 0;
    int bits_per_second = 14400;
    int datagram_bytes = 0;  // largest that it takes; 0 = not said
    bool local_tcf = false;  // trains by itself: for TCP, we refuse it
};

/// The first m=image by udptl t38 with a port. Nothing: it has none.
const media::sdp::Media* image_of(const media::sdp::Session& session);
/// `text` once more for the attributes that voice has no use for.
std::optional<T38Side> t38_side(const media::sdp::Session& session, std::string_view text);

struct OurSide {
    std::uint64_t session_id = 0;
    std::uint32_t version = 1;
    std::string ip;
    std::uint16_t port = 0;
};
/// An offer, or with `peer` the answer that refuses every other m= line.
std::string write_t38(const OurSide& ours, const media::sdp::Session* peer = nullptr);

}  // namespace ol::modem
