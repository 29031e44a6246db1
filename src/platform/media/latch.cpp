#include "platform/media/latch.hpp"

namespace ol::media {
namespace {

constexpr std::int64_t silence_before_first_us = 300'000, silence_before_change_us = 200'000;
constexpr int run_first = 5, run_change = 3;  // packets in sequence from one candidate
constexpr int sequence_ahead_max = 500;       // ten seconds of 20 ms packets

int ahead(std::uint16_t now, std::uint16_t before) {
    return static_cast<std::int16_t>(now - before);
}

}  // namespace

void Latch::expect(const Address& sdp, std::int64_t now_us) {
    if (!sdp_.empty() && sdp == sdp_)
        return;  // a re-offer that moves nothing keeps what was learned behind NAT
    sdp_ = sdp;
    source_ = Address{};
    candidate_run_ = 0;
    expected_since_us_ = now_us;
    heard_ = false;
}

Latch::Verdict Latch::packet(const Address& from, const Rtp& rtp, std::int64_t now_us) {
    if ((!source_.empty() && from == source_) || from == sdp_) return accept(from, rtp, now_us);
    // Only what is plausible becomes a candidate: a stranger's flood cannot crowd out the phone
    // that moved.
    if (heard_ ? !may_follow(rtp, now_us) : !may_be_first(from, now_us)) return Verdict::stranger;
    continue_candidate(from, rtp);
    return candidate_run_ >= (heard_ ? run_change : run_first) ? accept(from, rtp, now_us)
                                                               : Verdict::stranger;
}

Latch::Verdict Latch::accept(const Address& from, const Rtp& rtp, std::int64_t now_us) {
    source_ = from;
    ssrc_ = rtp.ssrc, sequence_ = rtp.sequence;
    last_us_ = now_us;
    heard_ = true;
    candidate_run_ = 0;
    return Verdict::accept;
}

void Latch::continue_candidate(const Address& from, const Rtp& rtp) {
    const bool same = candidate_run_ > 0 && from == candidate_ && rtp.ssrc == candidate_ssrc_ &&
                      ahead(rtp.sequence, candidate_sequence_) > 0 &&
                      ahead(rtp.sequence, candidate_sequence_) < 5;
    candidate_run_ = same ? candidate_run_ + 1 : 1;
    candidate_ = from, candidate_ssrc_ = rtp.ssrc, candidate_sequence_ = rtp.sequence;
}

bool Latch::may_be_first(const Address& from, std::int64_t now_us) const {
    if (sdp_.empty() || now_us - expected_since_us_ < silence_before_first_us) return false;
    return from.same_ip(sdp_) || (sdp_.is_private() && !from.loopback());
}

bool Latch::may_follow(const Rtp& rtp, std::int64_t now_us) const {
    if (now_us - last_us_ < silence_before_change_us || rtp.ssrc != ssrc_) return false;
    const int step = ahead(rtp.sequence, sequence_);
    return step > 0 && step <= sequence_ahead_max;
}

}  // namespace ol::media
