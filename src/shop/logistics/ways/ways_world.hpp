#pragma once
// The shop of the room's tests, with directories on the other side over real HTTP.
#include "shop/logistics/test_world.hpp"
#include "shop/logistics/ways/directory.hpp"
#include "shop/logistics/ways/fake_directory.hpp"

namespace ol::logistics {

inline std::vector<db::Migration> ways_all_migrations() {
    auto out = all_migrations();
    const auto more = way_migrations();
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

inline void on_each_ways(const std::function<void(db::Database&)>& body) {
    db::for_each_database(
        ways_all_migrations(),
        [&body](db::Database& db) {
            the_clock.set(report);
            body(db);
        },
        the_clock);
}

struct Directed : World {
    explicit Directed(db::Database& d) : World(d), directory(deps(d)) {}
    DirectoryDeps deps(db::Database& d) {
        return {d, ids, clock, *room, [](const http::ClientRequest& r) { return http::fetch(r); }};
    }
    void account_of(Courier courier, const std::string& key = "secret") {
        const auto path = courier == Courier::novaposhta ? "/np" : "/status-tracking/0.0.1";
        const auto id =
            room->add_account({kettles, courier, other.url(path), key,
                               {R"({"CitySender":"kyiv","Weight":"1","postcode":"01001"})"}},
                              ann);
        EXPECT_TRUE(id.has_value()) << id.error().detail;
    }
    /// Kyiv with `n` branches, Odesa with one, a village.
    void small_country(int n = 3) {
        other.cities = {FakeDirectory::city("kyiv", "Київ", "Киев"),
                        FakeDirectory::city("odesa", "Одеса", "Одесса", "Одеська"),
                        FakeDirectory::city("ivanivka", "Іванівка (Березівський р-н)",
                                            "Ивановка (Березовский р-н)", "Одеська")};
        other.points.clear();
        for (int i = 1; i <= n; ++i)
            other.points.push_back(FakeDirectory::point("k" + std::to_string(i), "kyiv", i));
        other.points.push_back(FakeDirectory::point("o1", "odesa", 1));
    }
    DirectoryCard card(std::size_t n = 0) {
        return *db.read_as<DirectoryCard>([&](db::Conn& c) -> Result<DirectoryCard> {
            return directory.cards(c).at(n);
        });
    }
    /// "Київ, Одеса": names in the order in which they were found.
    std::string cities(std::string_view q) {
        return *db.read_as<std::string>([&](db::Conn& c) -> Result<std::string> {
            std::string out;
            for (const auto& f : directory.cities(c, q, {}).items)
                out += (out.empty() ? "" : ", ") + f.name;
            return out;
        });
    }
    FoundPointList points(PointQuery q) {
        return *db.read_as<FoundPointList>(
            [&](db::Conn& c) -> Result<FoundPointList> { return directory.points(c, q); });
    }
    FakeDirectory other;
    Directory directory;
};

}  // namespace ol::logistics
