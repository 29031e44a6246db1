#pragma once
// Before a buyer's data go for good: what goes, what stays, what law and open business hold back.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/time.hpp"

namespace ol::customers {

/// "open_orders", "unpaid_orders", "open_promises", "open_contacts": the erasure waits for them.
/// "recordings_held": it does not, and they stay until somebody releases them.
struct HeldBack {
    std::string code;
    std::int64_t count = 0;
    std::vector<std::string> numbers;  // of orders, at most ten
};
BOOST_DESCRIBE_STRUCT(HeldBack, (), (code, count, numbers))

struct GoesLine {
    std::string what;  // as in the file of a buyer: "messages"
    std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(GoesLine, (), (what, rows))

struct ErasurePlan {
    std::vector<HeldBack> stops;  // not empty: nothing is erased yet
    std::vector<HeldBack> stays;
    std::vector<GoesLine> goes;  // rows whose words go
    std::string plan;            // to be sent with the second asking: what she saw is what goes
};
BOOST_DESCRIBE_STRUCT(ErasurePlan, (), (stops, stays, goes, plan))

}  // namespace ol::customers
