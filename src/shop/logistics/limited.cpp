// Ways on that are beyond one's own limits (R19): asked of the superior, and carried out when he
// says yes.
#include <algorithm>

#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

using approvals::LimitKind;
using approvals::Over;

std::optional<LimitKind> kind_of(std::string_view gate) {
    if (gate == "over_own_limit") return LimitKind::money;
    if (gate == "over_own_attempts") return LimitKind::attempts;
    if (gate == "over_own_days") return LimitKind::days;
    return {};
}

const Ranked* ranked(const Ranking& ranking, Option option) {
    const auto it = std::ranges::find(ranking.options, option, &Ranked::option);
    return it == ranking.options.end() ? nullptr : &*it;
}

/// How much of what this way is beyond these limits; the try it needs is the one after those made.
std::vector<Over> beyond(const OwnLimits& limits, const Ranked& r, std::int64_t attempts) {
    approvals::Asked asked;
    if (r.payer == Payer::store) asked.money = r.cost;
    asked.days = r.day;
    if (r.option == Option::blind_try || r.option == Option::new_slot) asked.attempts = attempts;
    const auto wide = [](const std::optional<int>& v) {
        return v ? std::optional<std::int64_t>(*v) : std::nullopt;
    };
    auto most = approvals::OwnMost{limits.money, wide(limits.attempts), wide(limits.days)};
    return approvals::over(most, asked);
}

/// Tries as the gate counts them: the one told now, and earlier ones that were not the courier's,
/// and the one that this way would be.
std::int64_t tries(const Snapshot& facts) {
    return 2 + std::ranges::count_if(facts.earlier_failures,
                                     [](Fault f) { return f != Fault::courier; });
}

Error no_such_way(const Ranking& ranking, Option option) {
    auto e = conflict("logistics.option", "This way is not open; look at what shuts it.");
    for (const auto& x : ranking.excluded)
        if (x.option == option) e.params.emplace_back("gate", x.gate.code);
    return e;
}

}  // namespace

OwnLimits Logistics::limits(db::Conn& c, ShopId shop, PersonId person, Time now) const {
    if (!d_.approvals || !person) return {};
    const auto most = d_.approvals->holds(c, shop, person, now).most;
    const auto narrow = [](const std::optional<std::int64_t>& v) {
        return v ? std::optional(static_cast<int>(*v)) : std::nullopt;
    };
    return {most.money, narrow(most.attempts), narrow(most.days)};
}

Result<approvals::Approval> Logistics::ask_option(db::Tx& tx, DecisionId id, std::int64_t version,
                                                  const Choose& in, PersonId by) const {
    auto k = editable(tx.conn, id, version);
    if (!k) return k.error();
    auto facts = snapshot(tx.conn, *k, tx.now, by);
    if (ranked(decide(facts), in.option) || !d_.approvals)
        return conflict("approvals.within", "This is within your own limits; do it yourself.");
    const auto limits = std::exchange(facts.limits, {});
    const auto ranking = decide(facts);
    const auto* way = ranked(ranking, in.option);
    if (!way) return no_such_way(ranking, in.option);
    approvals::NewApproval more{
        k->shop,  k->order,      facts.order_number, approvals::Subject::decision,
        id.value, facts.currency};
    more.over = beyond(limits, *way, tries(facts));
    more.words = {{"option", std::string(to_name(in.option))},
                  {"cost", std::to_string(way->cost)},
                  {"date", way->date}};
    more.request = json::write(in), more.why = in.why;
    more.not_after = k->decide_by;
    if (way->until_minute)
        more.not_after =
            std::min(k->decide_by, tx.now + Ms{(*way->until_minute - facts.now_minute) * 60'000});
    return d_.approvals->ask(tx, more, by);
}

Result<> Logistics::carry_option(db::Tx& tx, const approvals::Approval& a,
                                 const std::string& request) const {
    auto in = json::read<Choose>(request);
    if (!in) return in.error();
    const auto k = load(tx.conn, {a.subject_id});
    if (!k || k->state != DecisionState::open)
        return conflict("logistics.ended", "This decision has been taken already.");
    auto facts = snapshot(tx.conn, *k, tx.now, a.asked_by);
    const auto limits = std::exchange(facts.limits, {});
    const auto ranking = decide(facts);
    const auto* way = ranked(ranking, in->option);
    if (!way) return no_such_way(ranking, in->option);
    for (const auto& now : beyond(limits, *way, tries(facts))) {
        const auto said = std::ranges::find(a.over, now.kind, &Over::kind);
        if (said == a.over.end() || now.asked > said->asked)
            return conflict("approvals.changed",
                            "This would cost more now than was asked; refuse it and let it be "
                            "asked again.");
    }
    return take(tx, *k, facts, *in, a.asked_by);
}

void Logistics::tell_chosen(const approvals::Approval& a) {
    auto now = d_.db.read_as<Decision>(
        [&](db::Conn& c) { return decision(c, {a.subject_id}, d_.clock.now()); });
    if (now && d_.on_decision) d_.on_decision(*now);
    if (d_.on_shipment) d_.on_shipment(a.order_id);
}

}  // namespace ol::logistics
