// Messages that another room has fetched: into their thread and, when a person is needed, the line.
#include "contact/conversations/commit.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {

Result<Conversations::Thread> Conversations::thread_for(db::Tx& tx, const Arrival& a) {
    if (a.conversation) {
        auto known = rows::thread(tx.conn, *a.conversation);
        if (known && known->shop_id == a.shop) return *known;
    }
    if (auto named = rows::thread_named(tx.conn, a.account, a.thread)) return *named;
    const auto shop = d_.shop(a.shop);
    if (!shop) return not_found("conversations.no_channel", "This shop is gone.");
    Thread t;
    t.id = d_.ids.next_id<ConversationId>();
    t.shop_id = a.shop, t.channel = a.channel, t.account_id = a.account;
    t.thread = a.thread, t.queue_id = a.queue;
    t.language = shop->language;
    t.began_at = t.last_at = tx.now;
    t.buyer_name = a.buyer_name, t.buyer_contact = a.buyer_contact;
    t.search = fold(t.buyer_name + " " + t.buyer_contact);
    // Nobody is to do anything about it: it is found among the closed ones.
    if (!a.wakes) t.state = State::closed;
    rows::insert(tx, t);
    tx.journal({"conversation.opened", t.id.value, 0,
                "{\"shop\":\"" + std::to_string(t.shop_id.value) + "\",\"channel\":\"" +
                    std::string(to_name(t.channel)) + "\"}"});
    return t;
}

Result<Arrived> Conversations::arrive(std::function<Result<Arrival>(db::Tx&)> decide,
                                      std::function<Result<>(db::Tx&, const Arrived&)> beside) {
    return commit<Arrived>([=, this](db::Tx& tx, Effects& out) -> Result<Arrived> {
        const auto a = decide(tx);
        if (!a) return a.error();
        if (const auto twice = rows::words_by_external(tx.conn, a->account, a->key))
            return Arrived{twice->conversation_id, twice->id, true};
        const auto shop = d_.shop(a->shop);
        if (!shop) return not_found("conversations.no_channel", "This shop is gone.");
        auto t = thread_for(tx, *a);
        if (!t) return t.error();
        Turn turn(*this, tx, out, *t);
        const Words w = turn.add(a->direction, a->text, {}, a->key);
        if (a->wakes) {
            if (auto done = turn.buyer_writes(w, *shop, a->answer_within); !done)
                return done.error();
        } else if (turn.t.preview.empty()) {
            turn.t.preview = preview_of(w.text);
            turn.t.last_from = "buyer";
        }
        turn.save();
        const Arrived arrived{turn.t.id, w.id, false};
        if (auto kept = beside(tx, arrived); !kept) return kept.error();
        if (!out.words.empty()) with_files(tx.conn, out.words.back());
        return arrived;
    });
}

Result<Nothing> Conversations::not_arrived(MessageId message, std::string code) {
    return commit<Nothing>([=, this](db::Tx& tx, Effects& out) -> Result<Nothing> {
        auto row = rows::out(tx.conn, message);
        if (!row) return Nothing{};
        const Trouble why{code, {}, {"look", "call", "again"}, {}};
        if (!rows::step(tx, *row, Course::bounced, why)) return Nothing{};
        tx.journal({"conversation.bounced", row->conversation_id.value, 0,
                    "{\"message\":\"" + std::to_string(message.value) + "\"}"});
        out.then.push_back(
            [this, id = row->conversation_id, message] { tell_message(id, message); });
        return Nothing{};
    });
}

void Conversations::keep_account(db::Tx& tx, const rows::Account& account) {
    if (rows::account(tx.conn, account.id))
        rows::update(tx, account);
    else
        rows::insert(tx, account);
}

Result<Nothing> Conversations::seen_by(const http::Principal& who, ConversationId id) const {
    return d_.db.read_as<Nothing>([&](db::Conn& conn) -> Result<Nothing> {
        const auto t = found(conn, who, id);
        if (!t) return t.error();
        return Nothing{};
    });
}

}  // namespace ol::conversations
