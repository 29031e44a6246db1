#pragma once
// For this room's tests: one centre with its rooms, and a WooCommerce of our own on loopback.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/base/crypto.hpp"
#include "platform/db/test_db.hpp"
#include "shop/stores/stores.hpp"

namespace ol::stores {

inline constexpr ShopId kettles{1};

inline std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list : {customers::migrations(), promises::migrations(),
                             catalogue::migrations(), orders::migrations(), migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

/// A file of samples/, "prom/orders.json".
inline std::string sample(const std::string& name) {
    const char* root = std::getenv("OL_SOURCE_DIR");
    std::ifstream in(std::filesystem::path(root ? root : ".") / "src/shop/stores/samples" / name,
                     std::ios::binary);
    EXPECT_TRUE(in) << name << ": run from the source's root or set OL_SOURCE_DIR";
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

struct World {
    World(db::Database& d, ManualClock& c, Fetch fetch)
        : db(d),
          clock(c),
          buyers({d, ids, c, {}, {}}),
          promises({d, ids, c, buyers, {}, {}}),
          orders({d,
                  ids,
                  c,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) {
                      return orders::ShopFacts{"Europe/Kyiv", "UAH", "UA"};
                  },
                  {},
                  {},
                  {}}),
          catalogue({d, ids, c}),
          dir(std::filesystem::temp_directory_path() / ("ol-imports-" + crypto::random_token(8))),
          deps{d,
               ids,
               c,
               orders,
               std::move(fetch),
               std::string(32, 'k'),
               "https://desk.example",
               dir.string(),
               &catalogue,
               true},
          stores(deps),
          imports(deps) {}
    ~World() { std::filesystem::remove_all(dir); }

    std::int64_t number(const std::string& sql) {
        return *db.read_as<std::int64_t>(
            [&](db::Conn& c) -> Result<std::int64_t> { return c.query(sql).i64(0, 0); });
    }
    std::string text(const std::string& sql) {
        return *db.read_as<std::string>(
            [&](db::Conn& c) -> Result<std::string> { return c.query(sql).text(0, 0); });
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    customers::Customers buyers;
    promises::Promises promises;
    orders::Orders orders;
    catalogue::Catalogue catalogue;
    std::filesystem::path dir;
    Deps deps;
    Stores stores;
    Imports imports;
};

}  // namespace ol::stores
