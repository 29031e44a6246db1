#include "shop/promises/reoffer.hpp"

#include <gtest/gtest.h>

namespace ol::promises {
namespace reoffer_test {

constexpr PersonId heir{3}, boss{4}, deputy{5}, ann{6}, bob{7};

std::vector<Promise> four() {
    std::vector<Promise> out(4);
    for (int i = 0; i < 4; ++i) out[static_cast<std::size_t>(i)].id = PromiseId{i + 1};
    out[0].order_id = OrderId{9};
    out[1].question = true;
    return out;
}

std::vector<std::optional<PersonId>> to(const Standby& s) {
    std::vector<std::optional<PersonId>> out;
    for (const auto& r : reoffer(four(), s)) out.push_back(r.to);
    return out;
}

using To = std::vector<std::optional<PersonId>>;

TEST(Reoffer, OrdersAndQuestionsHaveTheirOwnWay) {
    EXPECT_EQ(to({heir, deputy, boss, {{ann, 0}}}), (To{heir, boss, deputy, deputy}));
}

TEST(Reoffer, WithoutAStandInWhoOwesTheFewestTakesTheNextOne) {
    EXPECT_EQ(to({{}, {}, {}, {{bob, 1}, {ann, 0}}}), (To{ann, ann, bob, ann}))
        << "ann 0 -> 1, equal: the lower id, bob, then equal again";
}

TEST(Reoffer, WithoutAnybodyTheLineTakesThem) {
    for (const auto& r : reoffer(four(), {})) {
        EXPECT_FALSE(r.to);
        EXPECT_EQ(r.reason, ReofferReason::line);
    }
}

}  // namespace reoffer_test
}  // namespace ol::promises
