#include "contact/routing/skills.hpp"

#include <algorithm>
#include <array>

namespace ol::routing {

class Expression::Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Expression> run() {
        if (text_.size() > length_max)
            return invalid("routing.skills_long", "skills",
                           "A skill expression has at most 1000 characters; split it into steps.");
        skip_blanks();
        if (!done()) either(0);
        if (!fault_.empty()) return invalid(code_, "skills", fault_);
        if (!done())
            return invalid("routing.skills_syntax", "skills", at("Nothing may follow here"));
        return std::move(made_);
    }

private:
    bool done() const { return at_ >= text_.size(); }
    char here() const { return done() ? '\0' : text_[at_]; }
    void skip_blanks() {
        while (!done() && (here() == ' ' || here() == '\t')) ++at_;
    }
    std::string at(std::string_view what) const {
        return std::string(what) + " (character " + std::to_string(at_ + 1) + ").";
    }
    void fail(const char* code, std::string what) {
        if (fault_.empty()) fault_ = std::move(what), code_ = code;
        at_ = text_.size();
    }
    bool take(char sign) {  // "&" and "&&" alike
        if (here() != sign) return false;
        ++at_;
        if (here() == sign && (sign == '&' || sign == '|')) ++at_;
        skip_blanks();
        return true;
    }
    void either(std::size_t depth) {
        both(depth);
        while (fault_.empty() && take('|')) both(depth), add({Op::either, {}, 0});
    }
    void both(std::size_t depth) {
        one(depth);
        while (fault_.empty() && take('&')) one(depth), add({Op::both, {}, 0});
    }
    void one(std::size_t depth) {
        if (depth > depth_max)
            return fail("routing.skills_deep", at("At most 32 brackets and negations may nest"));
        if (take('!')) return one(depth + 1), add({Op::never, {}, 0});
        if (take('(')) {
            either(depth + 1);
            if (fault_.empty() && !take(')'))
                fail("routing.skills_syntax", at("A closing bracket is missing"));
            return;
        }
        compare();
    }
    void compare() {
        const std::size_t from = at_;
        while (!done() && is_name(here())) ++at_;
        if (at_ == from) return fail("routing.skills_syntax", at("The name of a skill is missing"));
        Step step{Op::more, std::string(text_.substr(from, at_ - from)), 0};
        skip_blanks();
        const auto op = take_op();
        if (op) {
            step.op = *op;
            if (!number(step.level)) return;
        }
        if (++terms_ > terms_max)
            return fail("routing.skills_many", at("At most 64 comparisons are possible"));
        add(std::move(step));
    }
    std::optional<Op> take_op() {
        const bool equals = at_ + 1 < text_.size() && text_[at_ + 1] == '=';
        std::optional<Op> op;
        switch (here()) {
            case '>': op = equals ? Op::at_least : Op::more; break;
            case '<': op = equals ? Op::at_most : Op::less; break;
            case '=': op = Op::equal; break;
            case '!': op = equals ? std::optional(Op::not_equal) : std::nullopt; break;
        }
        if (!op) return op;
        at_ += equals ? 2 : 1;
        skip_blanks();
        return op;
    }
    bool number(std::int64_t& level) {
        const bool minus = here() == '-';
        if (minus) ++at_;
        const std::size_t from = at_;
        for (; here() >= '0' && here() <= '9' && at_ - from < 9; ++at_)
            level = level * 10 + (here() - '0');
        if (at_ == from || (here() >= '0' && here() <= '9')) {
            fail("routing.skills_syntax", at("A number of at most nine digits is missing"));
            return false;
        }
        if (minus) level = -level;
        skip_blanks();
        return true;
    }
    static bool is_name(char c) {
        const auto u = static_cast<unsigned char>(c);
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.' || c == '-' || u >= 0x80;
    }
    void add(Step step) {
        if (fault_.empty()) made_.code_.push_back(std::move(step));
    }

    std::string_view text_;
    std::size_t at_ = 0, terms_ = 0;
    std::string fault_;
    const char* code_ = "";
    Expression made_;
};

Result<Expression> Expression::parse(std::string_view text) { return Parser(text).run(); }

namespace {
const Skill* find(const Levels& levels, const std::string& name) {
    const auto it =
        std::lower_bound(levels.begin(), levels.end(), name,
                         [](const Skill& s, const std::string& n) { return s.name < n; });
    return it != levels.end() && it->name == name ? &*it : nullptr;
}
}  // namespace

bool Expression::matches(const Levels& levels) const {
    std::array<bool, terms_max + 1> stack{};
    std::size_t top = 0;
    for (const Step& step : code_) {
        const Skill* skill = step.skill.empty() ? nullptr : find(levels, step.skill);
        const std::int64_t level = skill ? skill->level : 0;
        switch (step.op) {
            case Op::more: stack[top++] = skill && level > step.level; break;
            case Op::at_least: stack[top++] = skill && level >= step.level; break;
            case Op::less: stack[top++] = skill && level < step.level; break;
            case Op::at_most: stack[top++] = skill && level <= step.level; break;
            case Op::equal: stack[top++] = skill && level == step.level; break;
            case Op::not_equal: stack[top++] = skill && level != step.level; break;
            case Op::both: --top, stack[top - 1] = stack[top - 1] && stack[top]; break;
            case Op::either: --top, stack[top - 1] = stack[top - 1] || stack[top]; break;
            case Op::never: stack[top - 1] = !stack[top - 1]; break;
        }
    }
    return top == 0 || stack[0];
}

std::int64_t Expression::score(const Levels& levels) const {
    std::int64_t sum = 0;
    for (const Step& step : code_)
        if (const Skill* skill = step.skill.empty() ? nullptr : find(levels, step.skill))
            sum += skill->level;
    return sum;
}

}  // namespace ol::routing
