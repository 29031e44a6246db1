#pragma once
// Which calls are recorded, and for how long they are kept: rules read from the top, the first that
// fits decides. Pure: same rules, same call, same answer.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/ids.hpp"

namespace ol::recordings {

enum class RecordMode {
    all,
    share,      // `percent` of the calls, the same ones whenever it is asked
    on_demand,  // the operator's key begins it
    none
};
BOOST_DESCRIBE_ENUM(RecordMode, all, share, on_demand, none)

enum class CallWay { both, in, out };
BOOST_DESCRIBE_ENUM(CallWay, both, in, out)

/// One rule. What is left empty fits every call.
struct RecordRule {
    std::optional<QueueId> queue_id;
    std::string prefix;  // of the other party's number: "+49"
    CallWay calls = CallWay::both;
    RecordMode mode = RecordMode::all;
    int percent = 100;      // of mode share, 1 to 99
    bool announce = false;  // he hears that it is recorded before it is
    friend bool operator==(const RecordRule&, const RecordRule&) = default;
};
BOOST_DESCRIBE_STRUCT(RecordRule, (), (queue_id, prefix, calls, mode, percent, announce))

/// How long recordings are kept. What is left empty fits every recording.
struct KeepRule {
    std::optional<QueueId> queue_id;
    std::string prefix;
    std::optional<DepartmentId> department_id;  // of the operator
    int days = 0;                               // 0: for ever
    friend bool operator==(const KeepRule&, const KeepRule&) = default;
};
BOOST_DESCRIBE_STRUCT(KeepRule, (), (queue_id, prefix, department_id, days))

/// A call, as the rules need it.
struct CallFacts {
    ContactId contact;
    QueueId queue;
    std::string number;  // E.164; empty: not known
    bool out = false;
};
struct Decision {
    bool start = true;       // recorded from the first word
    bool on_demand = false;  // not now, but her key begins it
    bool announce = false;
    int rule = 0;  // the rule that decided, from 1; 0: none, so as the shop says
    friend bool operator==(const Decision&, const Decision&) = default;
};
/// No rule fits: recorded.
Decision decide(std::span<const RecordRule> rules, const CallFacts& call);

/// Whether the call is among `percent` of a hundred. A call in a share is in every greater one.
bool in_share(ContactId contact, int percent);

struct KeptFacts {
    QueueId queue;
    std::string number;
    DepartmentId department;
};
struct KeepFor {
    int days = 0;  // 0: for ever
    int rule = 0;  // from 1; 0: none fits, so for ever
};
KeepFor keep_for(std::span<const KeepRule> rules, const KeptFacts& recording);

/// The first rule, from 1, that no call can reach because one above it takes all of its calls, with
/// that one.
struct Shadow {
    int rule = 0, above = 0;
};
std::optional<Shadow> shadowed(std::span<const RecordRule> rules);
std::optional<Shadow> shadowed(std::span<const KeepRule> rules);

}  // namespace ol::recordings
