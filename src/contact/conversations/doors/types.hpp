#pragma once
// Shapes of the window's other doors: a call back at a time, where an order stands.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::doors {

struct CallTimesAsk {
    std::string key;
};
BOOST_DESCRIBE_STRUCT(CallTimesAsk, (), (key))
struct CallTime {
    Time from{}, to{};
};
BOOST_DESCRIBE_STRUCT(CallTime, (), (from, to))
/// The free ones, soonest first; tz: in which the shop means them.
struct CallTimes {
    bool on = false;
    std::string tz;
    std::vector<CallTime> times;
};
BOOST_DESCRIBE_STRUCT(CallTimes, (), (on, tz, times))

/// token: of his conversation, when he has one: it is told there.
struct CallBackAsk {
    std::string key, phone;
    Time from{};
    std::optional<std::string> token, name;
};
BOOST_DESCRIBE_STRUCT(CallBackAsk, (), (key, phone, from, token, name))
/// He is called between these two.
struct CallBackTold {
    Time from{}, to{};
    std::string tz;
};
BOOST_DESCRIBE_STRUCT(CallBackTold, (), (from, to, tz))

struct OrderAsk {
    std::string key, number, phone_end;  // the last four digits of its telephone, or more
};
BOOST_DESCRIBE_STRUCT(OrderAsk, (), (key, number, phone_end))
/// found false: no such order under this telephone; which of the two is wrong is never said.
/// state: the desk's word ("confirmed", "in_transit"); next: what happens now (rules.cpp).
struct OrderTold {
    bool found = false;
    std::string number, state, next, courier, waybill;
    std::optional<Time> from, to;  // when it is to be delivered
};
BOOST_DESCRIBE_STRUCT(OrderTold, (), (found, number, state, next, courier, waybill, from, to))

/// Where the copy of his conversation goes; once.
struct TranscriptAsk {
    std::string key, token, email;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(TranscriptAsk, (), (key, token, email, language))
struct TranscriptTold {
    bool sent = false;
};
BOOST_DESCRIBE_STRUCT(TranscriptTold, (), (sent))

}  // namespace ol::doors
