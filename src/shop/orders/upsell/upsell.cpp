// The card of what fits, what became of it, and the figures.
#include "shop/orders/upsell/upsell.hpp"

#include <algorithm>
#include <map>

#include "platform/base/names.hpp"

namespace ol::orders {
namespace {

constexpr std::size_t asked_goods_max = 10;  // of an order with more lines the first ones
constexpr std::int64_t always_there = 1;     // goods that nobody counts

bool editable_now(DeskState s) {
    return s == DeskState::new_ || s == DeskState::calling || s == DeskState::hold ||
           s == DeskState::no_contact || s == DeskState::confirmed;
}

std::string name_in(const std::map<std::string, std::string>& names, const std::string& language,
                    const std::string& sku) {
    if (const auto at = names.find(language); at != names.end()) return at->second;
    return names.empty() ? sku : names.begin()->second;
}

void add_sum(std::vector<Money>& to, const Money& more) {
    for (auto& m : to)
        if (m.currency == more.currency) {
            if (auto sum = ol::add(m, more)) m = *sum;
            return;
        }
    to.push_back(more);
}

/// Of several goods that lead to the same article the one it was bought with most.
struct Found {
    std::int64_t together = 0, accessory = 0;
    std::string with;
};

void find_pairs(db::Conn& c, const Order& o, const OrderLine& line,
                std::map<std::string, Found>& into) {
    const auto r = c.query(R"(select other, orders from upsell_pair where shop_id = ?1 and sku = ?2
        order by orders desc limit ?3)",
                           o.shop_id, line.sku, candidates_max);
    for (std::size_t i = 0; i < r.size(); ++i) {
        auto& found = into[r.text(i, 0)];
        if (r.i64(i, 1) <= found.together) continue;
        found.together = r.i64(i, 1), found.with = line.name;
    }
}

void find_series(db::Conn& c, const Order& o, const OrderLine& line,
                 std::map<std::string, Found>& into) {
    const auto series = series_of(line.sku);
    if (series.empty()) return;
    const auto r = c.query(
        "select sku from upsell_series where shop_id = ?1 and series = ?2 order by product_id "
        "limit ?3",
        o.shop_id, series, candidates_max);
    for (std::size_t i = 0; i < r.size(); ++i) {
        auto& found = into[r.text(i, 0)];
        const auto most = accessory_most(line.price.minor);
        if (most <= found.accessory) continue;
        found.accessory = most;
        if (found.together < together_min) found.with = line.name;
    }
}

/// The most often bought first, then the rest: only so many are looked up in the catalogue.
std::vector<std::pair<std::string, Found>> best_first(std::map<std::string, Found> found) {
    std::vector<std::pair<std::string, Found>> out(found.begin(), found.end());
    std::ranges::stable_sort(out, std::greater<>{},
                             [](const auto& f) { return f.second.together; });
    if (std::cmp_greater(out.size(), candidates_max)) out.resize(candidates_max);
    return out;
}

Error nothing_fits() {
    auto e = conflict("orders.fit", "This does not fit to the order any more; look again.");
    e.field = "sku";
    return e;
}

}  // namespace

std::vector<FitCandidate> Upsell::candidates(db::Conn& c, const Order& o) const {
    std::map<std::string, Found> found;
    std::set<std::string> asked;
    for (const auto& line : o.lines) {
        if (line.sku.empty() || asked.size() == asked_goods_max) continue;
        if (!asked.insert(line.sku).second) continue;
        find_pairs(c, o, line, found);
        find_series(c, o, line, found);
    }
    std::vector<FitCandidate> out;
    const auto language = d_.language ? d_.language(o.shop_id) : std::string();
    for (const auto& [sku, one] : best_first(std::move(found))) {
        if (asked.contains(sku)) continue;
        const auto id = d_.catalogue.by_sku(c, o.shop_id, sku);
        const auto product =
            id ? d_.catalogue.product(c, *id) : Result<catalogue::CatalogueProduct>(nothing_fits());
        if (!product || !product->active || product->price.currency != o.total.currency) continue;
        out.push_back({sku, name_in(product->names, language, sku), product->price.minor,
                       one.together, one.with, one.accessory,
                       product->stock_kept ? product->available : always_there});
    }
    return out;
}

RankedFits Upsell::ranked(db::Conn& c, const Order& o, Time now) const {
    FitAsk ask;
    ask.total = o.total.minor, ask.editable = editable_now(o.desk_state);
    for (const auto& line : o.lines) ask.in_order.insert(line.sku);
    const auto refused = c.query(R"(select u.sku, u.ended_at from upsell_offer u
        join shop_order o on o.id = u.order_id where o.customer_id = ?1 and u.state = 'refused')",
                                 o.customer_id);
    for (std::size_t i = 0; i < refused.size(); ++i) {
        ask.declined.insert(refused.text(i, 0));
        ask.refusals += from_ms(refused.i64(i, 1)) > now - refusals_within;
    }
    ask.complaint = d_.complains && d_.complains(c, o);
    auto out = rank_fits({}, ask);
    if (out.why_not != NoFit::nothing) return out;
    return rank_fits(candidates(c, o), ask);
}

Result<FitCard> Upsell::card(db::Conn& c, OrderId id, Time now) const {
    const auto o = d_.orders.order(c, id);
    if (!o) return o.error();
    const auto now_fits = ranked(c, *o, now);
    FitCard out;
    out.why_not = now_fits.why_not;
    for (const auto& f : now_fits.fits)
        out.items.push_back({f.sku,
                             f.name,
                             {f.price, o->total.currency},
                             f.available,
                             f.reason,
                             f.reason == FitReason::bought_together ? f.together : 0,
                             f.with});
    const auto r = c.query(
        "select sku, name, state, price, currency from upsell_offer where order_id = ?1 and state "
        "<> 'offered' order by id",
        id);
    for (std::size_t i = 0; i < r.size(); ++i)
        out.said.push_back({r.text(i, 0),
                            r.text(i, 1),
                            from_name<FitState>(r.text(i, 2)).value_or(FitState::offered),
                            {r.i64(i, 3), r.text(i, 4)}});
    return out;
}

void Upsell::note(db::Tx& tx, const Order& o, const RankedFit& fit, ContactId contact,
                  PersonId by) const {
    tx.exec(R"(insert into upsell_offer (id, order_id, shop_id, sku, name, reason, together, state,
        price, currency, person_id, contact_id, offered_at, ended_at) values (?1,?2,?3,?4,?5,?6,?7,
        'offered',?8,?9,?10,?11,?12,null) on conflict (order_id, sku) do nothing)",
            d_.ids.next(), o.id, o.shop_id, fit.sku, fit.name, fit.reason, fit.together, fit.price,
            o.total.currency, by, contact, tx.now);
}

Result<> Upsell::shown(db::Tx& tx, OrderId id, const FitsShown& in, PersonId by) const {
    const auto o = d_.orders.order(tx.conn, id);
    if (!o) return o.error();
    for (const auto& fit : ranked(tx.conn, *o, tx.now).fits)
        if (std::ranges::find(in.skus, fit.sku) != in.skus.end())
            note(tx, *o, fit, in.contact_id.value_or(ContactId{}), by);
    return {};
}

Result<> Upsell::answer(db::Tx& tx, OrderId id, std::int64_t version, const FitAnswer& in,
                        PersonId by) const {
    if (in.result == FitState::offered)
        return invalid("orders.fit", "result", "Say whether he took or refused it.");
    const auto o = d_.orders.order(tx.conn, id);
    if (!o) return o.error();
    const auto fits = ranked(tx.conn, *o, tx.now).fits;
    const auto fit = std::ranges::find(fits, in.sku, &RankedFit::sku);
    if (fit == fits.end()) return nothing_fits();
    note(tx, *o, *fit, in.contact_id.value_or(ContactId{}), by);
    tx.exec(R"(update upsell_offer set state = ?3, person_id = ?4, price = ?5, ended_at = ?6
        where order_id = ?1 and sku = ?2)",
            id, in.sku, in.result, by, fit->price, tx.now);
    tx.journal({"order.fit_" + std::string(to_name(in.result)), id.value, by.value,
                "{\"minor\":" + std::to_string(fit->price) + "}"});
    if (in.result == FitState::refused) return {};
    CheckRequest edit{CheckField::product, CheckResult::changed};
    edit.lines = {{{}, 1, Money{fit->price, o->total.currency}, fit->sku, fit->name}};
    edit.contact_id = in.contact_id;
    return d_.orders.check(tx, id, version, edit, by);
}

FitFigures Upsell::figures(db::Conn& c, Time from, Time to,
                           const std::set<std::int64_t>& shops) const {
    const auto r = c.query(R"(select person_id, sku, name, state, price, currency, shop_id
        from upsell_offer where offered_at >= ?1 and offered_at < ?2 order by id limit 100000)",
                           from, to);
    std::map<std::int64_t, FitCount> people;
    std::map<std::string, FitCount> goods;
    for (std::size_t i = 0; i < r.size(); ++i) {
        if (!shops.empty() && !shops.contains(r.i64(i, 6))) continue;
        auto &person = people[r.i64(i, 0)], &thing = goods[r.text(i, 1)];
        person.person = PersonId{r.i64(i, 0)};
        thing.sku = r.text(i, 1), thing.name = r.text(i, 2);
        const auto state = from_name<FitState>(r.text(i, 3)).value_or(FitState::offered);
        for (auto* count : {&person, &thing}) {
            ++count->offered;
            count->taken += state == FitState::taken;
            count->refused += state == FitState::refused;
            if (state == FitState::taken) add_sum(count->sum, {r.i64(i, 4), r.text(i, 5)});
        }
    }
    FitFigures out;
    for (auto& [id, one] : people) {
        if (d_.person_name) one.person_name = d_.person_name(c, {id});
        out.people.push_back(std::move(one));
    }
    for (auto& [sku, one] : goods) out.goods.push_back(std::move(one));
    std::ranges::stable_sort(out.people, std::greater<>{}, &FitCount::taken);
    std::ranges::stable_sort(out.goods, std::greater<>{}, &FitCount::taken);
    return out;
}

}  // namespace ol::orders
