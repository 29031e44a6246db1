#pragma once
// The direct superior and the stand-in (R34): a difficult question goes up one step, never to
// somebody who is away. Pure.
#include <map>
#include <optional>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"

namespace ol::staff {

struct Link {
    std::optional<PersonId> superior, stand_in;
    bool here = true;  // active and not absent
};
using Links = std::map<PersonId, Link>;

/// The superior if she is here; else her stand-in if here; else the same question one step higher.
/// Empty when nobody above can answer, or `who` is unknown. Never `who` herself.
std::optional<PersonId> acting_superior(const Links& links, PersonId who);

/// Who answers in this person's place, the nearest first: `who`, her stand-in, her superior, his
/// stand-in and so on up. Only who is here; each once.
std::vector<PersonId> answering_line(const Links& links, PersonId who);

/// Error invalid "staff.superior_cycle" (params: chain of ids) when `superior` stands below `who`,
/// or is `who`.
Result<> check_superior(const Links& links, PersonId who, PersonId superior);

}  // namespace ol::staff
