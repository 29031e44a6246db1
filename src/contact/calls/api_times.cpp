// Routes of call-backs at a time, booked by hand.
#include "contact/calls/api.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {
namespace {

/// A call or a task of hers to see: its caller.
Result<LiveContact> of_contact(Calls::Impl& i, const http::Principal& who, ContactId id) {
    return i.ask<LiveContact>([&i, who, id]() -> Result<LiveContact> {
        const auto* live = i.find(id);
        if (!live || !in_shops(who, live->row.shop)) return no_contact();
        return *live;
    });
}

/// A number, a buyer or an order: as a contact that was never there.
Result<LiveContact> of_target(Calls::Impl& i, const http::Principal& who, const BookIn& in) {
    DialIn dial;
    dial.number = in.number;
    dial.order_id = in.order_id;
    dial.customer_id = in.customer_id;
    dial.shop_id = in.shop_id;
    auto to = dial_target(i, who, dial);
    if (!to) return to.error();
    LiveContact about;
    about.row.number = to->number;
    about.row.customer = to->customer;
    about.row.caller_name = to->name;
    about.row.caller_who = to->customer ? "buyer" : "unknown";
    about.row.shop = to->shop;
    about.caller.name = to->name;
    if (to->customer) about.caller.customer_ids = {to->customer};
    return about;
}

/// On the floor: the queue it waits in, and the number in its normal form.
Result<> place_it(const Calls::Impl& i, LiveContact& about, const BookIn& in) {
    const auto first = std::ranges::find_if(i.queues, [&](const auto& q) {
        if (in.queue_id) return q.first == *in.queue_id;
        return about.row.queue ? q.first == about.row.queue
                               : !about.row.shop || q.second.shop_id == about.row.shop;
    });
    const bool elsewhere =
        first != i.queues.end() && about.row.shop && first->second.shop_id != about.row.shop;
    if (first == i.queues.end() || elsewhere)
        return invalid("callbacks.queue_unknown", "queue_id", "this shop has no such queue");
    about.row.queue = first->first;
    about.row.shop = first->second.shop_id;
    const auto shop = i.shops.find(about.row.shop);
    const auto number =
        normal_phone(about.row.number, shop == i.shops.end() ? "" : shop->second.region);
    if (!number)
        return invalid("calls.number", "number",
                       "this is no number that can be called; begin with + and the country code");
    about.row.number = *number;
    about.caller.number_masked = mask_phone(*number);
    about.row.entered_at = about.row.queued_at = i.floor.now();
    return {};
}

Result<BookOut> book_by_hand(Calls::Impl& i, const http::Principal& who, const BookIn& in) {
    const int given = (in.number ? 1 : 0) + (in.order_id ? 1 : 0) + (in.customer_id ? 1 : 0) +
                      (in.contact_id ? 1 : 0);
    if (given != 1)
        return invalid("calls.whom", "number",
                       "give one of number, order_id, customer_id, contact_id");
    auto about = in.contact_id ? of_contact(i, who, *in.contact_id) : of_target(i, who, in);
    if (!about) return about.error();
    auto promise = std::make_shared<std::promise<Result<BookOut>>>();
    auto future = promise->get_future();
    const bool posted = i.floor.post([&i, who, in, about = *about, promise]() mutable {
        if (auto ok = place_it(i, about, in); !ok) return promise->set_value(ok.error());
        if (!in_shops(who, about.row.shop)) return promise->set_value(no_contact());
        i.book(std::move(about), in.from, who.person, [promise](const auto& place) {
            if (!place) return promise->set_value(place.error());
            promise->set_value(BookOut{place->task, place->from, place->to});
        });
    });
    if (!posted)
        return unavailable("calls.stopping", "the centre is stopping; try again when it is back");
    if (future.wait_for(std::chrono::seconds(5)) != std::future_status::ready)
        return unavailable("calls.busy",
                           "the floor did not answer in time; look whether the time "
                           "is taken, then try again");
    return future.get();
}

}  // namespace

void CallRoutes::add_times() {
    router.on<BookIn, BookOut>(
        route(Method::post, "/api/v1/callbacks",
              "Book a call-back at a time for a buyer; one that waits for him moves there",
              "desk.work"),
        [i = &impl](Request& r, const BookIn& in) { return book_by_hand(*i, r.who, in); });
}

}  // namespace ol::calls
