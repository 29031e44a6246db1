#include "contact/conversations/channel_rows.hpp"

#include "contact/conversations/text_index.hpp"
#include "platform/db/row_map.hpp"

namespace ol::conversations::rows {

void insert(db::Tx& tx, const Event& e) { db::insert(tx, "channel_event", e); }

std::vector<Event> events(db::Conn& conn, ChannelAccountId account, int limit) {
    return db::select<Event>(
        conn,
        "select * from channel_event where account_id = ?1 and fault = '' order by id limit ?2",
        account, limit);
}

std::vector<ChannelAccountId> accounts_with_events(db::Conn& conn) {
    const auto r =
        conn.query("select distinct account_id from channel_event where fault = '' order by 1");
    std::vector<ChannelAccountId> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
    return out;
}

void done(db::Tx& tx, const Event& e) { tx.exec("delete from channel_event where id = ?1", e.id); }

void set_aside(db::Tx& tx, const Event& e, const std::string& fault) {
    tx.exec("update channel_event set fault = ?2 where id = ?1", e.id, fault);
}

bool first_time(db::Tx& tx, ChannelAccountId account, const std::string& event_id) {
    return event_id.empty() ||
           tx.exec(
               "insert into channel_seen (account_id, event_id, at) values (?1, ?2, ?3) "
               "on conflict (account_id, event_id) do nothing",
               account, event_id, tx.now) == 1;
}

void keep_late(db::Tx& tx, ChannelAccountId account, const std::string& channel_id,
               const std::string& course) {
    tx.exec("insert into channel_late (account_id, channel_id, course, at) values (?1, ?2, ?3, ?4)",
            account, channel_id, course, tx.now);
}

std::vector<std::string> take_late(db::Tx& tx, ChannelAccountId account,
                                   const std::string& channel_id) {
    const auto r = tx.query(
        "select course from channel_late where account_id = ?1 and channel_id = ?2 order by at",
        account, channel_id);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back(r.text(i, 0));
    if (!out.empty())
        tx.exec("delete from channel_late where account_id = ?1 and channel_id = ?2", account,
                channel_id);
    return out;
}

bool forget_told(db::Tx& tx, Time until, int count) {
    const auto seen = tx.exec(
        "delete from channel_seen where (account_id, event_id) in "
        "(select account_id, event_id from channel_seen where at < ?1 limit ?2)",
        until, count);
    const auto late = tx.exec("delete from channel_late where at < ?1", until);
    const auto left = tx.exec(
        "delete from out_message where id in (select id from out_message where created_at < ?1 "
        "and state not in ('queued', 'sending') limit ?2)",
        until, count);
    return seen == count || left == count || late > count;
}

void update_words(db::Tx& tx, const Words& w) {
    if (const auto was = words_of(tx.conn, w.id)) reindex(tx, *was, w);
    db::update(tx, "message", w);
}

}  // namespace ol::conversations::rows
