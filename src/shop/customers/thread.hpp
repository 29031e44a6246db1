#pragma once
// One line of a buyer's thread. Each room that has something to tell (calls, orders, promises,
// decisions) answers in this shape from its own tables; the page merges them by time.
#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/money.hpp"
#include "platform/base/time.hpp"
#include "platform/db/db.hpp"

namespace ol::customers {

enum class ThreadKind { contact, order, promise, decision, message };
BOOST_DESCRIBE_ENUM(ThreadKind, contact, order, promise, decision, message)

struct ThreadEntry {
    Time at{};
    ThreadKind kind = ThreadKind::contact;
    std::string id;       // of the contact, order, promise or decision
    std::string what;     // contact: its channel; promise: its kind; decision: what was chosen
    std::string state;    // as its room names it; contact: the disposition, else how it ended
    std::string text;     // free words: empty for who may not see the buyer now
    bool hidden = false;  // there are words, and they are not shown to this reader
    std::string by_name;  // who did it or answers for it
    std::optional<PersonId> by;
    std::string direction;  // contact: in | out
    std::int64_t talk_ms = 0;
    std::optional<int> rating;  // contact: by the buyer, 1 to 5
    std::optional<OrderId> order_id;
    std::string order_number;
    std::optional<Money> total;
    std::optional<Time> due_at;
};
BOOST_DESCRIBE_STRUCT(ThreadEntry, (),
                      (at, kind, id, what, state, text, hidden, by_name, by, direction, talk_ms,
                       rating, order_id, order_number, total, due_at))

/// What is asked of a room: entries strictly before (at, id), newest first, at most `limit`. Shops
/// empty = all.
struct ThreadAsk {
    CustomerId customer;
    Time before{};
    std::int64_t before_id = 0;
    int limit = 50;
    std::vector<std::int64_t> shops;
};
using ThreadSource = std::function<std::vector<ThreadEntry>(db::Conn&, const ThreadAsk&)>;

}  // namespace ol::customers
