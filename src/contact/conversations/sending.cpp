// The room's side of what leaves by a channel: whether it may, how its state is told, and again.
#include "contact/conversations/commit.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : ",") + part;
    return out;
}

}  // namespace

OutboxDeps Conversations::outbox_deps() {
    return {d_.db, d_.clock,
            [this](ConversationId id, MessageId message) {
                d_.loop.post([this, id, message] { tell_message(id, message); });
            },
            [this](db::Tx& tx, ChannelAccountId id, const SendAnswer& answer) {
                channel_said(tx, id, answer);
            },
            [this](db::Conn& conn, MessageId message) {
                return d_.files ? d_.files->leaving(conn, message) : std::vector<files::Leaving>{};
            }};
}

/// None: no window (a web chat, or nobody carries the kind).
std::optional<Window> Conversations::window_of(const Thread& t, Time now) const {
    const auto by = outbox_.carrier(t.channel);
    if (!by) return std::nullopt;
    return by->window(t.last_buyer_at == Time{} ? std::nullopt : std::optional(t.last_buyer_at),
                      now);
}

/// Refused before it is kept: conversations.window_closed {ways}, conversations.text_too_long
/// {max}. The outbox asks again when it leaves.
Result<> Conversations::may_send(const Thread& t, const std::string& text, Time now) const {
    const auto window = window_of(t, now);
    if (!window) return {};
    if (!window->free_text) {
        auto e = conflict("conversations.window_closed",
                          "This channel takes no free words of ours now; choose another way.");
        e.params = {{"ways", joined(window->ways)}};
        return e;
    }
    const auto limits = outbox_.carrier(t.channel)->limits();
    const bool bytes = limits.text_bytes && text.size() > limits.text_bytes;
    if (!bytes && utf8_length(text) <= limits.text_chars) return {};
    auto e = invalid("conversations.text_too_long", "text",
                     "This channel takes shorter messages; shorten it or send it in parts.");
    e.params = {{"max", std::to_string(bytes ? limits.text_bytes : limits.text_chars)},
                {"unit", bytes ? "bytes" : "characters"}};
    return e;
}

/// An answer is never held; what he did not wait for is the house's to allow.
Result<> Conversations::may_contact(db::Tx& tx, const Thread& t, PersonId by) const {
    if (!d_.may_contact || !rows::opened_by_us(tx.conn, t.id)) return {};
    return d_.may_contact(tx, {t.customer_id, t.channel, t.id, by});
}

/// Its state has changed: to whoever has the conversation.
void Conversations::tell_message(ConversationId id, MessageId message) {
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto t = rows::thread(conn, id);
        cascade_hears(conn, message);
        auto w = rows::words_of(conn, message);
        if (w) with_files(conn, *w);
        // A file of his that the scanner has let through, or not.
        if (t && w && t->channel == ChannelKind::webchat && w->direction != Direction::note)
            tell_pages(id, "{\"type\":\"message\",\"message\":" + json::write(for_buyer(*w)) + "}");
        if (t && w && d_.hub && t->place == Place::hers)
            d_.hub->to_person(t->assignee_id, "conversation_message",
                              json::write(ConversationMessage{id, shown(*w)}));
        return {};
    });
}

Result<Acted> Conversations::send_again(const http::Principal& who, ConversationId id,
                                        MessageId message) {
    return commit<Acted>([=, this](db::Tx& tx, Effects& out) -> Result<Acted> {
        const auto t = found(tx.conn, who, id);
        if (!t) return t.error();
        if (t->place != Place::hers || t->assignee_id != who.person)
            return forbidden("conversations.not_yours",
                             "Somebody else has this conversation; take it over first.");
        auto row = rows::out(tx.conn, message);
        if (!row || row->conversation_id != id)
            return not_found("conversations.no_message", "There is no such message to send.");
        if (auto words = rows::words_of(tx.conn, message))
            if (auto ok = may_send(*t, words->text, tx.now); !ok) return ok.error();
        row->attempts = 0;
        row->next_at = row->created_at = tx.now;
        if (!rows::step(tx, *row, Course::again))
            return conflict("conversations.on_its_way",
                            "It is on its way, or has arrived; look at it again.");
        tx.journal({"conversation.sent_again", id.value, who.person.value,
                    "{\"message\":\"" + std::to_string(message.value) + "\"}"});
        out.then.push_back([this, id, message, account = row->account_id] {
            outbox_.kick(account);
            tell_message(id, message);
        });
        return acted(*t, rows::words_of(tx.conn, message), who);
    });
}

}  // namespace ol::conversations
