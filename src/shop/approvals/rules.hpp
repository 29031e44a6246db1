#pragma once
// Pure: what a person may decide alone (R19), as rows by shop, role and person, dated by day. No
// clock, no database.
#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::approvals {

using LimitId = Id<struct OwnLimitTag>;

/// money: minor units that the store gives away; attempts: delivery tries; days: later than was
/// promised.
enum class LimitKind { money, attempts, days };
BOOST_DESCRIBE_ENUM(LimitKind, money, attempts, days)

/// Absent = no limit of that kind; 0 = nothing of it alone.
struct OwnMost {
    std::optional<std::int64_t> money, attempts, days;
    friend bool operator==(const OwnMost&, const OwnMost&) = default;
};
BOOST_DESCRIBE_STRUCT(OwnMost, (), (money, attempts, days))

/// coming: its day has not begun; superseded: a newer row of the same shop, role and person holds.
enum class LimitState { coming, in_force, superseded };
BOOST_DESCRIBE_ENUM(LimitState, coming, in_force, superseded)

/// One version for one role, one person, or (neither) everybody of the shop.
struct LimitRow {
    LimitId id;
    ShopId shop_id;
    std::string role;
    std::optional<PersonId> person_id;
    std::string person_name;
    OwnMost most;
    std::int64_t answer_min = 30;  // so long a request for more waits for the superior
    std::string valid_from;        // "2026-11-23", the shop's local day
    LimitState state = LimitState::in_force;
    std::string added_by;
    Time added_at{};
};
BOOST_DESCRIBE_STRUCT(LimitRow, (),
                      (id, shop_id, role, person_id, person_name, most, answer_min, valid_from,
                       state, added_by, added_at))

/// What somebody wants to do.
struct Asked {
    std::int64_t money = 0, attempts = 0, days = 0;
};
/// What nobody can put a price on is beyond any limit of money.
inline constexpr std::int64_t money_max = 1'000'000'000'000, beyond_any = money_max + 1;
struct Over {
    LimitKind kind = LimitKind::money;
    std::int64_t most = 0, asked = 0;
    friend bool operator==(const Over&, const Over&) = default;
};
BOOST_DESCRIBE_STRUCT(Over, (), (kind, most, asked))

inline constexpr std::int64_t count_max = 366, answer_min_max = 1440, days_ahead_max = 731;

/// approvals.limits: nothing below zero or beyond the maxima, a day as "2026-11-23", a role or a
/// person but not both. Its field is named.
Result<> check_limit(const LimitRow& row);

/// Marks each row's state as of `today`; sorts by shop, then everybody, roles, people, the newest
/// first.
void tell_states(std::vector<LimitRow>& rows, std::string_view today);

/// What holds for this person: her own row, else the rows of her roles (of several roles the most
/// generous), else everybody's. Rows are told already and of one shop. Without any: no limits.
struct Holds {
    OwnMost most;
    std::int64_t answer_min = 30;
};
Holds holds_for(std::span<const LimitRow> rows, PersonId person,
                std::span<const std::string> roles);

std::vector<Over> over(const OwnMost& most, const Asked& asked);

/// approvals.limits: a version begins between today and two years from now. Both are days.
Result<> check_begin(std::string_view valid_from, std::string_view today);

/// Of those who may answer (the nearest first) the first who is present, else the first; never who
/// asked.
std::optional<PersonId> answerer(std::span<const PersonId> line, PersonId asked_by,
                                 const std::function<bool(PersonId)>& present);

}  // namespace ol::approvals
