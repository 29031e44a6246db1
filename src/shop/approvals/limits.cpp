// Limits as they are kept, and what of them holds for a person.
#include <algorithm>

#include "shop/approvals/approvals.hpp"

namespace ol::approvals {
namespace {

constexpr auto sql_limits = R"(select id, shop_id, role, person_id, money, attempts, days,
    answer_min, valid_from, added_by, added_at from own_limit)";

std::optional<std::int64_t> maybe(const db::Rows& r, std::size_t i, int column) {
    return r.is_null(i, column) ? std::nullopt : std::optional(r.i64(i, column));
}

LimitRow row_of(const db::Rows& r, std::size_t i) {
    LimitRow row{{r.i64(i, 0)}, {r.i64(i, 1)}, r.text(i, 2)};
    if (!r.is_null(i, 3)) row.person_id = PersonId{r.i64(i, 3)};
    row.most = {maybe(r, i, 4), maybe(r, i, 5), maybe(r, i, 6)};
    row.answer_min = r.i64(i, 7), row.valid_from = r.text(i, 8);
    row.added_at = from_ms(r.i64(i, 10));
    return row;
}

}  // namespace

std::string Approvals::today(ShopId shop, Time now) const {
    const auto zone = d_.zone ? d_.zone(shop) : std::string("UTC");
    const auto l = local_time(now, zone);
    if (!l) return "1970-01-01";
    const auto two = [](int v) { return (v < 10 ? "0" : "") + std::to_string(v); };
    return std::to_string(l->year) + "-" + two(l->month) + "-" + two(l->day);
}

std::vector<LimitRow> Approvals::limits(db::Conn& c, const std::set<std::int64_t>& shops,
                                        Time now) const {
    const auto r = c.query(sql_limits);
    std::map<std::int64_t, std::vector<LimitRow>> by_shop;  // each shop has a day of its own
    for (std::size_t i = 0; i < r.size(); ++i) {
        auto row = row_of(r, i);
        if (!shops.empty() && !shops.contains(row.shop_id.value)) continue;
        if (d_.person_name) {
            row.added_by = d_.person_name(c, {r.i64(i, 9)});
            if (row.person_id) row.person_name = d_.person_name(c, *row.person_id);
        }
        by_shop[row.shop_id.value].push_back(std::move(row));
    }
    std::vector<LimitRow> out;
    for (auto& [shop, rows] : by_shop) {
        tell_states(rows, today({shop}, now));
        std::ranges::move(rows, std::back_inserter(out));
    }
    return out;
}

Holds Approvals::holds(db::Conn& c, ShopId shop, PersonId person, Time now) const {
    if (!d_.superior || !d_.superior(person, now)) return {};
    const auto r = c.query(std::string(sql_limits) + " where shop_id = ?1", shop);
    std::vector<LimitRow> rows;
    for (std::size_t i = 0; i < r.size(); ++i) rows.push_back(row_of(r, i));
    tell_states(rows, today(shop, now));
    return holds_for(rows, person, d_.roles ? d_.roles(person) : std::vector<std::string>{});
}

std::vector<Over> Approvals::over(db::Conn& c, ShopId shop, PersonId person, const Asked& asked,
                                  Time now) const {
    return approvals::over(holds(c, shop, person, now).most, asked);
}

std::string Approvals::above_name(db::Conn& c, PersonId person, Time now) const {
    const auto boss = d_.superior ? d_.superior(person, now) : std::nullopt;
    return boss && d_.person_name ? d_.person_name(c, *boss) : std::string();
}

Result<LimitRow> Approvals::add_limit(const NewLimit& in, PersonId by) const {
    LimitRow row{d_.ids.next_id<LimitId>(), in.shop_id, in.role, in.person_id};
    row.most = in.most, row.answer_min = in.answer_min, row.valid_from = in.valid_from;
    if (auto ok = check_limit(row); !ok) return ok.error();
    if (!in.shop_id || (d_.known_shop && !d_.known_shop(in.shop_id)))
        return invalid("approvals.limits", "shop_id", "There is no such shop.");
    if (!in.role.empty() && d_.known_role && !d_.known_role(in.role))
        return invalid("approvals.limits", "role", "There is no such role.");
    if (in.person_id && d_.works_in && !d_.works_in(*in.person_id, in.shop_id))
        return invalid("approvals.limits", "person_id", "Nobody of that id works for this shop.");
    return d_.db.write_as<LimitRow>([&](db::Tx& tx) -> Result<LimitRow> {
        if (auto ok = check_begin(row.valid_from, today(row.shop_id, tx.now)); !ok)
            return ok.error();
        tx.exec(R"(insert into own_limit (id, shop_id, role, person_id, money, attempts, days,
            answer_min, valid_from, added_by, added_at) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,
            ?11))",
                row.id, row.shop_id, row.role, row.person_id, row.most.money, row.most.attempts,
                row.most.days, row.answer_min, row.valid_from, by, tx.now);
        tx.journal({"limit.added", row.id.value, by.value,
                    R"({"shop":")" + std::to_string(row.shop_id.value) + R"("})"});
        for (auto& kept : limits(tx.conn, {row.shop_id.value}, tx.now))
            if (kept.id == row.id) return kept;
        return row;
    });
}

}  // namespace ol::approvals
