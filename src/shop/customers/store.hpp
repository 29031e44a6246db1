#pragma once
// SQL of the room: hand-written, one text for SQLite and PostgreSQL.
#include "shop/customers/customers.hpp"

namespace ol::customers::store {

std::optional<Customer> load(db::Conn& c, CustomerId id);
void insert(db::Tx& tx, const Customer& customer);
/// Writes name, language, tz, kind, notes; false when `version` is no longer the row's.
bool update(db::Tx& tx, const Customer& customer, std::int64_t version);
std::optional<std::int64_t> version_of(db::Conn& c, CustomerId id);
/// Whose card this one went into; such a one is found by nothing but its id.
std::optional<CustomerId> merged_into(db::Conn& c, CustomerId id);

void add_identity(db::Tx& tx, IdentityId id, CustomerId customer, IdentityKind kind,
                  std::string_view value);
void add_address(db::Tx& tx, AddressId id, CustomerId customer, const NewAddress& a);
void add_trusted(db::Tx& tx, TrustedId id, CustomerId customer, const NewTrusted& t,
                 std::string_view phone);
bool has_address(db::Conn& c, CustomerId customer, std::string_view text);

struct Holder {  // a customer that uses an identity
    CustomerId id;
    std::string name;
    bool shared = false;
};
std::vector<Holder> holders(db::Conn& c, IdentityKind kind, std::string_view value);
/// Marks the identity as shared wherever it stands, when more than one customer has it.
void mark_shared(db::Tx& tx, IdentityKind kind, std::string_view value);

struct TrustedHit {
    CustomerId customer;
    std::string name;
};
std::vector<TrustedHit> trusted_by_phone(db::Conn& c, std::string_view phone);

std::vector<CustomerId> search_name(db::Conn& c, std::string_view folded, std::int64_t before,
                                    int limit);
std::vector<CustomerId> search_tail(db::Conn& c, std::string_view digits, std::int64_t before,
                                    int limit);
std::vector<std::int64_t> shops_of(db::Conn& c, CustomerId customer);
void add_shop(db::Tx& tx, CustomerId customer, std::int64_t shop);
bool viewed(db::Conn& c, const View& view);
void insert_view(db::Tx& tx, std::int64_t id, const View& view);

std::string like_escaped(std::string_view s);

}  // namespace ol::customers::store
