#include "contact/calls/where.hpp"

namespace ol::calls {

Where where_of(const Calls::Impl& floor, PersonId person, ContactId contact) {
    const Call* call = floor.core.call(contact);
    if (!call || call->agent != person || call->state != CallState::talking) return {};
    const auto kind = [&](PhoneKind phone, LegId leg) -> std::string {
        if (phone == PhoneKind::browser) return "browser";
        return floor.out_legs.contains(leg) ? "outside" : "sip";
    };
    Where out{kind(call->phone, call->agent_leg), {}};
    if (call->moving) out.rings_at = kind(call->moving->phone, call->moving->leg);
    return out;
}

ContactCard card_with(const CardSource& source, const Deps& deps, Where where) {
    ContactCard card = build_card(source, deps);
    card.phone = std::move(where.phone);
    card.rings_at = std::move(where.rings_at);
    return card;
}

}  // namespace ol::calls
