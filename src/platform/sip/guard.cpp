// Token buckets in thousandths; a source's record is forgotten when 20,000 others were heard since.
#include "platform/sip/guard.hpp"

#include <algorithm>

namespace ol::sip {
namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t others_factor = 10;  // BYE, ACK, OPTIONS ... of calls that are allowed

}  // namespace

std::size_t Guard::Hash::operator()(const Ip& ip) const noexcept {
    std::uint64_t h = 1469598103934665603ull;
    for (const auto byte : ip) h = (h ^ byte) * 1099511628211ull;
    return static_cast<std::size_t>(h ^ (h >> 29));
}

std::int64_t Guard::Bucket::peek(Time now, std::int64_t per_minute, std::int64_t burst) {
    const std::int64_t full = burst * 1000;
    if (milli < 0)
        milli = full;
    else
        milli = std::min(
            full, milli + std::max<std::int64_t>(0, (now - at).count()) * per_minute / minute);
    at = now;
    return milli;
}

bool Guard::Bucket::take(Time now, std::int64_t per_minute, std::int64_t burst) {
    if (peek(now, per_minute, burst) < 1000) return false;
    milli -= 1000;
    return true;
}

Guard::Source& Guard::source(const Ip& ip) {
    const Ip key = guard_key(ip);
    if (const auto found = sources_.find(key); found != sources_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, found->second.place);
        return found->second;
    }
    if (sources_.size() >= sources_max) {
        sources_.erase(by_use_.back());
        by_use_.pop_back();
    }
    by_use_.push_front(key);
    Source& made = sources_[key];
    made.place = by_use_.begin();
    return made;
}

Guard::Take Guard::take(Kind kind, const Ip& ip, Time now) {
    const std::int64_t per_s =
        kind == Kind::registration ? limits_.registers_per_s : limits_.invites_per_s;
    if (per_s <= 0) return Take::pass;
    Source& from = source(ip);
    if (kind == Kind::other)
        return from.others.take(now, per_s * others_factor * minute, per_s * others_factor)
                   ? Take::pass
                   : Take::drop;
    Bucket& bucket = kind == Kind::invite ? from.invites : from.registers;
    if (bucket.take(now, per_s * minute, per_s)) return Take::pass;
    return from.answers.take(now, per_s * minute, per_s) ? Take::refuse : Take::drop;
}

void Guard::wrong_password(const Ip& ip, Time now) {
    const std::int64_t per_minute = limits_.wrong_passwords_per_minute;
    if (per_minute > 0) source(ip).passwords.take(now, per_minute, per_minute);
}

bool Guard::limited(const Ip& ip, Time now) {
    const std::int64_t per_minute = limits_.wrong_passwords_per_minute;
    const auto found = sources_.find(guard_key(ip));
    if (per_minute <= 0 || found == sources_.end()) return false;
    return found->second.passwords.peek(now, per_minute, per_minute) < 1000;
}

bool Guard::slow_turn(const Ip& ip, Time now) { return source(ip).slow.take(now, minute, 1); }

}  // namespace ol::sip
