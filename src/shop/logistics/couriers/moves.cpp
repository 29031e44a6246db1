#include "shop/logistics/couriers/moves.hpp"

namespace ol::logistics {
namespace {

/// How far along its way: decides between events of one moment, or without a time.
int progress(Status s) {
    switch (s) {
        case Status::unknown: return 0;
        case Status::registered: return 1;
        case Status::handed_over: return 2;
        case Status::in_transit: return 3;
        case Status::at_city: return 4;
        case Status::at_point: return 5;
        case Status::out_for_delivery: return 6;
        case Status::on_hold: return 7;
        case Status::attempt_failed: return 8;
        case Status::redirected: return 9;
        case Status::refused: return 10;
        case Status::returning: return 11;
        case Status::cancelled: return 12;
        case Status::lost: return 13;
        case Status::partly_delivered: return 14;
        case Status::delivered: return 15;
        case Status::returned: return 16;
    }
    return 0;
}

/// What may follow an end: a part after the whole is a correction, and what was received may come
/// back as the buyer's return, which is a waybill of its own (store.md, T5). Nothing else.
bool after_end(Status from, Status to) {
    return from == Status::delivered && to == Status::partly_delivered;
}

}  // namespace

std::optional<Status> moved(const Standing& now, Status status, std::optional<Time> at) {
    if (status == Status::unknown || status == now.status) return std::nullopt;
    if (has_ended(now.status) && !after_end(now.status, status)) return std::nullopt;
    const bool older = at && now.at && *at < *now.at;
    if (older && !has_ended(status)) return std::nullopt;  // an end counts whenever it is learnt
    const bool ordered = at && now.at && *at > *now.at;
    if (!ordered && progress(status) < progress(now.status)) return std::nullopt;
    return status;
}

}  // namespace ol::logistics
