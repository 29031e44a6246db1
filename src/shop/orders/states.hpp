#pragma once
// The desk's own machine for an order (store.md section 2): an enum, a table, one function that
// reads it.
#include <array>
#include <boost/describe.hpp>
#include <optional>

namespace ol::orders {

enum class DeskState {
    new_,
    calling,
    confirmed,
    hold,
    no_contact,
    cancelled,
    duplicate,
    handed_over,
    in_transit,
    at_point,
    out_for_delivery,
    delivered,
    attempt_failed,
    refused,
    completed,
    returning,
    returned,
    merged  // its lines are in another order now; back by unmerge until there is a waybill
};
BOOST_DESCRIBE_ENUM(DeskState, new_, calling, confirmed, hold, no_contact, cancelled, duplicate,
                    handed_over, in_transit, at_point, out_for_delivery, delivered, attempt_failed,
                    refused, completed, returning, returned, merged)

enum class DeskEvent {
    call,  // the talk about it has begun: the first check, or an attempt to reach her
    confirm,
    hold,
    no_contact,
    cancel,
    duplicate,
    reopen,
    recheck,  // a change after confirmation left another field unconfirmed
    hand_over,
    depart,
    arrive,
    go_out,
    deliver,
    fail,
    refuse,
    complete,
    send_back,
    take_back,
    merge,
    unmerge
};
BOOST_DESCRIBE_ENUM(DeskEvent, call, confirm, hold, no_contact, cancel, duplicate, reopen, recheck,
                    hand_over, depart, arrive, go_out, deliver, fail, refuse, complete, send_back,
                    take_back, merge, unmerge)

struct Transition {
    DeskState from;
    DeskEvent on;
    DeskState to;
};

constexpr auto transitions = [] {
    using S = DeskState;
    using E = DeskEvent;
    return std::to_array<Transition>({
        {S::new_, E::call, S::calling},
        {S::calling, E::call, S::calling},  // the next attempt
        {S::hold, E::call, S::calling},
        {S::no_contact, E::call, S::calling},
        {S::calling, E::confirm, S::confirmed},
        {S::confirmed, E::recheck, S::calling},
        {S::new_, E::hold, S::hold},
        {S::calling, E::hold, S::hold},
        {S::hold, E::hold, S::hold},  // another reason or date
        {S::no_contact, E::hold, S::hold},
        {S::confirmed, E::hold, S::hold},  // out of stock after all (R6)
        {S::new_, E::no_contact, S::no_contact},
        {S::calling, E::no_contact, S::no_contact},
        {S::hold, E::no_contact, S::no_contact},
        {S::new_, E::cancel, S::cancelled},
        {S::calling, E::cancel, S::cancelled},
        {S::hold, E::cancel, S::cancelled},
        {S::no_contact, E::cancel, S::cancelled},
        {S::confirmed, E::cancel, S::cancelled},
        {S::new_, E::duplicate, S::duplicate},
        {S::calling, E::duplicate, S::duplicate},
        {S::hold, E::duplicate, S::duplicate},
        {S::no_contact, E::duplicate, S::duplicate},
        {S::hold, E::reopen, S::new_},
        {S::no_contact, E::reopen, S::new_},
        {S::cancelled, E::reopen, S::new_},
        {S::duplicate, E::reopen, S::new_},
        {S::confirmed, E::reopen, S::new_},
        {S::confirmed, E::hand_over, S::handed_over},
        {S::handed_over, E::depart, S::in_transit},
        {S::in_transit, E::arrive, S::at_point},
        {S::in_transit, E::go_out, S::out_for_delivery},
        {S::at_point, E::deliver, S::delivered},
        {S::out_for_delivery, E::deliver, S::delivered},
        {S::at_point, E::fail, S::attempt_failed},
        {S::out_for_delivery, E::fail, S::attempt_failed},
        {S::at_point, E::refuse, S::refused},
        {S::out_for_delivery, E::refuse, S::refused},
        {S::attempt_failed, E::arrive, S::at_point},  // a further attempt
        {S::attempt_failed, E::go_out, S::out_for_delivery},
        {S::delivered, E::complete, S::completed},
        {S::delivered, E::send_back, S::returning},
        {S::attempt_failed, E::send_back, S::returning},
        {S::refused, E::send_back, S::returning},
        {S::returning, E::take_back, S::returned},
        {S::new_, E::merge, S::merged},
        {S::calling, E::merge, S::merged},
        {S::hold, E::merge, S::merged},
        {S::no_contact, E::merge, S::merged},
        {S::confirmed, E::merge, S::merged},
        {S::merged, E::unmerge, S::new_},  // then restore() puts back what it was
    });
}();

/// nullopt: the API answers 409 orders.state.
constexpr std::optional<DeskState> next(DeskState from, DeskEvent on) {
    for (const auto& t : transitions)
        if (t.from == from && t.on == on) return t.to;
    return std::nullopt;
}

constexpr bool deterministic() {
    for (std::size_t i = 0; i < transitions.size(); ++i)
        for (std::size_t j = i + 1; j < transitions.size(); ++j)
            if (transitions[i].from == transitions[j].from &&
                transitions[i].on == transitions[j].on)
                return false;
    return true;
}
static_assert(deterministic());
static_assert(next(DeskState::calling, DeskEvent::confirm) == DeskState::confirmed);
static_assert(!next(DeskState::new_, DeskEvent::confirm));  // nobody has spoken with her
static_assert(!next(DeskState::hold, DeskEvent::confirm));
static_assert(!next(DeskState::handed_over,
                    DeskEvent::cancel));  // the courier has it: refuse and return instead
static_assert(!next(DeskState::completed, DeskEvent::reopen));
static_assert(!next(DeskState::returned, DeskEvent::send_back));
static_assert(!next(DeskState::cancelled, DeskEvent::confirm));
static_assert(!next(DeskState::handed_over, DeskEvent::merge));
static_assert(!next(DeskState::merged, DeskEvent::cancel));  // unmerge it first

/// Fields may still be checked and changed at the desk.
constexpr bool editable(DeskState s) {
    return s == DeskState::confirmed || next(s, DeskEvent::call).has_value();
}
static_assert(editable(DeskState::new_) && editable(DeskState::confirmed) &&
              !editable(DeskState::handed_over));

}  // namespace ol::orders
