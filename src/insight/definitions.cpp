// The definitions of the figures: acd.md section 3, rule by rule. Integers only.
#include "insight/definitions.hpp"

namespace ol::insight {

namespace {

using routing::Exit;
using enum Sum;
using S = const Sums&;
constexpr int three_rings = 3;  // R31

bool is_flow_out(Exit exit) {
    switch (exit) {
        case Exit::timeout:
        case Exit::overflow:
        case Exit::key_exit:
        case Exit::empty:
        case Exit::callback: return true;
        case Exit::answered:
        case Exit::abandoned:
        case Exit::full:
        case Exit::withdrawn:
        case Exit::system_fail:
        case Exit::closed: return false;
    }
    return false;
}

template <Sum S0>
std::int64_t just(S s) {
    return s[S0];
}
std::int64_t closed(S s) { return s[answered] + s[abandoned] + s[flow_out]; }
std::int64_t without_short(S s) { return s[offered] - s[short_abandoned]; }
std::int64_t answered_or_gone(S s) { return s[answered] + s[abandoned]; }
std::int64_t lost(S s) { return s[abandoned] + s[flow_out]; }
std::int64_t long_abandoned(S s) { return s[abandoned] - s[short_abandoned]; }
std::int64_t handle_time(S s) { return s[talk_ms] + s[hold_ms] + s[wrap_up_ms]; }
/// Ringing counts as contact time (ours; Connect counts it as neither).
std::int64_t contact_time(S s) { return s[reserved_ms] + s[talking_ms] + s[after_talk_ms]; }
std::int64_t open_time(S s) { return contact_time(s) + s[ready_ms]; }
std::int64_t signed_in(S s) { return open_time(s) + s[paused_ms] + s[not_responding_ms]; }

constexpr auto entry = Moment::entry, end = Moment::end, event = Moment::event;
constexpr auto line = Part::line, people = Part::people, orders = Part::orders;

constexpr Definition table[] = {
    {"offered", "Of=An+Ab+Fo+waiting", Kind::count, line, entry, just<offered>, {}, 1, "offered"},
    {"answered", "An", Kind::count, line, entry, just<answered>, {}, 1, "answered"},
    {"in_three_rings",
     "An_3rings",
     Kind::count,
     line,
     entry,
     just<in_three_rings>,
     {},
     1,
     "in_three_rings"},
    {"three_rings", "An_3rings/Of", Kind::permille, line, entry, just<in_three_rings>,
     just<offered>, 1, "in_three_rings"},
    {"three_rings_without_short", "An_3rings/(Of-Ab_s)", Kind::permille, line, entry,
     just<in_three_rings>, without_short, 1, "in_three_rings"},
    {"abandoned", "Ab", Kind::count, line, entry, just<abandoned>, {}, 1, "abandoned"},
    {"short_abandoned",
     "Ab_s",
     Kind::count,
     line,
     entry,
     just<short_abandoned>,
     {},
     1,
     "short_abandoned"},
    {"abandon_rate", "(Ab-Ab_s)/(Of-Ab_s)", Kind::permille, line, entry, long_abandoned,
     without_short, 1, "abandoned"},
    {"abandon_raw", "Ab/Of", Kind::permille, line, entry, just<abandoned>, just<offered>, 1,
     "abandoned"},
    {"flow_out", "Fo", Kind::count, line, entry, just<flow_out>, {}, 1, "flow_out"},
    {"lost", "Ab+Fo", Kind::count, line, entry, lost, {}, 1, "lost"},
    {"called_back",
     "call-backs done",
     Kind::count,
     line,
     end,
     just<called_back>,
     {},
     1,
     "called_back"},
    {"waiting", "waiting", Kind::count, line, entry, just<waiting>, {}, 1, "waiting"},
    {"refused", "full", Kind::count, line, entry, just<refused>, {}, 1, "refused"},
    {"closed", "called while closed", Kind::count, line, entry, just<closed_shop>, {}, 1, "closed"},
    {"failed", "withdrawn+system-fail", Kind::count, line, entry, just<failed>, {}, 1, "failed"},
    {"sl_strict", "(An_T+Callback_met)/(Of_closed-Ab_s)", Kind::permille, line, entry,
     [](S s) { return s[answered_in_t] + s[callback_met]; },
     [](S s) { return closed(s) - s[short_abandoned]; }, 1, "answered_in_t"},
    {"sl_answered", "An_T/An", Kind::permille, line, entry, just<answered_in_t>, just<answered>, 1,
     "answered_in_t"},
    {"sl_negative", "An_T/(An+Ab)", Kind::permille, line, entry, just<answered_in_t>,
     answered_or_gone, 1, "answered_in_t"},
    {"sl_positive", "(An_T+Ab_T)/(An+Ab)", Kind::permille, line, entry,
     [](S s) { return s[answered_in_t] + s[abandoned_in_t]; }, answered_or_gone, 1,
     "answered_in_t"},
    {"sl_ignore", "An_T/(An+Ab-Ab_T)", Kind::permille, line, entry, just<answered_in_t>,
     [](S s) { return answered_or_gone(s) - s[abandoned_in_t]; }, 1, "answered_in_t"},
    // Of its three switches: flow-outs counted, short and other abandons not taken out.
    {"sl_genesys", "An_T/(An+Ab+Fo)", Kind::permille, line, entry, just<answered_in_t>, closed, 1,
     "answered_in_t"},
    {"sl_connect", "(An_T+Ab_T+Callback_T)/Of", Kind::permille, line, entry,
     [](S s) { return s[answered_in_t] + s[abandoned_in_t] + s[callback_in_t]; }, just<offered>, 1,
     "answered_in_t"},
    {"asa", "sum wait(An)/An", Kind::average_ms, line, entry, just<wait_ms>, just<answered>, 1,
     "answered"},
    {"wait_median",
     "median wait(An)",
     Kind::percentile_ms,
     line,
     entry,
     [](S) { return std::int64_t{50}; },
     {},
     1,
     "answered"},
    {"wait_p90",
     "P90 wait(An)",
     Kind::percentile_ms,
     line,
     entry,
     [](S) { return std::int64_t{90}; },
     {},
     1,
     "answered"},
    {"longest_wait", "max wait(An,Ab,Fo)", Kind::longest_ms, line, entry, {}, {}, 1, "offered"},
    {"abandon_time", "sum wait(Ab)/Ab", Kind::average_ms, line, entry, just<abandon_wait_ms>,
     just<abandoned>, 1, "abandoned"},
    {"abandon_time_without_short", "sum wait(Ab-Ab_s)/(Ab-Ab_s)", Kind::average_ms, line, entry,
     [](S s) { return s[abandon_wait_ms] - s[short_abandon_wait_ms]; }, long_abandoned, 1,
     "abandoned"},
    {"handled", "answered and over", Kind::count, line, end, just<handled>, {}, 1, "handled"},
    {"aht", "sum(talk+hold+wrap-up)/handled", Kind::average_ms, line, end, handle_time,
     just<handled>, 1, "handled"},
    {"talk", "sum talk", Kind::total_ms, line, end, just<talk_ms>, {}, 1, "handled"},
    {"talk_average", "sum talk/handled", Kind::average_ms, line, end, just<talk_ms>, just<handled>,
     1, "handled"},
    {"hold", "sum hold", Kind::total_ms, line, end, just<hold_ms>, {}, 1, "handled"},
    {"wrap_up", "sum wrap-up", Kind::total_ms, line, end, just<wrap_up_ms>, {}, 1, "handled"},
    {"wrap_up_average", "sum wrap-up/handled", Kind::average_ms, line, end, just<wrap_up_ms>,
     just<handled>, 1, "handled"},
    {"offers", "offers", Kind::count, line, event, just<offers>, {}, 1, "offers"},
    {"no_answers",
     "offers not answered",
     Kind::count,
     line,
     event,
     just<no_answers>,
     {},
     1,
     "no_answers"},
    {"rona_rate", "no answer/offers", Kind::permille, line, event, just<no_answers>, just<offers>,
     1, "no_answers"},
    {"sign_in",
     "contact+idle+pauses",
     Kind::total_ms,
     people,
     event,
     signed_in,
     {},
     1,
     "intervals"},
    {"ready", "idle", Kind::total_ms, people, event, just<ready_ms>, {}, 1, "intervals"},
    {"contact",
     "ringing+talking+wrap-up",
     Kind::total_ms,
     people,
     event,
     contact_time,
     {},
     1,
     "intervals"},
    {"paused", "pauses", Kind::total_ms, people, event, just<paused_ms>, {}, 1, "intervals"},
    {"not_responding",
     "held back after no answer",
     Kind::total_ms,
     people,
     event,
     just<not_responding_ms>,
     {},
     1,
     "intervals"},
    {"occupancy", "contact/(contact+idle)", Kind::permille, people, event, contact_time, open_time,
     1, "intervals"},
    {"load", "sum(units x time)/(100 x (contact+idle))", Kind::permille, people, event,
     just<unit_ms>, [](S s) { return 100 * open_time(s); }, 1, "handled"},
    {"confirmed", "orders confirmed", Kind::count, orders, event, just<confirmed>, {}, 1, "orders"},
    {"cancelled",
     "orders cancelled",
     Kind::count,
     orders,
     event,
     just<cancelled>,
     {},
     1,
     "orders_cancelled"},
    {"ratings", "R", Kind::count, line, event, just<rated>, {}, 1, "ratings"},
    {"rating", "sum score/R", Kind::average_tenths, line, event, just<rated_score>, just<rated>, 1,
     "ratings"},
    {"low_ratings", "R of 1 or 2", Kind::count, line, event, just<rated_low>, {}, 1, "low_ratings"},
    {"rating_asked", "asked", Kind::count, line, event, just<rating_asked>, {}, 1, "rating_asked"},
    {"rating_share", "R/asked", Kind::permille, line, event, just<rated>, just<rating_asked>, 1,
     "rating_asked"},
};

std::optional<std::int64_t> divided(std::int64_t numerator, std::int64_t denominator) {
    if (denominator <= 0) return std::nullopt;
    return numerator < 0 ? std::int64_t{0} : (numerator + denominator / 2) / denominator;
}

}  // namespace

bool Sums::empty() const {
    for (const auto v : n)
        if (v != 0) return false;
    return waits.empty();  // the longest wait never changes alone
}

void Sums::add(const Sums& other, int sign) {
    for (std::size_t i = 0; i < n.size(); ++i) n[i] += sign * other.n[i];
    if (sign > 0) longest_ms = std::max(longest_ms, other.longest_ms);
    waits.add(other.waits, sign);
}

bool counts(Figure figure, const Visit& v, const Limits& limits) {
    const bool left = v.exited_at.has_value();
    const auto left_by = [&](Exit exit) { return left && v.exit == exit; };
    const bool in_t = v.wait_ms <= limits.service_level.count();
    switch (figure) {
        case Figure::offered:
            return !left || v.exit == Exit::answered || v.exit == Exit::abandoned ||
                   is_flow_out(v.exit);
        case Figure::answered: return left_by(Exit::answered);
        case Figure::abandoned: return left_by(Exit::abandoned);
        case Figure::short_abandoned:
            return left_by(Exit::abandoned) && v.wait_ms <= limits.short_abandon.count();
        case Figure::flow_out: return left && is_flow_out(v.exit);
        case Figure::waiting: return !left;
        case Figure::refused: return left_by(Exit::full);
        case Figure::closed: return left_by(Exit::closed);
        case Figure::failed: return left_by(Exit::withdrawn) || left_by(Exit::system_fail);
        case Figure::in_three_rings: return left_by(Exit::answered) && v.rings <= three_rings;
        case Figure::answered_in_t: return left_by(Exit::answered) && in_t;
        case Figure::abandoned_in_t: return left_by(Exit::abandoned) && in_t;
        case Figure::callback_in_t: return left_by(Exit::callback) && in_t;
        case Figure::callback_met: return left_by(Exit::callback) && v.callback_met;
        case Figure::handled: return v.done_at && left_by(Exit::answered);
    }
    return false;
}

Sums entry_sums(const Visit& v, const Limits& limits) {
    Sums s;
    constexpr std::pair<Sum, Figure> counted[] = {{offered, Figure::offered},
                                                  {answered, Figure::answered},
                                                  {abandoned, Figure::abandoned},
                                                  {short_abandoned, Figure::short_abandoned},
                                                  {flow_out, Figure::flow_out},
                                                  {waiting, Figure::waiting},
                                                  {refused, Figure::refused},
                                                  {closed_shop, Figure::closed},
                                                  {failed, Figure::failed},
                                                  {in_three_rings, Figure::in_three_rings},
                                                  {answered_in_t, Figure::answered_in_t},
                                                  {abandoned_in_t, Figure::abandoned_in_t},
                                                  {callback_in_t, Figure::callback_in_t},
                                                  {callback_met, Figure::callback_met}};
    for (const auto& [sum, figure] : counted) s[sum] = counts(figure, v, limits) ? 1 : 0;
    if (!v.exited_at || s[offered] == 0) return s;
    s.longest_ms = v.wait_ms;
    if (s[short_abandoned]) s[short_abandon_wait_ms] = v.wait_ms;
    if (s[abandoned]) s[abandon_wait_ms] = v.wait_ms;
    if (!s[answered]) return s;
    s[wait_ms] = v.wait_ms;
    s.waits.add(v.wait_ms);
    return s;
}

Sums handle_sums(const Visit& v, const Limits& limits, std::int64_t units) {
    Sums s;
    if (!counts(Figure::handled, v, limits)) return s;
    s[handled] = 1;
    s[talk_ms] = v.talk_ms;
    s[hold_ms] = v.hold_ms;
    s[wrap_up_ms] = v.wrap_ms;
    s[unit_ms] = units * handle_time(s);
    return s;
}

Sums rating_sums(int score) {
    Sums s;
    s[rating_asked] = 1;
    s[rated] = score > 0 ? 1 : 0;
    s[rated_score] = score;
    s[rated_low] = score > 0 && score <= low_rating_max ? 1 : 0;
    return s;
}

std::int64_t units_of(std::string_view channel) {
    if (channel == "chat") return 25;
    if (channel == "messenger") return 20;
    if (channel == "letter") return 15;
    if (channel == "task") return 10;
    return 100;
}

std::span<const Definition> definitions() { return table; }

const Definition* find_definition(std::string_view code) {
    for (const auto& one : table)
        if (one.code == code) return &one;
    return nullptr;
}

std::optional<std::int64_t> value_of(const Definition& d, const Sums& sums) {
    switch (d.kind) {
        case Kind::count:
        case Kind::money:
        case Kind::total_ms: return d.numerator(sums);
        case Kind::permille: {
            // Split so that a year of unit-milliseconds times 1000 stays within 64 bits.
            const std::int64_t num = d.numerator(sums), den = d.denominator(sums);
            if (den <= 0) return std::nullopt;
            const auto rest = divided(num % den * 1000, den);
            return num < 0 ? std::optional<std::int64_t>(0) : num / den * 1000 + *rest;
        }
        case Kind::average_tenths: return divided(10 * d.numerator(sums), d.denominator(sums));
        case Kind::average_ms: return divided(d.numerator(sums), d.denominator(sums));
        case Kind::percentile_ms: return sums.waits.percentile(static_cast<int>(d.numerator(sums)));
        case Kind::longest_ms:
            return closed(sums) > 0 ? std::optional(sums.longest_ms) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace ol::insight
