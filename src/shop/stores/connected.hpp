#pragma once
// A connected store as the room's shells need it: row, connector and opened secrets. Room-internal.
#include "shop/stores/connector.hpp"
#include "shop/stores/stores.hpp"

namespace ol::stores {

struct Stores::Connected {
    Store row;
    const Connector* connector = nullptr;
    Secrets secrets;
    std::string feed;
    Time created_at{};
    orders::ShopFacts facts;
    Meanings meanings;
    Source source(Time read_at) const { return {row.shop_id, row.id.value, facts, read_at}; }
    std::string origin() const { return origin_of(row.kind, row.id.value); }
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

/// What an answer is before it is read.
struct Stores::Answer {
    enum class Is { ok, gone, denied, limited, down } is = Is::down;
    http::ClientResponse http;
    Ms wait{};  // Retry-After
    std::string_view code() const;
    StoreState state() const;
    Error error() const;
};

struct Stores::OutRow {
    StoreId store;
    OrderId order;
    std::string key;
    OutKind kind = OutKind::note;
    std::string text;
    std::int64_t attempts = 0;
    Time sent_at{};       // when it first left, of an order; 0 = never
    bool failed = false;  // the order that it is about was not taken by the shop
    std::string status;   // of the shop's, by which it is told
};

/// The status that people chose for it; "" = none.
std::string told_as(db::Conn& c, StoreId store, OutKind what);

/// 30 s, 1 min, 2 min ... 1 h.
Ms delay_after(std::int64_t failures);
Store read_store(const db::Rows& rows, std::size_t row, const std::string& public_url);
extern const char* const
    sql_store;  // the columns that read_store wants, then sealed secrets and the rest

}  // namespace ol::stores
