#include "contact/conversations/rounds/rounds.hpp"

#include "platform/db/row_map.hpp"

namespace ol::conversations::rounds {
namespace {

constexpr int chunk = 5000;  // rows held in memory at a time

std::int64_t open_ms(const OpenTime& open, Time from, Time to) {
    if (to <= from) return 0;
    return (open ? open(from, to) : std::chrono::duration_cast<Ms>(to - from)).count();
}

const char* column_of(By by) {
    switch (by) {
        case By::asked: return "asked_at";
        case By::answered: return "first_answer_at";
        case By::due: return "due_at";
        case By::resolved: return "resolved_at";
        case By::rated: return "rated_at";
    }
    return "";
}

std::string in_shops(const Ask& ask) {
    std::string in;
    for (const auto shop : ask.shops) in += (in.empty() ? "" : ",") + std::to_string(shop);
    return in.empty() ? "" : " and shop_id in (" + in + ")";
}

/// Walks by (time, id), a chunk at a time.
template <class Row, class Take, class At, class Key>
void chunks(db::Conn& conn, const Ask& ask, const std::string& sql, const Take& take, const At& at,
            const Key& key) {
    std::int64_t last_at = to_ms(ask.from) - 1, last_key = INT64_MAX;
    while (true) {
        const auto rows = db::select<Row>(conn, sql, ask.from, ask.to, last_at, last_key, chunk);
        for (const Row& row : rows) take(row);
        if (rows.size() < static_cast<std::size_t>(chunk)) return;
        last_at = to_ms(at(rows.back())), last_key = key(rows.back());
    }
}

Time moment_of(const Round& r, By by) {
    switch (by) {
        case By::asked: return r.asked_at;
        case By::answered: return r.first_answer_at;
        case By::due: return r.due_at;
        case By::resolved: return r.resolved_at;
        case By::rated: return r.rated_at;
    }
    return {};
}

}  // namespace

void asks(Round& r, Time at, Time due) {
    ++r.messages_in;
    if (r.asked_at == Time{}) r.asked_at = at, r.due_at = due;
    if (r.ours_since == Time{}) r.ours_since = at;
}

void answers(Round& r, Time at, PersonId by, const OpenTime& open) {
    ++r.messages_out;
    if (r.ours_since == Time{}) return;  // more words of one answer, or none was asked
    ++r.answers;
    const std::int64_t took = open_ms(open, r.ours_since, at);
    if (r.first_answer_at == Time{})
        r.first_answer_at = at, r.answered_by = by, r.answer_open_ms = took;
    if (r.ours_open_ms != unknown_ms) r.ours_open_ms += took;
    r.ours_since = {};
}

void ends(Round& r, Time at, PersonId had_it, bool by_buyer, std::string disposition,
          const OpenTime& open) {
    r.resolved_at = at, r.resolved_by = had_it, r.by_buyer = by_buyer;
    r.disposition = std::move(disposition);
    r.resolve_open_ms = r.ours_open_ms;
    if (r.ours_open_ms != unknown_ms && r.ours_since != Time{})
        r.resolve_open_ms += open_ms(open, r.ours_since, at);
}

void goes_on(Round& r) {
    r.resolved_at = {}, r.resolved_by = {}, r.by_buyer = false;
    r.disposition.clear(), r.resolve_open_ms = 0;
}

std::optional<Round> last_of(db::Conn& conn, ConversationId conversation) {
    return db::select_one<Round>(
        conn,
        "select * from conversation_round where conversation_id = ?1 order by id desc limit 1",
        conversation);
}
void insert(db::Tx& tx, const Round& round) { db::insert(tx, "conversation_round", round); }
void update(db::Tx& tx, const Round& round) { db::update(tx, "conversation_round", round); }

void keep_order(db::Tx& tx, const TakenOrder& o) {
    tx.exec(
        "insert into conversation_order (order_id, conversation_id, shop_id, channel, person_id, "
        "at) values (?1, ?2, ?3, ?4, ?5, ?6)",
        o.order_id, o.conversation_id, o.shop_id, to_name(o.channel), o.person_id, o.at);
}

void walk(db::Conn& conn, By by, const Ask& ask, const std::function<void(const Round&)>& take) {
    const std::string at = column_of(by);
    // "> 0" word for word as the index has it: else it is not used.
    const std::string sql = "select * from conversation_round where " + at + " > 0 and " + at +
                            " >= ?1 and " + at + " < ?2 and (" + at + ", id) > (?3, ?4)" +
                            in_shops(ask) + " order by " + at + ", id limit ?5";
    chunks<Round>(
        conn, ask, sql, take, [by](const Round& r) { return moment_of(r, by); },
        [](const Round& r) { return r.id; });
}

void orders_taken(db::Conn& conn, const Ask& ask,
                  const std::function<void(const TakenOrder&)>& take) {
    const std::string sql =
        "select * from conversation_order where at >= ?1 and at < ?2 and (at, order_id) > (?3, "
        "?4)" +
        in_shops(ask) + " order by at, order_id limit ?5";
    chunks<TakenOrder>(
        conn, ask, sql, take, [](const TakenOrder& o) { return o.at; },
        [](const TakenOrder& o) { return o.order_id.value; });
}

}  // namespace ol::conversations::rounds
