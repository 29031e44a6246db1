#include "shop/approvals/rules.hpp"

#include <algorithm>
#include <tuple>

namespace ol::approvals {
namespace {

bool is_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
    return parse_iso8601(std::string(text) + "T00:00:00Z").has_value();
}

Error wrong(std::string field, std::string how) {
    return invalid("approvals.limits", std::move(field), std::move(how));
}

auto key_of(const LimitRow& r) {
    return std::make_tuple(r.shop_id.value,
                           r.person_id      ? 2
                           : r.role.empty() ? 0
                                            : 1,
                           r.role, r.person_id ? r.person_id->value : 0);
}

/// No limit is more than any limit.
void widen(std::optional<std::int64_t>& kept, const std::optional<std::int64_t>& other) {
    if (!kept || !other)
        kept.reset();
    else
        kept = std::max(*kept, *other);
}

Result<Time> midnight(std::string_view day) {
    return parse_iso8601(std::string(day) + "T00:00:00Z");
}

}  // namespace

Result<> check_begin(std::string_view valid_from, std::string_view today) {
    if (valid_from < today)
        return wrong("valid_from",
                     "A limit begins today or later; what was decided stays decided.");
    const auto from = midnight(valid_from), now = midnight(today);
    if (!from || !now || *from > *now + Ms{days_ahead_max * 86'400'000})
        return wrong("valid_from", "A limit begins within two years from today.");
    return {};
}

std::optional<PersonId> answerer(std::span<const PersonId> line, PersonId asked_by,
                                 const std::function<bool(PersonId)>& present) {
    std::optional<PersonId> first;
    for (const auto person : line) {
        if (person == asked_by) continue;
        if (!present || present(person)) return person;
        if (!first) first = person;
    }
    return first;
}

Result<> check_limit(const LimitRow& row) {
    const auto out = [](const std::optional<std::int64_t>& v, std::int64_t most) {
        return v && (*v < 0 || *v > most);
    };
    if (out(row.most.money, money_max))
        return wrong("most.money", "A sum lies between 0 and 10,000,000,000.00.");
    if (out(row.most.attempts, count_max))
        return wrong("most.attempts", "Tries lie between 0 and 366.");
    if (out(row.most.days, count_max)) return wrong("most.days", "Days lie between 0 and 366.");
    if (row.answer_min < 1 || row.answer_min > answer_min_max)
        return wrong("answer_min", "An answer is waited for between 1 and 1440 minutes.");
    if (!is_day(row.valid_from))
        return wrong("valid_from", "Say the day from which it holds, like 2026-11-23.");
    if (!row.role.empty() && row.person_id)
        return wrong("role", "A limit is of a role or of a person, not of both.");
    return {};
}

void tell_states(std::vector<LimitRow>& rows, std::string_view today) {
    std::ranges::sort(rows, [](const LimitRow& x, const LimitRow& y) {
        if (key_of(x) != key_of(y)) return key_of(x) < key_of(y);
        return std::tie(x.valid_from, x.id.value) > std::tie(y.valid_from, y.id.value);
    });
    bool begun = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == 0 || key_of(rows[i]) != key_of(rows[i - 1])) begun = false;
        const bool coming = rows[i].valid_from > today;
        rows[i].state = coming  ? LimitState::coming
                        : begun ? LimitState::superseded
                                : LimitState::in_force;
        begun = begun || !coming;
    }
}

Holds holds_for(std::span<const LimitRow> rows, PersonId person,
                std::span<const std::string> roles) {
    std::optional<Holds> of_roles, of_all;
    for (const auto& row : rows) {
        if (row.state != LimitState::in_force) continue;
        const Holds one{row.most, row.answer_min};
        if (row.person_id) {
            if (*row.person_id == person) return one;
        } else if (row.role.empty()) {
            of_all = one;
        } else if (std::ranges::find(roles, row.role) != roles.end()) {
            if (!of_roles) {
                of_roles = one;
                continue;
            }
            widen(of_roles->most.money, one.most.money);
            widen(of_roles->most.attempts, one.most.attempts);
            widen(of_roles->most.days, one.most.days);
            of_roles->answer_min = std::max(of_roles->answer_min, one.answer_min);
        }
    }
    return of_roles ? *of_roles : of_all.value_or(Holds{});
}

std::vector<Over> over(const OwnMost& most, const Asked& asked) {
    std::vector<Over> out;
    const auto look = [&](LimitKind kind, const std::optional<std::int64_t>& m, std::int64_t a) {
        if (m && a > *m) out.push_back({kind, *m, a});
    };
    look(LimitKind::money, most.money, asked.money);
    look(LimitKind::attempts, most.attempts, asked.attempts);
    look(LimitKind::days, most.days, asked.days);
    return out;
}

}  // namespace ol::approvals
