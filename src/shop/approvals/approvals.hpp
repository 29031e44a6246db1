#pragma once
// What a person may decide alone, and what goes to the direct superior (R19). A decision or an edit
// beyond the limit becomes a request with a clock: the superior approves or refuses it with a
// reason, nothing is carried out before, and who decided stays on record.
#include <atomic>
#include <functional>
#include <map>
#include <set>

#include "platform/base/json.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/approvals/rules.hpp"

namespace ol::approvals {

using ApprovalId = Id<struct ApprovalTag>;

/// edit: a change of an order; decision: what is done about a failed delivery.
enum class Subject { edit, decision };
BOOST_DESCRIBE_ENUM(Subject, edit, decision)
enum class State { open, approved, refused, lapsed, withdrawn };
BOOST_DESCRIBE_ENUM(State, open, approved, refused, lapsed, withdrawn)

/// Codes and values that the desk tells: {"field","amount"}, {"before","1250.00 UAH"}, ...
using Params = std::vector<std::pair<std::string, std::string>>;

struct Approval {
    ApprovalId id;
    ShopId shop_id;
    OrderId order_id;
    std::string order_number;
    Subject subject = Subject::edit;
    std::int64_t subject_id = 0;  // of a decision; the order's for an edit
    std::string currency;
    std::vector<Over> over;
    Params words;
    PersonId asked_by;
    std::string asked_by_name;
    Time asked_at{}, decide_by{};
    std::string why;
    PersonId superior_id;
    std::string superior_name;
    State state = State::open;
    std::optional<PersonId> decided_by;
    std::optional<std::string> decided_by_name;
    std::optional<Time> decided_at;
    std::string reason;  // of who decided
    std::string cause;   // why it closed by itself: order_cancelled, asker_gone, ...
    std::optional<PersonId> answer_id;  // while open: who answers now, the superior or in his place
    std::string answer_name;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Approval, (),
                      (id, shop_id, order_id, order_number, subject, subject_id, currency, over,
                       words, asked_by, asked_by_name, asked_at, decide_by, why, superior_id,
                       superior_name, state, decided_by, decided_by_name, decided_at, reason,
                       cause, answer_id, answer_name, version))
struct ApprovalList {
    std::vector<Approval> items;  // open ones first, by their clock; then the last that ended
    std::int64_t mine = 0;        // open ones that wait for the reader
};
BOOST_DESCRIBE_STRUCT(ApprovalList, (), (items, mine))

struct DecideApproval {
    std::string reason;  // may be empty when approved
};
BOOST_DESCRIBE_STRUCT(DecideApproval, (), (reason))
struct NewLimit {
    ShopId shop_id;
    std::string role;
    std::optional<PersonId> person_id;
    OwnMost most;
    std::int64_t answer_min = 30;
    std::string valid_from;
};
BOOST_DESCRIBE_STRUCT(NewLimit, (), (shop_id, role, person_id, most, answer_min, valid_from))
struct LimitList {
    std::vector<LimitRow> items;
};
BOOST_DESCRIBE_STRUCT(LimitList, (), (items))

/// What a room hands over to be approved; `request` is its own JSON and comes back to it.
struct NewApproval {
    ShopId shop;
    OrderId order;
    std::string order_number;
    Subject subject = Subject::edit;
    std::int64_t subject_id = 0;
    std::string currency;
    std::vector<Over> over;
    Params words;
    std::string request, why;
    std::optional<Time> not_after;  // the thing itself ends then
};

/// Carries out what was approved, in the transaction that approves it; an error leaves it open.
using CarryOut = std::function<Result<>(db::Tx&, const Approval&, const std::string& request)>;

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    std::function<std::string(ShopId)> zone;                         // empty: UTC
    std::function<std::string(db::Conn&, PersonId)> person_name;     // may be empty
    std::function<std::vector<std::string>(PersonId)> roles;         // may be empty
    std::function<std::optional<PersonId>(PersonId, Time)> superior; // may be empty: nobody above
    std::function<bool(std::string_view)> known_role;                // empty: each
    std::function<bool(ShopId)> known_shop;                          // empty: each
    std::function<bool(PersonId, ShopId)> works_in;                  // active; empty: each
    /// Who answers in this person's place, the nearest first; empty: only she herself.
    std::function<std::vector<PersonId>(PersonId, Time)> line;
    std::function<bool(PersonId)> present;  // signed in at a desk now; empty: everybody
    std::function<void(PersonId, const Approval&)> tell;             // after commit; may be empty
};

inline constexpr std::size_t why_max = 500;

class Approvals {
public:
    explicit Approvals(Deps deps) : d_(std::move(deps)) {}
    /// Before traffic.
    void carries(Subject subject, CarryOut carry) { carry_[subject] = std::move(carry); }
    /// After the commit of what it carried out.
    void follows(Subject subject, std::function<void(const Approval&)> then) {
        then_[subject] = std::move(then);
    }

    /// What holds for this person in this shop today. Whoever has nobody above has no limits: in a
    /// shop of one person there is nobody to ask.
    Holds holds(db::Conn& c, ShopId shop, PersonId person, Time now) const;
    std::vector<Over> over(db::Conn& c, ShopId shop, PersonId person, const Asked& asked,
                           Time now) const;
    std::string above_name(db::Conn& c, PersonId person, Time now) const;

    /// approvals.why (empty or too long), approvals.nobody, approvals.open (one waits already)
    Result<Approval> ask(db::Tx& tx, const NewApproval& in, PersonId by) const;
    /// Approved beyond his own limits it goes one step further up and stays open.
    /// approvals.unknown, approvals.state, approvals.too_late, approvals.not_yours,
    /// approvals.version_conflict, approvals.reason (a refusal says why), and what carry-out says
    Result<Approval> approve(ApprovalId id, std::int64_t version, const DecideApproval& in,
                             PersonId by) const;
    Result<Approval> refuse(ApprovalId id, std::int64_t version, const DecideApproval& in,
                            PersonId by) const;
    /// By who asked.
    Result<Approval> withdraw(ApprovalId id, std::int64_t version, PersonId by) const;
    /// The thing has ended another way: what still waits about it is withdrawn.
    void drop(db::Tx& tx, Subject subject, std::int64_t subject_id) const;
    /// The order ended: what still waits about it closes with this cause; `only` of one subject.
    void close_order(db::Tx& tx, OrderId order, std::string_view cause,
                     std::optional<Subject> only = {}) const;
    /// Who asked works here no longer: what she asked is not carried out.
    void close_asker(db::Tx& tx, PersonId asker) const;
    /// After the commit of what asked it: the superior and who answers in his place.
    void tell_asked(const Approval& a) const;
    /// After a commit: who asked and who was asked hear of what closed by itself. Cheap when there
    /// is nothing to tell; run_due tells what a crash left untold.
    void tell_closed() const;

    Result<Approval> approval(db::Conn& c, ApprovalId id) const;
    ApprovalList list(db::Conn& c, PersonId reader, const std::set<std::int64_t>& shops) const;
    std::vector<Approval> of_order(db::Conn& c, OrderId order) const;
    /// Requests whose time is over lapse. When to come again.
    std::optional<Time> run_due(Time now) const;

    std::vector<LimitRow> limits(db::Conn& c, const std::set<std::int64_t>& shops,
                                 Time now) const;
    /// approvals.limits (of check_limit and check_begin; an unknown shop, role or person)
    Result<LimitRow> add_limit(const NewLimit& in, PersonId by) const;

    const Deps& deps() const { return d_; }

private:
    std::string today(ShopId shop, Time now) const;
    Result<Approval> open_one(db::Conn& c, ApprovalId id, std::int64_t version) const;
    Result<> may_decide(const Approval& a, PersonId by, Time now) const;
    Result<Approval> end(db::Tx& tx, Approval a, State to, std::string_view reason,
                         PersonId by) const;
    void close(db::Tx& tx, Approval a, std::string_view cause) const;
    void tell_untold() const;
    std::vector<PersonId> line_of(PersonId superior, Time now) const;
    void name_answerers(db::Conn& c, std::vector<Approval>& some) const;
    Result<Approval> pass_on(db::Tx& tx, const Approval& a, PersonId to, PersonId by) const;
    std::vector<Approval> read(db::Conn& c, std::string_view where,
                               std::span<const db::Value> args) const;
    Deps d_;
    mutable std::atomic<bool> untold_ = true;  // of before the last stop
    std::map<Subject, CarryOut> carry_;
    std::map<Subject, std::function<void(const Approval&)>> then_;
};

std::span<const db::Migration> migrations();
void add_routes(http::Router& router, Approvals& approvals);

/// What was said about these orders goes; who decided what stays.
void erase_orders(db::Tx& tx, std::span<const OrderId> orders);

}  // namespace ol::approvals
