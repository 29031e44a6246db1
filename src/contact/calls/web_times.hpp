#pragma once
// A buyer books his own call back on the shop's page. Public: the room of the chat's window asks it
// by app's wiring.
#include <functional>
#include <string>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::calls {

class Calls;

struct AskedCall {
    ShopId shop;
    QueueId queue;      // unknown or another shop's: the shop's first
    std::string phone;  // as typed
    std::string name;
    Time from{};
};
struct BookedCall {
    ContactId task;
    Time from{}, to{};
};

/// Any thread; `done` on the floor, after commit. A number that waits for a call moves there.
/// Errors: calls.number, callbacks.queue_unknown, those of Calls::Impl::book; calls.stopping.
void book_own_call(Calls& calls, AskedCall ask, std::function<void(Result<BookedCall>)> done);

}  // namespace ol::calls
