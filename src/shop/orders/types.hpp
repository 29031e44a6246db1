#pragma once
// The shapes of the room: what the wire carries, what connectors bring. Money and shipment are axes
// of their own.
#include <array>
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/money.hpp"
#include "platform/base/time.hpp"
#include "shop/orders/states.hpp"

namespace ol::orders {

using LineId = Id<struct LineTag>;

enum class PayState { unpaid, paid, partly_paid, refunded };
BOOST_DESCRIBE_ENUM(PayState, unpaid, paid, partly_paid, refunded)
enum class PayMethod { cod, prepaid, card, other };
BOOST_DESCRIBE_ENUM(PayMethod, cod, prepaid, card, other)
enum class ShipState { none, registered, in_transit, delivered, returned };
BOOST_DESCRIBE_ENUM(ShipState, none, registered, in_transit, delivered, returned)
enum class DeliveryMethod { courier, branch, locker, pickup };
BOOST_DESCRIBE_ENUM(DeliveryMethod, courier, branch, locker, pickup)
/// The seven of R2, in the order in which they are asked.
enum class CheckField { recipient, address, phone, product, quantity, amount, delivery_time };
BOOST_DESCRIBE_ENUM(CheckField, recipient, address, phone, product, quantity, amount, delivery_time)
inline constexpr std::array check_fields{
    CheckField::recipient, CheckField::address, CheckField::phone,        CheckField::product,
    CheckField::quantity,  CheckField::amount,  CheckField::delivery_time};
enum class CheckState { open, confirmed, changed };
BOOST_DESCRIBE_ENUM(CheckState, open, confirmed, changed)
enum class CheckResult { confirmed, changed };
BOOST_DESCRIBE_ENUM(CheckResult, confirmed, changed)

using Params = std::vector<std::pair<std::string, std::string>>;

struct OrderLine {
    LineId id;
    std::string sku, name;
    std::int64_t quantity = 1;
    Money price, total;  // total may differ from price x quantity while it is the store's own
                         // (discount, rounding)
    friend bool operator==(const OrderLine&, const OrderLine&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderLine, (), (id, sku, name, quantity, price, total))

struct FieldCheck {
    CheckField field = CheckField::recipient;
    CheckState state = CheckState::open;
    std::string value;  // as it stands in the order now
    std::optional<PersonId> by;
    std::optional<std::string> by_name;
    std::optional<Time> at;
    std::optional<ContactId> contact_id;  // the evidence: in which call
    std::optional<std::string> before;    // what it was, when changed
};
BOOST_DESCRIBE_STRUCT(FieldCheck, (), (field, state, value, by, by_name, at, contact_id, before))

struct TimelineEntry {
    Time at{};
    std::string kind;  // "created", "check_confirmed", "store_conflict", ...: told by the desk
    std::string by_name;
    Params params;
};
BOOST_DESCRIBE_STRUCT(TimelineEntry, (), (at, kind, by_name, params))

struct Order {
    OrderId id;
    ShopId shop_id;
    std::string number;
    CustomerId customer_id;
    std::string customer_name;
    DeskState desk_state = DeskState::new_;
    std::optional<std::string> hold_reason;
    std::optional<Time> hold_until;
    std::optional<std::string> cancel_reason;
    PayState pay_state = PayState::unpaid;
    PayMethod pay_method = PayMethod::other;
    ShipState ship_state = ShipState::none;
    Money total, cod_due;
    std::string recipient, phone;
    DeliveryMethod delivery_method = DeliveryMethod::courier;
    std::string address;
    std::optional<Time> delivery_from, delivery_to;
    std::vector<OrderLine> lines;
    std::vector<FieldCheck> checks;
    std::optional<PersonId> owner_id;
    std::optional<std::string> owner_name;
    std::string source, external_id, note;
    Time created_at{};
    std::int64_t version = 0;
    std::vector<TimelineEntry> timeline;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, shop_id, number, customer_id, customer_name, desk_state, hold_reason,
                       hold_until, cancel_reason, pay_state, pay_method, ship_state, total, cod_due,
                       recipient, phone, delivery_method, address, delivery_from, delivery_to,
                       lines, checks, owner_id, owner_name, source, external_id, note, created_at,
                       version, timeline))

struct OrderRow {
    OrderId id;
    ShopId shop_id;  // its zone tells the delivery times
    std::string number, customer_name;
    DeskState desk_state = DeskState::new_;
    Money total;
    Time created_at{};
    std::optional<Time> delivery_from, delivery_to;
    std::int64_t checks_done = 0;
    std::optional<std::string> owner_name;
    std::string city;
    PayMethod pay_method = PayMethod::other;
};
BOOST_DESCRIBE_STRUCT(OrderRow, (),
                      (id, shop_id, number, customer_name, desk_state, total, created_at,
                       delivery_from, delivery_to, checks_done, owner_name, city, pay_method))

struct OrderPage {
    std::vector<OrderRow> items;
    std::optional<std::string> next;
    std::map<std::string, std::int64_t>
        counts;  // by desk state, with the filter but without its state
};
BOOST_DESCRIBE_STRUCT(OrderPage, (), (items, next, counts))

struct Product {
    std::string sku, name;
    Money price;  // of its newest order
};
BOOST_DESCRIBE_STRUCT(Product, (), (sku, name, price))
struct ProductList {
    std::vector<Product> items;
};
BOOST_DESCRIBE_STRUCT(ProductList, (), (items))

// ---- requests ----
struct NewOrderLine {
    std::string sku, name;
    std::int64_t quantity = 1;
    Money price;
};
BOOST_DESCRIBE_STRUCT(NewOrderLine, (), (sku, name, quantity, price))
struct NewOrder {
    ShopId shop_id;
    std::optional<CustomerId> customer_id;
    std::string recipient, phone, address, city;
    DeliveryMethod delivery_method = DeliveryMethod::courier;
    std::vector<NewOrderLine> lines;
    std::string note;
    PayMethod pay_method = PayMethod::cod;
};
BOOST_DESCRIBE_STRUCT(NewOrder, (),
                      (shop_id, customer_id, recipient, phone, address, city, delivery_method,
                       lines, note, pay_method))

/// id 0 adds a line (sku, name and price wanted), quantity 0 takes one away.
struct LineChange {
    LineId id;
    std::int64_t quantity = 1;
    std::optional<Money> price;
    std::optional<std::string> sku, name;
};
BOOST_DESCRIBE_STRUCT(LineChange, (), (id, quantity, price, sku, name))
struct CheckRequest {
    CheckField field = CheckField::recipient;
    CheckResult result = CheckResult::confirmed;
    std::optional<std::string> value;
    std::vector<LineChange> lines;
    std::optional<DeliveryMethod> delivery_method;
    std::optional<std::string> city;
    std::optional<Time> delivery_from, delivery_to;
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(CheckRequest, (),
                      (field, result, value, lines, delivery_method, city, delivery_from,
                       delivery_to, contact_id))
/// An edit beyond one's own limits: what is asked of the superior, and why.
struct AskEdit {
    CheckRequest check;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(AskEdit, (), (check, why))
/// Money that came: read from the bank by a person, or told by the shop's payment page.
struct PaymentCame {
    Money amount;
    std::string note;  // the bank's reference; may be empty
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(PaymentCame, (), (amount, note, contact_id))
struct ConfirmOrder {
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(ConfirmOrder, (), (contact_id))
struct HoldOrder {
    std::string reason;
    std::optional<Time> until;
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(HoldOrder, (), (reason, until, contact_id))
struct CancelOrder {
    std::string reason;
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(CancelOrder, (), (reason, contact_id))
struct ReopenOrder {
    std::optional<ContactId> contact_id;
};
BOOST_DESCRIBE_STRUCT(ReopenOrder, (), (contact_id))

// ---- what a connector brings ----
struct ExternalLine {
    std::string external_id, sku, name;
    std::int64_t quantity = 1;
    std::int64_t price_minor = 0, total_minor = 0;
    friend bool operator==(const ExternalLine&, const ExternalLine&) = default;
};
BOOST_DESCRIBE_STRUCT(ExternalLine, (),
                      (external_id, sku, name, quantity, price_minor, total_minor))
struct ExternalOrder {
    ShopId shop_id;
    std::string source;  // "woocommerce", "csv"
    std::string origin;  // unique with external_id: "woocommerce:<store id>", "csv:<shop id>"
    std::string external_id, number, status;
    bool cancelled = false, completed = false;
    Time created_at{}, modified_at{};
    std::string currency;
    std::int64_t total_minor = 0, paid_minor = 0;
    bool refunded = false;
    PayMethod pay_method = PayMethod::other;
    std::string customer_name, customer_phone, customer_email, language;  // who pays
    std::string recipient, phone;  // who receives; may differ and have no phone
    DeliveryMethod delivery_method = DeliveryMethod::courier;
    std::string address, city, region, postcode;
    std::optional<Time> delivery_from, delivery_to;
    std::string note;
    std::vector<ExternalLine> lines;
    /// Both numbers are E.164 or empty already (parsing one costs as much as an insert). Not kept.
    bool phones_normal = false;
};
BOOST_DESCRIBE_STRUCT(ExternalOrder, (),
                      (shop_id, source, origin, external_id, number, status, cancelled, completed,
                       created_at, modified_at, currency, total_minor, paid_minor, refunded,
                       pay_method, customer_name, customer_phone, customer_email, language,
                       recipient, phone, delivery_method, address, city, region, postcode,
                       delivery_from, delivery_to, note, lines))

enum class Upsert { created, changed, unchanged };
BOOST_DESCRIBE_ENUM(Upsert, created, changed, unchanged)

}  // namespace ol::orders
