#include "shop/customers/page/budget.hpp"

#include <algorithm>

#include "platform/base/names.hpp"

namespace ol::customers {
namespace {

constexpr Ms day{86'400'000};
constexpr Ms week = day * 7, month = day * 30;
constexpr std::int64_t noon = 12 * 60;

// ---- how often ----

/// Times of those that count and are younger than `span`, newest first.
template <class Counts>
std::vector<Time> within(const BudgetFacts& f, Ms span, Counts counts) {
    std::vector<Time> out;
    for (const auto& e : f.efforts)
        if (e.at > f.now - span && counts(e)) out.push_back(e.at);
    return out;
}

/// A place is free again when the oldest that fills the budget leaves the span.
template <class Counts>
void cap(std::vector<NotNow>& out, const BudgetFacts& f, WhyNot code, std::int64_t most, Ms span,
         Counts counts) {
    const auto times = within(f, span, counts);
    if (std::cmp_less(times.size(), most)) return;
    NotNow no{code, {{"count", std::to_string(times.size())}, {"most", std::to_string(most)}}, {}};
    if (most > 0) no.until = times[static_cast<std::size_t>(most - 1)] + span;
    out.push_back(std::move(no));
}

void all_caps(const BudgetFacts& f, const ContactRules& r, std::vector<NotNow>& out) {
    const auto all = [](const Effort&) { return true; };
    cap(out, f, WhyNot::day_spent, r.attempts_per_day, day, all);
    cap(out, f, WhyNot::week_spent, r.attempts_per_week, week, all);
    cap(out, f, WhyNot::talks_spent, r.answered_per_day, day,
        [&](const Effort& e) { return e.answered && (!f.heard_at || e.at > *f.heard_at); });
}

void unasked_caps(const BudgetFacts& f, const ContactRules& r, Aim aim, std::vector<NotNow>& out) {
    const auto same = [aim](const Effort& e) { return aim_of(e.purpose) == aim; };
    if (aim == Aim::optional)
        cap(out, f, WhyNot::optional_spent, r.optional_per_month, month, same);
    if (aim == Aim::marketing) {
        cap(out, f, WhyNot::marketing_day_spent, r.marketing_per_day, day, same);
        cap(out, f, WhyNot::marketing_week_spent, r.marketing_per_week, week, same);
        cap(out, f, WhyNot::marketing_month_spent, r.marketing_per_month, month, same);
    }
    const Ms gap{r.unasked_gap_hours * 3'600'000};
    const auto lately = within(f, gap, [](const Effort&) { return true; });
    if (!lately.empty())
        out.push_back({WhyNot::unasked_gap,
                       {{"hours", std::to_string(r.unasked_gap_hours)}},
                       lately.front() + gap});
}

// ---- at which hours of his ----

/// Hours of a day that are open, from..to over midnight where to <= from, on these weekdays.
struct Hours {
    std::int64_t from = 0, to = 0;  // the same: every hour
    std::string_view days = "1111111";
};

/// A zone that nobody knows counts as UTC.
LocalTime local(Time t, const std::string& zone) {
    const auto found = local_time(t, zone);
    return found ? *found : *local_time(t, "UTC");
}
Time at_minute(Time that_day, std::int64_t minute, const std::string& zone) {
    auto l = local(that_day, zone);
    l.hour = static_cast<int>(minute / 60), l.minute = static_cast<int>(minute % 60);
    const auto found = from_local(l, local_time(that_day, zone) ? zone : "UTC");
    return found ? *found : that_day;
}

bool open(const Hours& h, Time t, const std::string& zone) {
    const auto l = local(t, zone);
    const auto minute = std::int64_t{l.hour} * 60 + l.minute;
    const auto weekday = static_cast<std::size_t>(l.weekday);
    if (weekday >= h.days.size() || h.days[weekday] != '1') return false;
    if (h.from == h.to) return true;
    return h.from < h.to ? minute >= h.from && minute < h.to : minute >= h.from || minute < h.to;
}

/// The next moment that can open it: today's, or a later day's, from noon to noon so that a day of
/// 23 or 25 hours is one day. A window without hours opens with the day.
Time next_open(const Hours& h, Time t, const std::string& zone) {
    const auto from = h.from == h.to ? 0 : h.from;
    Time that_day = t;
    for (int i = 0; i < 9; ++i) {
        const Time opens = at_minute(that_day, from, zone);
        if (opens > t && open(h, opens, zone)) return opens;
        // Open over midnight, the day before being closed: it opens with the day.
        const Time begins = at_minute(that_day, 0, zone);
        if (begins > t && open(h, begins, zone)) return begins;
        that_day = at_minute(that_day, noon, zone) + day;
    }
    return t;
}

/// The first moment at which every zone permits; none: they never do together.
std::optional<Time> all_open(const Hours& h, Time now, const std::vector<std::string>& zones) {
    Time t = now;
    for (int round = 0; round < 64; ++round) {
        const Time before = t;
        for (const auto& zone : zones)
            if (!open(h, t, zone)) t = next_open(h, t, zone);
        const auto is_open = [&](const std::string& zone) { return open(h, t, zone); };
        if (std::ranges::all_of(zones, is_open)) return t;
        if (t == before) break;
    }
    return std::nullopt;
}

void hour_reason(WhyNot code, const Hours& h, const BudgetFacts& f, std::vector<NotNow>& out) {
    const auto opens = all_open(h, f.now, f.zones);
    if (opens && *opens == f.now) return;
    out.push_back({code, {{"zone", f.zones.front()}}, opens});
}

void hours(const BudgetFacts& f, const ContactRules& r, const Ask& ask, std::vector<NotNow>& out) {
    if (ask.requested || f.zones.empty()) return;
    if (sounds(ask.channel))
        hour_reason(WhyNot::quiet_hours, {r.quiet_to_minute, r.quiet_from_minute}, f, out);
    if (aim_of(ask.purpose) == Aim::marketing)
        hour_reason(WhyNot::marketing_hours,
                    {r.marketing_from_minute, r.marketing_to_minute, r.marketing_days}, f, out);
}

// ---- what he said, what is open ----

void his_word(const BudgetFacts& f, const ContactRules& r, const Ask& ask,
              std::vector<NotNow>& out) {
    if (f.stop_all) out.push_back({WhyNot::do_not_contact, {{"channel", "all"}}, {}});
    if (std::ranges::find(f.stops, ask.channel) != f.stops.end()) {
        if (ask.channel == ContactChannel::voice)
            out.push_back({WhyNot::do_not_call, {}, {}});
        else
            out.push_back(
                {WhyNot::do_not_contact, {{"channel", std::string(to_name(ask.channel))}}, {}});
    }
    if (aim_of(ask.purpose) != Aim::marketing || !r.marketing_needs_consent) return;
    const auto fits = [&](const Consented& c) {
        return c.purpose == ask.purpose && c.channel == ask.channel;
    };
    if (std::ranges::none_of(f.consents, fits))
        out.push_back({WhyNot::no_consent, {{"channel", std::string(to_name(ask.channel))}}, {}});
}

void open_matters(const BudgetFacts& f, std::vector<NotNow>& out) {
    for (const auto& m : f.matters)
        if (!m.until || *m.until > f.now)
            out.push_back(
                {WhyNot::open_matter, {{"matter", std::string(to_name(m.kind))}}, m.until});
}

bool is_holder(const NotNow& why) {
    return why.code == WhyNot::in_talk || why.code == WhyNot::held;
}

/// Every reason has a known end, or is a colleague who will have done.
bool only_waits(const std::vector<NotNow>& why) {
    return std::ranges::all_of(why, [](const NotNow& w) { return is_holder(w) || w.until; });
}

/// Asked again and again at the end of what stands against it: quiet hours may follow a spent day.
std::optional<Time> first_allowed(BudgetFacts f, const ContactRules& r, const Ask& ask) {
    f.holder.reset();
    for (int round = 0; round < 64; ++round) {
        const auto why = why_not(f, r, ask);
        if (why.empty()) return f.now;
        Time next = f.now;
        for (const auto& w : why)
            if (w.until) next = std::max(next, *w.until);
        if (next == f.now) return std::nullopt;
        f.now = next;
    }
    return std::nullopt;
}

Because allowed_by(const ContactRules& r, const Ask& ask) {
    const auto aim = aim_of(ask.purpose);
    if (aim == Aim::reply) return Because::reply;
    if (aim == Aim::marketing && r.marketing_needs_consent) return Because::consent;
    return ask.requested ? Because::requested : Because::within_rules;
}

}  // namespace

std::vector<NotNow> why_not(const BudgetFacts& f, const ContactRules& r, const Ask& ask) {
    std::vector<NotNow> out;
    if (f.holder)
        out.push_back({f.holder->in_talk ? WhyNot::in_talk : WhyNot::held,
                       {{"purpose", std::string(to_name(f.holder->purpose))}},
                       std::nullopt});
    if (ask.purpose == Purpose::reply) return out;
    his_word(f, r, ask, out);
    if (unasked(ask.purpose)) open_matters(f, out);
    all_caps(f, r, out);
    if (unasked(ask.purpose)) unasked_caps(f, r, aim_of(ask.purpose), out);
    hours(f, r, ask, out);
    return out;
}

Verdict may_contact(const BudgetFacts& f, const ContactRules& r, const Ask& ask) {
    Verdict out;
    out.why = why_not(f, r, ask);
    if (out.why.empty()) {
        out.because = allowed_by(r, ask);
        return out;
    }
    out.outcome = only_waits(out.why) ? Outcome::defer : Outcome::deny;
    if (out.outcome == Outcome::defer && !std::ranges::all_of(out.why, is_holder))
        out.until = first_allowed(f, r, ask);
    return out;
}

std::string out_of_range(const ContactRules& in) {
    struct Limit {
        const char* field;
        std::int64_t value, least, most;
    };
    for (const Limit& l : {Limit{"attempts_per_day", in.attempts_per_day, 1, 50},
                           {"attempts_per_week", in.attempts_per_week, 1, 200},
                           {"answered_per_day", in.answered_per_day, 1, 50},
                           {"optional_per_month", in.optional_per_month, 0, 50},
                           {"marketing_per_day", in.marketing_per_day, 0, 50},
                           {"marketing_per_week", in.marketing_per_week, 0, 50},
                           {"marketing_per_month", in.marketing_per_month, 0, 200},
                           {"unasked_gap_hours", in.unasked_gap_hours, 0, 168},
                           {"quiet_from_minute", in.quiet_from_minute, 0, 1439},
                           {"quiet_to_minute", in.quiet_to_minute, 0, 1439},
                           {"marketing_from_minute", in.marketing_from_minute, 0, 1439},
                           {"marketing_to_minute", in.marketing_to_minute, 0, 1439},
                           {"ledger_days", in.ledger_days, 31, 3650}})
        if (l.value < l.least || l.value > l.most) return l.field;
    // More in a day than in its week would never be reached, and is a slip.
    if (in.attempts_per_day > in.attempts_per_week) return "attempts_per_week";
    if (in.marketing_per_day > in.marketing_per_week) return "marketing_per_week";
    if (in.marketing_per_week > in.marketing_per_month) return "marketing_per_month";
    const bool days = in.marketing_days.size() == 7 &&
                      in.marketing_days.find_first_not_of("01") == std::string::npos;
    return days ? "" : "marketing_days";
}

}  // namespace ol::customers
