// Bytes choose events and configurations, absurd numbers among them: whatever is told, the line
// answers with a named refusal or does it, and every invariant holds. (decode_fuzz is for bytes
// that are text.)
#include <cstdlib>
#include <cstring>

#include "contact/routing/routing.hpp"

namespace {

using namespace ol;
using namespace ol::routing;

class Bytes {
public:
    Bytes(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}
    bool empty() const { return at_ == end_; }
    int byte() { return empty() ? 0 : *at_++; }
    bool flag() { return byte() & 1; }
    /// Small mostly; sometimes what no person would type.
    std::int64_t number() {
        static constexpr std::int64_t odd[] = {
            0, -1, std::int64_t{1} << 62, 1000, -5000000000, 300000000, 2147483648, 60000};
        const int b = byte();
        return b < 200 ? b % 16 : odd[b % 8];
    }
    int small() {
        return static_cast<int>(std::clamp<std::int64_t>(number(), -2147483647, 2147483647));
    }
    Ms ms() {
        const std::int64_t n = number();
        return Ms{flag() && n < 1000000 && n > -1000000 ? n * 1000 : n};
    }
    /// Near the given time, or anywhere.
    Time time(Time now) {
        constexpr Ms far{std::int64_t{1} << 40};
        return byte() > 240 ? from_ms(number()) : now + std::clamp(ms(), -far, far);
    }
    template <class E>
    E one_of(int count) {
        return static_cast<E>(byte() % count);
    }
    PersonId agent() { return {byte() % 6}; }
    QueueId queue() { return {byte() % 4}; }
    ContactId contact() { return {byte() % 24}; }
    std::string skills() {
        static const char* const drawn[] = {"", "a>1", "a&b", "!(a|b)", "((", "a>999999999999"};
        return drawn[byte() % 6];
    }

private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
};

QueueConfigured queue_config(Bytes& b, std::int64_t version) {
    QueueConfig q;
    q.id = b.queue();
    q.version = version - b.byte() % 2;
    q.strategy = b.one_of<Strategy>(17);
    q.score = b.one_of<ScoreMode>(2);
    q.ring_timeout = b.ms(), q.max_wait = b.ms(), q.wrap_up = b.ms(), q.retry = b.ms();
    q.no_answer_max = b.small(), q.rounds_max = b.small(), q.weight = b.small();
    q.no_agent_exit = b.ms(), q.promote_after = b.ms(), q.priority_worth = b.ms();
    q.tier_wait = b.ms(), q.resume_within = b.ms(), q.max_waiting = b.small();
    q.wrap_up_mode = b.one_of<WrapUpMode>(6), q.wrap_up_scope = b.one_of<WrapUpScope>(2);
    q.no_answer_scope = b.one_of<RonaScope>(2), q.ring_limit = b.one_of<RingLimit>(2);
    q.one_at_a_time = b.flag(), q.tier_skip_empty = b.flag(), q.penalties_sign_out = b.flag();
    if (b.flag()) q.penalty_max = b.small();
    if (b.flag()) q.penalty_rules = {{b.ms(), b.small(), b.small(), b.flag(), b.small(), b.flag()}};
    if (b.flag()) q.skill_steps = {{b.ms(), b.skills()}, {b.ms(), b.skills()}};
    if (b.flag())
        q.overflow = {
            {b.ms(), b.one_of<StepAction>(10), b.queue(), b.flag(), b.small(), b.skills()}};
    if (b.flag()) q.yields_to = {b.queue()};
    if (b.flag()) q.leave_empty = {b.one_of<EmptyWhen>(8)}, q.join_empty = {b.one_of<EmptyWhen>(8)};
    if (b.flag()) {
        q.announcements.position = b.one_of<TellPosition>(4);
        q.announcements.estimate = b.one_of<Estimate>(3);
        q.announcements.every = b.ms(), q.announcements.periodic_every = b.ms();
        q.announcements.round_up_to = b.ms();
    }
    for (int n = b.byte() % 6; n > 0; --n) {
        Membership m{b.agent(), b.small(), b.small(), b.small(), b.small(), b.small(), b.ms()};
        m.paused = b.flag();
        if (b.flag()) m.lent_by = b.queue(), m.lent_up_to = b.small();
        q.memberships.push_back(std::move(m));
    }
    return {std::move(q)};
}

ContactQueued queued(Bytes& b, Time now) {
    ContactQueued e;
    e.contact = b.contact(), e.queue = b.queue(), e.channel = b.one_of<Channel>(4);
    e.priority = b.small(), e.entered_at = b.time(now), e.position = b.small();
    e.at_head = b.byte() > 250, e.outbound = b.byte() > 200, e.identity = b.byte() % 4;
    if (b.flag()) e.preferred = {b.agent()}, e.prefer_for = b.ms();
    if (b.flag()) e.skills = {{b.ms(), b.skills()}};
    if (b.flag()) e.also = {b.queue()}, e.excluded = {b.agent()};
    return e;
}

Event event(Bytes& b, Time now, std::int64_t version) {
    switch (b.byte() % 32) {
        case 0: return queue_config(b, version);
        case 1: return QueueRemoved{b.queue()};
        case 2:
        case 3:
        case 4: return queued(b, now);
        case 5: return ContactLeft{b.contact(), b.one_of<Exit>(11)};
        case 6: return AgentSignedIn{b.agent()};
        case 7: return AgentSignedOut{b.agent()};
        case 8:
        case 9: return AgentReady{b.agent()};
        case 10: return AgentPaused{b.agent(), "x", b.flag(), b.flag()};
        case 11: return AgentReachable{b.agent(), b.byte() > 30};
        case 31: return AgentAtDesk{b.agent(), b.byte() > 80};
        case 12:
        case 13: return OfferAccepted{b.contact(), b.agent()};
        case 14: return OfferRefused{b.contact(), b.agent(), b.one_of<OfferFailure>(7)};
        case 15: return ContactConnected{b.contact(), b.agent()};
        case 16: return ContactDone{b.contact(), b.agent(), b.flag(), b.flag(), ""};
        case 17: return WrapUpEnded{b.agent(), b.contact()};
        case 18: return WrapUpExtended{b.agent(), b.ms(), b.contact()};
        case 19: return RouterConfigured{{b.one_of<CrossQueue>(3), {}, b.number()}};
        case 20: {
            AgentConfig c{b.agent(), {{"a", b.small()}, {"b", b.small()}}, {}, {}, {}};
            c.limits = {{b.one_of<Channel>(4), b.small()}};
            c.outbound_most = b.small();
            return AgentConfigured{c};
        }
        case 21:
            return MembershipChanged{b.agent(), b.queue(), b.small(), b.small(),
                                     b.small(), b.small(), b.flag(),  ""};
        case 22: return ContactChanged{b.contact(), b.small(), b.small(), b.queue(), b.flag(), {}};
        case 23: return ContactDeferred{b.contact(), b.time(now)};
        case 24: return ContactToCallback{b.contact(), b.contact(), b.one_of<Channel>(4), {}};
        case 25: return ContactPicked{b.contact(), b.agent(), b.flag()};
        case 26: return EmergencyBegan{b.byte() % 3, {b.agent(), b.agent()}, {b.queue()}};
        case 27: return EmergencyEnded{b.byte() % 3, b.ms()};
        case 28: return AgentDials{b.contact(), b.agent(), b.queue()};
        case 29:
            return ContactDirected{b.contact(), b.agent(), b.queue(), b.one_of<Channel>(4),
                                   b.time(now), b.ms(), 0, b.flag()};
        case 30: return ContactRenamed{b.contact(), b.contact(), 0};
    }
    return TimerDue{};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes bytes(data, size);
    Router router;
    Time now = from_ms(1767225600000), last = now;
    for (std::int64_t step = 1; !bytes.empty() && step < 400; ++step) {
        now += bytes.byte() < 240 ? Ms{bytes.byte() * 37} : Ms{0};
        if (bytes.byte() > 250) now = bytes.time(now);  // clocks jump
        last = std::max(last, now);
        const Event told = event(bytes, now, step);
        for (const Command& command : router.handle(now, told))
            if (to_text(command).find('\n') != std::string::npos) std::abort();
        if (!router.broken_invariant(last).empty()) {
            std::fprintf(stderr, "%s after %s\n", router.broken_invariant(last).c_str(),
                         encode(now, told).c_str());
            std::abort();
        }
    }
    Router again;
    for (const Event& row : router.rebuild()) again.handle(last, row);
    if (!again.broken_invariant(last).empty()) std::abort();
    return 0;
}
