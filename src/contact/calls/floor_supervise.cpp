// The supervisor on the floor: live calls, and her place beside one of them.
#include "contact/calls/floor.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

/// As people are seen (team/staff): those of her departments, and who answers to her.
bool Calls::Impl::in_department(const http::Principal& who, PersonId person) const {
    if (who.departments.empty()) return true;
    const auto it = agents.find(person);
    if (it == agents.end()) return false;
    return it->second.info.superior == who.person ||
           who.departments.contains(it->second.info.department.value);
}

LiveCalls Calls::Impl::live_calls(const http::Principal& who) const {
    LiveCalls out;
    for (const ContactId id : core.all()) {
        const Call* call = core.call(id);
        const auto it = contacts.find(id);
        if (!call || call->state != CallState::talking || it == contacts.end()) continue;
        const auto& row = it->second.row;
        if (!who.shops.empty() && !who.shops.contains(row.shop.value)) continue;
        if (!in_department(who, call->agent.value_or(PersonId{}))) continue;
        LiveCall c;
        c.contact_id = id;
        c.queue_id = row.queue;
        if (auto queue = queues.find(row.queue); queue != queues.end())
            c.queue_name = queue->second.name;
        if (who.may("contacts.view"))
            c.caller = !row.caller_name.empty() ? row.caller_name
                       : row.number.empty()     ? ""
                                                : mask_phone(row.number);
        c.operator_id = call->agent.value_or(PersonId{});
        if (auto a = agents.find(c.operator_id); a != agents.end())
            c.operator_name = a->second.info.name;
        c.since = call->spans.empty() ? call->answered_at : call->spans.back().from;
        c.held = call->held_by_agent || call->held_by_buyer;
        c.aside = call->aside;
        c.parties = parties_of(*call);
        c.watchers = watchers_of(*call);
        out.items.push_back(std::move(c));
    }
    return out;
}

/// Who would be listened to: the operator of a call that the reader may see.
Result<PersonId> Calls::Impl::operator_of(const http::Principal& who, ContactId id) const {
    const auto it = contacts.find(id);
    const bool hers = it != contacts.end() &&
                      (who.shops.empty() || who.shops.contains(it->second.row.shop.value));
    if (!hers) return not_found("calls.contact", "there is no such contact here");
    const Call* call = core.call(id);
    if (!call || call->state != CallState::talking || !call->agent)
        return conflict("calls.not_talking", "nobody talks in this contact now");
    if (call->agent == who.person || call->party_of(who.person))
        return conflict("calls.own_call", "you are in this call yourself");
    if (!in_department(who, *call->agent))
        return forbidden("calls.other_department",
                         "she is of another department: ask its head to listen");
    return *call->agent;
}

Result<> Calls::Impl::supervise(const http::Principal& who, ContactId id, const std::string& mode) {
    if (mode == "stop") {
        apply(StopSupervising{who.person});
        return {};
    }
    if (auto found = operator_of(who, id); !found) return found.error();
    auto* a = agent(who.person);
    if (!a || !reachable(*a))
        return conflict("calls.phone_down",
                        "your phone is not connected: open the desk's phone, or register yours");
    if (core.of_agent(who.person))
        return conflict("calls.in_contact", "you are in a contact yourself: finish it first");
    const Call* call = core.call(id);
    const Watcher* beside = call->watcher_of(who.person);
    const PhoneKind phone = beside ? beside->phone : device_now(*a).phone;
    const bool browser = phone == PhoneKind::browser;
    if (browser && !a->browser_leg)
        return conflict("calls.phone_down", "your browser phone is not connected; reload the page");
    const LegId leg = browser ? a->browser_leg : beside ? beside->leg : deps.ids.next_id<LegId>();
    if (mode == "take_over") {
        if (!browser && (!beside || !beside->up))
            return conflict("calls.listen_first",
                            "with a desk phone: listen first, then take over");
        // The line counts her with this contact, also when she takes no calls today.
        if (!a->in_router) {
            to_line(routing::AgentSignedIn{who.person});
            to_line(routing::AgentReachable{who.person, true});
            a->in_router = true;
        }
        apply(TakeOver{id, who.person, phone, leg});
        push_card(id, "contact");
        return {};
    }
    const auto wanted = mode == "whisper" ? WatchMode::whisper
                        : mode == "join"  ? WatchMode::join
                                          : WatchMode::listen;
    apply(Supervise{id, who.person, phone, leg, wanted});
    return {};
}

}  // namespace ol::calls
