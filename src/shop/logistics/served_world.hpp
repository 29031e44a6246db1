#pragma once
// The shop of the tests with a courier that behaves as its documents say.
#include "shop/logistics/fake_courier.hpp"
#include "shop/logistics/test_world.hpp"

namespace ol::logistics {

struct Served : World {
    explicit Served(db::Database& d) : World(d) {
        other_side = [this](const http::ClientRequest& r) { return fake.answer(r); };
    }
    Account only() {
        return db
            .read_as<Account>(
                [&](db::Conn& c) -> Result<Account> { return room->accounts(c, {}).at(0); })
            .value();
    }
    std::vector<RuleRow> all_rules() {
        return db
            .read_as<std::vector<RuleRow>>(
                [&](db::Conn& c) -> Result<std::vector<RuleRow>> { return room->rules(c, {}); })
            .value();
    }
    FakeCourier fake;
};

}  // namespace ol::logistics
