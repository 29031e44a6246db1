#pragma once
// What the shops sell and how much of it lies where: products with names in each language, prices
// in minor units, stock by place (on_hand, reserved). Reservations join the caller's transaction,
// and nothing goes below zero: short goods are said, not sold.
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/money.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::catalogue {

using ProductId = Id<struct ProductTag>;
using PlaceId = Id<struct PlaceTag>;

/// Goods are promised from `own` and `third_party`; what lies with a courier or comes back is not.
enum class PlaceKind { own, third_party, courier, returning };
BOOST_DESCRIBE_ENUM(PlaceKind, own, third_party, courier, returning)
constexpr bool sellable(PlaceKind k) { return k == PlaceKind::own || k == PlaceKind::third_party; }

// ---- what a connector brings ----
/// One thing that can be put into an order: a variant is a product of its own. `origin` and
/// `external_id` are the key, as with orders: "woocommerce:<store id>" and the store's number.
struct ProductIn {
    ShopId shop_id;
    std::string origin, external_id;
    std::string sku;
    std::map<std::string, std::string> names;  // by language: {"uk": "Чайник", "en": "Kettle"}
    Money price;                               // minor units; 0 = no price known
    bool active = true;       // still sold; an inactive one is found only by its sku
    bool stock_kept = true;   // false: nobody counts it (a service, a gift card), always there
    bool backorders = false;  // the store sells it also when there is none
    Time modified_at{};       // older news than what is kept changes nothing; 0 = always taken
};
enum class Upsert { created, changed, unchanged };
BOOST_DESCRIBE_ENUM(Upsert, created, changed, unchanged)
struct Upserted {
    Upsert result = Upsert::unchanged;
    ProductId id;
};

/// What a store means by its number: what lies there, or what may still be sold (what is reserved
/// at this desk already taken off, as WooCommerce and Shopify count).
enum class Says { on_hand, available };
BOOST_DESCRIBE_ENUM(Says, on_hand, available)

// ---- what the room answers ----
struct PlaceStock {
    PlaceId place_id;
    std::string place;
    PlaceKind kind = PlaceKind::own;
    std::int64_t on_hand = 0, reserved = 0;
};
BOOST_DESCRIBE_STRUCT(PlaceStock, (), (place_id, place, kind, on_hand, reserved))

struct CatalogueProduct {
    ProductId id;
    ShopId shop_id;
    std::string origin, external_id, sku;
    std::map<std::string, std::string> names;
    Money price;
    bool active = true, stock_kept = true, backorders = false;
    std::int64_t available = 0;  // over the sellable places: on_hand - reserved, at least 0
    std::vector<PlaceStock> stock;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CatalogueProduct, (),
                      (id, shop_id, origin, external_id, sku, names, price, active, stock_kept,
                       backorders, available, stock, version))
struct CataloguePage {
    std::vector<CatalogueProduct> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CataloguePage, (), (items, next))

struct Place {
    PlaceId id;
    ShopId shop_id;
    std::string name;
    PlaceKind kind = PlaceKind::own;
};
BOOST_DESCRIBE_STRUCT(Place, (), (id, shop_id, name, kind))
struct PlaceList {
    std::vector<Place> items;
};
BOOST_DESCRIBE_STRUCT(PlaceList, (), (items))

/// Counted by hand at the desk. If-Match: the product's version.
struct StockCount {
    PlaceId place_id;
    std::int64_t on_hand = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(StockCount, (), (place_id, on_hand, reason))
/// A place by name, made when the shop has none of that name yet.
struct NewPlace {
    ShopId shop_id;
    std::string name;
    PlaceKind kind = PlaceKind::own;
};
BOOST_DESCRIBE_STRUCT(NewPlace, (), (shop_id, name, kind))

/// What an order wants of one product.
struct Want {
    ProductId product;
    std::int64_t quantity = 0;
    friend bool operator==(const Want&, const Want&) = default;
};
/// What is reserved for an order, by place.
struct Reserved {
    ProductId product;
    PlaceId place;
    std::int64_t quantity = 0;
    friend bool operator==(const Reserved&, const Reserved&) = default;
};

// ---- pure: who gets what is short (allocate.cpp) ----
struct Claim {
    OrderId order;
    Time promised{};  // the delivery's due time; without one the caller says what stands for it
    Time placed{};
    std::vector<Want> wants;
};
struct Shortage {
    OrderId order;
    std::vector<Want> missing;  // how much of what was not there when its turn came
};
struct Allocation {
    std::vector<OrderId> served;  // in the order in which they were served
    std::vector<Shortage> held;
};
/// Oldest promise first, then oldest order, then lowest id. An order is served whole or not at all:
/// one that is held takes nothing from those behind it. `free`: products that nobody counts are
/// absent and never short.
Allocation allocate(std::map<ProductId, std::int64_t> free, std::vector<Claim> claims);

inline constexpr std::int64_t stock_max = 1'000'000'000;
inline constexpr std::size_t name_max = 400, sku_max = 100, names_max = 20;

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
};

/// Methods with a Tx or Conn join the caller's transaction.
class Catalogue {
public:
    explicit Catalogue(Deps deps) : d_(std::move(deps)) {}

    /// Idempotent by (origin, external_id). Journals product.created and product.changed.
    /// Errors: catalogue.external_id, catalogue.shop, catalogue.name, catalogue.sku,
    /// catalogue.price.
    Result<Upserted> upsert(db::Tx& tx, const ProductIn& in) const;
    /// The place of that name, made when there is none (then of this kind).
    Result<PlaceId> place(db::Tx& tx, ShopId shop, std::string_view name,
                          PlaceKind kind = PlaceKind::own) const;
    /// Sets what lies at a place and writes a movement. A number below zero (a store that sold more
    /// than it has) is kept as 0. catalogue.unknown, catalogue.quantity
    Result<> set_stock(db::Tx& tx, ProductId product, PlaceId place, std::int64_t quantity,
                       Says says, PersonId by = {}, std::string_view reason = "store") const;

    std::optional<ProductId> find(db::Conn& c, std::string_view origin,
                                  std::string_view external_id) const;
    /// The active product of that article in the shop; with several the one changed last.
    std::optional<ProductId> by_sku(db::Conn& c, ShopId shop, std::string_view sku) const;
    Result<CatalogueProduct> product(db::Conn& c, ProductId id) const;
    /// Any part of the sku or of a name in any language, without regard to case and accents.
    CataloguePage search(db::Conn& c, std::span<const std::int64_t> shops, std::string_view q,
                         std::string_view cursor, int limit) const;
    std::vector<Place> places(db::Conn& c, std::span<const std::int64_t> shops) const;

    /// What may still be reserved, of those products that are counted (sellable places together).
    std::map<ProductId, std::int64_t> free(db::Conn& c, std::span<const ProductId> products) const;
    /// All wants or none: nothing is reserved when one is short. What the order had reserved before
    /// is given back first, so the call is idempotent. catalogue.short (params: product, missing)
    Result<> reserve(db::Tx& tx, OrderId order, std::span<const Want> wants) const;
    void release(db::Tx& tx, OrderId order) const;
    /// The reservations of one order become another's (merge, split): as they stand, by place.
    void move(db::Tx& tx, OrderId from, OrderId to) const;
    /// The goods left the house: on_hand and reserved fall together.
    void ship(db::Tx& tx, OrderId order) const;
    std::vector<Reserved> reserved(db::Conn& c, OrderId order) const;

    const Deps& deps() const { return d_; }

private:
    void move_stock(db::Tx& tx, ProductId product, PlaceId place, std::string_view kind,
                    std::int64_t quantity, OrderId order, PersonId by,
                    std::string_view reason) const;
    Deps d_;
};

std::span<const db::Migration> migrations();
void add_routes(http::Router& router, Catalogue& catalogue);

}  // namespace ol::catalogue
