// A way is chosen: it becomes the order's address as the buyer wants it, with its change set; the
// way stands beside it and goes to the waybill as long as the address is what it was.
#include "shop/logistics/ways/facts.hpp"

namespace ol::logistics {
namespace {

orders::DeliveryMethod method_of(Service s) {
    switch (s) {
        case Service::door: return orders::DeliveryMethod::courier;
        case Service::branch: return orders::DeliveryMethod::branch;
        case Service::locker: return orders::DeliveryMethod::locker;
    }
    return orders::DeliveryMethod::courier;
}

Error no_point(std::string why, std::int64_t limit) {
    auto e = conflict("logistics.point", "This point cannot be chosen: " + why + ".");
    e.params = {{"why", std::move(why)}, {"limit", std::to_string(limit)}};
    return e;
}

/// "Київ, Відділення №12: вул. Січова, 4": whole without the city beside it.
std::string address_of(const City& city, const Point& point) {
    return city.name + ", " + point.name +
           (point.address.empty() || point.name.find(',') != std::string::npos
                ? ""
                : " (" + point.address + ")");
}

}  // namespace

Result<> Ways::choose(OrderId id, std::int64_t version, const ChooseWay& in, PersonId by) {
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        WayQuery q;
        q.weight_g = in.weight_g;
        auto f = facts(tx.conn, id, q);
        if (!f) return f.error();
        const auto city = directory_->city(tx.conn, in.courier, in.city_ref);
        if (!city)
            return invalid("logistics.city", "city_ref",
                           "Choose a city of the courier's directory.");
        Way w;
        w.courier = in.courier, w.service = in.service, w.city_ref = city->ref, w.city = city->name;
        orders::CheckRequest check{orders::CheckField::address, orders::CheckResult::changed};
        check.delivery_method = method_of(in.service), check.city = city->name;
        check.contact_id = in.contact_id;
        check.value = in.address.value_or(f->order.address);
        Point point;
        if (in.service != Service::door) {
            const auto kept = directory_->point(tx.conn, in.courier, in.point_ref);
            const auto kind = in.service == Service::locker ? PointKind::locker : PointKind::branch;
            if (!kept || kept->point.city_ref != city->ref || kept->point.kind != kind)
                return no_point("unknown", 0);
            if (kept->closed) return no_point("closed", 0);
            point = kept->point;
            if (const auto no = refusal(point.limits, f->parcel); !no.code.empty())
                return no_point(no.code, no.limit);
            check.value = address_of(*city, point);
        }
        if (auto ok = d_.orders.check(tx, id, version, check, by); !ok) return ok;
        if (in.slot_from || in.slot_to) {
            orders::CheckRequest slot{orders::CheckField::delivery_time,
                                      orders::CheckResult::changed};
            slot.delivery_from = in.slot_from, slot.delivery_to = in.slot_to;
            slot.contact_id = in.contact_id;
            const auto now = d_.orders.order(tx.conn, id);
            if (auto ok = d_.orders.check(tx, id, now->version, slot, by); !ok) return ok;
        }
        price_kept(tx.conn, *f, w);
        arrive(tx.conn, *f, w);
        const auto address = d_.orders.order(tx.conn, id)->address;
        tx.exec("delete from order_way where order_id = ?1", id);
        tx.exec(R"(insert into order_way (order_id, courier, service, city_ref, city, region,
            point_ref, point_number, address, price, currency, basis, arrives_on, person_id, at)
            values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15))",
                id, in.courier, in.service, city->ref, city->name, city->region, point.ref,
                point.number, address, w.price ? std::optional(w.price->minor) : std::nullopt,
                f->order.total.currency, w.basis, w.arrives_on.value_or(""), by, tx.now);
        tx.journal({"order.way_chosen", id.value, by.value,
                    R"({"courier":")" + std::string(to_name(in.courier)) + R"(","service":")" +
                        std::string(to_name(in.service)) + R"("})"});
        return {};
    });
}

std::optional<ChosenWay> Ways::chosen(db::Conn& c, const orders::Order& order) const {
    const auto r = c.query(R"(select courier, service, city_ref, city, point_ref, point_number,
        address, price, currency, basis, arrives_on, person_id, at from order_way
        where order_id = ?1)",
                           order.id);
    if (r.empty()) return std::nullopt;
    ChosenWay w;
    w.courier = from_name<Courier>(r.text(0, 0)).value_or(Courier::novaposhta);
    w.service = from_name<Service>(r.text(0, 1)).value_or(Service::branch);
    w.city_ref = r.text(0, 2), w.city = r.text(0, 3), w.point_ref = r.text(0, 4);
    w.point_number = r.text(0, 5);
    if (!r.is_null(0, 7)) w.price = Money{r.i64(0, 7), r.text(0, 8)};
    w.basis = from_name<PriceBasis>(r.text(0, 9)).value_or(PriceBasis::none);
    if (!r.text(0, 10).empty()) w.arrives_on = r.text(0, 10);
    if (d_.person_name) w.by_name = d_.person_name(c, {r.i64(0, 11)});
    w.at = from_ms(r.i64(0, 12));
    w.stands = r.text(0, 6) == order.address;
    return w;
}

Result<> Ways::add_tariff(const TariffRow& in, PersonId by) {
    if (auto ok = check_tariff(in.tariff); !ok) return ok;
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(R"(insert into way_tariff (id, shop_id, courier, valid_from, tariff, person_id, at)
            values (?1,?2,?3,?4,?5,?6,?7))",
                d_.ids.next(), in.shop_id, in.tariff.courier, in.tariff.valid_from,
                json::write(in.tariff), by, tx.now);
        tx.journal({"courier.tariff_added", in.shop_id.value, by.value, "{}"});
        return {};
    });
}

std::vector<TariffRow> Ways::tariffs(db::Conn& c, const std::set<std::int64_t>& shops) const {
    const auto r = c.query("select shop_id, tariff from way_tariff order by valid_from, id");
    std::vector<TariffRow> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        if (!shops.empty() && !shops.contains(r.i64(i, 0))) continue;
        if (auto t = json::read<Tariff>(r.text(i, 1)))
            out.push_back({{r.i64(i, 0)}, std::move(*t)});
    }
    return out;
}

}  // namespace ol::logistics
