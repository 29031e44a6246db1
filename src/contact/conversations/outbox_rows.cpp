#include "contact/conversations/outbox_rows.hpp"

#include <charconv>

#include "platform/db/row_map.hpp"

namespace ol::conversations::rows {

void queue_out(db::Tx& tx, const Words& w, ChannelKind channel) {
    Out o;
    o.id = w.id, o.conversation_id = w.conversation_id, o.account_id = w.account_id;
    o.channel = channel;
    o.next_at = o.created_at = tx.now;
    db::insert(tx, "out_message", o);
}

std::optional<Out> out(db::Conn& conn, MessageId id) {
    return db::select_one<Out>(conn, "select * from out_message where id = ?1", id);
}

std::optional<Out> out_named(db::Conn& conn, ChannelAccountId account, ConversationId conversation,
                             std::string_view channel_id) {
    if (channel_id.empty()) return std::nullopt;
    const auto all = db::select<Out>(
        conn, "select * from out_message where account_id = ?1 and channel_id = ?2 order by id",
        account, channel_id);
    for (const Out& o : all)
        if (o.conversation_id == conversation) return o;
    if (!conversation && all.size() == 1) return all.front();
    return std::nullopt;
}

std::optional<Out> out_by_our_id(db::Conn& conn, ChannelAccountId account, std::string_view id) {
    std::int64_t value = 0;
    const auto end = std::from_chars(id.data(), id.data() + id.size(), value);
    if (end.ec != std::errc{} || end.ptr != id.data() + id.size()) return std::nullopt;
    auto o = out(conn, MessageId{value});
    if (!o || o->account_id != account) return std::nullopt;
    return o;
}

int waiting_out(db::Conn& conn, ChannelAccountId account) {
    return static_cast<int>(
        conn.query("select count(*) from out_message where account_id = ?1 and state = 'queued'",
                   account)
            .i64(0, 0));
}

std::optional<Out> due_out(db::Conn& conn, ChannelAccountId account, Time now) {
    return db::select_one<Out>(
        conn,
        "select * from out_message o where o.account_id = ?1 and o.state = 'queued' and "
        "o.next_at <= ?2 and not exists (select 1 from out_message e where "
        "e.conversation_id = o.conversation_id and e.id < o.id and "
        "e.state in ('queued', 'sending')) order by o.next_at, o.id limit 1",
        account, now);
}

std::optional<Time> next_due(db::Conn& conn, ChannelAccountId account) {
    const auto r = conn.query(
        "select o.next_at from out_message o where o.account_id = ?1 and o.state = 'queued' and "
        "not exists (select 1 from out_message e where e.conversation_id = o.conversation_id and "
        "e.id < o.id and e.state in ('queued', 'sending')) order by o.next_at limit 1",
        account);
    if (r.empty()) return std::nullopt;
    return from_ms(r.i64(0, 0));
}

std::vector<Out> sending(db::Conn& conn) {
    return db::select<Out>(conn, "select * from out_message where state = 'sending' order by id");
}

std::vector<Out> sending_of(db::Conn& conn, ChannelAccountId account) {
    return db::select<Out>(
        conn, "select * from out_message where account_id = ?1 and state = 'sending' order by id",
        account);
}

std::vector<Out> out_until(db::Conn& conn, ConversationId conversation, Time until) {
    return db::select<Out>(conn,
                           "select * from out_message where conversation_id = ?1 and state in "
                           "('sending', 'sent', 'delivered', 'perhaps_sent') and left_at <= ?2 "
                           "order by id",
                           conversation, until);
}

std::vector<ChannelAccountId> accounts_with_out(db::Conn& conn) {
    const auto r =
        conn.query("select distinct account_id from out_message where state = 'queued' order by 1");
    std::vector<ChannelAccountId> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
    return out;
}

Time last_left(db::Conn& conn, ConversationId conversation) {
    return from_ms(conn.query("select coalesce(max(left_at), 0) from out_message where "
                              "conversation_id = ?1",
                              conversation)
                       .i64(0, 0));
}

void update(db::Tx& tx, const Out& o) { db::update(tx, "out_message", o); }

bool step(db::Tx& tx, Out& o, Course course, const std::optional<Trouble>& why) {
    const auto to = next(o.state, course);
    if (!to) return false;
    o.state = *to;
    update(tx, o);
    tx.exec("update message set state = ?2, error_code = ?3, trouble = ?4 where id = ?1", o.id,
            o.state, why ? why->code : "", why ? json::write(*why) : "");
    return true;
}

}  // namespace ol::conversations::rows
