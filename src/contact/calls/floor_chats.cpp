#include "contact/calls/floor_chats.hpp"

#include <algorithm>

#include "contact/calls/api.hpp"

namespace ol::calls {

using routing::OfferFailure;

namespace {

routing::Channel channel_of(const Chat& chat) {
    return chat.letter ? routing::Channel::letter : routing::Channel::chat;
}

}  // namespace

Chats::Live* Chats::find(ContactId contact) {
    const auto at = chats_.find(contact);
    return at == chats_.end() || at->second.gone ? nullptr : &at->second;
}

QueueId Chats::queue_of(const Chat& chat) const {
    const auto named = i_.queues.find(chat.queue);
    if (named != i_.queues.end() && named->second.shop_id == chat.shop) return chat.queue;
    for (const auto& [id, queue] : i_.queues)
        if (queue.shop_id == chat.shop) return id;
    return {};
}

/// In the line from the moment at which he wrote; a shop without a queue is asked again later.
void Chats::enter(Live& live, bool at_head) {
    const ContactId id = live.chat.contact;
    if (live.in_line || live.hers) return;
    const QueueId queue = queue_of(live.chat);
    if (!queue) {
        i_.floor.at(i_.floor.now() + chat_again_after, [this, id] {
            if (auto* again = find(id)) enter(*again, false);
        });
        return;
    }
    live.in_line = true;
    routing::ContactQueued queued{id, queue,  channel_of(live.chat), 0, live.chat.entered_at,
                                  {}, at_head};
    queued.preferred = live.chat.preferred;
    if (!queued.preferred.empty()) queued.prefer_for = chat_held_for;
    i_.to_line(std::move(queued));
    i_.board_dirty = true;
}

void Chats::take_out(Live& live) {
    const ContactId id = live.chat.contact;
    if (live.in_line) i_.to_line(routing::ContactLeft{id, routing::Exit::withdrawn});
    if (live.hers && live.asked)
        i_.to_line(routing::ContactDone{id, live.hers, false, false, "transfer"});
    live.in_line = live.asked = false;
    live.hers = {};
    i_.board_dirty = true;
}

/// Into her load: the line refuses while she has no room, and is asked again when that changes.
void Chats::count(Live& live) {
    if (!live.hers || live.asked || live.resting) return;
    routing::ContactDirected ask;
    ask.contact = live.chat.contact;
    ask.agent = live.hers;
    ask.queue = queue_of(live.chat);
    ask.channel = channel_of(live.chat);
    ask.entered_at = live.chat.entered_at;
    ask.permitted = true;
    live.asked = true;
    i_.to_line(std::move(ask));
}

/// What the line still says about it is heard by us, not taken for a call.
void Chats::erase_after_the_line(ContactId contact) {
    chats_.at(contact).gone = true;
    i_.floor.post([this, contact] {
        const auto at = chats_.find(contact);
        if (at != chats_.end() && at->second.gone) chats_.erase(at);
    });
}

std::vector<ContactId> Chats::of(PersonId person) const {
    std::vector<ContactId> out;
    for (const auto& [id, live] : chats_)
        if (live.hers == person && !live.gone) out.push_back(id);
    return out;
}

// ---- what the room of conversations asks ----

void Chats::queue(Chat chat) {
    i_.floor.post([this, chat = std::move(chat)] {
        Live& live = chats_[chat.contact];
        live.chat = chat;
        if (live.in_line) return;
        take_out(live);
        live.gone = live.resting = false;
        enter(live, false);
    });
}

void Chats::over(ContactId contact) {
    i_.floor.post([this, contact] {
        auto* live = find(contact);
        if (!live) return;
        take_out(*live);
        erase_after_the_line(contact);
    });
}

Result<> Chats::accept(ContactId contact, PersonId person) {
    return i_.ask<void>([this, contact, person]() -> Result<> {
        auto* live = find(contact);
        if (!live || live->hers || !live->ringing.contains(person))
            return conflict("conversations.offer_gone",
                            "This chat rings at another desk, or nobody waits in it now.");
        live->hers = person;
        live->in_line = false;
        live->asked = true;
        live->ringing.erase(person);
        i_.to_line(routing::OfferAccepted{contact, person});
        i_.to_line(routing::ContactConnected{contact, person});
        seen_[person] = i_.floor.now();
        i_.board_dirty = true;
        return {};
    });
}

Result<> Chats::decline(ContactId contact, PersonId person) {
    return i_.ask<void>([this, contact, person]() -> Result<> {
        auto* live = find(contact);
        if (!live || live->ringing.erase(person) == 0)
            return conflict("conversations.offer_gone", "This chat does not ring here any more.");
        i_.to_line(routing::OfferRefused{contact, person, OfferFailure::declined});
        return {};
    });
}

Result<> Chats::give(Chat chat, PersonId person) {
    return i_.ask<void>([this, chat, person]() -> Result<> {
        const auto* a = i_.agent(person);
        if (!a || !a->known || !a->in_router)
            return conflict("conversations.not_at_work",
                            "She is not signed in to the line; choose somebody who is at work.");
        Live& live = chats_[chat.contact];
        take_out(live);
        live.chat = chat;
        live.gone = live.resting = false;
        live.hers = person;
        count(live);
        return {};
    });
}

void Chats::restore(Chat chat, PersonId person) {
    i_.floor.post([this, chat = std::move(chat), person] {
        Live& live = chats_[chat.contact];
        live.chat = chat;
        live.hers = person;
        seen_[person] = i_.floor.now();
        count(live);
    });
}

void Chats::rest(ContactId contact, bool resting) {
    i_.floor.post([this, contact, resting] {
        auto* live = find(contact);
        if (!live || live->resting == resting) return;
        live->resting = resting;
        if (!resting) return count(*live);
        if (live->asked)
            i_.to_line(routing::ContactDone{contact, live->hers, false, false, "agent"});
        live->asked = false;
    });
}

void Chats::seen(PersonId person) {
    i_.floor.post([this, person] {
        seen_[person] = i_.floor.now();
        at_desk(person);
    });
}

std::vector<ChatLine::Ringing> Chats::ringing(PersonId person) {
    auto asked = i_.ask<std::vector<Ringing>>([this, person]() -> Result<std::vector<Ringing>> {
        std::vector<Ringing> out;
        for (const auto& [id, live] : chats_)
            if (const auto at = live.ringing.find(person); at != live.ringing.end() && !live.gone)
                out.push_back({id, at->second});
        return out;
    });
    return asked ? *asked : std::vector<Ringing>{};
}

void Chats::at_desk(PersonId person) {
    if (!desks_.insert_or_assign(person, i_.floor.now()).second) return;
    i_.to_line(routing::AgentAtDesk{person, true});
    for (const ContactId id : of(person)) count(chats_.at(id));
}

bool Chats::connected(PersonId person) const {
    return i_.deps.hub && i_.deps.hub->connected(person);
}

/// A desk that stays away for longer than a reload takes: chats go to others.
void Chats::leave_desks() {
    const Time now = i_.floor.now();
    for (auto& [person, last] : desks_) {
        if (connected(person)) last = now;
        if (now - last >= desk_away_after) i_.to_line(routing::AgentAtDesk{person, false});
    }
    std::erase_if(desks_, [&](const auto& row) { return now - row.second >= desk_away_after; });
}

// ---- what the line commands ----

bool Chats::offered(const routing::OfferContact& o) {
    const auto at = chats_.find(o.contact);
    if (at == chats_.end()) return false;
    Live& live = at->second;
    if (live.hers == o.agent) {  // by name: she has it already, the line counts it now
        i_.to_line(routing::OfferAccepted{o.contact, o.agent});
        i_.to_line(routing::ContactConnected{o.contact, o.agent});
        return true;
    }
    live.ringing[o.agent] = o.expires_at;
    if (!live.gone && events_.offered) events_.offered(o.contact, o.agent, o.expires_at);
    i_.board_dirty = true;
    return true;
}

bool Chats::cancelled(const routing::CancelOffer& o) {
    const auto at = chats_.find(o.contact);
    if (at == chats_.end()) return false;
    Live& live = at->second;
    i_.board_dirty = true;
    if (live.hers == o.agent) live.asked = false;  // she had no room for it
    if (live.ringing.erase(o.agent) == 0 || !events_.offer_gone) return true;
    const bool by_another = live.hers && live.hers != o.agent;
    const bool rang_out = o.cause == OfferFailure::no_answer;
    events_.offer_gone(o.contact, o.agent, by_another ? "taken" : rang_out ? "no_answer" : "left");
    return true;
}

bool Chats::left(const routing::LeaveQueue& l) {
    const auto at = chats_.find(l.contact);
    if (at == chats_.end()) return false;
    Live& live = at->second;
    i_.board_dirty = true;
    if (l.exit == routing::Exit::answered || live.gone || live.hers || !live.in_line) return true;
    live.in_line = false;  // its time was over, or its queue was taken away: again, in its place
    i_.floor.at(i_.floor.now() + chat_again_after, [this, id = l.contact] {
        if (auto* again = find(id)) enter(*again, true);
    });
    return true;
}

std::optional<ContactId> Chats::beside(const routing::AgentChanged& e) const {
    if (!e.contact || !has(*e.contact)) return e.contact;
    for (const ContactId id : e.contacts)
        if (!has(id)) return id;
    return std::nullopt;
}

std::string Chats::work(const routing::AgentChanged& e) const {
    std::string out;
    for (const ContactId id : e.contacts) {
        const auto at = chats_.find(id);
        if (at == chats_.end()) return "call";
        const auto& kind = at->second.chat.kind;
        out = out.empty() || out == kind ? kind : "chat";
    }
    return out;
}

bool Chats::wrapped(const routing::AgentChanged& e, ContactId wrapping) const {
    const bool chats = std::ranges::any_of(e.contacts, [&](ContactId id) { return has(id); });
    return chats && std::ranges::find(e.contacts, wrapping) == e.contacts.end();
}

void Chats::agent_changed(const routing::AgentChanged& e) {
    if (e.state == routing::AgentState::signed_out) return lose(e.agent);
    const bool works =
        e.state == routing::AgentState::ready || e.state == routing::AgentState::talking;
    if (!works || (!e.reachable && !desks_.contains(e.agent))) return;
    for (const ContactId id : of(e.agent)) count(chats_.at(id));
}

void Chats::lose(PersonId person) {
    for (const ContactId id : of(person)) {
        Live& live = chats_.at(id);
        const bool resting = live.resting;
        take_out(live);
        live.chat.preferred = {person};
        if (events_.lost) events_.lost(id, person, !resting);
        if (resting)
            erase_after_the_line(id);
        else
            enter(live, true);
    }
}

/// Out of her hands before she goes, into the line after it: the line must not offer them to her.
void Chats::sign_out(PersonId person) {
    for (const ContactId id : of(person)) {
        Live& live = chats_.at(id);
        if (live.asked) i_.to_line(routing::ContactDone{id, person, false, false, "transfer"});
        live.asked = false;
    }
    i_.to_line(routing::AgentSignedOut{person});
    lose(person);
}

/// Whose desk has been gone for minutes has left without a word.
void Chats::tick() {
    leave_desks();
    std::set<PersonId> holders, gone;
    for (const auto& [id, live] : chats_)
        if (live.hers && !live.gone) holders.insert(live.hers);
    const Time now = i_.floor.now();
    for (const PersonId person : holders) {
        Time& last = seen_.try_emplace(person, now).first->second;
        if (connected(person)) last = now;
        if (now - last >= desk_gone_after) gone.insert(person);
    }
    std::erase_if(seen_, [&](const auto& row) { return !holders.contains(row.first); });
    for (const PersonId person : gone) lose(person);
}

// ---- the public face ----

ChatLine& Calls::chats() { return *impl_->chats; }

}  // namespace ol::calls
