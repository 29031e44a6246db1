// The transfer key of an operator's phone (RFC 3515, 3891): REFER is told to the owner, who
// decides; what comes of it goes back as NOTIFY. We never call a URI that somebody names: only the
// name or number in it counts, and only from a phone of ours.
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/sip/callbacks.hpp"
#include "platform/sip/uri.hpp"

namespace ol::sip {
namespace {

constexpr Ms refer_max{60'000};

int notify_answer(void* magic, nta_outgoing_t* request, sip_t const* sip) {
    if (sip && status_of(sip) < 200) return 0;
    nta_outgoing_destroy(request);
    (void)magic;
    return 0;
}

std::string percent_decoded(std::string_view text) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
                             digit(text[i + 2]) >= 0;
        if (escaped) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

std::optional<ReplacesName> read_replaces(std::string_view uri_headers) {
    while (!uri_headers.empty()) {
        const auto end = std::min(uri_headers.find('&'), uri_headers.size());
        const std::string_view one = uri_headers.substr(0, end);
        uri_headers.remove_prefix(std::min(end + 1, uri_headers.size()));
        const auto equals = one.find('=');
        if (equals == std::string_view::npos || lower_ascii(one.substr(0, equals)) != "replaces")
            continue;
        const std::string value = percent_decoded(one.substr(equals + 1));
        const auto params = value.find(';');
        if (params == std::string::npos || params == 0) return std::nullopt;
        const auto to = header_param(std::string_view(value).substr(params), "to-tag");
        const auto from = header_param(std::string_view(value).substr(params), "from-tag");
        if (!to || !from || to->empty() || from->empty()) return std::nullopt;
        return ReplacesName{value.substr(0, params), std::string(*to), std::string(*from)};
    }
    return std::nullopt;
}

/// The leg of a dialog that the same phone has with us; phones do not agree on which tag is whose.
LegId Engine::leg_named(const ReplacesName& name, const std::string& endpoint) const {
    for (const auto& [id, leg] : legs_) {
        if (leg->call_id != name.call_id || leg->endpoint != endpoint || !leg->dialog) continue;
        const char* ours = nta_leg_get_tag(leg->dialog);
        const char* theirs = nta_leg_get_rtag(leg->dialog);
        const auto same = [](const char* tag, const std::string& wanted) {
            return tag && su_casematch(tag, wanted.c_str());
        };
        if ((same(ours, name.to_tag) && same(theirs, name.from_tag)) ||
            (same(ours, name.from_tag) && same(theirs, name.to_tag)))
            return id;
    }
    return {};
}

int Engine::on_refer(Leg& leg, nta_incoming_t* request, const sip_t* sip) {
    const sip_refer_to_t* to = sip->sip_refer_to;
    if (leg.endpoint.empty() || !events_.refer) return 403;
    if (!to || !to->r_url ||
        (to->r_url->url_type != url_sip && to->r_url->url_type != url_sips &&
         to->r_url->url_type != url_tel))
        return 400;
    if (leg.state != LegState::up || leg.refer_open) return 491;
    Refer event;
    event.leg = leg.id;
    event.to_user = clean_user(to->r_url->url_user   ? to->r_url->url_user
                               : to->r_url->url_host ? to->r_url->url_host
                                                     : "");
    const std::string headers = to->r_url->url_headers ? to->r_url->url_headers : "";
    const auto replaces = read_replaces(headers);
    if (replaces) event.replaces = leg_named(*replaces, leg.endpoint);
    leg.refer_open = true;
    leg.refer_id = leg.refers++ ? std::to_string(sip->sip_cseq->cs_seq) : "";
    const std::uint64_t round = ++leg.refer_round;
    reply(request, 202, SIPTAG_CONTACT_STR(leg.contact.c_str()));
    notify_refer(leg, 100);
    const LegId id = leg.id;
    if (event.to_user.empty() || (!headers.empty() && !(replaces && event.replaces))) {
        do_refer_progress(id, replaces ? 481 : 404);
        return 0;
    }
    after(refer_max, [this, id, round] {
        if (Leg* late = find_live(id); late && late->refer_open && late->refer_round == round)
            do_refer_progress(id, 500);
    });
    events_.refer(event);
    return 0;
}

void Engine::do_refer_progress(LegId id, int status) {
    Leg* leg = find_live(id);
    if (!leg || !leg->refer_open || status < 100 || status > 699) return;
    if (status >= 200) leg->refer_open = false;
    notify_refer(*leg, status);
}

void Engine::notify_refer(Leg& leg, int status) {
    if (leg.state != LegState::up) return;
    const std::string body =
        "SIP/2.0 " + std::to_string(status) + " " + sip_status_phrase(status) + "\r\n";
    const std::string event = leg.refer_id.empty() ? "refer" : "refer;id=" + leg.refer_id;
    nta_outgoing_t* request = nta_outgoing_tcreate(
        leg.dialog, notify_answer, this, url_or_null(leg.next_hop), SIP_METHOD_NOTIFY, nullptr,
        SIPTAG_CONTACT_STR(leg.contact.c_str()), SIPTAG_EVENT_STR(event.c_str()),
        SIPTAG_SUBSCRIPTION_STATE_STR(status < 200 ? "active;expires=60"
                                                   : "terminated;reason=noresource"),
        SIPTAG_CONTENT_TYPE_STR("message/sipfrag;version=2.0"), SIPTAG_PAYLOAD_STR(body.c_str()),
        TAG_END());
    if (!request) log::warn("sip", "notify_not_sent", {{"leg", std::to_string(leg.id.value)}});
}

}  // namespace ol::sip
