// His own booking: as one by hand, but of a number that he typed and nobody has proved.
#include "contact/calls/web_times.hpp"

#include "contact/calls/floor_chats.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

void Chats::book(const AskedCall& ask, const std::function<void(Result<BookedCall>)>& done) {
    Chat place;
    place.shop = ask.shop, place.queue = ask.queue;
    LiveContact about;
    about.row.shop = ask.shop;
    about.row.queue = queue_of(place);
    if (!about.row.queue)
        return done(invalid("callbacks.queue_unknown", "key", "this shop takes no calls yet"));
    const auto shop = i_.shops.find(ask.shop);
    const auto number = normal_phone(ask.phone, shop == i_.shops.end() ? "" : shop->second.region);
    if (!number)
        return done(invalid("calls.number", "phone",
                            "this is no number that can be called; begin with + and the country "
                            "code"));
    about.row.number = *number;
    about.row.caller_name = about.caller.name = ask.name;
    about.caller.number_masked = mask_phone(*number);
    about.row.entered_at = about.row.queued_at = i_.floor.now();
    i_.book(std::move(about), ask.from, {}, [done](const auto& booked) {
        if (!booked) return done(booked.error());
        done(BookedCall{booked->task, booked->from, booked->to});
    });
}

void book_own_call(Calls& calls, AskedCall ask, std::function<void(Result<BookedCall>)> done) {
    auto& chats = static_cast<Chats&>(calls.chats());  // the floor's own are the only ones
    const bool posted =
        chats.floor().post([&chats, ask = std::move(ask), done] { chats.book(ask, done); });
    if (!posted)
        done(unavailable("calls.stopping", "the centre is stopping; try again when it is back"));
}

}  // namespace ol::calls
