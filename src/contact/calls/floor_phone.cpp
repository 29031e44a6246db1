// Browser phones of operators: one nailed-up leg each, bridged again and again. A person has one at
// a time; the newest wins, and the one it replaces is told so: an operator never talks into a phone
// that the centre has forgotten.
#include "contact/calls/floor.hpp"
#include "platform/base/log.hpp"

namespace ol::calls {

void Calls::Impl::browser_offer(const BrowserPhone& from, std::string sdp) {
    const LegId leg = deps.ids.next_id<LegId>();
    floor.post([this, from, leg] { browser_offered(leg, from); });
    voice.post([this, from, leg, sdp = std::move(sdp)] {
        auto answer = voice.media_->answer(leg, sdp);
        if (!answer) return tell_phone(from, "phone.down", {from.phone, {}, answer.error().code});
        tell_phone(from, "phone.answer", {from.phone, *answer, {}});
    });
}

void Calls::Impl::browser_offered(LegId leg, const BrowserPhone& from) {
    auto* a = agent(from.who.person);
    if (!a) return;
    if (a->pending_leg) browser_replaced(a->pending_leg, from);
    browser_legs[leg] = from;
    a->pending_leg = leg;
}

void Calls::Impl::tell_phone(const BrowserPhone& to, const char* type, PhoneWord word) {
    if (deps.hub) deps.hub->to_session(to.who, type, json::write(word));
}

void Calls::Impl::leg_connected(LegId leg) {
    auto it = browser_legs.find(leg);
    if (it == browser_legs.end()) return;
    auto* a = agent(it->second.who.person);
    if (!a || a->pending_leg != leg) return;
    const LegId old = a->browser_leg;
    a->browser_leg = leg;
    a->pending_leg = LegId{};
    if (old) browser_replaced(old, it->second);
    update_reachable(*a);
    apply(AgentLegBack{a->info.id, leg});
}

/// The same tab coming back (a reload, a new network) hears nothing: it knows.
void Calls::Impl::browser_replaced(LegId leg, const BrowserPhone& by) {
    auto it = browser_legs.find(leg);
    if (it == browser_legs.end()) return;
    const BrowserPhone was = it->second;
    browser_legs.erase(it);
    voice.with_media([leg](media::Engine& m) { m.close(leg); });
    if (!was.same_tab(by)) tell_phone(was, "phone.down", {was.phone, {}, "phone.elsewhere"});
}

/// A tab closes its own phone only, not the one that another machine has taken over since.
void Calls::Impl::browser_close(const BrowserPhone& from) {
    floor.post([this, from] {
        auto* a = agent(from.who.person);
        if (!a) return;
        for (const LegId leg : {a->pending_leg, a->browser_leg}) {
            auto it = browser_legs.find(leg);
            if (it != browser_legs.end() && it->second.same_tab(from))
                browser_gone(from.who.person, leg, "closed");
        }
    });
}

void Calls::Impl::browser_gone(PersonId person, LegId leg, const char* why) {
    auto* a = agent(person);
    auto it = browser_legs.find(leg);
    if (!a || it == browser_legs.end()) return;
    const BrowserPhone was = it->second;
    browser_legs.erase(it);
    voice.with_media([leg](media::Engine& m) { m.close(leg); });
    if (a->pending_leg == leg) a->pending_leg = LegId{};
    if (a->browser_leg != leg) return;
    a->browser_leg = LegId{};
    log::info("calls", "browser_leg_gone",
              {{"person", std::to_string(person.value)}, {"why", why}});
    apply(AgentLegLost{person, leg});
    // While her bridge is kept the router still counts her as talking; it learns of the loss when
    // the time is over.
    if (!core.of_agent(person))
        update_reachable(*a);
    else {
        a->view.reachable = a->info.second && reachable(*a);
        push_agent(*a);
    }
    tell_phone(was, "phone.down", {was.phone, {}, why});
}

}  // namespace ol::calls
