// From episodes of conversations to facts of reports. Each number has its own moment (he wrote, he
// was answered, the answer was due, it was closed), so that a day that is over does not change.
#include <algorithm>

#include "contact/conversations/rounds/rounds.hpp"
#include "insight/trade/trade.hpp"
#include "platform/base/names.hpp"
#include "shop/orders/moments/moments.hpp"

namespace ol::trade {
namespace {

namespace rounds = conversations::rounds;
using rounds::Round;
using Take = std::function<void(const Fact&)>;

/// Who answered first; of what nobody answered, who had it at its end.
PersonId person_of(const Round& r) { return r.answered_by ? r.answered_by : r.resolved_by; }

Fact fact_of(What what, Time at, const Round& r, PersonId person) {
    Fact f;
    f.what = what, f.at = at, f.shop = r.shop_id, f.owner = person;
    f.conversation = r.conversation_id.value, f.channel = to_name(r.channel);
    return f;
}

/// A clock that was set back took no time.
Ms between(Time from, Time to) {
    return std::max(Ms{0}, std::chrono::duration_cast<Ms>(to - from));
}

void tell_answer(const Round& r, const Take& take) {
    Fact f = fact_of(What::round_answered, r.first_answer_at, r, r.answered_by);
    f.took = between(r.asked_at, r.first_answer_at);
    take(f);
    if (r.answer_open_ms == rounds::unknown_ms) return;
    f.what = What::round_answered_open, f.took = Ms{r.answer_open_ms};
    take(f);
}

/// Nothing before it falls due, nor of what was closed before without an answer.
std::optional<What> promise_of(const Round& r, Time now) {
    if (r.due_at > now) return std::nullopt;
    if (r.first_answer_at != Time{} && r.first_answer_at <= r.due_at) return What::round_kept;
    const bool over = r.resolved_at != Time{} && r.resolved_at <= r.due_at;
    if (over || r.disposition == "spam") return std::nullopt;
    return What::round_broken;
}

void tell_end(const Round& r, const Take& take) {
    if (r.asked_at == Time{}) return;  // we opened it again, and he never wrote
    if (r.disposition == "spam")
        return take(fact_of(What::round_spam, r.resolved_at, r, r.resolved_by));
    if (r.first_answer_at == Time{})
        return take(fact_of(What::round_dropped, r.resolved_at, r, r.resolved_by));
    const What what = r.answers == 1 ? What::round_resolved_at_once : What::round_resolved;
    Fact f = fact_of(what, r.resolved_at, r, r.resolved_by);
    f.took = between(r.asked_at, r.resolved_at);
    take(f);
    if (r.resolve_open_ms == rounds::unknown_ms) return;
    f.what = What::round_resolved_open, f.took = Ms{r.resolve_open_ms};
    take(f);
}

/// Sums are the orders' own, as they stand now.
void tell_orders(db::Conn& c, const rounds::Ask& ask, const Take& take) {
    constexpr std::size_t at_once = 500;
    std::vector<rounds::TakenOrder> waiting;
    const auto tell = [&] {
        std::vector<OrderId> ids;
        for (const auto& o : waiting) ids.push_back(o.order_id);
        const auto known = orders::facts_of(c, ids);
        for (const auto& o : waiting) {
            const auto it = known.find(o.order_id);
            if (it == known.end()) continue;
            Fact f;
            f.what = What::chat_order, f.at = o.at, f.shop = o.shop_id, f.owner = o.person_id;
            f.conversation = o.conversation_id.value, f.channel = to_name(o.channel);
            f.order = o.order_id, f.number = it->second.number, f.amount = it->second.total;
            take(f);
        }
        waiting.clear();
    };
    rounds::orders_taken(c, ask, [&](const rounds::TakenOrder& o) {
        waiting.push_back(o);
        if (waiting.size() == at_once) tell();
    });
    tell();
}

}  // namespace

void read_written(db::Conn& c, Time from, Time to, const std::set<std::int64_t>& shops, Time now,
                  const Take& take) {
    const rounds::Ask ask{from, to, {shops.begin(), shops.end()}};
    rounds::walk(c, rounds::By::asked, ask, [&](const Round& r) {
        const What what = r.reopened ? What::round_came_again : What::round_began;
        take(fact_of(what, r.asked_at, r, person_of(r)));
    });
    rounds::walk(c, rounds::By::answered, ask, [&](const Round& r) { tell_answer(r, take); });
    rounds::walk(c, rounds::By::due, ask, [&](const Round& r) {
        if (const auto what = promise_of(r, now)) take(fact_of(*what, r.due_at, r, person_of(r)));
    });
    rounds::walk(c, rounds::By::resolved, ask, [&](const Round& r) { tell_end(r, take); });
    rounds::walk(c, rounds::By::rated, ask, [&](const Round& r) {
        Fact f = fact_of(What::round_rated, r.rated_at, r, r.resolved_by);
        f.units = r.rating;
        take(f);
    });
    tell_orders(c, ask, take);
}

}  // namespace ol::trade
