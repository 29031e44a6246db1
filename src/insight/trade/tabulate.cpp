#include "insight/trade/tabulate.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/names.hpp"
#include "shop/orders/address.hpp"

namespace ol::trade {
namespace {

std::int64_t number_of(const std::string& text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

Day period_of(Step step, Day day) {
    switch (step) {
        case Step::none: return 0;
        case Step::hour:
        case Step::day: return day;
        case Step::week: return insight::week_of(day);
        case Step::month: return insight::month_of(day);
    }
    return day;
}

/// Rounded half up; nothing over nothing is absent, not zero.
std::optional<std::int64_t> divided(std::int64_t over, std::int64_t under) {
    if (under <= 0) return std::nullopt;
    return (over + under / 2) / under;
}

std::optional<std::int64_t> average(const std::vector<std::int64_t>& all) {
    std::int64_t sum = 0;
    for (const auto one : all)
        if (__builtin_add_overflow(sum, one, &sum)) return std::nullopt;
    return divided(sum, static_cast<std::int64_t>(all.size()));
}

/// Nearest rank; orders the numbers.
std::optional<std::int64_t> percentile(std::vector<std::int64_t>& all, std::size_t percent) {
    if (all.empty()) return std::nullopt;
    const std::size_t rank = (all.size() * percent + 99) / 100 - 1;
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(rank), all.end());
    return all[rank];
}

}  // namespace

// ---- which cell ----

Day Sieve::day_of(Time at, ShopId shop) {
    auto& midnights = midnights_[shop];
    if (midnights.empty()) {
        const std::string zone = houses_.zone(shop);
        days_.clear();
        for (Day day = q_.from; day < q_.to; day = insight::next_day(day)) {
            days_.push_back(day);
            midnights.push_back(insight::start_of(day, zone));
        }
        midnights.push_back(insight::start_of(q_.to, zone));
    }
    const auto after = std::upper_bound(midnights.begin(), midnights.end(), at);
    if (after == midnights.begin() || after == midnights.end()) return 0;
    return days_[static_cast<std::size_t>(after - midnights.begin()) - 1];
}

DepartmentId Sieve::department_of(PersonId person) {
    if (!person) return {};
    const auto known = departments_.find(person);
    if (known != departments_.end()) return known->second;
    return departments_[person] = houses_.department(person);
}

std::string Sieve::group_of(const Fact& f, Cut cut) {
    switch (cut) {
        case Cut::none: return "";
        case Cut::shop: return std::to_string(f.shop.value);
        case Cut::department: return std::to_string(department_of(f.owner).value);
        case Cut::person: return std::to_string(f.owner.value);
        case Cut::source: return f.source;
        case Cut::reason: return f.reason;
        case Cut::courier: return f.courier;
        case Cut::product: return f.product;
        case Cut::channel: return f.channel;
        case Cut::city: break;
    }
    const auto known = cities_.find(f.city);
    if (known != cities_.end()) return known->second;
    return cities_[f.city] = orders::city_norm(f.city);
}

std::string Sieve::spelling(const Fact& f) const {
    return q_.by == Cut::city ? f.city : q_.by == Cut::product ? f.product_name : "";
}

bool Sieve::wanted(const Fact& f) {
    if (!scope_.shops.empty() && !scope_.shops.contains(f.shop.value)) return false;
    if (!scope_.departments.empty() && !scope_.departments.contains(department_of(f.owner).value))
        return false;
    if (q_.by == Cut::reason && !has(d_.reasoned, f.what)) return false;
    return std::ranges::all_of(
        q_.only, [&](const Only& only) { return group_of(f, only.cut) == only.group; });
}

std::optional<Place> Sieve::place(const Fact& f) {
    if (!wanted(f)) return std::nullopt;
    const Day day = day_of(f.at, f.shop);
    if (!day) return std::nullopt;
    return Place{period_of(q_.step, day), group_of(f, q_.by)};
}

// ---- the table ----

Tabulator::Tabulator(const TradeQuery& query, Scope scope, const Houses& houses)
    : q_(query),
      d_(definition(query.table)),
      houses_(houses),
      sieve_(query, std::move(scope), houses),
      total_(d_.columns.size()),
      several_rows_(q_.by == Cut::product &&
                    std::ranges::find(q_.only, Cut::product, &Only::cut) == q_.only.end()) {}

/// `counts`: false where another line of the same sale has counted it already.
void Tabulator::add(Parts& parts, const Fact& f, bool counts) const {
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Column& c = d_.columns[i];
        Part& part = parts[i];
        if (counts && has(c.base, f.what)) ++part.base;
        if (!has(c.of, f.what)) continue;
        if (counts) ++part.of;
        part.units += f.units;
        const bool timed = c.measure == Measure::average || c.measure == Measure::median ||
                           c.measure == Measure::p90;
        if (timed && f.took) part.took_ms.push_back(f.took->count());
        if (c.measure != Measure::money) continue;
        auto& sum = part.money.try_emplace(f.amount.currency, 0).first->second;
        std::int64_t grown = 0;
        if (!sum || __builtin_add_overflow(*sum, f.amount.minor, &grown))
            sum.reset();
        else
            sum = grown;
    }
}

void Tabulator::take(const Fact& f) {
    const auto place = sieve_.place(f);
    if (!place) return;
    add(cells_.try_emplace(*place, d_.columns.size()).first->second, f, true);
    // Cut by product a sale stands in several rows, and still is one sale.
    add(total_, f, f.head || !several_rows_);
    if (q_.by == Cut::city || q_.by == Cut::product) ++spellings_[place->group][sieve_.spelling(f)];
}

/// Cut by reason, what has none cannot be counted.
bool Tabulator::counted(const Column& c) const {
    return q_.by != Cut::reason || (c.of != 0 && (c.of & ~d_.reasoned) == 0);
}

/// The currencies of a column; one that has none keeps its place under no currency.
std::vector<std::string> Tabulator::currencies(std::size_t column) const {
    std::vector<std::string> out;
    for (const auto& [currency, sum] : total_[column].money) out.push_back(currency);
    return out;
}

std::vector<insight::ReportColumn> Tabulator::columns() const {
    std::vector<insight::ReportColumn> out;
    for (std::size_t i = 0; i < d_.columns.size(); ++i) {
        const Column& c = d_.columns[i];
        insight::ReportColumn column;
        column.code = c.code;
        column.id = column.code + "/" + std::to_string(c.version);
        column.formula = c.formula;
        column.kind = kind_of(c.measure);
        column.part = insight::Part::orders;
        column.moment = insight::Moment::event;
        column.opens = column.code;
        if (c.measure != Measure::money)
            out.push_back(column);
        else
            for (const auto& currency : currencies(i)) {
                column.currency = currency;
                out.push_back(column);
            }
    }
    return out;
}

std::vector<std::optional<std::int64_t>> Tabulator::values(Parts& parts) const {
    std::vector<std::optional<std::int64_t>> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Column& c = d_.columns[i];
        Part& part = parts[i];
        const auto push = [&](std::optional<std::int64_t> v) {
            out.push_back(counted(c) ? v : std::nullopt);
        };
        switch (c.measure) {
            case Measure::part:
            case Measure::count: push(part.of); break;
            case Measure::units: push(part.units); break;
            case Measure::share: push(divided(part.of * 1000, part.base)); break;
            case Measure::average: push(average(part.took_ms)); break;
            case Measure::median: push(percentile(part.took_ms, 50)); break;
            case Measure::p90: push(percentile(part.took_ms, 90)); break;
            case Measure::mark: push(divided(part.units * 10, part.of)); break;
            case Measure::money:
                for (const auto& currency : currencies(i)) {
                    const auto it = part.money.find(currency);
                    push(it == part.money.end() ? 0 : it->second);
                }
        }
    }
    return out;
}

std::string Tabulator::name_of(const std::string& group) const {
    switch (q_.by) {
        case Cut::none: return "";
        case Cut::shop: return houses_.shop_name(ShopId{number_of(group)});
        case Cut::department: return houses_.department_name(DepartmentId{number_of(group)});
        case Cut::person:
            return number_of(group) ? houses_.person_name(PersonId{number_of(group)}) : "";
        case Cut::source:
        case Cut::courier:
        case Cut::channel:
        case Cut::reason: return group;  // codes; the desk has the words
        case Cut::product:
        case Cut::city: break;
    }
    const auto it = spellings_.find(group);
    if (it == spellings_.end()) return group;
    return std::ranges::max_element(it->second, {}, [](const auto& one) { return one.second; })
        ->first;
}

/// Without groups every period stands in the table, so that a quiet day is seen to be quiet.
void Tabulator::fill_gaps() {
    if (cells_.empty() || q_.by != Cut::none) return;
    for (Day day = q_.from; day < q_.to; day = insight::next_day(day))
        cells_.try_emplace(Place{period_of(q_.step, day), ""}, d_.columns.size());
}

/// Parts of the whole in permille, which add up to 1000 exactly: what rounding left goes to the
/// rows that lost most by it. `values` holds the counts by then.
void Tabulator::share_out(std::vector<insight::ReportRow>& rows) const {
    for (std::size_t i = 0, at = 0; i < d_.columns.size(); ++i) {
        const bool sums = d_.columns[i].measure == Measure::money;
        if (d_.columns[i].measure != Measure::part) {
            at += sums ? currencies(i).size() : 1;
            continue;
        }
        std::int64_t whole = 0, given = 0;
        for (const auto& row : rows) whole += row.values[at].value_or(0);
        std::vector<std::pair<std::int64_t, std::size_t>> lost;  // by rounding down
        for (std::size_t r = 0; r < rows.size(); ++r) {
            auto& value = rows[r].values[at];
            const std::int64_t thousands = value.value_or(0) * 1000;
            value = whole ? std::optional(thousands / whole) : std::nullopt;
            given += value.value_or(0);
            if (whole) lost.emplace_back(-(thousands % whole), r);
        }
        std::ranges::sort(lost);
        for (std::size_t k = 0; whole && given < 1000; ++k, ++given)
            ++*rows[lost[k].second].values[at];
        ++at;
    }
}

Result<TradeReport> Tabulator::finish(Time as_of) {
    fill_gaps();
    if (cells_.size() > insight::report_rows_max)
        return invalid("insight.too_many_rows", "by",
                       "This report would have " + std::to_string(cells_.size()) +
                           " rows; take a larger step, a shorter period or a filter.");
    TradeReport out{q_.table,
                    insight::to_text(q_.from),
                    insight::to_text(q_.to),
                    q_.step,
                    q_.by,
                    {d_.cuts.begin(), d_.cuts.end()},
                    as_of,
                    columns(),
                    {},
                    {}};
    for (auto& [place, parts] : cells_) {
        insight::ReportRow row;
        if (place.period) row.period = insight::to_text(place.period);
        row.group_id = place.group;
        row.group_name = name_of(place.group);
        row.values = values(parts);
        out.rows.push_back(std::move(row));
    }
    // By time; within a period the greatest first.
    std::ranges::stable_sort(out.rows, [](const auto& a, const auto& b) {
        if (a.period != b.period) return a.period < b.period;
        return a.values[0].value_or(0) > b.values[0].value_or(0);
    });
    out.total.values = values(total_);
    share_out(out.rows);
    std::vector<insight::ReportRow> whole{out.total};
    share_out(whole);
    out.total = whole.front();
    return out;
}

}  // namespace ol::trade
