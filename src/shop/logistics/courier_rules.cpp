// Couriers' rules as they are kept: every version stays, the newest in force holds for what is
// handed over from its day on.
#include <algorithm>
#include <map>
#include <tuple>

#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

RuleState state_of(const CourierRule& rule, int today) {
    const auto to = day_of(rule.valid_to);
    if (day_of(rule.valid_from).value_or(0) > today) return RuleState::coming;
    return to && *to < today ? RuleState::ended : RuleState::in_force;
}

/// Newest first within courier, service and city; only the first that has begun is in force.
void tell_states(std::vector<RuleRow>& rows, const std::map<std::int64_t, int>& today) {
    const auto key = [](const RuleRow& r) {
        return std::tie(r.shop_id.value, r.rule.courier, r.rule.service, r.rule.city);
    };
    std::ranges::sort(rows, [&](const RuleRow& x, const RuleRow& y) {
        if (key(x) != key(y)) return key(x) < key(y);
        return std::tie(x.rule.valid_from, x.rule.version) >
               std::tie(y.rule.valid_from, y.rule.version);
    });
    bool begun = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == 0 || key(rows[i]) != key(rows[i - 1])) begun = false;
        rows[i].state = state_of(rows[i].rule, today.at(rows[i].shop_id.value));
        if (begun && rows[i].state == RuleState::in_force) rows[i].state = RuleState::superseded;
        begun = begun || rows[i].state == RuleState::in_force;
    }
}

}  // namespace

std::string Logistics::today(ShopId shop, Time now) const {
    const auto l = local_time(now, d_.zone ? d_.zone(shop) : "UTC");
    if (!l) return "1970-01-01";
    const auto two = [](int v) { return (v < 10 ? "0" : "") + std::to_string(v); };
    return std::to_string(l->year) + "-" + two(l->month) + "-" + two(l->day);
}

/// What was agreed when a parcel left cannot be written anew: a later version begins today at the
/// earliest. The first of its kind may begin before, for the parcels that are under way.
Result<RuleRow> Logistics::add_rule(const NewRule& in, PersonId by) {
    if (auto ok = check_rule(in.rule); !ok) return ok.error();
    if (!from_name<Courier>(in.rule.courier))
        return invalid("logistics.rule", "courier", "No such courier.");
    return d_.db.write_as<RuleRow>([&](db::Tx& tx) -> Result<RuleRow> {
        RuleRow row{d_.ids.next_id<RuleId>(), in.shop_id, in.rule};
        const auto had = rules(tx.conn, {in.shop_id.value});
        const auto same = [&](const RuleRow& r) {
            return r.rule.courier == in.rule.courier && r.rule.service == in.rule.service &&
                   r.rule.city == in.rule.city;
        };
        if (std::ranges::any_of(had, same) && in.rule.valid_from < today(in.shop_id, tx.now))
            return invalid("logistics.rule_past", "valid_from",
                           "A new version begins today or later; what has left keeps its rule.");
        row.rule.version = static_cast<std::int64_t>(had.size()) + 1;
        tx.exec(R"(insert into courier_rule (id, shop_id, courier, valid_from, rule, person_id, at)
            values (?1,?2,?3,?4,?5,?6,?7))",
                row.id, row.shop_id, row.rule.courier, row.rule.valid_from, json::write(row.rule),
                by, tx.now);
        tx.journal({"courier.rule_added", row.id.value, by.value, "{}"});
        for (auto& fresh : rules(tx.conn, {in.shop_id.value}))
            if (fresh.id == row.id) row = std::move(fresh);
        return row;
    });
}

std::vector<RuleRow> Logistics::rules(db::Conn& c, const std::set<std::int64_t>& shops) const {
    const auto r = c.query("select id, shop_id, rule, person_id, at from courier_rule order by id");
    std::vector<RuleRow> out;
    std::map<std::int64_t, int> days;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const ShopId shop{r.i64(i, 1)};
        auto rule = json::read<CourierRule>(r.text(i, 2));
        if (!rule || (!shops.empty() && !shops.contains(shop.value))) continue;
        RuleRow row{{r.i64(i, 0)}, shop, std::move(*rule)};
        if (d_.person_name) row.added_by = d_.person_name(c, {r.i64(i, 3)});
        row.added_at = from_ms(r.i64(i, 4));
        if (!days.contains(shop.value))
            days[shop.value] = day_of(today(shop, d_.clock.now())).value_or(0);
        out.push_back(std::move(row));
    }
    tell_states(out, days);
    return out;
}

CourierRule Logistics::rule_of(db::Conn& c, const Parcel& p, Time now) const {
    std::vector<CourierRule> all;
    for (auto& row : rules(c, {p.shop.value}))
        if (row.rule.courier == to_name(p.courier)) all.push_back(std::move(row.rule));
    const int handed_over = day_of(today(p.shop, p.created_at)).value_or(0);
    const int at = day_of(today(p.shop, now)).value_or(0);
    if (const auto* rule = rule_for(all, p.service, p.city, handed_over, at)) return *rule;
    CourierRule none;
    none.courier = to_name(p.courier);
    return none;
}

}  // namespace ol::logistics
