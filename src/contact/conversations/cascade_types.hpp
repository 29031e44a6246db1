#pragma once
// Shapes of the cascade: a message that must arrive goes by one channel, and by the next when it
// did not arrive in time.
#include "contact/conversations/types.hpp"

namespace ol::conversations {

/// wait_s: how long "delivered" is waited for before the next step; of the last it means nothing.
struct CascadeStep {
    ChannelKind channel = ChannelKind::sms;
    int wait_s = 300;
};
BOOST_DESCRIBE_STRUCT(CascadeStep, (), (channel, wait_s))
/// No steps: the shop has no cascade.
struct CascadeRule {
    ShopId shop_id;
    std::vector<CascadeStep> steps;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(CascadeRule, (), (shop_id, steps, version))
struct CascadeRuleList {
    std::vector<CascadeRule> items;
};
BOOST_DESCRIBE_STRUCT(CascadeRuleList, (), (items))
struct CascadeIn {
    std::vector<CascadeStep> steps;
};
BOOST_DESCRIBE_STRUCT(CascadeIn, (), (steps))

/// waits: for news of the message that left last. late: the first arrived after the next had left.
enum class CascadeState { waits, arrived, late, not_arrived };
BOOST_DESCRIBE_ENUM(CascadeState, waits, arrived, late, not_arrived)

}  // namespace ol::conversations
