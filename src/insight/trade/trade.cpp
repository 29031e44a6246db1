#include "insight/trade/trade.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace ol::trade {
namespace {

using std::chrono::hours;

/// Around the days in any zone: UTC-12 to UTC+14; the sieve cuts them exactly, shop by shop.
Time earliest(const TradeQuery& q) { return insight::start_of(q.from, "UTC") - hours{14}; }
Time latest(const TradeQuery& q) { return insight::start_of(q.to, "UTC") + hours{12}; }

/// Of one shop, where the question names one: the database need not look at the others.
std::set<std::int64_t> shops_of(const http::Principal& who, const TradeQuery& q) {
    for (const Only& only : q.only) {
        if (only.cut != Cut::shop) continue;
        std::int64_t shop = 0;
        std::from_chars(only.group.data(), only.group.data() + only.group.size(), shop);
        return {shop};
    }
    return who.shops;
}

/// Figures of single people are for whoever may see people, and one's own for oneself.
Result<> may_see(const http::Principal& who, const TradeQuery& q) {
    if (who.may("people.view")) return {};
    const auto own = std::to_string(who.person.value);
    const bool hers = std::ranges::any_of(
        q.only, [&](const Only& only) { return only.cut == Cut::person && only.group == own; });
    const bool single = q.by == Cut::person || std::ranges::any_of(q.only, [](const Only& only) {
                            return only.cut == Cut::person;
                        });
    if (!single || hers) return {};
    return forbidden("insight.people", "Figures of single people need the right people.view.");
}

Result<std::size_t> cursor_of(const std::string& text) {
    std::size_t at = 0;
    const auto r = std::from_chars(text.data(), text.data() + text.size(), at);
    if (text.empty() || (r.ec == std::errc{} && r.ptr == text.data() + text.size())) return at;
    return invalid("insight.cursor", "cursor", "Give the cursor as the former page gave it.");
}

bool belongs(const Column& c, const Fact& f, const std::string& currency) {
    if (!has(c.measure == Measure::share ? c.base | c.of : c.of, f.what)) return false;
    return c.measure != Measure::money || currency.empty() || f.amount.currency == currency;
}

/// Newest first; those of one moment by their order, so that pages fit together.
void sort(std::vector<Fact>& facts) {
    std::ranges::sort(facts, [](const Fact& a, const Fact& b) {
        return std::tie(b.at, b.order.value, b.conversation, b.what) <
               std::tie(a.at, a.order.value, a.conversation, a.what);
    });
}

std::vector<Money> sums_of(const std::vector<Fact>& facts) {
    std::vector<Money> out;
    for (const Fact& f : facts) {
        if (f.amount.currency.empty()) continue;  // of what has no sum
        auto it = std::ranges::find(out, f.amount.currency, &Money::currency);
        if (it == out.end())
            out.push_back(f.amount);
        else if (const auto sum = add(*it, f.amount))
            *it = *sum;
    }
    return out;
}

}  // namespace

TradeRow Trade::row_of(const Fact& f) const {
    TradeRow row{f.order,  f.number,
                 f.at,     f.what,
                 f.reason, f.owner ? d_.houses.person_name(f.owner) : "",
                 f.amount, f.took ? std::optional(f.took->count()) : std::nullopt,
                 {},       f.channel};
    if (f.conversation) row.conversation_id = conversations::ConversationId{f.conversation};
    return row;
}

Result<TradeReport> Trade::report(const http::Principal& who, const TradeQuery& q) const {
    if (auto ok = may_see(who, q); !ok) return ok.error();
    return d_.db.read_as<TradeReport>([&](db::Conn& c) {
        Tabulator table(q, {who.shops, who.departments}, d_.houses);
        read_facts(c, q, earliest(q), latest(q), shops_of(who, q), d_.clock.now(),
                   [&](const Fact& fact) { table.take(fact); });
        return table.finish(d_.clock.now());
    });
}

Result<TradeRows> Trade::rows(const http::Principal& who, const RowsQuery& query) const {
    const TradeQuery& q = query.report;
    if (auto ok = may_see(who, q); !ok) return ok.error();
    const Column* column = find_column(definition(q.table), query.figure);
    if (!column) return invalid("insight.figure", "figure", "There is no figure with this code.");
    const auto start = cursor_of(query.cursor);
    if (!start) return start.error();
    return d_.db.read_as<TradeRows>([&](db::Conn& c) -> Result<TradeRows> {
        Sieve sieve(q, {who.shops, who.departments}, d_.houses);
        std::vector<Fact> facts;
        read_facts(c, q, earliest(q), latest(q), shops_of(who, q), d_.clock.now(),
                   [&](const Fact& fact) {
                       if (belongs(*column, fact, query.currency) && sieve.place(fact))
                           facts.push_back(fact);
                   });
        sort(facts);
        TradeRows out;
        out.count = static_cast<std::int64_t>(facts.size());
        out.sums = sums_of(facts);
        const auto end = std::min(facts.size(), *start + static_cast<std::size_t>(query.limit));
        for (std::size_t i = *start; i < end; ++i) {
            const Fact& f = facts[i];
            out.items.push_back(row_of(f));
        }
        if (end < facts.size()) out.next = std::to_string(end);
        return out;
    });
}

Result<TradeReport> Trade::mine(const http::Principal& who, MyPeriod period) const {
    const std::string zone = d_.houses.zone_of ? d_.houses.zone_of(who.person) : "UTC";
    const Day today = insight::slot_of(d_.clock.now(), zone).day;
    Day from = today, to = insight::next_day(today);
    if (period != MyPeriod::today) from = insight::month_of(today);
    if (period == MyPeriod::last_month)
        to = std::exchange(from, insight::month_of(insight::next_day(from, -1)));
    TradeQuery q{Table::written, from, to, Step::none, Cut::none, {}};
    q.only = {{Cut::person, std::to_string(who.person.value)}};
    http::Principal herself = who;
    herself.departments.clear();  // whichever department she is in: these are hers
    return report(herself, q);
}

}  // namespace ol::trade
