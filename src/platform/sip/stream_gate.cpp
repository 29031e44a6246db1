// TCP is read by Sofia's own transport, so the gate stands inside its parser there: a message class
// whose body reader looks at the headers first. What it refuses is answered 400 by nta, and the
// connection is read no further.
#include <cstdlib>
#include <cstring>
#include <mutex>

#include <sofia-sip/msg_mclass.h>
#include "platform/sip/callbacks.hpp"

namespace ol::sip {
namespace {

thread_local Engine* engine_here = nullptr;
issize_t (*sofias_extract)(msg_t*, msg_pub_t*, char[], isize_t, int) = nullptr;

issize_t extract_after_check(msg_t* message, msg_pub_t* object, char bytes[], isize_t size,
                             int end) {
    const auto* sip = reinterpret_cast<const sip_t*>(object);
    const bool headers_done = !(sip->sip_flags & MSG_FLG_BODY);
    const bool stream = msg_addrinfo(message)->ai_socktype == SOCK_STREAM;
    if (headers_done && stream && engine_here && !engine_here->admit_stream(sip)) return -1;
    return sofias_extract(message, object, bytes, size, end);
}

bool sound_via(const sip_via_t* via) {  // the same rules as read_via() in message.cpp
    if (!via || via->v_maddr || (via->v_branch && std::strlen(via->v_branch) < 8)) return false;
    if (!via->v_port) return true;
    char* end = nullptr;
    const unsigned long port = std::strtoul(via->v_port, &end, 10);
    return *end == 0 && port > 0 && port < 65536;
}

bool sound_party(const sip_addr_t* party) { return party && !(party->a_tag && !party->a_tag[0]); }

}  // namespace

const msg_mclass_s* checked_message_class(Engine* engine) {
    engine_here = engine;
    static const msg_mclass_t* checked = [] {
        msg_mclass_t* mine = msg_mclass_clone(sip_default_mclass(), 0, 0);
        sofias_extract = mine->mc_extract_body;
        mine->mc_extract_body = extract_after_check;
        return mine;
    }();
    return checked;
}

bool Engine::admit_stream(const sip_t* sip) {
    const bool sound = sound_via(sip->sip_via) && sound_party(sip->sip_from) &&
                       sound_party(sip->sip_to) && sip->sip_call_id;
    if (!sound || (sip->sip_status && sip->sip_via->v_next)) {
        ++count_.malformed;
        return false;
    }
    const sip_method_t method = method_of(sip);
    if (method == sip_method_invite && !sip->sip_to->a_tag)
        known_.touch(sip->sip_call_id->i_id, now_);
    return method != sip_method_ack || known_.known(sip->sip_call_id->i_id);
}

}  // namespace ol::sip
