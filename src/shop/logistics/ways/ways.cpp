// The list: from the directory, the prices that are kept, the rules and our own parcels; then the
// couriers are asked, if that is wanted, and whatever they answer the list stands.
#include "shop/logistics/ways/ways.hpp"

#include <algorithm>

#include "platform/base/text.hpp"
#include "shop/logistics/ways/facts.hpp"
#include "shop/orders/address.hpp"

namespace ol::logistics {
namespace {

constexpr std::int64_t usual_weight_g = 1000;

constexpr std::array services{Service::branch, Service::locker, Service::door};

PointKind kind_of(Service s) {
    return s == Service::locker ? PointKind::locker : PointKind::branch;
}

/// The statuses in which a parcel's way has ended.
constexpr std::string_view ended =
    "s.status in ('delivered','partly_delivered','refused','returning','returned','lost')";

Tally tally(db::Conn& c, const std::string& from, const std::vector<db::Value>& args) {
    const auto r = c.run(
        "select coalesce(sum(case when t.status in ('delivered','partly_delivered') and not exists "
        "(select 1 from delivery_attempt a where a.shipment_id = t.id) then 1 else 0 end), 0), "
        "count(*) from (select s.id, s.status from " +
            from + " and " + std::string(ended) + " order by s.created_at desc limit " +
            std::to_string(parcels_looked_at) + ") t",
        args);
    return {r.i64(0, 0), r.i64(0, 1)};
}

}  // namespace

std::string Ways::today(ShopId shop, Time now) const {
    const auto l = local_time(now, d_.zone ? d_.zone(shop) : "UTC");
    if (!l) return "1970-01-01";
    const auto two = [](int v) { return (v < 10 ? "0" : "") + std::to_string(v); };
    return std::to_string(l->year) + "-" + two(l->month) + "-" + two(l->day);
}

Result<Ways::Facts> Ways::facts(db::Conn& c, OrderId id, const WayQuery& q) const {
    const auto order = d_.orders.order(c, id);
    if (!order) return order.error();
    Facts f;
    f.order = *order;
    f.asked = q;
    f.now = d_.clock.now();
    f.tz = d_.zone ? d_.zone(order->shop_id) : "UTC";
    f.today = today(order->shop_id, f.now);
    if (d_.leaving) f.city = d_.leaving(c, id).city;
    for (auto& a : opened_accounts(c, d_))
        if (a.shop == order->shop_id && has_directory(a.access.courier))
            f.accounts.push_back(std::move(a));
    f.parcel.weight_g = q.weight_g;
    for (const auto& a : f.accounts)
        if (f.parcel.weight_g == 0) f.parcel.weight_g = prices::sender_of(a.sender).weight_g;
    if (f.parcel.weight_g == 0) f.parcel.weight_g = usual_weight_g;
    f.parcel.value = order->total.minor;
    f.parcel.cod = order->cod_due.minor;
    f.chosen = chosen(c, *order);
    if (f.chosen && q.masked) f.chosen->point_ref.clear(), f.chosen->point_number.clear();
    for (const auto& t : tariffs(c, {order->shop_id.value})) f.tariffs.push_back(t.tariff);
    return f;
}

Result<WayList> Ways::ways(OrderId id, const WayQuery& q) {
    WayList out;
    Facts f;
    std::vector<std::pair<OpenedAccount, std::size_t>> spans;  // an account and where its ways end
    auto read = d_.db.read([&](db::Conn& c) -> Result<> {
        auto found = facts(c, id, q);
        if (!found) return found.error();
        f = std::move(*found);
        out = {id, f.city, {}, f.parcel.weight_g, q.weight_g == 0, {}, {}, f.chosen};
        std::set<Courier> couriers;
        for (const auto& a : f.accounts) couriers.insert(a.access.courier);
        if (!couriers.empty()) out.cities = directory_->cities(c, f.city, couriers).items;
        const auto cards = directory_->cards(c);
        for (const auto& a : f.accounts) {
            const auto courier = a.access.courier;
            auto ref = q.cities.contains(courier) ? q.cities.at(courier) : std::string();
            if (q.cities.empty() && !out.cities.empty())
                for (const auto& at : out.cities.front().at)
                    if (at.courier == courier) ref = at.ref;
            const auto city = directory_->city(c, courier, ref);
            CourierSaid said{courier, city ? "kept" : "no_city", "", {}};
            for (const auto& card : cards)
                if (card.courier == courier) said.directory_at = card.ended_at;
            out.couriers.push_back(said);
            if (city)
                for (auto& w : list(c, f, a, *city)) out.ways.push_back(std::move(w));
            spans.emplace_back(a, out.ways.size());
        }
        return {};
    });
    if (!read) return read.error();
    for (std::size_t n = 0, from = 0; n < spans.size(); from = spans[n++].second) {
        std::vector<Way*> of;
        for (auto i = from; i < spans[n].second; ++i) of.push_back(&out.ways[i]);
        if (!q.ask || of.empty()) continue;
        const auto said = ask(f, spans[n].first, of);
        out.couriers[n].state = said.state, out.couriers[n].error = said.error;
    }
    std::vector<WayFacts> rows;
    for (const auto& w : out.ways)
        rows.push_back({w.price ? std::optional(w.price->minor) : std::nullopt, w.arrives_on,
                        w.reliability, !w.refused.code.empty()});
    std::vector<Way> sorted;
    for (const auto i : ranked(rows)) {
        sorted.push_back(std::move(out.ways[i]));
        sorted.back().rank = std::ssize(sorted);
    }
    out.ways = std::move(sorted);
    return out;
}

std::vector<Way> Ways::list(db::Conn& c, const Facts& f, const OpenedAccount& a,
                            const City& city) const {
    std::vector<Way> out;
    for (const auto service : services) {
        Way w;
        w.courier = a.access.courier, w.service = service;
        w.city_ref = city.ref, w.city = city.name;
        if (service != Service::door) {
            count_points(c, f, w);
            // A courier without lockers in this city has no such way, and it is not told of.
            if (w.points == 0 && service == Service::locker) continue;
            w.point = meant(c, f, w.courier, service, city.ref);
            if (w.points == 0)
                w.refused = {"no_points", 0};
            else if (w.takes == 0)
                w.refused = {"no_point_takes", 0};
            else if (w.point)
                w.refused = w.point->refused;
        }
        count_parcels(c, city, w);
        price_kept(c, f, w);
        arrive(c, f, w);
        out.push_back(std::move(w));
    }
    return out;
}

/// The point that was asked about, else the chosen one, else the one whose number the order's
/// address names.
std::optional<FoundPoint> Ways::meant(db::Conn& c, const Facts& f, Courier courier, Service service,
                                      const std::string& city_ref) const {
    const auto as_found = [&](const std::string& ref) -> std::optional<FoundPoint> {
        const auto kept = directory_->point(c, courier, ref);
        if (!kept || kept->point.kind != kind_of(service) || kept->point.city_ref != city_ref)
            return std::nullopt;
        const auto& p = kept->point;
        FoundPoint out{courier, p.ref, p.city_ref, p.kind, p.number, p.name, p.address, p.postcode};
        out.closed = kept->closed;
        out.refused = kept->closed ? Refusal{"closed", 0} : refusal(p.limits, f.parcel);
        return out;
    };
    if (f.asked.point && f.asked.point->first == courier)
        if (auto p = as_found(f.asked.point->second)) return p;
    if (f.asked.masked) return std::nullopt;
    if (f.chosen && f.chosen->courier == courier)
        if (auto p = as_found(f.chosen->point_ref)) return p;
    const auto wanted = service == Service::locker ? orders::DeliveryMethod::locker
                                                   : orders::DeliveryMethod::branch;
    const auto numbers = orders::address_norm(f.order.address, f.city).numbers;
    if (f.order.delivery_method != wanted || numbers.empty()) return std::nullopt;
    PointQuery q{courier, city_ref, numbers.front(), kind_of(service), f.parcel, 1};
    for (auto& p : directory_->points(c, q).items)
        if (p.number == numbers.front()) return p;
    return std::nullopt;
}

void Ways::count_points(db::Conn& c, const Facts& f, Way& w) const {
    const std::string cod = f.parcel.cod > 0 ? "takes_cod" : "1 = 1";
    const auto r = c.query(
        R"(select count(*), coalesce(sum(case when (weight_max_g = 0 or weight_max_g >= ?4)
        and (value_max = 0 or value_max >= ?5) and )" +
            cod + R"( then 1 else 0 end), 0) from place_point
        where courier = ?1 and city_ref = ?2 and kind = ?3 and closed_at is null)",
        w.courier, w.city_ref, kind_of(w.service), f.parcel.weight_g, f.parcel.value);
    w.points = r.i64(0, 0), w.takes = r.i64(0, 1);
}

/// Our own parcels, the newest first: to this point, to this city, by this courier at all.
void Ways::count_parcels(db::Conn& c, const City& city, Way& w) const {
    const auto courier = db::to_value(w.courier), service = db::to_value(w.service);
    Tally point, in_city;
    if (w.point)
        point = tally(c,
                      "order_way y join shipment s on s.order_id = y.order_id and s.courier = "
                      "y.courier where y.courier = ?1 and y.point_ref = ?2",
                      {courier, db::to_value(w.point->ref)});
    std::vector<db::Value> args{courier, service, db::to_value(city.name)};
    std::string names = "?3";
    for (const auto& s : city.spellings) {
        args.push_back(s);
        names += ",?" + std::to_string(args.size());
    }
    in_city =
        tally(c, "shipment s where s.courier = ?1 and s.service = ?2 and s.city in (" + names + ")",
              args);
    const auto at_all =
        tally(c, "shipment s where s.courier = ?1 and s.service = ?2", {courier, service});
    w.reliability = reliability_of(point, in_city, at_all);
}

/// By the courier's rule in force: the day it delivers what is ordered now, and its first slot.
void Ways::arrive(db::Conn& c, const Facts& f, Way& w) const {
    const auto r = c.query("select rule from courier_rule where shop_id = ?1 and courier = ?2",
                           f.order.shop_id, w.courier);
    std::vector<CourierRule> rules;
    for (std::size_t i = 0; i < r.size(); ++i)
        if (auto one = json::read<CourierRule>(r.text(i, 0))) rules.push_back(std::move(*one));
    const auto day = day_of(f.today);
    const auto local = local_time(f.now, f.tz);
    if (!day || !local) return;
    const auto* rule = rule_for(rules, to_name(w.service), w.city, *day, *day);
    if (!rule) return;
    if (!w.arrives_on)
        w.arrives_on = date_of(delivery_day(*rule, *day, local->hour * 60 + local->minute));
    if (w.service != Service::door || rule->slots.empty()) return;
    const auto& arrives = *w.arrives_on;
    const auto at = [&](int minute) -> std::optional<Time> {
        const LocalTime l{std::stoi(arrives.substr(0, 4)),
                          std::stoi(arrives.substr(5, 2)),
                          std::stoi(arrives.substr(8, 2)),
                          minute / 60,
                          minute % 60,
                          0};
        const auto t = from_local(l, f.tz);
        return t ? std::optional(*t) : std::nullopt;
    };
    for (const auto& slot : rule->slots) {
        w.slot_from = at(slot.from_minute), w.slot_to = at(slot.to_minute);
        if (w.slot_from && *w.slot_from > f.now) return;
    }
    w.slot_from.reset(), w.slot_to.reset();
}

}  // namespace ol::logistics
