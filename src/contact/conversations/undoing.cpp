// Taking back what was done with a conversation (closed, put off, woken, given away): as it was, or
// not at all, and then why.
#include "contact/conversations/undoing.hpp"

#include "contact/conversations/commit.hpp"
#include "platform/db/row_map.hpp"

namespace ol::conversations {

namespace rows {

std::optional<Before> before(db::Conn& conn, ConversationId id) {
    return db::select_one<Before>(conn, "select * from conversation_before where id = ?1", id);
}

void keep_before(db::Tx& tx, const Thread& was, const Thread& now, PersonId by) {
    forget_before(tx, now.id);
    db::insert(tx, "conversation_before",
               Before{now.id, now.version, now.last_seq, by, tx.now, was.state, was.place,
                      was.assignee_id, was.queue_id, was.asked_at, was.answer_due_at,
                      was.line_since, was.snoozed_until, was.resting, was.disposition});
}

void forget_before(db::Tx& tx, ConversationId id) {
    tx.exec("delete from conversation_before where id = ?1", id);
}

bool wrote_since(db::Conn& conn, ConversationId id, std::int64_t seq) {
    return conn.query(
                   "select count(*) from message where conversation_id = ?1 and seq > ?2 and "
                   "direction in ('in', 'out')",
                   id, seq)
               .i64(0, 0) > 0;
}

}  // namespace rows

namespace {

constexpr Ms undo_within{30 * 60'000};

Error nothing_to_undo() {
    return conflict("conversations.nothing_to_undo",
                    "There is nothing of yours to take back here any more.");
}
Error moved_on() {
    return conflict("conversations.undo_late",
                    "Somebody has changed it or written in it since; look at it.");
}
Error owner_gone() {
    return conflict("conversations.undo_owner",
                    "Who had it is not at work; it stays as it is: assign it to somebody.");
}

Result<rows::Before> to_take_back(db::Conn& conn, const rows::Thread& t, PersonId by,
                                  std::int64_t version, Time now) {
    const auto was = rows::before(conn, t.id);
    if (!was || was->by_id != by || now - was->at > undo_within) return nothing_to_undo();
    const bool same = t.version == version && t.version == was->version;
    if (!same || rows::wrote_since(conn, t.id, was->seq)) return moved_on();
    return *was;
}

bool stays_hers(const rows::Thread& t, const rows::Before& was) {
    return t.place == Place::hers && was.place == Place::hers && t.assignee_id == was.assignee_id;
}

}  // namespace

/// As it stood: the one move that no table of happenings has, since it is none.
void Turn::goes_back_to(const rows::Before& was, ContactId contact) {
    if (t.state == State::closed && was.state != State::closed) round_goes_on();
    t.state = was.state;
    t.snoozed_until = was.snoozed_until, t.disposition = was.disposition;
    t.asked_at = was.asked_at, t.answer_due_at = was.answer_due_at;
    t.queue_id = was.queue_id, t.line_since = was.line_since;
    if (stays_hers(t, was)) {
        ++t.version;
    } else if (was.place == Place::hers) {
        is_hers(was.assignee_id, contact);
    } else if (was.place == Place::line) {
        t.assignee_id = was.assignee_id;
        to_line(false);
    } else {
        t.place = Place::none, t.assignee_id = was.assignee_id;
        ++t.version;
        if (const ContactId left = std::exchange(t.contact_id, ContactId{}))
            out_.then.push_back([&line = room_.d_.line, left] { line.over(left); });
    }
    if (t.place == Place::hers && t.resting != was.resting) rests(was.resting);
}

Result<Acted> Conversations::undo(const http::Principal& who, ConversationId id,
                                  std::int64_t version) {
    struct Found {
        Thread thread;
        rows::Before was;
    };
    const auto look = [&](db::Conn& conn) -> Result<Found> {
        const auto t = rows::thread(conn, id);
        if (!t || !(who.shops.empty() || who.shops.contains(t->shop_id.value)))
            return not_found("conversations.not_found",
                             "There is no such conversation, or it is not yours.");
        const auto was = to_take_back(conn, *t, who.person, version, d_.clock.now());
        if (!was) return was.error();
        return Found{*t, *was};
    };
    const auto at = d_.db.read_as<Found>(look);
    if (!at) return at.error();
    ContactId contact;
    if (at->was.place == Place::hers && !stays_hers(at->thread, at->was)) {
        const PersonId owner = at->was.assignee_id;
        if (d_.works_in && !d_.works_in(owner, at->thread.shop_id)) return owner_gone();
        calls::Chat chat = chat_of(at->thread);
        contact = chat.contact = d_.ids.next_id<ContactId>();
        chat.queue = at->was.queue_id, chat.entered_at = at->was.line_since;
        if (auto given = d_.line.give(chat, owner); !given) return owner_gone();
    }
    auto done = commit<Acted>([=, this](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto now = look(tx.conn);
        if (!now) return now.error();
        Turn turn(*this, tx, out, now->thread);
        turn.goes_back_to(now->was, contact);
        rows::forget_before(tx, id);
        turn.says("undone", who.person);
        turn.fact("conversation.undone", who.person,
                  "{\"state\":\"" + std::string(to_name(turn.t.state)) + "\"}");
        return acted(turn.save(), std::nullopt, who);
    });
    if (!done && contact) d_.line.over(contact);
    return done;
}

}  // namespace ol::conversations
