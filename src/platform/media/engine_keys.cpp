// SDES (RFC 4568): which keys go into our descriptions and which contexts come of them. Called with
// the engine's mutex held; no key is ever logged.
#include "platform/base/crypto.hpp"
#include "platform/media/engine.hpp"

namespace ol::media {

/// The keys in use are offered again: a re-offer that changes nothing keeps the roll-over counts.
void EngineImpl::offer_keys(LegEntry& entry) {
    const Security security = entry.options.security;
    const bool insists =
        security == Security::sdes || (entry.sends && entry.local.protocol == "RTP/SAVP");
    entry.local.protocol = insists ? "RTP/SAVP" : "RTP/AVP";
    entry.local.crypto.clear();
    if (entry.sends) entry.local.crypto = {*entry.sends};
    if (entry.sends || security == Security::none) return;
    for (const Suite suite :
         {Suite::aes256_sha1_80, Suite::aes128_sha1_80, Suite::aes128_sha1_32}) {
        const int tag = static_cast<int>(entry.local.crypto.size()) + 1;
        entry.local.crypto.push_back({tag, suite, crypto::random_bytes(key_bytes(suite))});
    }
}

/// One key of ours for the suite that the peer named first; the old one where the suite stays.
void EngineImpl::answer_keys(LegEntry& entry, const Agreed& agreed) {
    entry.local.crypto.clear();
    if (!agreed.theirs) return;
    sdp::Crypto ours{agreed.theirs->tag, agreed.theirs->suite, {}};
    const bool keeps = entry.sends && entry.sends->suite == ours.suite;
    ours.key = keeps ? entry.sends->key : crypto::random_bytes(key_bytes(ours.suite));
    entry.local.crypto = {ours};
}

/// SRTP contexts for what changed (RFC 4568 7.1.4); null: nothing did.
std::shared_ptr<SrtpPair> EngineImpl::fresh_keys(LegEntry& entry, const Agreed& agreed) {
    if (!agreed.theirs) {
        entry.sends.reset(), entry.receives.reset();
        return nullptr;
    }
    const auto ours = std::find_if(
        entry.local.crypto.begin(), entry.local.crypto.end(), [&](const sdp::Crypto& c) {
            return c.tag == agreed.theirs->tag && c.suite == agreed.theirs->suite;
        });
    if (ours == entry.local.crypto.end()) return nullptr;
    const auto same = [](const std::optional<sdp::Crypto>& held, const sdp::Crypto& now) {
        return held && held->suite == now.suite && held->key == now.key;
    };
    const auto bytes = [](const std::string& key) {
        return std::span(reinterpret_cast<const std::uint8_t*>(key.data()), key.size());
    };
    auto keys = std::make_shared<SrtpPair>();
    if (!same(entry.sends, *ours)) keys->set_send(ours->suite, bytes(ours->key));
    if (!same(entry.receives, *agreed.theirs))
        keys->set_receive(agreed.theirs->suite, bytes(agreed.theirs->key));
    entry.sends = *ours, entry.receives = agreed.theirs;
    return keys;
}

}  // namespace ol::media
