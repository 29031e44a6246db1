#pragma once
// The ways to deliver one order: each courier's door, branch and locker in the buyer's city with
// price, arrival, slot and how often it came the first time there; and the choice, which becomes
// the order's confirmed address and from there the waybill's. Works from what is kept here when a
// courier is slow, down or answers garbage, and says so.
#include <map>
#include <mutex>

#include "shop/logistics/ways/directory.hpp"
#include "shop/logistics/ways/rank.hpp"

namespace ol::logistics {

struct Way {
    std::int64_t rank = 0;  // 1 is the best
    Courier courier = Courier::novaposhta;
    Service service = Service::branch;
    std::string city_ref, city;
    std::int64_t points = 0, takes = 0;  // open ones in the city; of them take this parcel
    std::optional<FoundPoint> point;     // the one that is meant, as far as one is
    std::optional<Money> price;
    PriceBasis basis = PriceBasis::none;
    std::optional<Time> priced_at;          // when the courier told it
    std::string tariff_from;                // "2026-01-01", of an estimate by tariff
    std::optional<std::string> arrives_on;  // "2026-11-24", the shop's day
    bool arrival_told = false;              // by the courier; else by its rule
    std::optional<Time> slot_from, slot_to;
    Reliability reliability;
    Refusal refused;  // why this way is none: "no_points", "no_point_takes", or of its point
};
BOOST_DESCRIBE_STRUCT(Way, (),
                      (rank, courier, service, city_ref, city, points, takes, point, price, basis,
                       priced_at, tariff_from, arrives_on, arrival_told, slot_from, slot_to,
                       reliability, refused))

/// How a courier took the questions: `told`, `kept` (asked lately, or not now), `unreachable`,
/// `refused`, `garbage`; `no_city`: this city is not in its directory.
struct CourierSaid {
    Courier courier = Courier::novaposhta;
    std::string state, error;
    std::optional<Time> directory_at;  // of its last whole reading
};
BOOST_DESCRIBE_STRUCT(CourierSaid, (), (courier, state, error, directory_at))

struct ChosenWay {
    Courier courier = Courier::novaposhta;
    Service service = Service::branch;
    std::string city_ref, city, point_ref, point_number;
    std::optional<Money> price;
    PriceBasis basis = PriceBasis::none;
    std::optional<std::string> arrives_on;
    std::string by_name;
    Time at{};
    bool stands = true;  // false: the address was changed by hand since
};
BOOST_DESCRIBE_STRUCT(ChosenWay, (),
                      (courier, service, city_ref, city, point_ref, point_number, price, basis,
                       arrives_on, by_name, at, stands))

struct WayList {
    OrderId order_id;
    std::string city;               // as the order has it
    std::vector<FoundCity> cities;  // what that may mean, the likeliest first
    std::int64_t weight_g = 0;      // that was reckoned with
    bool weight_assumed = true;     // of a usual parcel, not of this one
    std::vector<Way> ways;          // the best first
    std::vector<CourierSaid> couriers;
    std::optional<ChosenWay> chosen;
};
BOOST_DESCRIBE_STRUCT(WayList, (),
                      (order_id, city, cities, weight_g, weight_assumed, ways, couriers, chosen))

struct ChooseWay {
    Courier courier = Courier::novaposhta;
    Service service = Service::branch;
    std::string city_ref, point_ref;
    std::optional<std::string> address;  // to the door; absent = the order's
    std::optional<Time> slot_from, slot_to;
    std::int64_t weight_g = 0;  // 0: of a usual parcel
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(ChooseWay, (),
                      (courier, service, city_ref, point_ref, address, slot_from, slot_to, weight_g,
                       contact_id))

struct TariffRow {
    ShopId shop_id;
    Tariff tariff;
};
BOOST_DESCRIBE_STRUCT(TariffRow, (), (shop_id, tariff))
struct TariffList {
    std::vector<TariffRow> items;
};
BOOST_DESCRIBE_STRUCT(TariffList, (), (items))

struct WayQuery {
    std::map<Courier, std::string> cities;  // by courier; empty = by the order's city
    std::optional<std::pair<Courier, std::string>> point;
    std::int64_t weight_g = 0;  // 0: of a usual parcel
    bool ask = false;           // the couriers, for prices; blocks on them for seconds at most
    bool masked = false;        // the reader may not see the order's address: no point is told
};

/// Thread-safe. ways() with `ask` blocks on couriers: HTTP workers.
class Ways {
public:
    Ways(const Logistics& logistics, std::shared_ptr<Directory> directory, Fetch fetch)
        : d_(logistics.deps()), directory_(std::move(directory)), fetch_(std::move(fetch)) {}

    /// orders.unknown
    Result<WayList> ways(OrderId order, const WayQuery& q);
    /// Writes the address (and the slot, where one is given) as the buyer's confirmed choice:
    /// change set, history, the way beside it. logistics.city, logistics.point (param why), and
    /// those of Orders::check.
    Result<> choose(OrderId order, std::int64_t version, const ChooseWay& in, PersonId by);
    std::optional<ChosenWay> chosen(db::Conn& c, const orders::Order& order) const;

    Result<> add_tariff(const TariffRow& in, PersonId by);
    std::vector<TariffRow> tariffs(db::Conn& c, const std::set<std::int64_t>& shops) const;
    const Deps& deps() const { return d_; }
    Directory& directory() { return *directory_; }

private:
    struct Facts;
    struct Told;
    Result<Facts> facts(db::Conn& c, OrderId order, const WayQuery& q) const;
    std::vector<Way> list(db::Conn& c, const Facts& f, const OpenedAccount& a,
                          const City& city) const;
    std::optional<FoundPoint> meant(db::Conn& c, const Facts& f, Courier courier, Service service,
                                    const std::string& city_ref) const;
    void count_points(db::Conn& c, const Facts& f, Way& w) const;
    void count_parcels(db::Conn& c, const City& city, Way& w) const;
    void price_kept(db::Conn& c, const Facts& f, Way& w) const;
    void arrive(db::Conn& c, const Facts& f, Way& w) const;
    CourierSaid ask(const Facts& f, const OpenedAccount& a, std::vector<Way*> ways);
    Result<Told> ask_one(const Facts& f, const OpenedAccount& a, const Way& w) const;
    void keep(const Facts& f, const Way& w, const Told& told) const;
    std::string today(ShopId shop, Time now) const;

    const Deps& d_;
    std::shared_ptr<Directory> directory_;
    Fetch fetch_;
    std::mutex mutex_;
    std::map<std::int64_t, Time> rests_;  // accounts that did not answer are let alone until then
};

void add_way_routes(http::Router& router, const std::shared_ptr<Ways>& ways);

}  // namespace ol::logistics
