#include "shop/logistics/moments/moments.hpp"

namespace ol::logistics {
namespace {

constexpr std::size_t chunk = 5000;
constexpr int numbers_max = 10;  // under which one parcel may have gone on

std::string in_shops(const ParcelAsk& ask) {
    std::string in;
    for (const auto shop : ask.shops) in += (in.empty() ? "" : ",") + std::to_string(shop);
    return in.empty() ? "" : " and shop_id in (" + in + ")";
}

Status status_of(const std::string& text) {
    return from_name<Status>(text).value_or(Status::unknown);
}

void add_failure(ParcelFacts& p, const std::string& fault) {
    p.failures.push_back(from_name<Fault>(fault).value_or(Fault::other));
}

/// A parcel that was refused or redirected may have gone on under another number.
void follow(db::Conn& c, ParcelFacts& p) {
    std::int64_t last = p.parcel;
    for (int i = 0; i < numbers_max; ++i) {
        const auto next = c.query(
            "select id, status, status_at from shipment where before_id = ?1 order by id desc "
            "limit 1",
            last);
        if (next.empty()) return;
        last = next.i64(0, 0);
        p.status = status_of(next.text(0, 1));
        if (!next.is_null(0, 2)) p.status_at = from_ms(next.i64(0, 2));
        const auto tries =
            c.query("select fault from delivery_attempt where shipment_id = ?1 order by no", last);
        for (std::size_t k = 0; k < tries.size(); ++k) add_failure(p, tries.text(k, 0));
    }
}

bool may_go_on(Status s) { return s == Status::refused || s == Status::redirected; }

constexpr std::string_view page_sql =
    "select id, order_id, shop_id, courier, status, handed_at, status_at from shipment where "
    "handed_at >= ?1 and handed_at < ?2 and (handed_at, id) > (?3, ?4) and before_id is null";

ParcelFacts parcel_of(const db::Rows& r, std::size_t i) {
    ParcelFacts p;
    p.parcel = r.i64(i, 0);
    p.order = OrderId{r.i64(i, 1)};
    p.shop = ShopId{r.i64(i, 2)};
    p.courier = r.text(i, 3);
    p.status = status_of(r.text(i, 4));
    p.handed_at = from_ms(r.i64(i, 5));
    if (!r.is_null(i, 6)) p.status_at = from_ms(r.i64(i, 6));
    return p;
}

}  // namespace

void parcels_handed(db::Conn& c, const ParcelAsk& ask,
                    const std::function<void(const ParcelFacts&)>& take) {
    const std::string page =
        std::string(page_sql) + in_shops(ask) + " order by handed_at, id limit ?5";
    const std::string sql =
        "select p.id, p.order_id, p.shop_id, p.courier, p.status, p.handed_at, "
        "p.status_at, a.fault from (" +
        page +
        ") p left join delivery_attempt a on a.shipment_id = p.id order by "
        "p.handed_at, p.id, a.no";
    std::int64_t at = to_ms(ask.from) - 1, id = INT64_MAX;
    while (true) {
        const auto r = c.query(sql, ask.from, ask.to, at, id, std::int64_t{chunk});
        if (r.empty()) return;
        for (std::size_t i = 0; i < r.size();) {
            ParcelFacts p = parcel_of(r, i);
            for (; i < r.size() && r.i64(i, 0) == p.parcel; ++i)
                if (!r.is_null(i, 7)) add_failure(p, r.text(i, 7));
            at = to_ms(p.handed_at), id = p.parcel;
            if (may_go_on(p.status)) follow(c, p);
            take(p);
        }
    }
}

}  // namespace ol::logistics
