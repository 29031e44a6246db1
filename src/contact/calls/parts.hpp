#pragma once
// Rows of what stood beside the talks of a contact (contact_part; the talks: spans.hpp), of
// operators' acknowledgements of listening-in (agent_monitoring) and of a shop's setting for it
// (shop_supervision). Private to the room.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contact/calls/spans.hpp"
#include "platform/db/db.hpp"

namespace ol::calls::parts {

struct Row {
    std::int64_t id = 0;
    ContactId contact;
    std::string what;
    PersonId person, by;
    QueueId queue;
    Time from{}, to{};  // to 0: it goes on

    bool open() const { return to == Time{}; }
};
/// A new row, or the end of one that stands open.
void save(db::Tx& tx, const Row& row);
/// After a crash: what was open ended at the last sign of life, and never before it began.
void close_open(db::Tx& tx, Time died_at);
std::vector<Row> of(db::Conn& conn, ContactId contact);
/// Who talked beside the operator in three-ways: her contact's history says so.
std::vector<spans::Beside> beside(db::Conn& conn, ContactId contact);
bool had_part(db::Conn& conn, ContactId contact, PersonId person);

struct Acknowledged {
    Time at{};
    PersonId by;
};
std::optional<Acknowledged> acknowledged(db::Conn& conn, PersonId person);
std::set<std::int64_t> all_acknowledged(db::Conn& conn);
void acknowledge(db::Tx& tx, PersonId person, std::optional<Time> at, PersonId by);

std::set<std::int64_t> unseen_shops(db::Conn& conn);  // whose operators do not see who listens
void set_seen(db::Tx& tx, ShopId shop, bool seen);

}  // namespace ol::calls::parts
