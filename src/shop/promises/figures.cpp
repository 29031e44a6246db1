// The kept-rate: counted by the database in groups, gathered and named here.
#include "shop/promises/figures.hpp"

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/promises/rows.hpp"

namespace ol::promises {
namespace {

constexpr std::int64_t quarter_ms = 900'000;  // every zone's day begins at one
constexpr Ms period_max{400 * 86'400'000LL};

std::string_view column_of(By by) {
    switch (by) {
        case By::person:
        case By::department: return "coalesce(owner_id, 0)";
        case By::courier: return "courier";
        case By::kind: return "kind";
        case By::shop: return "coalesce(shop_id, 0)";
        case By::day: return "due_at / 900000";
    }
    return "kind";
}

std::string day_of(std::int64_t quarter, const std::string& tz) {
    const auto local = local_time(from_ms(quarter * quarter_ms), tz);
    if (!local) return "";
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", local->year, local->month, local->day);
    return text;
}

/// What a group of the database counts for in the answer.
std::string group_of(const db::Rows& r, std::size_t row, const FigureQuery& q,
                     const Directory& directory) {
    if (q.by == By::courier || q.by == By::kind) return r.text(row, 0);
    auto id = r.i64(row, 0);
    if (q.by == By::day) return day_of(id, q.tz);
    if (q.by == By::department) {
        const auto at = directory.department_of.find(id);
        id = at == directory.department_of.end() ? 0 : at->second;
    }
    return id == 0 ? "" : std::to_string(id);
}

std::string name_of(const std::string& group, By by, const Directory& directory) {
    const auto& names = by == By::person       ? directory.people
                        : by == By::department ? directory.departments
                                               : directory.shops;
    if (by == By::courier || by == By::kind || by == By::day || group.empty()) return "";
    const auto at = names.find(std::strtoll(group.c_str(), nullptr, 10));
    return at == names.end() ? "" : at->second;
}

/// Worst first; who has no rate yet comes last.
bool before(const KeptRateRow& a, const KeptRateRow& b) {
    const auto rate = [](const KeptRateRow& row) { return row.tally.kept_permille.value_or(1001); };
    if (rate(a) != rate(b)) return rate(a) < rate(b);
    return a.tally.made != b.tally.made ? a.tally.made > b.tally.made : a.group_id < b.group_id;
}

}  // namespace

void add(Tally& t, State state, std::int64_t count) {
    switch (state) {
        case State::open: t.open += count; break;
        case State::kept: t.kept += count; break;
        case State::late: t.late += count; break;
        case State::broken: t.broken += count; break;
        case State::cancelled: t.cancelled += count; return;
    }
    t.made += count;
}

void settle(Tally& t) {
    const auto ended = t.kept + t.late + t.broken;
    if (ended > 0) t.kept_permille = (t.kept * 2000 + ended) / (2 * ended);
}

Result<> check_period(const FigureQuery& q) {
    const auto from = q.filter.due_from.value_or(Time{}), to = q.filter.due_before.value_or(Time{});
    if (from >= to)
        return invalid("promises.period", "due_before", "The period must begin before it ends.");
    if (to - from > period_max)
        return invalid("promises.period", "due_before", "Ask for at most 400 days at once.");
    if (!local_time(from, q.tz))
        return invalid("promises.zone", "tz", "Name a zone as in Europe/Kyiv.");
    return {};
}

KeptRates figures(db::Conn& c, const FigureQuery& q, const Directory& directory) {
    Where w = where_of(q.filter);
    w.sql += " and source <> 'asked'";  // a question to a colleague is no promise to the buyer
    const std::string group(column_of(q.by));
    const auto r = c.run("select " + group + ", state, count(*) from promise" + w.sql +
                             " group by " + group + ", state",
                         w.args);
    KeptRates out{q.by, q.filter.due_from.value_or(Time{}), q.filter.due_before.value_or(Time{})};
    std::map<std::string, Tally> tallies;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto state = from_name<State>(r.text(i, 1)).value_or(State::open);
        add(tallies[group_of(r, i, q, directory)], state, r.i64(i, 2));
        add(out.total, state, r.i64(i, 2));
    }
    settle(out.total);
    for (auto& [id, tally] : tallies) {
        settle(tally);
        out.rows.push_back({id, name_of(id, q.by, directory), tally});
    }
    if (q.by != By::day) std::sort(out.rows.begin(), out.rows.end(), before);
    return out;
}

namespace {

constexpr std::int64_t ms_max = std::int64_t{1} << 53;  // JSON's safe whole numbers

std::vector<State> states_of(const std::string& text) {
    std::vector<State> out;
    for (const auto& part : split(text, ','))
        if (const auto state = from_name<State>(part)) out.push_back(*state);
    return out;
}

/// Its people, of 0 those without a department; a department without people owns nothing.
std::vector<PersonId> people_of(std::int64_t department, const Deps& deps) {
    std::vector<PersonId> out{PersonId{0}};
    const auto known = deps.directory ? deps.directory() : Directory{};
    for (const auto& [person, name] : known.people) {
        const auto at = known.department_of.find(person);
        if ((at == known.department_of.end() ? 0 : at->second) == department)
            out.emplace_back(person);
    }
    return out;
}

}  // namespace

std::vector<http::Param> filter_params() {
    return {http::choice_param<State>("state"),
            "states",
            http::choice_param<Kind>("kind"),
            http::id_param("owner_id"),
            http::id_param("customer_id"),
            http::id_param("order_id"),
            http::id_param("shop_id"),
            http::id_param("department_id"),
            "courier",
            http::choice_param("only", {"unowned", "questions", "no_department", "no_shop"}),
            http::choice_param("courier_none", {"1"}),
            http::number_param("due_from", 0, ms_max),
            http::number_param("due_before", 0, ms_max)};
}

Filter filter_of(const http::Request& r, const Deps& deps) {
    Filter f;
    f.state = from_name<State>(r.query_text("state"));
    f.states = states_of(r.query_text("states"));
    f.kind = from_name<Kind>(r.query_text("kind"));
    if (const auto v = r.query_number("owner_id")) f.owner = PersonId{v};
    if (const auto v = r.query_number("customer_id")) f.customer = CustomerId{v};
    if (const auto v = r.query_number("order_id")) f.order = OrderId{v};
    if (const auto v = r.query_number("shop_id")) f.shop = ShopId{v};
    if (const auto v = r.query_number("department_id")) f.owners = people_of(v, deps);
    if (const auto v = r.query_text("courier"); !v.empty()) f.courier = v;
    if (!r.query_text("courier_none").empty()) f.courier = "";
    if (const auto v = r.query_number("due_from")) f.due_from = from_ms(v);
    if (const auto v = r.query_number("due_before")) f.due_before = from_ms(v);
    f.unowned = r.query_text("only") == "unowned";
    f.questions = r.query_text("only") == "questions";
    f.no_shop = r.query_text("only") == "no_shop";
    if (r.query_text("only") == "no_department") {
        f.owners = people_of(0, deps);
        f.or_unowned = true;
    }
    f.shops.assign(r.who.shops.begin(), r.who.shops.end());
    return f;
}

std::vector<http::Param> figure_params() {
    auto all = filter_params();
    all.push_back(http::choice_param<By>("by"));
    all.emplace_back("tz");
    return all;
}

Result<FigureQuery> figure_query_of(const http::Request& r, const Deps& deps) {
    FigureQuery q;
    q.by = from_name<By>(r.query_text("by")).value_or(By::person);
    q.filter = filter_of(r, deps);
    q.filter.state.reset();
    q.filter.states.clear();
    if (const auto tz = r.query_text("tz"); !tz.empty()) q.tz = tz;
    if (auto ok = check_period(q); !ok) return ok.error();
    return q;
}

}  // namespace ol::promises
