#pragma once
// Buyers and everyone else who calls: identities, addresses, trusted persons, and who may see them.
// Rules: a phone match alone never merges and never reveals (T10); outside her contact everything
// that identifies a person is masked, each first full view and each reveal is written down (DESIGN
// section 7).
#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::customers {

using IdentityId = Id<struct IdentityTag>;
using AddressId = Id<struct AddressTag>;
using TrustedId = Id<struct TrustedTag>;

enum class Kind { buyer, courier, supplier, other };
BOOST_DESCRIBE_ENUM(Kind, buyer, courier, supplier, other)
enum class IdentityKind { phone, email };
BOOST_DESCRIBE_ENUM(IdentityKind, phone, email)
enum class Visibility { masked, full };

struct Identity {
    IdentityId id;
    IdentityKind kind = IdentityKind::phone;
    std::string value;  // E.164 or a lower-case address; masked when `masked`
    bool masked = false;
    bool verified = false;  // she was reached by it, or the shop vouches for it
    bool shared = false;    // another customer uses it too: it identifies nobody by itself
};
BOOST_DESCRIBE_STRUCT(Identity, (), (id, kind, value, masked, verified, shared))

struct Address {
    AddressId id;
    std::string text, city, region, postcode;
};
BOOST_DESCRIBE_STRUCT(Address, (), (id, text, city, region, postcode))

struct TrustedPerson {
    TrustedId id;
    std::string name, relation, phone;
    bool may_receive = false;  // may take the parcel in her place
};
BOOST_DESCRIBE_STRUCT(TrustedPerson, (), (id, name, relation, phone, may_receive))

struct Customer {
    CustomerId id;
    std::string name, language, tz;
    Kind kind = Kind::buyer;
    Time since{};
    std::int64_t order_count = 0;
    std::vector<Identity> identities;
    std::vector<Address> addresses;
    std::vector<TrustedPerson> trusted;
    std::string notes;
    std::int64_t version = 0;
    bool do_not_call = false;
};
BOOST_DESCRIBE_STRUCT(Customer, (),
                      (id, name, language, tz, kind, since, order_count, identities, addresses,
                       trusted, notes, version, do_not_call))

struct CustomerPage {
    std::vector<Customer> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CustomerPage, (), (items, next))

enum class Who { buyer, trusted, courier, supplier, other, ambiguous, unknown };
BOOST_DESCRIBE_ENUM(Who, buyer, trusted, courier, supplier, other, ambiguous, unknown)

/// Who a number may belong to. `ambiguous`: several customers use it; ids are given so that the
/// operator can ask, but no name, language or anything else of either.
struct Caller {
    std::optional<std::string> number;  // E.164; absent when withheld or not shown to this reader
    std::string number_masked;
    Who who = Who::unknown;
    std::string name, language;
    std::vector<CustomerId> customer_ids;
    std::optional<std::string> trusted_for;  // the buyer's name
    std::optional<std::string> local_time;   // "13:37" where she lives
};
BOOST_DESCRIBE_STRUCT(Caller, (),
                      (number, number_masked, who, name, language, customer_ids, trusted_for,
                       local_time))

struct NewAddress {
    std::string text, city, region, postcode;
};
BOOST_DESCRIBE_STRUCT(NewAddress, (), (text, city, region, postcode))
struct NewTrusted {
    std::string name, relation, phone;
    bool may_receive = false;
};
BOOST_DESCRIBE_STRUCT(NewTrusted, (), (name, relation, phone, may_receive))

struct NewCustomer {
    std::string name, phone, email, language, tz;
    Kind kind = Kind::buyer;
    std::string notes;
    std::string
        region;  // "UA": how a number without + is read; empty = it must carry its country code
    std::vector<NewAddress> addresses;
    std::vector<NewTrusted> trusted;
};
BOOST_DESCRIBE_STRUCT(NewCustomer, (),
                      (name, phone, email, language, tz, kind, notes, region, addresses, trusted))

/// Absent fields stay as they are. Lists add; the remove_* lists take ids.
struct CustomerPatch {
    std::optional<std::string> name, language, tz, notes, add_phone, add_email, region;
    std::optional<Kind> kind;
    std::vector<NewAddress> add_addresses;
    std::vector<NewTrusted> add_trusted;
    std::vector<IdentityId> remove_identities;
    std::vector<AddressId> remove_addresses;
    std::vector<TrustedId> remove_trusted;
};
BOOST_DESCRIBE_STRUCT(CustomerPatch, (),
                      (name, language, tz, notes, add_phone, add_email, region, kind, add_addresses,
                       add_trusted, remove_identities, remove_addresses, remove_trusted))

struct RevealRequest {
    std::optional<IdentityId> identity_id;
    std::optional<AddressId> address_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RevealRequest, (), (identity_id, address_id, reason))
struct Revealed {
    std::string value;
};
BOOST_DESCRIBE_STRUCT(Revealed, (), (value))
struct DoNotCallRequest {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DoNotCallRequest, (), (reason))

/// What an order says about its buyer.
struct Intake {
    std::string name, phone, email, language, tz;
    std::string region;              // for numbers without a country code
    NewAddress address;              // kept once, when the text is not empty
    bool phone_normal = false;       // it is E.164 already
    bool do_not_trust_name = false;  // the row names a company or a queue, never match by it
    ShopId shop{};                   // whose buyer he is by this; 0 = not known
};

/// One line of pii_view: who saw which field of whom, during which contact.
struct View {
    PersonId person;
    ContactId contact;  // 0 = outside a contact
    CustomerId customer;
    std::string field;  // "card", "order", "identity", "address"
    std::string reason;
};

// ---- pure rules (names.cpp) ----
/// True when both could be one person's name: the words of the shorter one appear in the longer
/// one, in any order, an initial standing for a word ("O. Koval" and "Koval Oksana"). An empty name
/// is compatible with nothing.
bool compatible_names(std::string_view a, std::string_view b);
std::string mask_email(std::string_view email);                          // "ok***@example.com"
std::string mask_address(std::string_view text, std::string_view city);  // "Kyiv ***"
Customer masked(Customer c);
Caller masked(Caller c);  // without the number

/// Is this contact her live one, and about this customer? Given by the wiring.
using MaySee = std::function<bool(PersonId, ContactId, CustomerId)>;
using Audit = std::function<void(db::Tx&, PersonId who, std::string_view what, std::int64_t subject,
                                 std::string_view detail_json)>;

/// Has any room something of this buyer in one of these shops: a contact, an order, a promise?
using KnownIn = std::function<bool(db::Conn&, CustomerId, const std::vector<std::int64_t>& shops)>;

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    MaySee may_see;  // empty = never
    Audit audit;     // empty = not audited (tests)
    KnownIn known_in = {};
};

/// Blocking calls (HTTP workers, slow-work threads); those with a Conn or Tx join the caller's
/// transaction.
class Customers {
public:
    explicit Customers(Deps deps) : d_(std::move(deps)) {}

    Caller identify(db::Conn& c, std::string_view number, std::string_view region) const;
    Result<Caller> identify(std::string_view number, std::string_view region) const;

    /// customers.unknown
    Result<Customer> customer(db::Conn& c, CustomerId id, Visibility visibility) const;
    Result<Customer> customer(CustomerId id, Visibility visibility) const;
    /// What this person may see now; the first full view of `field` in a contact is logged and
    /// audited.
    Result<Visibility> look(PersonId person, ContactId contact, CustomerId customer,
                            std::string_view field) const;
    Result<Customer> for_reader(PersonId person, ContactId contact, CustomerId customer) const;
    /// customers.unknown for a buyer of other shops than the reader's, but in her own live contact.
    Result<> readable(const http::Principal& who, ContactId contact, CustomerId customer) const;

    std::map<std::int64_t, std::string> names(db::Conn& c, std::span<const CustomerId> ids) const;
    /// Folded part of a name, or the last four or more digits of a number. Always masked; only
    /// buyers of these shops, all of them when empty.
    Result<CustomerPage> search(std::string_view q, std::string_view cursor, int limit,
                                const std::set<std::int64_t>& shops = {}) const;

    /// Buyers of before there was an index of names, a batch of them. False: all done.
    Result<bool> index_older(int count) const;

    /// `shops`: whose buyer he is from now on.
    Result<CustomerId> create(db::Tx& tx, const NewCustomer& in, PersonId by,
                              const std::set<std::int64_t>& shops = {}) const;
    /// customers.version_conflict with the present version as parameter
    Result<> patch(db::Tx& tx, CustomerId id, std::int64_t version, const CustomerPatch& p,
                   PersonId by) const;
    Result<std::string> reveal(db::Tx& tx, CustomerId id, const RevealRequest& r,
                               PersonId by) const;
    Result<> do_not_call(db::Tx& tx, CustomerId id, std::string_view reason, PersonId by) const;

    /// The buyer of an incoming order (T10): same phone (or e-mail) AND a compatible name, else a
    /// new customer whose number is marked shared on both sides.
    Result<CustomerId> intake(db::Tx& tx, const Intake& in) const;
    void count_order(db::Tx& tx, CustomerId id) const;
    void log_view(db::Tx& tx, const View& view) const;

private:
    bool within(db::Conn& c, CustomerId id, const std::set<std::int64_t>& shops) const;

    Deps d_;
};

std::span<const db::Migration> migrations();
void add_routes(http::Router& router, Customers& customers, Deps deps);

}  // namespace ol::customers
