#pragma once
// C functions that Sofia calls, and small readers of its structs. Included by this room's .cpp
// files only.
#include <string>

#include "platform/sip/engine.hpp"
#include "platform/sip/sofia.hpp"

namespace ol::sip {

inline int stray_request(void* magic, nta_leg_t*, nta_incoming_t* request, sip_t const* sip) {
    return request && sip ? static_cast<Engine*>(magic)->on_stray_request(request, sip) : 0;
}
inline int dialog_request(void* magic, nta_leg_t*, nta_incoming_t* request, sip_t const* sip) {
    if (!magic) return 481;
    Leg& leg = *static_cast<Leg*>(magic);
    return request && sip ? leg.engine->on_dialog_request(leg, request, sip) : 0;
}
inline int invite_ack_or_cancel(void* magic, nta_incoming_t*, sip_t const* sip) {
    if (!magic) return 0;
    Leg& leg = *static_cast<Leg*>(magic);
    leg.engine->on_invite_ack_or_cancel(leg, sip);
    return 0;
}
inline int offer_ack_or_cancel(void* magic, nta_incoming_t*, sip_t const* sip) {
    if (!magic) return 0;
    Leg& leg = *static_cast<Leg*>(magic);
    leg.engine->on_offer_ack_or_cancel(leg, sip);
    return 0;
}
inline int invite_answer(void* magic, nta_outgoing_t*, sip_t const* sip) {
    if (!magic) return 0;
    Leg& leg = *static_cast<Leg*>(magic);
    leg.engine->on_invite_answer(leg, sip);
    return 0;
}
inline int reinvite_answer(void* magic, nta_outgoing_t*, sip_t const* sip) {
    if (!magic) return 0;
    Leg& leg = *static_cast<Leg*>(magic);
    leg.engine->on_reinvite_answer(leg, sip);
    return 0;
}
inline int ignored_answer(void*, nta_outgoing_t*, sip_t const*) { return 0; }

inline int status_of(const sip_t* sip) {
    return sip && sip->sip_status ? sip->sip_status->st_status : 408;
}
inline sip_method_t method_of(const sip_t* sip) {
    return sip && sip->sip_request ? sip->sip_request->rq_method : sip_method_invalid;
}
inline std::string body_of(const sip_t* sip) {
    if (!sip || !sip->sip_payload || !sip->sip_payload->pl_data) return {};
    return std::string(sip->sip_payload->pl_data, sip->sip_payload->pl_len);
}
inline std::string auth_text(const msg_auth_t* header) {  // as it stood behind the header's name
    std::string out = header->au_scheme ? header->au_scheme : "";
    for (int i = 0; header->au_params && header->au_params[i]; ++i) {
        out += i ? ", " : " ";
        out += header->au_params[i];
    }
    return out;
}
/// SDP by its type; a body without a type counts when it looks like SDP (old gateways).
inline bool is_sdp(const sip_t* sip) {
    if (sip->sip_content_type && sip->sip_content_type->c_type)
        return su_casematch(sip->sip_content_type->c_type, "application/sdp");
    return body_of(sip).starts_with("v=0");
}
inline bool body_is_for_us(const sip_t* sip) {
    const bool body = sip->sip_multipart || (sip->sip_payload && sip->sip_payload->pl_len > 0);
    return !body || (is_sdp(sip) && !sip->sip_multipart && !sip->sip_content_encoding);
}
inline std::string sdp_of(const sip_t* sip) {
    return sip && is_sdp(sip) ? body_of(sip) : std::string{};
}
inline const char* text_or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}
inline url_string_t const* url_or_null(const std::string& text) {
    return text.empty() ? nullptr : reinterpret_cast<url_string_t const*>(text.c_str());
}
/// Answers and lets go of a request; the code's standard phrase.
template <class... Tags>
void reply(nta_incoming_t* request, int status, Tags... tags) {
    nta_incoming_treply(request, status, sip_status_phrase(status), tags..., TAG_END());
    nta_incoming_destroy(request);
}

}  // namespace ol::sip
