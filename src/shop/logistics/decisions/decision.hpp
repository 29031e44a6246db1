#pragma once
// The decision when a delivery goes wrong (R20-R25, N1, story 15). From one snapshot of facts to
// ranked options: the same snapshot gives the same ranking, byte for byte. Whole numbers only, no
// clock, no I/O. Minutes are of the local day, days are counted from today, money is minor units.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shop/logistics/decisions/rule.hpp"

namespace ol::logistics {

/// Changes whenever the same snapshot may rank otherwise than before; kept with each decision.
inline constexpr std::int64_t decision_logic_version = 1;

/// a to f of story 15, in that order. A is who ordered, B is who asks for the parcel.
enum class Option { blind_try, redirect, via_dc, second_unit, new_slot, cancel };
BOOST_DESCRIBE_ENUM(Option, blind_try, redirect, via_dc, second_unit, new_slot, cancel)
constexpr char letter_of(Option o) { return static_cast<char>('a' + static_cast<int>(o)); }

enum class Success { sure, likely, doubtful, none };
BOOST_DESCRIBE_ENUM(Success, sure, likely, doubtful, none)
enum class Payer { store, courier, buyer };
BOOST_DESCRIBE_ENUM(Payer, store, courier, buyer)
/// Nobody else asks; asks but has not shown who it is; is known by more than a telephone (T10).
enum class OtherPerson { absent, unidentified, identified };
BOOST_DESCRIBE_ENUM(OtherPerson, absent, unidentified, identified)
enum class Place { unknown, same_zone, same_city, other_city };
BOOST_DESCRIBE_ENUM(Place, unknown, same_zone, same_city, other_city)
enum class Paid { cod, prepaid };
BOOST_DESCRIBE_ENUM(Paid, cod, prepaid)
/// What A said to "may B take it?"
enum class Consent { unasked, asked, silence, yes, no };
BOOST_DESCRIBE_ENUM(Consent, unasked, asked, silence, yes, no)

struct OwnLimits {  // of who decides (R19); absent = no limit of that kind, 0 = nothing alone
    std::optional<std::int64_t> money;
    std::optional<int> attempts, days;
};
BOOST_DESCRIBE_STRUCT(OwnLimits, (), (money, attempts, days))

struct Snapshot {
    std::string today;        // "2026-11-19", the local day
    int now_minute = 0;       // of that day
    int reported_minute = 0;  // when the courier told; below 0 = yesterday
    std::string order_number;
    Status status = Status::attempt_failed;
    CourierRule rule;
    DaySlot slot;
    std::vector<Fault> earlier_failures;  // oldest first, without the one told now
    std::int64_t stock = 0, quantity = 1;
    std::int64_t cod_due = 0;
    std::string currency = "UAH";
    Paid paid = Paid::cod;
    OtherPerson other = OtherPerson::absent;
    bool other_allowed = true;  // A has not forbidden it
    Place other_place = Place::unknown;
    Consent consent = Consent::unasked;
    OwnLimits limits;
};
BOOST_DESCRIBE_STRUCT(Snapshot, (),
                      (today, now_minute, reported_minute, order_number, status, rule, slot,
                       earlier_failures, stock, quantity, cod_due, currency, paid, other,
                       other_allowed, other_place, consent, limits))

/// A code and its parameters; the desk tells it in the reader's language. Times are "14:50", money
/// is minor units, days are whole numbers.
struct Why {
    std::string code;
    std::vector<std::pair<std::string, std::string>> params;
    friend bool operator==(const Why&, const Why&) = default;
};
BOOST_DESCRIBE_STRUCT(Why, (), (code, params))

struct Ranked {
    Option option = Option::cancel;
    Success success = Success::none;
    int day = 0;  // from today
    std::string date;
    std::int64_t cost = 0;
    Payer payer = Payer::store;
    bool claim = false;               // a claim against the courier is opened with it
    std::optional<int> until_minute;  // today; after it this way is shut
    std::vector<Why> reasons;
    friend bool operator==(const Ranked&, const Ranked&) = default;
};
BOOST_DESCRIBE_STRUCT(Ranked, (),
                      (option, success, day, date, cost, payer, claim, until_minute, reasons))

struct Excluded {
    Option option = Option::cancel;
    std::optional<int> day;  // only that day is out: another unit today, not tomorrow
    Why gate;
    friend bool operator==(const Excluded&, const Excluded&) = default;
};
BOOST_DESCRIBE_STRUCT(Excluded, (), (option, day, gate))

/// What is asked of A first: may B take the paid goods? One tap, valid until that minute.
struct AskFirst {
    std::vector<std::string> channels;
    int until_minute = 0;
    friend bool operator==(const AskFirst&, const AskFirst&) = default;
};
BOOST_DESCRIBE_STRUCT(AskFirst, (), (channels, until_minute))

struct Ranking {
    std::int64_t logic_version = decision_logic_version, rule_version = 0;
    int decide_by_minute = 0;  // of today; below 0 = yesterday, above 1440 = tomorrow
    bool window_open = false;
    bool day_first = false;  // an earlier failure was the courier's or the store's
    std::vector<Ranked> options;
    std::vector<Excluded> excluded;
    std::optional<AskFirst> ask;
    friend bool operator==(const Ranking&, const Ranking&) = default;
};
BOOST_DESCRIBE_STRUCT(Ranking, (),
                      (logic_version, rule_version, decide_by_minute, window_open, day_first,
                       options, excluded, ask))

Ranking decide(const Snapshot& facts);
/// The order of the options; total, since two of a ranking never are the same option.
bool better(const Ranked& x, const Ranked& y, bool day_first);

/// Whether this option may be carried out: it is among the ranked, and below rank 1 a reason is
/// said. The rank, from 1. Errors: "logistics.option" (with the gate), "logistics.why".
Result<int> check_choice(const Ranking& ranking, Option chosen, std::string_view why);

/// Nobody chose in time: the courier sends it back to its centre, and that is the store's fault.
inline constexpr Fault default_fault = Fault::store;
constexpr bool lapsed(int decide_by_minute, int now_minute) {
    return now_minute > decide_by_minute;  // the minute itself still counts
}

std::string clock_text(int minute);  // 890 -> "14:50"

}  // namespace ol::logistics
