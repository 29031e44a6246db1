#include "contact/conversations/doors/doors.hpp"

#include "contact/conversations/page_routes.hpp"
#include "platform/base/text.hpp"

namespace ol::doors {

using conversations::checked_line;

Result<> Doors::slow_enough(conversations::Limiter& limiter, const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto wait = limiter.too_fast(key, d_.clock.now());
    if (!wait) return {};
    Error e{Errc::too_many, "conversations.too_fast", {}, "Too many in a short time; wait.", {}};
    e.params = {{"retry_after_ms", std::to_string(wait->count())}};
    return e;
}

Result<CallTimes> Doors::call_times(const From& from, const CallTimesAsk& in) {
    const auto door = d_.conversations.door(from, in.key);
    if (!door) return door.error();
    if (auto ok = slow_enough(times_, from.ip); !ok) return ok.error();
    auto out = d_.call_times(door->shop, door->queue);
    if (out.times.size() > times_told) out.times.resize(times_told);
    return out;
}

/// Counted before it is booked: who tries numbers out is stopped also by those that are refused.
Result<CallBackTold> Doors::call_back(const From& from, const CallBackAsk& in) {
    const auto door = d_.conversations.door(from, in.key);
    if (!door) return door.error();
    auto phone = checked_line(in.phone, conversations::contact_chars_max, "phone");
    if (!phone) return phone.error();
    auto name = checked_line(in.name.value_or(""), conversations::name_chars_max, "name");
    if (!name) return name.error();
    if (phone->empty())
        return invalid("calls.number", "phone", "Which number shall we call? Begin with +.");
    if (auto ok = slow_enough(calls_, from.ip); !ok) return ok.error();
    if (auto ok = slow_enough(calls_here_, in.key); !ok) return ok.error();
    if (auto ok = slow_enough(numbers_, digits_in(*phone)); !ok) return ok.error();
    const auto booked = d_.book({door->shop, door->queue, *phone, *name, in.from});
    if (!booked) return booked.error();
    if (in.token)  // without a conversation there is nothing to tell it in
        (void)d_.conversations.page_says(from, in.key, *in.token,
                                         "call_booked " + std::to_string(to_ms(booked->from)) +
                                             " " + std::to_string(to_ms(booked->to)));
    return CallBackTold{booked->from, booked->to, d_.call_times(door->shop, door->queue).tz};
}

/// An unknown number and another's telephone are answered alike, and cost the same.
Result<OrderTold> Doors::order(const From& from, const OrderAsk& in) {
    const auto door = d_.conversations.door(from, in.key);
    if (!door) return door.error();
    if (in.number.size() > number_most || digits_in(in.number).empty())
        return invalid("doors.number", "number", "The number of the order, as in its letter.");
    const std::string end = digits_in(in.phone_end);
    if (end.size() < phone_end_least || end.size() > phone_end_most)
        return invalid("doors.phone_end", "phone_end",
                       "The last four digits of the telephone in the order.");
    if (auto ok = slow_enough(orders_, from.ip); !ok) return ok.error();
    if (auto ok = slow_enough(orders_here_, in.key); !ok) return ok.error();
    const auto known = d_.order(door->shop, digits_in(in.number), end);
    if (!known) return OrderTold{};
    return OrderTold{
        true,           digits_in(in.number), known->state, std::string(next_of(known->state)),
        known->courier, known->waybill,       known->from,  known->to};
}

void add_routes(http::Router& router, const std::shared_ptr<Doors>& doors) {
    using From = Doors::From;
    using conversations::on_page;
    on_page<CallTimesAsk, CallTimes>(
        router, "call-times", "Times at which the shop can call a buyer back",
        [doors](const From& f, const CallTimesAsk& in) { return doors->call_times(f, in); });
    on_page<CallBackAsk, CallBackTold>(
        router, "call-back", "A buyer books a call at a time; again moves it",
        [doors](const From& f, const CallBackAsk& in) { return doors->call_back(f, in); });
    on_page<OrderAsk, OrderTold>(
        router, "order", "Where an order stands, by its number and the end of its telephone",
        [doors](const From& f, const OrderAsk& in) { return doors->order(f, in); });
    on_page<TranscriptAsk, TranscriptTold>(
        router, "transcript", "The copy of a closed conversation by mail, once",
        [doors](const From& f, const TranscriptAsk& in) { return doors->transcript(f, in); });
}

}  // namespace ol::doors
