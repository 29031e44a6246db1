// A contact's card: what the operator sees while it rings. Built on the cards loop from one read
// snapshot.
#include "contact/calls/floor.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {
namespace {

std::optional<Time> known(Time t) { return t == Time{} ? std::nullopt : std::optional(t); }

/// More than two, or come from another operator: what the reader has to know of it.
void fill_talk(ContactCard& card, const CardSource& s) {
    if (!s.call || s.wraps) return;
    const Call& call = *s.call;
    const PersonId reader = s.contact.offered_to;
    const auto name_of = [&](PersonId person) {
        const auto it = s.names.find(person);
        return it == s.names.end() ? std::string() : it->second;
    };
    const Party* own = call.party_of(reader);
    const bool watched = s.seen && !s.watchers.empty();
    if (s.parties.empty() && !watched && !call.comes_from && call.word.empty()) return;
    TalkView view;
    view.role = own ? "colleague" : "operator";
    if (own && call.agent) view.operator_name = name_of(*call.agent);
    if (call.comes_from) view.from_name = name_of(*call.comes_from);
    view.aside = call.aside;
    view.parties = s.parties;
    if (s.seen) view.watchers = s.watchers;
    view.word = call.word;
    card.talk = std::move(view);
    if (!own) return;
    card.state = own->state == PartyState::ringing ? "offered" : "talking";
    if (own->state == PartyState::ringing) {
        card.offered_at = known(own->since);
        card.expires_at.reset();
    } else {
        card.answered_at = known(own->since);
    }
}

void fill_state(ContactCard& card, const CardSource& s) {
    const auto& row = s.contact.row;
    card.state = row.state;
    if (row.channel == "task" && row.state == "open") card.state = "waiting";
    card.rings = row.rings;
    card.attempt = row.attempts;
    card.entered_at = row.queued_at == Time{} ? row.entered_at : row.queued_at;
    card.offered_at = known(s.contact.offered_at);
    card.expires_at = known(s.contact.expires_at);
    card.answered_at = known(row.answered_at);
    card.ended_at = known(row.ended_at);
    card.why = {s.contact.why.code, s.contact.why.params};
    card.muted = s.contact.muted;
    card.wrap_up_until = known(s.contact.wrap_up_until);
    fill_talk(card, s);
    if (s.wraps) {
        card.state = "wrap_up";
        return;
    }
    if (!s.call) return;
    const bool hers = !s.call->party_of(s.contact.offered_to);
    if (hers && s.call->state == CallState::talking &&
        (s.call->held_by_agent || s.call->held_by_buyer))
        card.state = "held";
    card.held = s.call->held_by_agent || s.call->held_by_buyer;
    card.recording = s.call->recording_erased                                          ? "erased"
                     : s.call->recording_paused                                        ? "paused"
                     : s.call->recording                                               ? "on"
                     : s.call->record && s.call->plan.on_demand && !s.call->plan.start ? "offered"
                                                                                       : "none";
}

void fill_caller(ContactCard& card, const CardSource& s) {
    card.caller = s.contact.caller;
    const auto& row = s.contact.row;
    if (card.caller.name.empty() && card.caller.who == customers::Who::unknown)
        card.caller.name = row.caller_name;
    if (!row.number.empty()) {
        card.caller.number = row.number;
        card.caller.number_masked = mask_phone(row.number);
    }
}

RecentContact recent_of(const store::ContactRecord& c,
                        const std::map<PersonId, std::string>& names) {
    RecentContact r;
    r.contact_id = c.id;
    r.at = c.entered_at;
    r.channel = c.channel;
    r.direction = c.direction;
    r.disposition = c.disposition;
    r.exit = c.exit;
    r.note = c.note;
    r.duration_ms = c.talk_ms;
    if (c.rating) r.rating = c.rating;
    if (auto it = names.find(c.agent); it != names.end()) r.by_name = it->second;
    return r;
}

}  // namespace

ContactCard build_card(const CardSource& s, const Deps& deps) {
    const auto& row = s.contact.row;
    ContactCard card;
    card.contact_id = row.id;
    card.channel = row.channel;
    card.kind = row.kind;
    card.direction = row.direction;
    card.queue_id = row.queue;
    card.shop_id = row.shop;
    card.shop_name = s.shop_name;
    card.came_by = row.came_by;
    fill_state(card, s);
    fill_caller(card, s);
    if (row.order) card.order_id = row.order;
    card.dial = s.contact.dial;
    card.flow = s.contact.flow;
    if (row.kind == "voicemail" && row.recording) card.voicemail_recording_id = row.recording;
    (void)deps.db.read([&](db::Conn& conn) -> Result<> {
        if (auto stored = store::load(conn, row.id)) card.note_draft = stored->note_draft;
        if (deps.flows && !card.flow)
            card.flow = flows::CallFlows::record_of(conn, row.source ? row.source : row.id);
        if (card.recording == "on" && recordings::has_lost(conn, row.recording))
            card.recording = "failed";
        if (!row.customer) return {};
        card.orders = deps.orders.of_customer(conn, row.customer, true);
        promises::Filter open_promises;
        open_promises.customer = row.customer;
        open_promises.state = promises::State::open;
        card.promises = deps.promises.list(conn, open_promises).items;
        for (const auto& c : store::of_customer(conn, row.customer, row.id, 10))
            card.recent.push_back(recent_of(c, s.names));
        return {};
    });
    if (row.customer) {
        // Her own live contact: full view, logged once per contact by customers (secrecy, desk.md
        // rule 11).
        if (auto customer = deps.customers.for_reader(s.contact.offered_to, row.id, row.customer))
            card.customer = *customer;
    }
    return card;
}

}  // namespace ol::calls
