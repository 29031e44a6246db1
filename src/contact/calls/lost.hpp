#pragma once
// Lost calls: who called and was not served, and what became of him. Private to the room; rows over
// one transaction or one read snapshot. A row stands per call, a call-back task per number.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contact/calls/store.hpp"
#include "contact/calls/types.hpp"

namespace ol::calls::lost {

/// Why nobody served him: abandoned | before_line (in the greeting, in a flow) | closed | missed |
/// voicemail | interrupted | system_fail.
struct Row {
    ContactId contact;
    ShopId shop;
    QueueId queue;
    Time at{};
    std::string reason;
    std::string outcome;  // "no_number": nobody can call him, nothing waits
};
void save(db::Tx& tx, const Row& row);
/// Withheld, or one that takes money of who calls it.
bool nobody_to_call(std::string_view number);

/// He is served: his open lost calls close with `outcome` (reached: we called him; returned: he got
/// through himself; settled: by hand, without a talk of ours; given_up; no_number), and call-backs
/// promised to him are kept. Returns how many closed.
std::int64_t close(db::Tx& tx, ShopId shop, const std::string& number, std::string_view outcome,
                   PersonId by);
/// The call-back and voicemail tasks of that number, whether open or over.
std::vector<ContactId> tasks_of(db::Conn& conn, ShopId shop, const std::string& number);
/// A task is over without a talk to this call's buyer: its own call closes, and no other.
void close_one(db::Tx& tx, ContactId contact, std::string_view outcome, PersonId by);

struct Filter {
    Time from{}, to{};             // lost in [from, to)
    std::string state;             // "", open, closed
    std::set<std::int64_t> shops;  // empty = all
    std::int64_t before_id = 0;
    int limit = 50;
};
struct Found {
    store::ContactRecord contact;
    std::string reason, outcome;
    Time at{}, outcome_at{};
    PersonId by;
};
std::vector<Found> list(db::Conn& conn, const Filter& filter);
LostFigures figures(db::Conn& conn, const Filter& filter);

}  // namespace ol::calls::lost
