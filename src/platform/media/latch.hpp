#pragma once
// Whose packets a leg believes (symmetric RTP without becoming everybody's microphone). A pure
// state machine of source addresses, RTP headers and time:
//   - the address of the SDP always wins;
//   - before any media, another address is taken only when it may be the same phone behind NAT
//   (same IP, or the SDP named
//     a private one), the SDP's address stays silent for 300 ms and five packets follow in
//     sequence;
//   - later, another address is taken only with the same SSRC, a sequence number just ahead and the
//   known source silent
//     for 200 ms. Everything else is a stranger: dropped and counted.
#include <cstdint>

#include "platform/media/net.hpp"
#include "platform/media/rtp.hpp"

namespace ol::media {

class Latch {
public:
    enum class Verdict { accept, stranger };

    void expect(const Address& sdp, std::int64_t now_us);  // a new SDP address
    Verdict packet(const Address& from, const Rtp& rtp, std::int64_t now_us);
    /// Where to send: the latched source, else the SDP's address.
    const Address& destination() const { return source_.empty() ? sdp_ : source_; }

private:
    Verdict accept(const Address& from, const Rtp& rtp, std::int64_t now_us);
    void continue_candidate(const Address& from, const Rtp& rtp);
    bool may_be_first(const Address& from, std::int64_t now_us) const;
    bool may_follow(const Rtp& rtp, std::int64_t now_us) const;

    Address sdp_, source_, candidate_;
    std::int64_t expected_since_us_ = 0, last_us_ = 0;
    std::uint32_t ssrc_ = 0, candidate_ssrc_ = 0;
    std::uint16_t sequence_ = 0, candidate_sequence_ = 0;
    int candidate_run_ = 0;
    bool heard_ = false;  // since expect()
};

}  // namespace ol::media
