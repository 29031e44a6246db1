// What follows a change: desks and pages are told, clocks are set, the line is asked. And the
// start.
#include "contact/conversations/conversations.hpp"

#include "contact/conversations/cascade_rows.hpp"
#include "contact/conversations/channel_rows.hpp"
#include "contact/conversations/commit.hpp"
#include "contact/conversations/links/links.hpp"
#include "contact/conversations/text_index.hpp"
#include "platform/base/log.hpp"

namespace ol::conversations {

Conversations::Conversations(Deps deps) : d_(std::move(deps)), outbox_(outbox_deps()) {
    tie_files();
}

/// What stood in the line stands there again, with its age; what was hers is hers while she is back
/// in time (the floor lets go of it otherwise).
Result<> Conversations::start() {
    calls::ChatEvents events;
    events.offered = [this](ContactId contact, PersonId person, Time expires_at) {
        d_.loop.post([=, this] { offer(contact, person, expires_at); });
    };
    events.offer_gone = [this](ContactId contact, PersonId person, std::string_view cause) {
        d_.loop.post([=, this, cause = std::string(cause)] { offer_gone(contact, person, cause); });
    };
    events.lost = [this](ContactId contact, PersonId person, bool stands) {
        d_.loop.post([=, this] { lost(contact, person, stands); });
    };
    d_.line.listen(std::move(events));
    std::vector<Thread> standing;
    std::vector<ChannelAccountId> told;
    std::vector<rows::Cascade> must_arrive;
    bool older = false;  // messages that no search finds yet
    auto done = d_.db.read([&](db::Conn& conn) -> Result<> {
        load_accounts(conn);
        standing = rows::standing(conn);
        told = rows::accounts_with_events(conn);
        must_arrive = rows::cascades_waiting(conn);
        older = rows::older_left(conn);
        return {};
    });
    if (!done) return done;
    tell_links();
    if (auto sorted = outbox_.recover(); !sorted) return sorted;
    for (const auto account : told) d_.loop.post([this, account] { work_events(account); });
    if (older) d_.loop.post([this] { index_older(); });
    d_.loop.post([this] { forget_old(); });
    for (const auto& c : must_arrive) d_.loop.post([this, c] { watch_cascade(c.id, c.next_at); });
    for (const Thread& t : standing) {
        if (t.place == Place::line) d_.line.queue(chat_of(t));
        if (t.place == Place::hers) {
            d_.line.restore(chat_of(t), t.assignee_id);
            if (t.resting) d_.line.rest(t.contact_id, true);
            d_.loop.post([this, t] { keep_time(t); });
        }
    }
    open_socket();
    if (links_) links_->run();
    return {};
}

calls::Chat Conversations::chat_of(const Thread& t) const {
    calls::Chat chat;
    chat.contact = t.contact_id;
    chat.shop = t.shop_id;
    chat.queue = t.queue_id;
    chat.entered_at = t.line_since;
    chat.kind = std::string(to_name(t.channel));
    chat.letter = t.channel == ChannelKind::email;
    if (t.assignee_id) chat.preferred = {t.assignee_id};
    return chat;
}

void Conversations::publish(const Effects& effects) {
    for (const auto& then : effects.then) then();
    for (const Words& w : effects.words)
        for (const Thread& t : effects.changed)
            if (t.id == w.conversation_id) tell_words(t, w);
    for (const Thread& t : effects.changed) {
        owners_[t.id] = t.place == Place::hers ? t.assignee_id : PersonId{};
        if (!watchers_.contains(t.id)) owners_.erase(t.id);
        if (t.state == State::closed) forget_context(t.id);
        tell_desk(t);
        tell_pages(
            t.id, "{\"type\":\"conversation\",\"conversation\":" + json::write(for_buyer(t)) + "}");
        keep_time(t);
    }
}

/// To all who may see conversations of the shop: without his words.
void Conversations::tell_desk(const Thread& t) {
    if (d_.hub)
        d_.hub->to_permission("contacts.view", "conversation", json::write(shown(t, nullptr)),
                              t.shop_id);
}

void Conversations::tell_words(const Thread& t, const Words& w) {
    if (d_.hub && t.place == Place::hers)
        d_.hub->to_person(t.assignee_id, "conversation_message",
                          json::write(ConversationMessage{t.id, shown(w)}));
    if (w.direction != Direction::note)
        tell_pages(t.id, "{\"type\":\"message\",\"message\":" + json::write(for_buyer(w)) + "}");
}

// ---- clocks: of the row as it stands when they ring ----

void Conversations::keep_time(const Thread& t) {
    if (t.place != Place::hers) return;
    if (t.state == State::snoozed)
        d_.loop.at(std::max(t.snoozed_until, d_.loop.now()), [this, id = t.id] { wake(id); });
    if (t.state == State::waiting_buyer && !t.resting)
        d_.loop.at(std::max(t.last_at + rests_after, d_.loop.now()),
                   [this, id = t.id] { rest(id); });
}

void Conversations::wake(ConversationId id) {
    post<bool>(
        [this, id](db::Tx& tx, Effects& out) -> Result<bool> {
            const auto t = rows::thread(tx.conn, id);
            if (!t || t->state != State::snoozed || t->snoozed_until > tx.now) return false;
            Turn turn(*this, tx, out, *t);
            if (auto moved = turn.happens(Happening::woke); !moved) return moved.error();
            ++turn.t.version;
            if (turn.t.resting) turn.rests(false);
            turn.fact("conversation.woke", {});
            turn.save();
            return true;
        },
        [](const Result<bool>&) {});
}

void Conversations::rest(ConversationId id) {
    post<bool>(
        [this, id](db::Tx& tx, Effects& out) -> Result<bool> {
            const auto t = rows::thread(tx.conn, id);
            if (!t || t->place != Place::hers || t->state != State::waiting_buyer || t->resting)
                return false;
            if (t->last_at + rests_after > tx.now) return false;  // a later word set a later clock
            Turn turn(*this, tx, out, *t);
            turn.rests(true);
            turn.save();
            return true;
        },
        [](const Result<bool>&) {});
}

// ---- what the floor tells ----

void Conversations::lost(ContactId contact, PersonId person, bool stands) {
    post<bool>(
        [this, contact, person, stands](db::Tx& tx, Effects& out) -> Result<bool> {
            const auto t = rows::thread_of_contact(tx.conn, contact);
            if (!t || t->place != Place::hers || t->assignee_id != person) return false;
            Turn turn(*this, tx, out, *t);
            turn.says("returned_to_line", person);
            turn.goes_back(stands);
            turn.fact("conversation.lost", person);
            turn.save();
            return true;
        },
        [](const Result<bool>& r) {
            if (!r) log::error("conversations", "lost_not_saved", {{"code", r.error().code}});
        });
}

void Conversations::offer(ContactId contact, PersonId person, Time expires_at) {
    if (!d_.hub) return;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        if (const auto t = rows::thread_of_contact(conn, contact)) {
            http::Principal of;  // the words, as for who is to take it
            of.person = person;
            d_.hub->to_person(person, "conversation_offer",
                              json::write(ConversationOffer{shown(*t, &of), expires_at}));
        }
        return {};
    });
}

void Conversations::offer_gone(ContactId contact, PersonId person, std::string_view cause) {
    if (!d_.hub) return;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        if (const auto t = rows::thread_of_contact(conn, contact))
            d_.hub->to_person(person, "conversation_offer_gone",
                              json::write(ConversationOfferGone{t->id, std::string(cause)}));
        return {};
    });
}

// ---- shapes ----

namespace {

template <class T>
std::optional<T> some(T value) {
    return value == T{} ? std::nullopt : std::optional(value);
}

}  // namespace

/// `who`: none for what everybody of the shop hears.
Conversation Conversations::shown(const Thread& t, const http::Principal* who) const {
    Conversation c;
    c.id = t.id, c.shop_id = t.shop_id, c.channel = t.channel, c.account_id = t.account_id;
    c.state = t.state, c.place = t.place;
    c.assignee = some(t.assignee_id);
    c.assignee_name = t.assignee_id && d_.person_name ? d_.person_name(t.assignee_id) : "";
    c.queue_id = some(t.queue_id), c.contact_id = some(t.contact_id);
    c.customer_id = some(t.customer_id);
    c.signed_buyer = !t.signed_id.empty();
    c.buyer_name = t.buyer_name;
    const bool hers = who && t.place == Place::hers && t.assignee_id == who->person;
    c.buyer_contact = hers ? t.buyer_contact : who ? mask_contact(t.buyer_contact) : "";
    c.language = t.language, c.page = t.page;
    c.preview = who ? t.preview : "";
    c.last_from = t.last_from, c.last_seq = t.last_seq, c.unread = t.unread;
    c.began_at = t.began_at, c.last_at = t.last_at;
    c.last_buyer_at = some(t.last_buyer_at), c.answer_due_at = some(t.answer_due_at);
    c.first_answered_at = some(t.first_answered_at), c.snoozed_until = some(t.snoozed_until);
    c.disposition = t.disposition;
    c.topic = who ? t.topic : "";
    c.rating = t.rating, c.rating_words = who ? t.rating_words : "";
    c.rated_at = some(t.rated_at);
    c.version = t.version;
    c.window = window_of(t, d_.clock.now());
    c.files_most = files_most_of(t.channel);
    c.files_together_most = files_together_most_of(t.channel);
    return c;
}

Message Conversations::shown(const Words& w) const {
    Message m{w.id,         w.seq,       w.direction, w.text, some(w.author_id), "", w.at, w.state,
              w.error_code, w.client_id, {},          w.files};
    if (!w.trouble.empty())
        if (auto why = json::read<Trouble>(w.trouble)) m.trouble = std::move(*why);
    if (w.author_id && d_.person_name) m.author_name = d_.person_name(w.author_id);
    return m;
}

Acted Conversations::acted(const Thread& t, const std::optional<Words>& w,
                           const http::Principal& who) const {
    Acted out{shown(t, &who), std::nullopt};
    if (w) out.message = shown(*w);
    return out;
}

// ---- for the buyer's page ----

std::vector<customers::ThreadEntry> thread(db::Conn& conn, const customers::ThreadAsk& ask) {
    std::vector<customers::ThreadEntry> out;
    std::string shops;  // numbers of ours, never text from outside
    for (const auto shop : ask.shops) shops += (shops.empty() ? "" : ", ") + std::to_string(shop);
    const auto rows = conn.query(
        "select m.id, m.at, m.direction, m.text, m.author_id, c.channel, m.state from message m "
        "join conversation c on c.id = m.conversation_id where c.customer_id = ?1 and "
        "m.direction in ('in', 'out') and (m.at < ?2 or (m.at = ?2 and m.id < ?3))" +
            (shops.empty() ? "" : " and c.shop_id in (" + shops + ")") +
            " order by m.at desc, m.id desc limit ?4",
        ask.customer, ask.before, ask.before_id, ask.limit);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        customers::ThreadEntry e;
        e.kind = customers::ThreadKind::message;
        e.id = std::to_string(rows.i64(i, 0));
        e.at = from_ms(rows.i64(i, 1));
        e.direction = rows.text(i, 2);
        e.text = rows.text(i, 3);
        if (e.text.empty()) e.text = files::names_of(conn, MessageId{rows.i64(i, 0)});
        if (const PersonId by{rows.i64(i, 4)}) e.by = by;
        e.what = rows.text(i, 5);
        e.state = rows.text(i, 6);
        out.push_back(std::move(e));
    }
    return out;
}

void erase_buyer(db::Tx& tx, CustomerId customer) {
    for (const auto id : of_buyer(tx.conn, customer)) files::erase(tx, id);
    rows::erase(tx, customer);
}

std::vector<ConversationId> of_buyer(db::Conn& conn, CustomerId customer) {
    std::vector<ConversationId> out;
    for (const auto& t : rows::of_customer(conn, customer)) out.push_back(t.id);
    return out;
}

}  // namespace ol::conversations
