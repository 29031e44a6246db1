#pragma once
// Every figure once: what a row of a report adds up (Sum), and what is computed from the sums
// (Definition). The live board, reports, exports and their rows all go through here (acd.md 3).
// Sums and counts are kept, averages never; a ratio without a denominator is absent, not zero.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "insight/types.hpp"
#include "insight/waits.hpp"

namespace ol::insight {

/// What is added up. The names are also the columns of table insight_sum.
enum class Sum {
    offered,
    answered,
    abandoned,
    short_abandoned,
    flow_out,
    waiting,
    refused,
    closed_shop,
    failed,
    in_three_rings,
    answered_in_t,
    abandoned_in_t,
    callback_in_t,
    callback_met,
    wait_ms,                // of the answered
    abandon_wait_ms,        // of all abandoned
    short_abandon_wait_ms,  // of the short ones among them
    handled,                // by end, like the next five
    talk_ms,
    hold_ms,
    wrap_up_ms,
    unit_ms,  // capacity units x time in hand (A30)
    called_back,
    offers,  // by their own moment
    no_answers,
    ready_ms,  // a person's time, by the half-hour it fell in
    reserved_ms,
    talking_ms,
    after_talk_ms,
    paused_ms,
    not_responding_ms,
    confirmed,  // orders, by their moment
    confirmed_minor,
    cancelled,
    cancelled_minor,
    rating_asked,  // buyers asked how the talk was, by the moment of the question's end
    rated,
    rated_score,
    rated_low
};
BOOST_DESCRIBE_ENUM(Sum, offered, answered, abandoned, short_abandoned, flow_out, waiting, refused,
                    closed_shop, failed, in_three_rings, answered_in_t, abandoned_in_t,
                    callback_in_t, callback_met, wait_ms, abandon_wait_ms, short_abandon_wait_ms,
                    handled, talk_ms, hold_ms, wrap_up_ms, unit_ms, called_back, offers, no_answers,
                    ready_ms, reserved_ms, talking_ms, after_talk_ms, paused_ms, not_responding_ms,
                    confirmed, confirmed_minor, cancelled, cancelled_minor, rating_asked, rated,
                    rated_score, rated_low)
inline constexpr std::size_t sum_count = static_cast<std::size_t>(Sum::rated_low) + 1;

struct Sums {
    std::array<std::int64_t, sum_count> n{};
    std::int64_t longest_ms = 0;  // the greatest wait of those answered or gone; only grows
    Waits waits;                  // of the answered, for median and P90

    std::int64_t& operator[](Sum s) { return n[static_cast<std::size_t>(s)]; }
    std::int64_t operator[](Sum s) const { return n[static_cast<std::size_t>(s)]; }
    bool empty() const;
    void add(const Sums& other, int sign = 1);  // -1 takes a share out again
    friend bool operator==(const Sums&, const Sums&) = default;
};

/// Does this visit count for that figure? The one place that says so.
bool counts(Figure figure, const Visit& visit, const Limits& limits);
/// The share of a visit in the interval of its entry: offered, service level, abandonment.
Sums entry_sums(const Visit& visit, const Limits& limits);
/// Its share in the interval of its end: talk, hold, wrap-up. `units`: of its channel (A30).
Sums handle_sums(const Visit& visit, const Limits& limits, std::int64_t units = 100);
inline constexpr int low_rating_max = 2, rating_max = 5;
/// A buyer was asked how the talk was; score 0: he did not answer.
Sums rating_sums(int score);
std::int64_t units_of(std::string_view channel);  // call 100, chat 25, letter 15, task 10

enum class Kind {
    count,
    permille,
    average_ms,
    average_tenths,  // 43: 4.3
    total_ms,
    percentile_ms,
    longest_ms,
    money
};
enum class Part { line, people, orders };
enum class Moment { entry, end, event };  // which moment decides the interval
BOOST_DESCRIBE_ENUM(Kind, count, permille, average_ms, average_tenths, total_ms, percentile_ms,
                    longest_ms, money)
BOOST_DESCRIBE_ENUM(Part, line, people, orders)
BOOST_DESCRIBE_ENUM(Moment, entry, end, event)

struct Definition {
    std::string_view code;     // "sl_strict"; the id of the definition is code/version
    std::string_view formula;  // letters are explained in README.md
    Kind kind = Kind::count;
    Part part = Part::line;
    Moment moment = Moment::entry;
    std::int64_t (*numerator)(const Sums&) = nullptr;
    std::int64_t (*denominator)(const Sums&) = nullptr;  // of ratios and averages
    int version = 1;
    std::string_view opens = {};  // rows behind it: a Figure's name, or intervals | orders | offers
                                  // | rating_asked | ratings | low_ratings
};
std::span<const Definition> definitions();
const Definition* find_definition(std::string_view code);  // nullptr when unknown

/// Ratios in permille, averages in ms or tenths, rounded half up. Absent when the denominator is 0.
std::optional<std::int64_t> value_of(const Definition& definition, const Sums& sums);

}  // namespace ol::insight
