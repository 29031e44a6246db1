#pragma once
// A connected store as the connector needs it: row and opened secrets. Room-internal.
#include "shop/stores/stores.hpp"
#include "shop/stores/woo.hpp"

namespace ol::stores {

struct Stores::Connected {
    Store row;
    std::string key, secret, webhook_secret;
    Time created_at{};
    orders::ShopFacts facts;
    woo::Source source() const { return {row.shop_id, row.id.value, facts}; }
};

struct WaitingEvent {
    std::int64_t id = 0;
    std::string topic, body;
    std::int64_t attempts = 0;
};

struct Stores::Group {
    StoreId store;
    std::string ext_key;
    std::vector<WaitingEvent> events;  // in the order of arrival
};

Store read_store(const db::Rows& rows, std::size_t row, const std::string& public_url);
extern const char* const
    sql_store;  // the columns that read_store wants, then sealed secrets and created_at

}  // namespace ol::stores
