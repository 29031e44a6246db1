// Calls that an operator's SIP phone makes by itself. Beside no other contact it is a call out like
// one from her desk, where her shop allows it; while she talks to a buyer it is her second line, by
// which she asks a colleague, a queue or a number. Toll fraud (DESIGN section 7): only a phone that
// proved itself, of a person who is signed in and may dial, and every limit of a dial holds.
#include <algorithm>
#include <cctype>

#include "contact/calls/floor.hpp"
#include "contact/calls/phone_key.hpp"
#include "platform/base/names.hpp"

namespace ol::calls {
namespace {

using Impl = Calls::Impl;

constexpr Ms key_max{20000}, words_max{12000};
constexpr int begun_max = 2;  // calls of one person's phone that are not answered yet

const LiveAgent* who_dials(const Impl& floor, const std::string& endpoint) {
    for (const auto& [id, a] : floor.agents)
        if (a.known && !endpoint.empty() && a.info.sip_user == endpoint) return &a;
    return nullptr;
}

/// Her permission, and her shop's setting.
bool may_dial(const Impl& floor, const LiveAgent& a) {
    const auto queue = floor.queues.find(floor.queue_of_hers(a.info.id, {}));
    if (!a.info.may_dial || queue == floor.queues.end()) return false;
    const auto shop = floor.shops.find(queue->second.shop_id);
    return shop != floor.shops.end() && shop->second.phones_dial;
}

/// The call that she has on this phone: another line of it asks somebody beside.
const Call* talk_of(const Impl& floor, const LiveAgent& a) {
    const Call* call = floor.core.of_agent(a.info.id);
    if (!call || call->state != CallState::talking || call->agent != a.info.id) return nullptr;
    const bool here = call->phone == PhoneKind::sip && !floor.out_legs.contains(call->agent_leg);
    return here ? call : nullptr;
}

/// "112", "15": no numbers of the world, and never carried; her mobile reaches them.
bool is_short(const std::string& number) {
    return number.size() <= 4 && std::all_of(number.begin(), number.end(),
                                             [](unsigned char c) { return std::isdigit(c); });
}

struct Refusal {
    int status;
    const char* words;
};
Refusal refusal_of(const std::string& code, const std::string& number) {
    if (is_short(number)) return {404, "dial_short"};
    if (code == "calls.number") return {404, "dial_refused"};
    if (code == "calls.signed_out") return {403, "dial_sign_in"};
    if (code == "calls.rings" || code == "calls.in_contact" || code == "calls.in_wrap_up")
        return {486, "dial_busy"};
    if (code == "calls.trunks_full" || code == "calls.day_full") return {503, "dial_full"};
    return {403, "dial_refused"};
}

std::string language_of(const Impl& floor, PersonId person) {
    const auto it = floor.agents.find(person);
    const bool known = it != floor.agents.end() && !it->second.info.language.empty();
    return known ? it->second.info.language : "en";
}

/// Her phone hears why before it is told so; the words are sound before the answer.
void refuse(Impl& floor, LegId leg, const Refusal& why) {
    auto& own = floor.own_calls.at(leg);
    own.refused = why.status;
    floor.voice.play(leg, {{why.words}, language_of(floor, own.person), false, "own_refused"});
    floor.floor.at(floor.floor.now() + words_max,
                   [&floor, leg, status = why.status] { floor.drop_own(leg, status); });
}

void ask_key(Impl& floor, LegId leg) {
    auto& own = floor.own_calls.at(leg);
    own.asks_key = own.answered = true;  // keys are heard for sure once it is answered
    floor.voice.answer(leg, own.sdp);
    floor.voice.play(leg, {{"dial_quiet"}, language_of(floor, own.person), false, "own_quiet"});
    floor.floor.at(floor.floor.now() + key_max, [&floor, leg] {
        const auto it = floor.own_calls.find(leg);
        if (it != floor.own_calls.end() && it->second.asks_key) floor.drop_own(leg, 480);
    });
}

void dial_own(Impl& floor, LegId leg, bool sure) {
    const auto own = floor.own_calls.at(leg);
    if (!own.answered) floor.voice.progress(leg, own.sdp);
    DialTarget to;
    to.number = own.number;
    DialIn in;
    in.confirm_quiet = sure;
    const auto id = floor.dial(own.person, to, in, leg);
    if (id) return;
    if (id.error().code == "calls.quiet_hours") return ask_key(floor, leg);
    refuse(floor, leg, refusal_of(id.error().code, own.number));
}

void second_line(Impl& floor, LegId leg, const Call& call, bool numbers) {
    const auto own = floor.own_calls.at(leg);
    const ContactId id = call.contact;
    auto in = target_of(floor, own.number);
    if (!in && !numbers) return floor.drop_own(leg, 403);
    if (!in) {
        in.emplace();
        in->number = own.number;
    }
    floor.agent_legs[leg] = id;
    floor.voice.progress(leg, "");
    const auto asked = floor.talk(own.person, id, "consult", *in, leg);
    const Call* now = floor.core.call(id);
    if (asked && now && now->second_leg == leg) return;
    floor.agent_legs.erase(leg);
    floor.drop_own(leg, asked ? 480 : status_of(asked.error()));
}

int status_named(std::string_view word) {
    if (word == "busy") return 486;
    if (word == "declined" || word == "refused") return 603;
    if (word == "wrong_number") return 404;
    if (word == "unreachable") return 503;
    return 480;
}

}  // namespace

/// Twice: first whether at all, before media is spent on it; then with the answer to its offer.
void Calls::Impl::phone_dials(const sip::Incoming& in, std::string sdp) {
    const LiveAgent* a = who_dials(*this, in.endpoint);
    const Call* talk = a ? talk_of(*this, *a) : nullptr;
    const bool numbers = a && may_dial(*this, *a);
    const bool hears_us = !deps.answer_everyone && !stopping && !in.sdp.empty();
    if (sdp.empty()) {
        if (!hears_us || (!talk && !numbers)) return voice.drop(in.leg, 403);
        const auto begun = std::count_if(own_calls.begin(), own_calls.end(), [&](const auto& own) {
            return own.second.person == a->info.id;
        });
        if (begun >= begun_max) return voice.drop(in.leg, 486);
        own_calls[in.leg] = {a->info.id, in.to_user, "", 0, false, false};
        return voice.post([this, in] {
            auto answer = voice.media_->answer(in.leg, in.sdp, {});
            if (!answer)
                return voice.sip_->reject(in.leg,
                                          answer.error().code == "media.ports_used" ? 503 : 488);
            floor.post([this, in, sdp = *answer] { phone_dials(in, sdp); });
        });
    }
    const auto own = own_calls.find(in.leg);
    if (own == own_calls.end()) return voice.drop(in.leg);  // hung up meanwhile
    own->second.sdp = std::move(sdp);
    if (!talk && !numbers) return drop_own(in.leg, 403);
    talk ? second_line(*this, in.leg, *talk, numbers) : dial_own(*this, in.leg, false);
}

/// What it called for is there: the buyer, or whom she asks.
void Calls::Impl::answer_own(const Call& call) {
    if (own_calls.empty()) return;
    const auto answer = [&](LegId leg, bool there) {
        const auto it = own_calls.find(leg);
        if (it == own_calls.end() || !there) return;
        if (!it->second.answered) voice.answer(leg, it->second.sdp);
        own_calls.erase(it);
    };
    const Party* beside = call.consulted();
    answer(call.agent_leg, call.state == CallState::talking);
    answer(call.second_leg, beside && beside->state == PartyState::consulting);
}

/// Why it came to nothing, for a phone that has not been answered yet.
int Calls::Impl::own_call_status(LegId leg) const {
    const auto contact = agent_legs.find(leg);
    const Call* call = contact == agent_legs.end() ? nullptr : core.call(contact->second);
    if (!call || !own_calls.contains(leg)) return 0;
    if (leg == call->agent_leg && call->dial && call->dial->outcome)
        return status_named(to_name(*call->dial->outcome));
    return status_named(call->word);
}

void Calls::Impl::drop_own(LegId leg, int status) {
    if (own_calls.erase(leg)) voice.drop(leg, status);
}

bool Calls::Impl::own_call_played(LegId leg, const std::string& token) {
    const auto it = own_calls.find(leg);
    if (it == own_calls.end()) return false;
    if (token == "own_refused") drop_own(leg, it->second.refused);
    return token == "own_refused" || token == "own_quiet";
}

bool Calls::Impl::own_call_key(LegId leg, char key) {
    const auto it = own_calls.find(leg);
    if (it == own_calls.end() || !it->second.asks_key) return false;
    if (key != '1') return true;
    it->second.asks_key = false;
    voice.with_media([leg](media::Engine& m) { m.stop_play(leg); });
    dial_own(*this, leg, true);
    return true;
}

}  // namespace ol::calls
