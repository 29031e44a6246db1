#pragma once
// The couriers' directories as we keep them: read once a day page by page through a shop's account,
// searched by any part of a name. A city or point that is in the directory no more is marked closed
// and stays: orders and parcels name it.
#include <boost/describe.hpp>
#include <memory>
#include <set>

#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/logistics/opened.hpp"
#include "shop/logistics/ways/places.hpp"

namespace ol::logistics {

/// How the reading of a directory stands. `short_`: it ended with far fewer places than were known
/// or told, so nothing was closed.
enum class ReadState { never, reading, ok, short_, unreachable, refused, garbage };
BOOST_DESCRIBE_ENUM(ReadState, never, reading, ok, short_, unreachable, refused, garbage)

struct DirectoryCard {
    Courier courier = Courier::novaposhta;
    ReadState state = ReadState::never;
    std::string error;                        // the last one's code; the courier's own in brackets
    std::string step;                         // "cities", "points"; empty between two readings
    std::int64_t page = 0, read = 0;          // of this step: pages and rows that were read
    std::int64_t total = -1;                  // rows of this step, where the courier says so
    std::optional<Time> began_at, ended_at;   // the running or last reading; the last whole one
    std::optional<Time> next_at;              // when the courier is asked again
    std::int64_t failures = 0;                // answers in a row that were none
    std::int64_t cities = 0, branches = 0, lockers = 0, closed = 0;
    std::int64_t unreadable = 0;  // rows of this reading
};
BOOST_DESCRIBE_STRUCT(DirectoryCard, (),
                      (courier, state, error, step, page, read, total, began_at, ended_at, next_at,
                       failures, cities, branches, lockers, closed, unreadable))
struct DirectoryList {
    std::vector<DirectoryCard> items;  // of couriers that have a directory and an account
};
BOOST_DESCRIBE_STRUCT(DirectoryList, (), (items))

struct CityAt {
    Courier courier = Courier::novaposhta;
    std::string ref;
    std::int64_t points = 0;  // open ones
};
BOOST_DESCRIBE_STRUCT(CityAt, (), (courier, ref, points))
/// One city with each courier's own name for it.
struct FoundCity {
    std::string name, region, district;
    std::vector<CityAt> at;
};
BOOST_DESCRIBE_STRUCT(FoundCity, (), (name, region, district, at))
struct FoundCityList {
    std::vector<FoundCity> items;  // the likeliest first
};
BOOST_DESCRIBE_STRUCT(FoundCityList, (), (items))

struct FoundPoint {
    Courier courier = Courier::novaposhta;
    std::string ref, city_ref;
    PointKind kind = PointKind::branch;
    std::string number, name, address, postcode;
    bool closed = false;
    Refusal refused;  // code "closed" too
};
BOOST_DESCRIBE_STRUCT(FoundPoint, (),
                      (courier, ref, city_ref, kind, number, name, address, postcode, closed,
                       refused))
struct FoundPointList {
    std::vector<FoundPoint> items;  // what takes the parcel first, then by number
    std::int64_t more = 0;          // that were found and are not listed
};
BOOST_DESCRIBE_STRUCT(FoundPointList, (), (items, more))

struct PointQuery {
    Courier courier = Courier::novaposhta;
    std::string city_ref, q;  // q: a number, a street, any part of the name
    std::optional<PointKind> kind;
    ParcelFacts parcel;
    int limit = 30;
};

struct DirectoryDeps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    const Logistics& logistics;  // whose accounts are asked with
    Fetch fetch;
};

/// Thread-safe. read_due blocks on couriers: the room's own loop only.
class Directory {
public:
    explicit Directory(DirectoryDeps deps) : d_(std::move(deps)) {}

    /// Reads what is due, at most so many pages, each in a transaction of its own with the place
    /// where it goes on: a kill loses the page that was being read. How many pages were kept.
    int read_due(int pages_max);
    /// Reads it anew now. logistics.no_directory
    Result<> ask_now(Courier courier, PersonId by) const;
    std::vector<DirectoryCard> cards(db::Conn& c) const;

    /// Open cities; those of `couriers` only, empty = of all.
    FoundCityList cities(db::Conn& c, std::string_view q, const std::set<Courier>& couriers,
                         int limit = 12) const;
    FoundPointList points(db::Conn& c, const PointQuery& q) const;
    /// Closed ones too.
    std::optional<City> city(db::Conn& c, Courier courier, std::string_view ref) const;
    struct Kept {
        Point point;
        bool closed = false;
    };
    std::optional<Kept> point(db::Conn& c, Courier courier, std::string_view ref) const;
    const DirectoryDeps& deps() const { return d_; }

private:
    struct Reading;
    struct Asked;
    std::vector<OpenedAccount> due(Time now) const;
    Reading reading(db::Conn& c, Courier courier) const;
    bool read_page(const OpenedAccount& a);
    void keep(db::Tx& tx, Reading& r, const Asked& asked) const;
    void keep_city(db::Tx& tx, const Reading& r, const City& city) const;
    void keep_point(db::Tx& tx, const Reading& r, const Point& point) const;
    void keep_words(db::Tx& tx, Courier courier, std::int64_t place,
                    const std::vector<std::string>& spellings) const;
    void end_step(db::Tx& tx, Reading& r) const;
    void end_reading(db::Tx& tx, Reading& r) const;
    void save(db::Tx& tx, const Reading& r) const;

    DirectoryDeps d_;
};

constexpr bool has_directory(Courier c) {
    return c == Courier::novaposhta || c == Courier::ukrposhta;
}

std::span<const db::Migration> way_migrations();
/// The routes keep the directory alive.
void add_directory_routes(http::Router& router, const std::shared_ptr<Directory>& directory);

}  // namespace ol::logistics
