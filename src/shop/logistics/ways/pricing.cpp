// Prices: what a courier told lately is used without asking; else it is asked, each question for
// three seconds at most; what it told earlier and our dated tariff stand in, marked as estimates.
#include <algorithm>

#include "shop/logistics/ways/facts.hpp"

namespace ol::logistics {
namespace {

constexpr Ms fresh_for{6 * 3'600'000}, kept_for{Ms{86'400'000} * 90}, rest_for{60'000};
constexpr Ms together_at_most{6000};  // all questions to one courier

/// Questions that cost the same are one: half kilograms, hundreds of money.
struct Step {
    std::int64_t weight_g, value, cod;
};
std::int64_t up_to(std::int64_t v, std::int64_t step) { return (v + step - 1) / step * step; }
Step step_of(const ParcelFacts& p) {
    return {up_to(p.weight_g, 500), up_to(p.value, 10'000), up_to(p.cod, 10'000)};
}

std::string state_of(const Error& e) {
    if (e.code == "logistics.refused") return "refused";
    return e.code == "logistics.answer" ? "garbage" : "unreachable";
}

std::string told_code(const Error& e) {
    const bool has = !e.params.empty() && e.params.front().first == "code";
    return has ? e.params.front().second : e.code;
}

}  // namespace

/// What the courier told last for such a parcel, else what our tariff says.
void Ways::price_kept(db::Conn& c, const Facts& f, Way& w) const {
    const auto step = step_of(f.parcel);
    const auto& currency = f.order.total.currency;
    const auto r = c.query(R"(select price, days, at from way_price where shop_id = ?1
        and courier = ?2 and service = ?3 and city_ref = ?4 and weight_g = ?5 and value = ?6
        and cod = ?7 and currency = ?8 and at > ?9)",
                           f.order.shop_id, w.courier, w.service, w.city_ref, step.weight_g,
                           step.value, step.cod, currency, f.now - kept_for);
    if (!r.empty()) {
        w.price = Money{r.i64(0, 0), currency};
        w.priced_at = from_ms(r.i64(0, 2));
        w.basis = *w.priced_at > f.now - fresh_for ? PriceBasis::told : PriceBasis::kept;
        if (const auto day = day_of(f.today); day && !r.is_null(0, 1)) {
            w.arrives_on = date_of(*day + static_cast<int>(r.i64(0, 1)));
            w.arrival_told = w.basis == PriceBasis::told;
        }
        return;
    }
    const auto* t = tariff_for(f.tariffs, to_name(w.courier), to_name(w.service), f.today);
    if (!t) return;
    w.price = Money{price_by(*t, f.parcel), currency};
    w.basis = PriceBasis::tariff;
    w.tariff_from = t->valid_from;
}

CourierSaid Ways::ask(const Facts& f, const OpenedAccount& a, std::vector<Way*> ways) {
    CourierSaid said{a.access.courier, "kept", "", {}};
    const Time begun = d_.clock.steady();
    {
        const std::lock_guard lock(mutex_);
        if (const auto it = rests_.find(a.id.value); it != rests_.end() && begun < it->second) {
            said.state = "unreachable";
            return said;
        }
    }
    for (auto* w : ways) {
        if (w->basis == PriceBasis::told || w->refused.code == "no_points") continue;
        if (d_.clock.steady() - begun > together_at_most) break;
        const auto told = ask_one(f, a, *w);
        if (!told) {
            said.state = state_of(told.error()), said.error = told_code(told.error());
            // A refused question says nothing of the next one; silence does.
            if (said.state == "refused") continue;
            const std::lock_guard lock(mutex_);
            rests_[a.id.value] = d_.clock.steady() + rest_for;
            break;
        }
        if (!told->price) continue;
        if (said.state == "kept") said.state = "told";
        keep(f, *w, *told);
        w->price = Money{*told->price, f.order.total.currency};
        w->basis = PriceBasis::told, w->priced_at = f.now, w->tariff_from.clear();
        if (!told->arrives_on) continue;
        w->arrives_on = told->arrives_on, w->arrival_told = true;
        (void)d_.db.read([&](db::Conn& c) -> Result<> {
            arrive(c, f, *w);
            return {};
        });
    }
    return said;
}

Result<Ways::Told> Ways::ask_one(const Facts& f, const OpenedAccount& a, const Way& w) const {
    const auto sender = prices::sender_of(a.sender);
    prices::Question q{
        w.service, w.city_ref, w.point ? w.point->postcode : "", f.parcel,
        f.today.substr(8, 2) + "." + f.today.substr(5, 2) + "." + f.today.substr(0, 4)};
    // Ukrposhta asks for a postcode: any of the city's tells the price.
    if (q.postcode.empty())
        (void)d_.db.read([&](db::Conn& c) -> Result<> {
            const auto r = c.query(R"(select min(postcode) from place_point where courier = ?1
                and city_ref = ?2 and postcode <> '' and closed_at is null)",
                                   w.courier, w.city_ref);
            q.postcode = r.text(0, 0);
            return {};
        });
    const auto price = prices::price(a.access, sender, q);
    if (!price) return Told{};
    const auto body = asking::answer_of(fetch_(*price));
    if (!body) return body.error();
    const auto cost = prices::read_price(w.courier, *body);
    if (!cost) return cost.error();
    Told told{*cost, {}};
    // The price stands without the day.
    if (const auto when = prices::arrival(a.access, sender, q))
        if (const auto answer = asking::answer_of(fetch_(*when)))
            if (auto day = prices::read_arrival(*answer); day && *day >= f.today)
                told.arrives_on = std::move(*day);
    return told;
}

void Ways::keep(const Facts& f, const Way& w, const Told& told) const {
    const auto step = step_of(f.parcel);
    const auto today = day_of(f.today);
    std::optional<std::int64_t> days;
    if (told.arrives_on && today)
        if (const auto day = day_of(*told.arrives_on)) days = *day - *today;
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(R"(insert into way_price (shop_id, courier, service, city_ref, weight_g, value, cod,
            price, currency, days, at) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)
            on conflict (shop_id, courier, service, city_ref, weight_g, value, cod)
            do update set price = ?8, currency = ?9, days = ?10, at = ?11)",
                f.order.shop_id, w.courier, w.service, w.city_ref, step.weight_g, step.value,
                step.cod, *told.price, f.order.total.currency, days, f.now);
        return {};
    });
}

}  // namespace ol::logistics
