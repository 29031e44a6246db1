#pragma once
// The buyer's page (issue 5, item 9): one thread of everything that passed between us, who looks at
// it now, one lock and one contact budget over all departments (N4, R62, story 9), what to ask next
// (R57), an unknown number attached by one field, and the erasure of one buyer.
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "shop/customers/customers.hpp"
#include "shop/customers/page/budget.hpp"
#include "shop/customers/page/erasing.hpp"
#include "shop/customers/page/policy.hpp"
#include "shop/customers/page/score.hpp"
#include "shop/customers/thread.hpp"

namespace ol::customers {

using PointId = Id<struct PointTag>;

// ---- who is with him now ----
struct Looker {
    PersonId person_id;
    std::string name;
    Purpose purpose = Purpose::other;
    Time since{};
    bool holds = false;    // the lock: nobody else contacts him meanwhile
    bool in_talk = false;  // talks with him now
};
BOOST_DESCRIBE_STRUCT(Looker, (), (person_id, name, purpose, since, holds, in_talk))

/// What somebody else wanted to say, folded into the holder's contact.
struct Point {
    PointId id;
    PersonId person_id;
    std::string by_name;
    Purpose purpose = Purpose::other;
    std::string words;
    Time at{};
    std::optional<Time> said_at;
    std::string said_by_name;
};
BOOST_DESCRIBE_STRUCT(Point, (),
                      (id, person_id, by_name, purpose, words, at, said_at, said_by_name))

/// Opening the page, again every half minute while it stands open.
struct LookRequest {
    Purpose purpose = Purpose::other;
    bool hold = false;          // ask for the lock
    bool leave = false;         // the page was closed
    std::string words;          // what she wants to say; folded in when another holds the lock
    std::vector<PointId> said;  // points that were said
};
BOOST_DESCRIBE_STRUCT(LookRequest, (), (purpose, hold, leave, words, said))
struct Look {
    bool mine = false;            // the reader holds the lock
    std::vector<Looker> lookers;  // the reader too; the holder first
    std::vector<Point> points;    // not said yet, and those said in the last day
    std::vector<NotNow> why_not;  // for the purpose asked; empty: may be contacted now
    std::string holder_name;      // who holds it, when it is not the reader
    std::int64_t attempts_today = 0, attempts_week = 0;
    ContactRules rules;
};
BOOST_DESCRIBE_STRUCT(Look, (),
                      (mine, lookers, points, why_not, holder_name, attempts_today, attempts_week,
                       rules))

struct BuyerPage {
    Customer customer;
    bool full = false;  // unmasked: her live contact
    Completeness score;
    Look look;
};
BOOST_DESCRIBE_STRUCT(BuyerPage, (), (customer, full, score, look))

struct ThreadPage {
    std::vector<ThreadEntry> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ThreadPage, (), (items, next))

// ---- an unknown number ----
enum class FoundBy { order, phone, name };
BOOST_DESCRIBE_ENUM(FoundBy, order, phone, name)
struct FoundBuyer {
    Customer customer;  // masked
    FoundBy by = FoundBy::name;
    std::string order_number;
};
BOOST_DESCRIBE_STRUCT(FoundBuyer, (), (customer, by, order_number))
struct FoundBuyers {
    std::vector<FoundBuyer> items;
};
BOOST_DESCRIBE_STRUCT(FoundBuyers, (), (items))
struct AttachNumber {
    ContactId contact_id;  // her live one: its number becomes his
};
BOOST_DESCRIBE_STRUCT(AttachNumber, (), (contact_id))
struct DetachNumber {
    IdentityId identity_id;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DetachNumber, (), (identity_id, reason))

struct EraseBuyer {
    std::string reason;
    std::string plan;  // of the erasure that was shown
};
BOOST_DESCRIBE_STRUCT(EraseBuyer, (), (reason, plan))
struct Erased {
    CustomerId customer_id;
    Time at{};
};
BOOST_DESCRIBE_STRUCT(Erased, (), (customer_id, at))

struct TalkNow {  // who talks with a buyer at this moment
    PersonId person;
    ContactId contact;
    Time since{};
};
struct DialledFact {  // a call to a buyer began, as the journal has it
    CustomerId customer;
    PersonId person;
};
/// By what somebody is about to reach him, and on what account.
struct Reach {
    ContactChannel channel = ContactChannel::voice;
    bool requested = false;  // he asked to be contacted at this time
    Door door = Door::call;
    std::int64_t subject = 0;  // of the door, 0 = none
    /// The same contact by another way, begun then: asked anew, and counted once.
    std::optional<Time> goes_on_from{};
};

struct PageDeps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Customers& customers;
    Audit audit;                                                              // may be empty
    std::function<std::string(PersonId)> person_name;                         // may be empty
    std::vector<std::pair<ThreadKind, ThreadSource>> sources;                 // each room's own
    std::function<std::optional<TalkNow>(db::Conn&, CustomerId)> in_talk;     // may be empty
    std::function<std::optional<DialledFact>(db::Conn&, ContactId)> dialled;  // may be empty
    /// Whose a conversation is, 0 = nobody's that we know; may be empty.
    std::function<CustomerId(db::Conn&, std::int64_t)> of_conversation;
    /// The number of the reader's live contact with him, E.164.
    std::function<std::optional<std::string>(PersonId, ContactId, CustomerId)> number_of;
    /// Buyer of an order by its number as people type it, in these shops (empty = all).
    std::function<std::vector<std::pair<CustomerId, std::string>>(
        db::Conn&, std::span<const std::int64_t>, std::string_view)>
        by_order;
    /// Each room removes what it keeps of him; in one transaction with this room's own rows.
    std::vector<std::function<void(db::Tx&, CustomerId)>> erasers;
    /// What would go and what holds it back; may be empty: nothing does.
    std::function<ErasurePlan(db::Conn&, CustomerId)> plan;
    /// Cards that were merged into his: they are his too. May be empty.
    std::function<std::vector<CustomerId>(db::Conn&, CustomerId)> merged_cards;
    std::function<void(CustomerId)> on_changed;  // after commit: who looks, the lock; may be empty
    PolicyDeps policy;                           // ids and names are filled from these
};

/// The lock ends by itself so long after the page was last heard of.
inline constexpr Ms look_lasts{75'000};

class Page {
public:
    explicit Page(PageDeps deps);

    /// customers.unknown
    Result<BuyerPage> page(const http::Principal& who, ContactId contact, CustomerId id,
                           Purpose purpose) const;
    Result<ThreadPage> thread(const http::Principal& who, ContactId contact, CustomerId id,
                              const std::set<ThreadKind>& kinds, std::string_view cursor,
                              int limit) const;
    /// Joins who looks; takes the lock when it is asked for and free. Never an error for being
    /// second: the answer says who holds it. customers.unknown, customers.too_long
    Result<Look> look(db::Tx& tx, CustomerId id, const LookRequest& in, PersonId by) const;
    /// Before a call to him leaves: asks the gate and writes its answer down. Refuses when somebody
    /// else is with him, and what he did not ask for when any rule stands against it; else takes
    /// the lock. customers.held (params holder, purpose), customers.spent, customers.may_not
    /// (params code, until and the rule's own)
    Result<> may_reach(PersonId by, CustomerId id, const Reach& reach) const;
    /// Before a message that he did not ask for is kept, in its transaction: any rule stops it. The
    /// refusal is written down by itself, since the transaction then ends in nothing.
    Result<> may_write(db::Tx& tx, PersonId by, CustomerId id, const Reach& reach) const;
    /// The gate's answer for who asks, and nothing is written down. customers.unknown
    Result<Verdict> may_contact(db::Conn& c, CustomerId id, PersonId by, const Ask& ask) const;
    /// Of the journal: each call to a buyer counts once; "do not call" as an outcome is applied.
    /// Idempotent.
    void take(std::span<const db::JournalRow> rows) const;
    const Policy& policy() const { return policy_; }

    Result<FoundBuyers> find(const http::Principal& who, std::string_view field) const;
    /// customers.no_number, customers.unknown
    Result<> attach(const AttachNumber& in, CustomerId id, PersonId by) const;
    /// customers.unknown_field, customers.reason
    Result<> detach(db::Tx& tx, const DetachNumber& in, CustomerId id, PersonId by) const;

    /// customers.unknown, customers.merged (param into)
    Result<ErasurePlan> plan(db::Conn& c, CustomerId id) const;
    /// Everything personal of one buyer goes, here and in every room; ids, sums and counts stay.
    /// customers.reason, customers.unknown, customers.merged, customers.erase_kept (params code,
    /// count), customers.erase_changed
    Result<Erased> erase(db::Tx& tx, CustomerId id, const EraseBuyer& in, PersonId by) const;

    const PageDeps& deps() const { return d_; }

private:
    struct Row;  // one who looks
    std::vector<Row> lookers(db::Conn& c, CustomerId id, Time now) const;
    Look seen(db::Conn& c, CustomerId id, PersonId by, Purpose purpose, Time now) const;
    std::vector<Point> points(db::Conn& c, CustomerId id, Time now) const;
    BudgetFacts facts(db::Conn& c, CustomerId id, PersonId by, const std::vector<Row>& rows,
                      Time now) const;
    struct Asked;  // one question at the gate, with its answer
    Asked ask(db::Conn& c, PersonId by, CustomerId id, const Reach& reach, Time now) const;
    Error refused(const Asked& asked, const NotNow& why) const;
    void take_row(db::Tx& tx, const db::JournalRow& row) const;
    std::string name(PersonId person) const { return d_.person_name ? d_.person_name(person) : ""; }

    PageDeps d_;
    Policy policy_;
};

std::span<const db::Migration> page_migrations();
/// The routes hold the page.
void add_page_routes(http::Router& router, std::shared_ptr<Page> page);
/// Of the policy, called by add_page_routes.
void add_policy_routes(http::Router& router, const std::shared_ptr<Page>& page);

}  // namespace ol::customers
