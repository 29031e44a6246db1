#pragma once
// Rows of the talk (contact_span): each operator who had the buyer, from when to when, and her own
// wrap-up. Private to the room.
#include <span>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"
#include "platform/db/db.hpp"

namespace ol::calls::spans {

struct Row {
    std::int64_t id = 0;
    ContactId contact;
    PersonId agent;
    QueueId queue;
    Time from{}, to{};  // to 0: it goes on
    std::string ended;  // SpanEnd, or server: the process died; "" while it goes on
    std::int64_t hold_ms = 0, wrap_up_ms = 0;
    std::string disposition, cause, note;
    int rating = 0;  // 1 to 5 by the buyer, of this talk; 0: none

    bool open() const { return to == Time{}; }
    std::int64_t length_ms() const { return open() ? 0 : (to - from).count(); }
};

/// A colleague who talked beside her, in a three-way: no span of the talk, as the buyer is not
/// hers.
struct Beside {
    PersonId agent;
    std::int64_t talk_ms = 0;
};

/// Everything but the wrap-up's words, which save only by wrap_up().
void save(db::Tx& tx, const Row& row);
std::vector<Row> of(db::Conn& conn, ContactId contact);  // in order of time
bool had(db::Conn& conn, ContactId contact, PersonId person);
/// Her word of how her last span of this contact came out; false when she has none.
bool wrap_up(db::Tx& tx, ContactId contact, PersonId person, const std::string& disposition,
             const std::string& cause, const std::string& note);
/// After a crash: what was open ended at the last sign of life, and never before it began.
void close_open(db::Tx& tx, Time died_at);
/// How long anybody had him, hold included; what is open counts nothing yet.
std::int64_t talk_ms(std::span<const Row> rows);

}  // namespace ol::calls::spans
