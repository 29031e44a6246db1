// The ranking of story 15. Each option passes its gates in a fixed order and is excluded by the
// first that shuts; what is left is sorted by success, day and cost.
#include "shop/logistics/decisions/decision.hpp"

#include <algorithm>
#include <tuple>

namespace ol::logistics {
namespace {

constexpr int day_minutes = 24 * 60;

/// What several gates ask, worked out once.
struct Case {
    const Snapshot& f;
    int today = 0, decide_by = 0, attempts = 0, customer_faults = 0;
    bool window_open = false, day_first = false;
    std::optional<Fault> last;
    OtherPerson other{};
    bool allowed = true;
};

Case case_of(const Snapshot& f) {
    Case c{f};
    c.today = day_of(f.today).value_or(0);
    c.decide_by = f.reported_minute + f.rule.decision_window_min;
    c.window_open = !lapsed(c.decide_by, f.now_minute);
    c.attempts = 1;  // the one told now
    for (const Fault fault : f.earlier_failures) {
        if (fault != Fault::courier) ++c.attempts;  // the courier's own failures use up none
        if (fault == Fault::customer) ++c.customer_faults;
    }
    if (!f.earlier_failures.empty()) c.last = f.earlier_failures.back();
    c.day_first = c.last == Fault::courier || c.last == Fault::store;
    // A's yes vouches for B: who B is, and that B may have it.
    c.other = f.consent == Consent::yes ? OtherPerson::identified : f.other;
    c.allowed = f.consent == Consent::yes || (f.other_allowed && f.consent != Consent::no);
    return c;
}

Why at(std::string code, int minute) { return {std::move(code), {{"at", clock_text(minute)}}}; }

/// An empty list in the rule means the statuses in which a parcel still is with the courier.
bool allows(const std::vector<Status>& from, Status status) {
    if (!from.empty()) return std::find(from.begin(), from.end(), status) != from.end();
    switch (status) {
        case Status::at_city:
        case Status::at_point:
        case Status::out_for_delivery:
        case Status::attempt_failed:
        case Status::on_hold:
        case Status::refused: return true;
        case Status::registered:
        case Status::handed_over:
        case Status::in_transit:
        case Status::redirected:
        case Status::delivered:
        case Status::partly_delivered:
        case Status::returning:
        case Status::returned:
        case Status::lost:
        case Status::cancelled:
        case Status::unknown: return false;
    }
    return false;
}

Why status_gate(const Case& c) {
    return {"status_forbids", {{"status", std::string(to_name(c.f.status))}}};
}

std::optional<Why> window_gate(const Case& c) {
    if (c.window_open) return {};
    return at("window_closed", c.decide_by);
}

std::optional<Why> attempts_gate(const Case& c) {
    const auto most = c.f.rule.attempts_max;
    const auto& own = c.f.limits.attempts;
    if (most > 0 && c.attempts >= most)
        return Why{"no_attempts_left", {{"most", std::to_string(most)}}};
    if (own && c.attempts >= *own)
        return Why{"over_own_attempts", {{"most", std::to_string(*own)}}};
    return {};
}

/// Whatever goes to B: A's goods only with A's word, and B must be more than a number (T10).
std::optional<Why> other_gate(const Case& c) {
    if (c.other == OtherPerson::absent) return Why{"nobody_else", {}};
    if (c.f.paid == Paid::prepaid && c.f.consent != Consent::yes) return Why{"owner_owns", {}};
    if (c.other != OtherPerson::identified) return Why{"not_identified", {}};
    if (!c.allowed) return Why{"not_allowed", {}};
    if (c.f.other_place == Place::unknown) return Why{"place_unknown", {}};
    return {};
}

/// The fault of the failure before sets who pays (K3, K4).
void charge(const Case& c, Ranked& r, std::int64_t fee) {
    r.cost = fee;
    r.payer = c.last == Fault::courier    ? Payer::courier
              : c.last == Fault::customer ? Payer::buyer
                                          : Payer::store;
    if (fee > 0 && r.payer == Payer::courier) {
        r.claim = true;
        r.reasons.push_back({"claim_opened", {}});
    }
}

/// The next day planned from `day`: today while planning is open, else with tomorrow's planning.
int planned(const Case& c, int day, int minute) {
    const int next = working_day(c.f.rule, day + 1);
    return minute <= c.f.rule.planning_close_minute ? next : working_day(c.f.rule, next + 1);
}

Ranked of(Option option, Success success, int day, Why first) {
    Ranked r;
    r.option = option;
    r.success = success;
    r.day = day;
    r.reasons.push_back(std::move(first));
    return r;
}

using Tried = std::pair<std::optional<Ranked>, std::vector<Excluded>>;

Tried out(Option option, Why gate) { return {std::nullopt, {{option, {}, std::move(gate)}}}; }

Tried try_blind(const Case& c) {
    constexpr auto o = Option::blind_try;
    if (!allows(c.f.rule.blind_from, c.f.status)) return out(o, status_gate(c));
    if (auto gate = window_gate(c)) return out(o, *gate);
    if (c.last == Fault::customer && !c.f.rule.blind_after_customer)
        return out(o, {"last_failure_customer", {}});
    if (auto gate = attempts_gate(c)) return out(o, *gate);
    if (c.f.now_minute > c.f.slot.to_minute) return out(o, at("slot_over", c.f.slot.to_minute));
    auto r = of(o, Success::doubtful, 0, {"nobody_answered", {}});
    charge(c, r, c.f.rule.blind_fee);
    r.until_minute = std::min(c.decide_by, c.f.slot.to_minute);
    return {std::move(r), {}};
}

Tried try_redirect(const Case& c) {
    constexpr auto o = Option::redirect;
    if (auto gate = other_gate(c)) return out(o, *gate);
    if (!allows(c.f.rule.redirect_from, c.f.status)) return out(o, status_gate(c));
    if (c.f.rule.redirect_same_zone && c.f.other_place != Place::same_zone)
        return out(o, {"same_zone_only", {}});
    if (auto gate = window_gate(c)) return out(o, *gate);
    if (c.f.now_minute > c.f.rule.redirect_until_minute)
        return out(o, at("redirect_over", c.f.rule.redirect_until_minute));
    auto r = of(o, Success::sure, 0, {"waits_for_it", {}});
    charge(c, r, c.f.rule.redirect_fee);
    r.until_minute = std::min(c.decide_by, c.f.rule.redirect_until_minute);
    return {std::move(r), {}};
}

Tried try_via_dc(const Case& c) {
    constexpr auto o = Option::via_dc;
    if (auto gate = other_gate(c)) return out(o, *gate);
    if (!allows(c.f.rule.return_from, c.f.status)) return out(o, status_gate(c));
    int day = planned(c, c.today, c.f.rule.dc_arrival_minute);
    if (c.f.other_place == Place::other_city) day += c.f.rule.other_city_days;
    auto r = of(o, Success::sure, day - c.today, at("at_centre", c.f.rule.dc_arrival_minute));
    charge(c, r, c.f.rule.dc_fee);
    return {std::move(r), {}};
}

Tried try_second_unit(const Case& c) {
    constexpr auto o = Option::second_unit;
    if (auto gate = other_gate(c)) return out(o, *gate);
    if (c.f.stock < c.f.quantity)
        return out(o, {"no_stock", {{"stock", std::to_string(c.f.stock)}}});
    const auto& rule = c.f.rule;
    const bool post = c.f.other_place == Place::other_city;
    const int ready = c.f.now_minute + rule.pack_min;
    const bool leaves_today = ready <= rule.second_cutoff_minute && works_on(rule, c.today);
    const int leaves = leaves_today ? c.today : working_day(rule, c.today + 1);
    const int day = leaves + (post ? rule.post_days : 0) - c.today;
    auto r = of(o, Success::sure, day, {"in_stock", {{"stock", std::to_string(c.f.stock)}}});
    r.reasons.push_back(post ? Why{"by_post", {}} : Why{"second_courier", {}});
    charge(c, r, post ? rule.post_fee : rule.second_fee);
    std::vector<Excluded> shut;
    if (leaves_today)
        r.until_minute = rule.second_cutoff_minute - rule.pack_min;
    else if (!post)
        shut.push_back(
            {o,
             0,
             {"packing_misses",
              {{"ready", clock_text(ready)}, {"cutoff", clock_text(rule.second_cutoff_minute)}}}});
    return {std::move(r), std::move(shut)};
}

Tried try_new_slot(const Case& c) {
    constexpr auto o = Option::new_slot;
    if (!allows(c.f.rule.reslot_from, c.f.status)) return out(o, status_gate(c));
    if (auto gate = attempts_gate(c)) return out(o, *gate);
    const int day = std::max(planned(c, c.today, c.f.now_minute),
                             working_day(c.f.rule, c.today + c.f.rule.min_gap_days));
    // Who was not there twice will hardly be there the third time.
    auto r = of(o, c.customer_faults >= 2 ? Success::doubtful : Success::likely, day - c.today,
                {"slot_agreed", {}});
    const bool free = c.attempts + 1 <= c.f.rule.free_attempts || c.day_first;
    charge(c, r, free ? 0 : c.f.rule.extra_attempt_fee);
    if (free) r.reasons.push_back({"free_attempt", {{"attempt", std::to_string(c.attempts + 1)}}});
    if (c.day_first) r.reasons.push_back({"apology", {}});
    return {std::move(r), {}};
}

/// What the order's owner may do by himself (R19): the store's money, and days after the promised.
std::optional<Why> limit_gate(const Case& c, const Ranked& r) {
    const auto& limits = c.f.limits;
    if (limits.money && r.payer == Payer::store && r.cost > *limits.money)
        return Why{"over_own_limit", {{"limit", std::to_string(*limits.money)}}};
    if (limits.days && r.day > *limits.days)
        return Why{"over_own_days", {{"most", std::to_string(*limits.days)}}};
    return {};
}

void take(const Case& c, Ranking& ranking, Tried tried) {
    auto& [option, shut] = tried;
    if (option) {
        if (auto gate = limit_gate(c, *option)) {
            shut.push_back({option->option, {}, std::move(*gate)});
        } else {
            option->date = date_of(c.today + option->day);
            ranking.options.push_back(std::move(*option));
        }
    }
    for (auto& e : shut) ranking.excluded.push_back(std::move(e));
}

/// Paid goods are A's: while the courier still waits, A can say yes with one tap.
std::optional<AskFirst> ask_first(const Case& c) {
    const bool may = c.f.paid == Paid::prepaid && c.other != OtherPerson::absent &&
                     c.f.consent == Consent::unasked && c.window_open;
    if (!may) return {};
    return AskFirst{{"sms", "messenger"}, c.decide_by};
}

}  // namespace

std::string clock_text(int minute) {
    const int m = ((minute % day_minutes) + day_minutes) % day_minutes;
    const auto two = [](int v) { return (v < 10 ? "0" : "") + std::to_string(v); };
    return two(m / 60) + ":" + two(m % 60);
}

bool better(const Ranked& x, const Ranked& y, bool day_first) {
    const auto key = [day_first](const Ranked& r) {
        const int last = r.option == Option::cancel ? 1 : 0;  // ending it is the last way
        const int success = static_cast<int>(r.success);
        return std::make_tuple(last, day_first ? r.day : success, day_first ? success : r.day,
                               r.cost, static_cast<int>(r.option));
    };
    return key(x) < key(y);
}

Ranking decide(const Snapshot& facts) {
    const Case c = case_of(facts);
    Ranking out;
    out.rule_version = facts.rule.version;
    out.decide_by_minute = c.decide_by;
    out.window_open = c.window_open;
    out.day_first = c.day_first;
    out.ask = ask_first(c);
    take(c, out, try_blind(c));
    take(c, out, try_redirect(c));
    take(c, out, try_via_dc(c));
    take(c, out, try_second_unit(c));
    take(c, out, try_new_slot(c));
    take(c, out, {of(Option::cancel, Success::none, 0, {"order_ends", {}}), {}});
    std::sort(out.options.begin(), out.options.end(),
              [&out](const Ranked& x, const Ranked& y) { return better(x, y, out.day_first); });
    return out;
}

Result<int> check_choice(const Ranking& ranking, Option chosen, std::string_view why) {
    const auto& options = ranking.options;
    const auto it = std::find_if(options.begin(), options.end(),
                                 [chosen](const Ranked& r) { return r.option == chosen; });
    if (it == options.end()) {
        auto e = conflict("logistics.option", "This way is shut; choose one of the ranked.");
        for (const auto& x : ranking.excluded)
            if (x.option == chosen) e.params.emplace_back("gate", x.gate.code);
        return e;
    }
    const int rank = static_cast<int>(it - options.begin()) + 1;
    const bool said = why.find_first_not_of(" \t\r\n") != std::string_view::npos;
    if (rank > 1 && !said)
        return invalid("logistics.why", "why",
                       "Something better is ranked above it: say why you choose this one.");
    return rank;
}

}  // namespace ol::logistics
