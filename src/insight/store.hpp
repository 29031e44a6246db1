#pragma once
// Rows of the roll-ups. Private to the room: functions over one transaction or one read snapshot.
#include <optional>
#include <string>
#include <vector>

#include "insight/ledger.hpp"
#include "platform/db/db.hpp"

namespace ol::insight {

std::span<const db::Migration> migrations();

namespace store {

struct Cursor {
    std::int64_t seq = 0;
    Time as_of{};       // the journal's time there: what the reports know
    Time live_since{};  // when this reader began; earlier days are never "closed"
};
std::optional<Cursor> cursor(db::Conn& conn);
void save(db::Tx& tx, const Cursor& cursor);

std::optional<KnownVisit> visit(db::Conn& conn, ContactId contact, QueueId queue);
std::vector<TalkShare> talks(db::Conn& conn, ContactId contact, QueueId queue);
std::optional<KnownState> state(db::Conn& conn, PersonId person);
std::vector<KnownState> states(db::Conn& conn);
std::optional<KnownOrder> order(db::Conn& conn, OrderId order);
std::optional<KnownRating> rating(db::Conn& conn, ContactId contact, PersonId agent);
KnownRating rating_of(const db::Rows& rows, std::size_t row);  // of rating_columns
/// All that one batch of facts has changed.
void apply(db::Tx& tx, const Ledger::Changes& changes);

/// "answered:1 waiting:-1": what a correction changed.
std::string change_text(const Sums& sums);
std::string_view sum_columns();                              // "offered, answered, ..."
KnownVisit visit_of(const db::Rows& rows, std::size_t row);  // of visit_columns; no talks
inline constexpr std::string_view visit_columns =
    "contact_id, queue_id, shop_id, channel, kind, entered_at, answered_at, exited_at, done_at, "
    "exit, wait_ms, talk_ms, hold_ms, wrap_up_ms, rings, callback_met, agent_id, department_id, "
    "source_contact_id, sl_ms, short_ms, test";
inline constexpr std::string_view rating_columns =
    "contact_id, agent_id, shop_id, queue_id, department_id, channel, at, score";

}  // namespace store
}  // namespace ol::insight
