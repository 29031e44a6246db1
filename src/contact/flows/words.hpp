#pragma once
// What the centre itself says in a flow, in the four languages: wrong key, the order's state, when
// it comes. A flow's own words win where it has some.
#include <string>
#include <string_view>

#include "contact/flows/runner.hpp"

namespace ol::flows {

enum class Word {
    wrong_key,
    no_key,
    read_back,  // before the digits
    right_or_again,
    ask_number,
    ask_tail,
    no_such_order,
    ask_confirm,  // "{order}"
    ask_cancel,
    confirmed,
    cancelled,
    not_now,
    ask_rating,
    time_gone  // somebody was quicker
};
/// One of the four languages that the centre itself speaks.
bool spoken_here(std::string_view language);
Utterance word(Word what, std::string_view language);
/// One sentence for an order's state (shop/orders DeskState), and one for its day and hours.
Utterance order_state_words(std::string_view state, std::string_view language);
Utterance delivery_words(Time from, Time to, std::string_view tz, std::string_view language);
/// "Now, press one. Today, between 15:00 and 15:30, press two." Keys from 2 on, in their order.
std::vector<Utterance> times_words(const std::vector<CallTime>& times, Time now,
                                   std::string_view tz, std::string_view language);
Utterance booked_words(const CallTime& time, Time now, std::string_view tz,
                       std::string_view language);
/// Digits one by one: "1042" -> "1 0 4 2".
std::string spelled(std::string_view digits);

}  // namespace ol::flows
