// What an operator does with a conversation. Who has it is the row's to say; the line is asked
// first where it must agree (an offer, somebody by name), and told afterwards where it follows.
#include "contact/canned/canned.hpp"
#include "contact/conversations/commit.hpp"
#include "contact/conversations/links/links.hpp"
#include "contact/conversations/outcomes.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

Error not_there() {
    return not_found("conversations.not_found",
                     "There is no such conversation, or it is not yours.");
}
Error not_hers() {
    return forbidden("conversations.not_yours",
                     "Somebody else has this conversation; take it over before you answer.");
}
Error stale() {
    return conflict("conversations.version_conflict",
                    "Somebody changed this conversation meanwhile; look, then do it again.");
}

/// What a canned answer could not fill is not sent (R35).
Result<> all_filled(std::string_view text) {
    const auto left = canned::first_variable(text);
    if (!left) return {};
    auto e = invalid("conversations.variable", "text",
                     "Fill in what stands in double braces, then send it.");
    e.params = {{"name", *left}};
    return e;
}

Result<> only_hers(const http::Principal& who, const rows::Thread& t) {
    if (t.place == Place::hers && t.assignee_id == who.person) return {};
    return not_hers();
}

}  // namespace

/// Another's is seen by who sees all; what waits, or is nobody's, by everybody of the shop.
bool Conversations::may_see(const http::Principal& who, const Thread& t) {
    if (!who.shops.empty() && !who.shops.contains(t.shop_id.value)) return false;
    const bool anybodys = t.place != Place::hers && t.state != State::closed;
    return anybodys || t.assignee_id == who.person || who.may("contacts.all");
}

Result<Conversations::Thread> Conversations::found(db::Conn& conn, const http::Principal& who,
                                                   ConversationId id) const {
    auto t = rows::thread(conn, id);
    if (!t) return not_there();
    const bool ours = who.shops.empty() || who.shops.contains(t->shop_id.value);
    if (may_see(who, *t)) return *t;
    const bool called = rows::is_mentioned(conn, id, who.person) ||
                        (d_.is_asked && d_.is_asked(conn, id, who.person));
    if (!ours || !called) return not_there();
    return *t;
}

Result<Conversations::Thread> Conversations::found(db::Conn& conn, const http::Principal& who,
                                                   ConversationId id, std::int64_t version) const {
    auto t = found(conn, who, id);
    if (t && t->version != version) return stale();
    return t;
}

std::optional<Conversations::With> Conversations::with(db::Conn& conn, const http::Principal& who,
                                                       ConversationId id) const {
    const auto t = found(conn, who, id);
    if (!t) return std::nullopt;
    return With{t->shop_id, t->customer_id, t->buyer_name};
}

bool Conversations::works_with(PersonId person, ContactId visit, CustomerId buyer) const {
    bool hers = false;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto t = rows::thread_of_contact(conn, visit);
        hers = t && t->place == Place::hers && t->assignee_id == person && buyer &&
               t->customer_id == buyer;
        return {};
    });
    return hers;
}

CustomerId Conversations::buyer_of(db::Conn& conn, ConversationId id) {
    const auto t = rows::thread(conn, id);
    return t ? t->customer_id : CustomerId{};
}

Result<ConversationPage> Conversations::list(const http::Principal& who,
                                             const Listing& what) const {
    if (what.view == rows::View::all && !who.may("contacts.all"))
        return forbidden("conversations.all", "Everybody's conversations need contacts.all.");
    rows::ThreadFilter f;
    f.view = what.view, f.person = who.person, f.shops = who.shops, f.shop = what.shop;
    f.of_all = who.may("contacts.all");
    f.q = fold(what.q), f.offset = what.offset, f.limit = what.limit;
    return d_.db.read_as<ConversationPage>([&](db::Conn& conn) -> Result<ConversationPage> {
        ConversationPage out;
        for (const Thread& t : rows::threads(conn, f)) out.items.push_back(shown(t, &who));
        if (static_cast<int>(out.items.size()) == what.limit)
            out.next = std::to_string(what.offset + what.limit);
        out.counts = rows::counts(conn, who.person, who.shops);
        return out;
    });
}

Result<ConversationView> Conversations::view(const http::Principal& who, ConversationId id) const {
    return d_.db.read_as<ConversationView>([&](db::Conn& conn) -> Result<ConversationView> {
        const auto t = found(conn, who, id);
        if (!t) return t.error();
        ConversationView out{shown(*t, &who), {}, false, {}};
        auto all = rows::words(conn, {id, 0, 0, true, false, 50});
        with_files(conn, all);
        for (const Words& w : all) out.messages.push_back(shown(w));
        out.more = !out.messages.empty() && out.messages.front().seq > 1;
        if (t->place == Place::hers && t->assignee_id == who.person) out.context = context_of(id);
        return out;
    });
}

Result<MessagePage> Conversations::messages(const http::Principal& who, ConversationId id,
                                            std::int64_t since, std::int64_t before,
                                            int limit) const {
    return d_.db.read_as<MessagePage>([&](db::Conn& conn) -> Result<MessagePage> {
        if (const auto t = found(conn, who, id); !t) return t.error();
        MessagePage out;
        // One more than asked for: whether there is more.
        auto all = rows::words(conn, {id, since, before, true, since > 0, limit + 1});
        out.more = static_cast<int>(all.size()) > limit;
        if (out.more) all.erase(since > 0 ? all.end() - 1 : all.begin());
        with_files(conn, all);
        for (const Words& w : all) out.items.push_back(shown(w));
        return out;
    });
}

Result<ConversationOfferList> Conversations::offered(const http::Principal& who) const {
    const auto ringing = d_.line.ringing(who.person);
    return d_.db.read_as<ConversationOfferList>(
        [&](db::Conn& conn) -> Result<ConversationOfferList> {
            ConversationOfferList out;
            for (const auto& ring : ringing)
                if (const auto t = rows::thread_of_contact(conn, ring.contact))
                    out.items.push_back({shown(*t, &who), ring.expires_at});
            return out;
        });
}

Result<Acted> Conversations::accept(const http::Principal& who, ConversationId id) {
    const auto t = d_.db.read_as<Thread>(
        [&](db::Conn& conn) -> Result<Thread> { return found(conn, who, id); });
    if (!t) return t.error();
    if (auto taken = d_.line.accept(t->contact_id, who.person); !taken) return taken.error();
    return commit<Acted>(
        [=, this, contact = t->contact_id](db::Tx& tx, Effects& out) -> Result<Acted> {
            const auto now = rows::thread(tx.conn, id);
            if (!now || now->contact_id != contact || now->place != Place::line)
                return conflict("conversations.offer_gone", "Nobody waits in this chat any more.");
            Turn turn(*this, tx, out, *now);
            turn.is_hers(who.person, contact);
            turn.says("assigned", who.person);
            return acted(turn.save(), std::nullopt, who);
        });
}

Result<Nothing> Conversations::decline(const http::Principal& who, ConversationId id) {
    const auto t = d_.db.read_as<Thread>(
        [&](db::Conn& conn) -> Result<Thread> { return found(conn, who, id); });
    if (!t) return t.error();
    if (auto done = d_.line.decline(t->contact_id, who.person); !done) return done.error();
    return Nothing{};
}

/// Hers by name: the floor agrees first, then the row is written; when the row has changed
/// meanwhile the floor takes it back.
Result<Acted> Conversations::give(const http::Principal& who, ConversationId id,
                                  std::int64_t version, PersonId to, const char* what,
                                  const std::string& note) {
    const auto t = d_.db.read_as<Thread>(
        [&](db::Conn& conn) -> Result<Thread> { return found(conn, who, id, version); });
    if (!t) return t.error();
    calls::Chat chat = chat_of(*t);
    chat.contact = d_.ids.next_id<ContactId>();
    if (chat.entered_at == Time{}) chat.entered_at = d_.clock.now();
    if (auto given = d_.line.give(chat, to); !given) return given.error();
    d_.line.seen(to);
    auto done = commit<Acted>([=, this](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto now = found(tx.conn, who, id, version);
        if (!now) return now.error();
        Turn turn(*this, tx, out, *now);
        if (now->state == State::closed)
            if (auto moved = turn.opens_again(); !moved) return moved.error();
        turn.t.line_since = chat.entered_at;
        turn.is_hers(to, chat.contact);
        if (!note.empty()) turn.add(Direction::note, note, who.person);
        turn.says(what, to);
        if (now->state == State::closed) return acted(turn.save(), std::nullopt, who);
        return acted(turn.save_with_way_back(*now, who.person), std::nullopt, who);
    });
    if (!done) d_.line.over(chat.contact);
    return done;
}

Result<Acted> Conversations::take(const http::Principal& who, ConversationId id,
                                  std::int64_t version) {
    const auto t = d_.db.read_as<Thread>(
        [&](db::Conn& conn) -> Result<Thread> { return found(conn, who, id, version); });
    if (!t) return t.error();
    const bool anothers = t->place == Place::hers && t->assignee_id != who.person;
    if (anothers && !who.may("contacts.all"))
        return conflict("conversations.has_owner", "Somebody has it; ask her to hand it over.");
    if (t->state == State::closed)
        return conflict("conversations.state", "It is closed; open it again.");
    if (t->place == Place::hers && t->assignee_id == who.person)
        return acted(*t, std::nullopt, who);
    return give(who, id, version, who.person, "assigned", "");
}

Result<Acted> Conversations::reopen(const http::Principal& who, ConversationId id,
                                    std::int64_t version) {
    const auto t = d_.db.read_as<Thread>(
        [&](db::Conn& conn) -> Result<Thread> { return found(conn, who, id, version); });
    if (!t) return t.error();
    if (t->state != State::closed)
        return conflict("conversations.state", "It is open; take it if nobody has it.");
    return give(who, id, version, who.person, "reopened", "");
}

Result<Acted> Conversations::reply(const http::Principal& who, ConversationId id,
                                   std::int64_t version, const WordsIn& in) {
    if (auto ok = check_client_id(in.client_id); !ok) return ok.error();
    const bool only_files = !in.files.empty() && trim(in.text).empty() && d_.files;
    auto text = only_files ? Result<std::string>(std::string()) : checked_text(in.text);
    if (!text) return text.error();
    if (auto filled = all_filled(*text); !filled) return filled.error();
    d_.line.seen(who.person);
    const std::string key = "out:" + std::to_string(id.value) + ":" + in.client_id;
    return commit<Acted>([=, this, text = *text](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id);
        if (!t) return t.error();
        if (auto twice = rows::words_by_external(tx.conn, t->account_id, key)) {
            with_files(tx.conn, *twice);
            return acted(*t, *twice, who);
        }
        if (auto hers = only_hers(who, *t); !hers) return hers.error();
        if (t->version != version) return stale();
        if (auto ok = may_send(*t, text, tx.now); !ok) return ok.error();
        if (auto ok = may_contact(tx, *t, who.person); !ok) return ok.error();
        Turn turn(*this, tx, out, *t);
        const auto w = say(tx, turn, who, key, text, in);
        if (!w) return w.error();
        if (in.must_arrive)
            if (auto ok = must_arrive(tx, out, turn, *w, who.person); !ok) return ok.error();
        return acted(turn.save(), *w, who);
    });
}

Result<Acted> Conversations::note(const http::Principal& who, ConversationId id,
                                  const WordsIn& in) {
    if (auto ok = check_client_id(in.client_id); !ok) return ok.error();
    auto text = checked_text(in.text);
    if (!text) return text.error();
    if (!in.files.empty())
        return invalid("files.in_a_note", "files",
                       "A note takes no files; send them, or leave them out.");
    const std::string key = "note:" + std::to_string(id.value) + ":" + in.client_id;
    return commit<Acted>([=, this, text = *text](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id);
        if (!t) return t.error();
        if (const auto twice = rows::words_by_external(tx.conn, t->account_id, key))
            return acted(*t, *twice, who);
        if (auto ok = check_mentions(*t, in); !ok) return ok.error();
        Turn turn(*this, tx, out, *t);
        const Words w = turn.add(Direction::note, text, who.person, key, in.client_id);
        mention(tx, out, turn.t, w, in.mentions);
        return acted(turn.save(), w, who);
    });
}

Result<Nothing> Conversations::typing(const http::Principal& who, ConversationId id, bool on) {
    const auto t = d_.db.read_as<Thread>(
        [&](db::Conn& conn) -> Result<Thread> { return found(conn, who, id); });
    if (!t) return t.error();
    if (auto hers = only_hers(who, *t); !hers) return hers.error();
    if (const auto link = links_ ? links_->of(t->account_id) : nullptr) link->typing(t->thread, on);
    const std::string name = d_.person_name ? d_.person_name(who.person) : "";
    d_.loop.post([this, id, on, name] {
        tell_pages(id, std::string("{\"type\":\"typing\",\"on\":") + (on ? "true" : "false") +
                           ",\"name\":" + json::quote(name) + "}");
    });
    return Nothing{};
}

/// Hers: others look without his page showing that we have read it.
Result<Nothing> Conversations::read(const http::Principal& who, ConversationId id,
                                    std::int64_t seq) {
    return commit<Nothing>([=, this](db::Tx& tx, Effects& out) -> Result<Nothing> {
        const auto t = found(tx.conn, who, id);
        if (!t) return t.error();
        if (t->place != Place::hers || t->assignee_id != who.person) return Nothing{};
        const std::int64_t up_to = std::min(seq, t->last_seq);
        if (up_to <= t->shop_read_seq) return Nothing{};
        Turn turn(*this, tx, out, *t);
        turn.t.shop_read_seq = up_to;
        turn.t.unread = rows::unread_after(tx.conn, id, up_to);
        turn.save();
        out.then.push_back([this, id, up_to] {
            tell_pages(id, "{\"type\":\"read\",\"shop_read_seq\":" + std::to_string(up_to) + "}");
        });
        return Nothing{};
    });
}

Result<Acted> Conversations::to_queue(const http::Principal& who, ConversationId id,
                                      std::int64_t version, QueueId queue,
                                      const std::string& note) {
    return commit<Acted>([=, this](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id, version);
        if (!t) return t.error();
        if (t->state == State::closed)
            return conflict("conversations.state", "It is closed; open it again.");
        if (d_.has_queue && !d_.has_queue(tx.conn, queue, t->shop_id))
            return invalid("conversations.queue", "queue_id", "This shop has no such queue.");
        Turn turn(*this, tx, out, *t);
        turn.t.queue_id = queue;
        turn.t.assignee_id = {};  // another team: nobody is preferred there
        turn.to_line(false);
        if (!note.empty()) turn.add(Direction::note, note, who.person);
        turn.says("transferred");
        return acted(turn.save_with_way_back(*t, who.person), std::nullopt, who);
    });
}

Result<Acted> Conversations::move(const http::Principal& who, ConversationId id,
                                  std::int64_t version, const ChatTransferIn& in) {
    if (in.queue_id.has_value() == in.person_id.has_value())
        return invalid("conversations.move_to", "queue_id",
                       "Name one: a queue (queue_id) or a person (person_id).");
    std::string note;
    if (!in.note.empty()) {
        auto text = checked_text(in.note, "note");
        if (!text) return text.error();
        note = *text;
    }
    const auto t = d_.db.read_as<Thread>(
        [&](db::Conn& conn) -> Result<Thread> { return found(conn, who, id, version); });
    if (!t) return t.error();
    const bool anothers = t->place == Place::hers && t->assignee_id != who.person;
    if (anothers && !who.may("contacts.all")) return not_hers();
    if (t->state == State::closed)
        return conflict("conversations.state", "It is closed; open it again.");
    if (in.queue_id) return to_queue(who, id, version, *in.queue_id, note);
    if (d_.works_in && !d_.works_in(*in.person_id, t->shop_id))
        return invalid("conversations.person", "person_id",
                       "She does not answer for this shop; choose somebody who does.");
    return give(who, id, version, *in.person_id, "transferred", note);
}

Result<Acted> Conversations::snooze(const http::Principal& who, ConversationId id,
                                    std::int64_t version, Time until) {
    const Time now = d_.clock.now();
    if (until <= now || until > now + snooze_most)
        return invalid("conversations.until", "until", "A time ahead, within thirty days.");
    return commit<Acted>([=, this](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id, version);
        if (!t) return t.error();
        if (auto hers = only_hers(who, *t); !hers) return hers.error();
        Turn turn(*this, tx, out, *t);
        if (auto moved = turn.happens(Happening::snoozed); !moved) return moved.error();
        turn.t.snoozed_until = until;
        ++turn.t.version;
        if (!turn.t.resting) turn.rests(true);
        turn.fact("conversation.snoozed", who.person,
                  "{\"until\":" + std::to_string(to_ms(until)) + "}");
        return acted(turn.save_with_way_back(*t, who.person), std::nullopt, who);
    });
}

Result<Acted> Conversations::close(const http::Principal& who, ConversationId id,
                                   std::int64_t version, const CloseIn& in) {
    if (!is_outcome(in.disposition))
        return invalid("conversations.disposition", "disposition",
                       "Say how it came out: answered, no_reply, spam, or an outcome of calls.");
    std::string note;
    if (!in.note.empty()) {
        auto text = checked_text(in.note, "note");
        if (!text) return text.error();
        note = *text;
    }
    return commit<Acted>([=, this](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id, version);
        if (!t) return t.error();
        const bool anothers = t->place == Place::hers && t->assignee_id != who.person;
        if (anothers && !who.may("contacts.all")) return not_hers();
        Turn turn(*this, tx, out, *t);
        if (auto moved = turn.happens(Happening::closed); !moved) return moved.error();
        if (!turn.t.assignee_id) turn.t.assignee_id = who.person;
        if (!note.empty()) turn.add(Direction::note, note, who.person);
        turn.is_over(who.person, false, in.disposition);
        if (in.disposition == "do_not_call") return acted(turn.save(), std::nullopt, who);
        return acted(turn.save_with_way_back(*t, who.person), std::nullopt, who);
    });
}

/// Her word for who he is; taken back by none. His page then shows his messages.
Result<Acted> Conversations::link(const http::Principal& who, ConversationId id,
                                  std::int64_t version, const BuyerIn& in) {
    return commit<Acted>([=, this](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id, version);
        if (!t) return t.error();
        Turn turn(*this, tx, out, *t);
        const CustomerId buyer = in.customer_id.value_or(CustomerId{});
        if (buyer && d_.is_buyer && !d_.is_buyer(tx.conn, buyer))
            return invalid("conversations.buyer", "customer_id", "There is no such buyer.");
        turn.t.customer_id = buyer;
        ++turn.t.version;
        turn.fact("conversation.linked", who.person,
                  "{\"customer\":\"" + std::to_string(buyer.value) + "\"}");
        if (d_.audit) d_.audit(tx, who.person, "conversation.linked", id.value);
        return acted(turn.save(), std::nullopt, who);
    });
}

}  // namespace ol::conversations
