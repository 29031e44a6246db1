#pragma once
// What a contact asks of an agent's skills (A13): "english > 50 & (sales >= 3 | !vip)". A bare name
// means "> 0". A skill that an agent lacks makes its comparison false, whatever it is compared
// with.
#include <string>
#include <string_view>
#include <vector>

#include "contact/routing/settings.hpp"
#include "platform/base/result.hpp"

namespace ol::routing {

using Levels = std::vector<Skill>;  // by name

class Expression {
public:
    static constexpr std::size_t length_max = 1000, depth_max = 32, terms_max = 64;
    /// Errors: routing.skills_long, routing.skills_deep, routing.skills_many,
    /// routing.skills_syntax; the detail names the character.
    static Result<Expression> parse(std::string_view text);
    bool matches(const Levels& levels) const;
    /// Sum of the levels of the skills named (A9n).
    std::int64_t score(const Levels& levels) const;
    bool anybody() const { return code_.empty(); }

private:
    enum class Op { more, at_least, less, at_most, equal, not_equal, both, either, never };
    struct Step {
        Op op = Op::more;
        std::string skill;
        std::int64_t level = 0;
    };
    class Parser;
    std::vector<Step> code_;  // postfix
};

}  // namespace ol::routing
