#pragma once
// Errors of orders that are found later (R5): a wrong size, a wrong address, an order taken twice.
// Each is registered with its cause and the person it goes back to; it stands on her desk as a
// lesson until she has seen it, and is counted by day, cause and person.
#include <boost/describe.hpp>
#include <functional>

#include "shop/orders/orders.hpp"

namespace ol::orders {

using OrderErrorId = Id<struct OrderErrorTag>;

enum class ErrorKind {
    wrong_goods,
    wrong_size,
    wrong_quantity,
    wrong_price,
    wrong_address,
    wrong_contact,
    wrong_time,
    taken_twice,
    not_told,
    other
};
BOOST_DESCRIBE_ENUM(ErrorKind, wrong_goods, wrong_size, wrong_quantity, wrong_price, wrong_address,
                    wrong_contact, wrong_time, taken_twice, not_told, other)
/// Where it came from. Only `operator_` goes back to a person.
enum class ErrorCause { operator_, store_page, warehouse, courier, supplier, buyer };
BOOST_DESCRIBE_ENUM(ErrorCause, operator_, store_page, warehouse, courier, supplier, buyer)

struct OrderError {
    OrderErrorId id;
    OrderId order_id;
    ShopId shop_id;
    std::string order_number;
    ErrorKind kind = ErrorKind::other;
    ErrorCause cause = ErrorCause::operator_;
    std::optional<PersonId> caused_by;
    std::string caused_by_name;
    PersonId found_by;
    std::string found_by_name;
    Time found_at{};
    std::string lesson;  // what to do otherwise next time
    Money cost;          // to the store; 0 = none
    std::optional<Time> seen_at;
};
BOOST_DESCRIBE_STRUCT(OrderError, (),
                      (id, order_id, shop_id, order_number, kind, cause, caused_by, caused_by_name,
                       found_by, found_by_name, found_at, lesson, cost, seen_at))
struct NewOrderError {
    ErrorKind kind = ErrorKind::other;
    ErrorCause cause = ErrorCause::operator_;
    std::optional<PersonId> caused_by;  // absent with cause operator = who settled that fact last
    std::string lesson;
    std::optional<Money> cost;
};
BOOST_DESCRIBE_STRUCT(NewOrderError, (), (kind, cause, caused_by, lesson, cost))
struct OrderErrorList {
    std::vector<OrderError> items;
};
BOOST_DESCRIBE_STRUCT(OrderErrorList, (), (items))
struct SeenLesson {};
BOOST_DESCRIBE_STRUCT(SeenLesson, (), ())

/// One line of the figure; `day` is the shop's local one, "" = of the whole period.
struct ErrorCount {
    std::string day;
    ErrorKind kind = ErrorKind::other;
    ErrorCause cause = ErrorCause::operator_;
    std::optional<PersonId> person;
    std::string person_name;
    std::int64_t errors = 0, seen = 0;
    std::vector<Money> cost;  // by currency
};
BOOST_DESCRIBE_STRUCT(ErrorCount, (),
                      (day, kind, cause, person, person_name, errors, seen, cost))
struct ErrorFigures {
    std::vector<ErrorCount> rows;  // by day, then by kind, cause and person
    std::int64_t errors = 0;
    std::int64_t handed_over = 0;  // orders that left in the period: errors per 1000 are of these
};
BOOST_DESCRIBE_STRUCT(ErrorFigures, (), (rows, errors, handed_over))

struct ErrorDeps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Orders& orders;
    promises::PersonName person_name;                      // may be empty
    std::function<bool(PersonId, ShopId)> known;           // works or worked there; empty: each
    std::function<void(PersonId, const OrderError&)> tell; // after commit; may be empty
};

inline constexpr std::size_t lesson_max = 1000;
inline constexpr std::int64_t cost_max = 1'000'000'000;  // minor units of one error

class OrderErrors {
public:
    explicit OrderErrors(ErrorDeps deps) : d_(std::move(deps)) {}
    /// orders.unknown, orders.lesson (said when it goes to a person), orders.caused_by (nobody
    /// of that shop, or nobody settled that fact), orders.amount, orders.error_twice (the same kind
    /// of this order already)
    Result<OrderError> add(db::Tx& tx, OrderId order, const NewOrderError& in, PersonId by) const;
    /// By whom it goes back to. orders.unknown
    Result<OrderError> seen(db::Tx& tx, OrderErrorId id, PersonId by) const;
    std::vector<OrderError> of_order(db::Conn& c, OrderId order) const;
    /// What she has not seen yet, the oldest first.
    std::vector<OrderError> lessons(db::Conn& c, PersonId person) const;
    /// Found in [from, to); shops empty = all.
    ErrorFigures figures(db::Conn& c, Time from, Time to,
                         const std::set<std::int64_t>& shops) const;
    std::vector<OrderError> found(db::Conn& c, Time from, Time to,
                                  const std::set<std::int64_t>& shops) const;
    const ErrorDeps& deps() const { return d_; }

private:
    Result<std::optional<PersonId>> charged(db::Conn& c, const Order& order,
                                            const NewOrderError& in) const;
    std::vector<OrderError> read(db::Conn& c, std::string_view where,
                                 std::span<const db::Value> args) const;
    ErrorDeps d_;
};

/// The fact of the checklist that an error of this kind stands in; nullopt: none of them.
std::optional<CheckField> field_of(ErrorKind kind);

/// Lessons that were written about these orders go.
void erase_errors(db::Tx& tx, std::span<const OrderId> orders);

std::span<const db::Migration> error_migrations();
void add_error_routes(http::Router& router, OrderErrors& errors);

}  // namespace ol::orders
