#pragma once
// The window's other doors: a call back at a time that the shop can keep, and where an order
// stands. Public header of the room. What other rooms know comes by Deps.
#include <functional>
#include <mutex>

#include "contact/conversations/conversations.hpp"
#include "contact/conversations/doors/rules.hpp"
#include "contact/conversations/doors/types.hpp"

namespace ol::doors {

struct CallAsk {
    ShopId shop;
    QueueId queue;  // of the chat; none: the shop's first
    std::string phone, name;
    Time from{};
};
struct OrderKnown {
    std::string state, courier, waybill;
    std::optional<Time> from, to;
};

/// All may block on the database.
struct Deps {
    conversations::Conversations& conversations;
    const Clock& clock;
    std::function<CallTimes(ShopId, QueueId)> call_times;
    /// Errors: callbacks.slot_full {next}, callbacks.slot_unknown, callbacks.off, calls.number,
    /// calls.premium, calls.country, calls.callback_busy.
    std::function<Result<CallTime>(const CallAsk&)> book;
    std::function<std::optional<OrderKnown>(ShopId, const std::string& number,
                                            const std::string& phone_end)>
        order;
};

/// Thread-safe; each answers conversations.too_fast {retry_after_ms} to who asks too often.
class Doors {
public:
    explicit Doors(Deps deps) : d_(std::move(deps)) {}
    using From = conversations::Conversations::From;

    Result<CallTimes> call_times(const From& from, const CallTimesAsk& in);
    Result<CallBackTold> call_back(const From& from, const CallBackAsk& in);
    Result<OrderTold> order(const From& from, const OrderAsk& in);

private:
    Result<> slow_enough(conversations::Limiter& limiter, const std::string& key);
    Deps d_;
    std::mutex mutex_;  // guards the limiters
    conversations::Limiter times_{{times_of_address}}, calls_{{calls_of_address}},
        numbers_{{calls_of_number}}, calls_here_{{calls_of_chat}}, orders_{{orders_of_address}},
        orders_here_{{orders_of_chat}};
};

/// The routes hold the doors.
void add_routes(http::Router& router, const std::shared_ptr<Doors>& doors);

}  // namespace ol::doors
