// Corners that no scenario of a working day reaches: ids that are none, settings that make no
// sense, time going back.
#include <gtest/gtest.h>

#include "contact/routing/routing.hpp"

namespace ol::routing {
namespace router_test {

const Time start = from_ms(1767225600000);

bool ignored(const std::vector<Command>& commands, const std::string& why) {
    return std::any_of(commands.begin(), commands.end(), [&](const Command& command) {
        const auto* record = std::get_if<Record>(&command);
        return record && record->verb == "ignored" && record->info == why;
    });
}

Router with_agent(QueueConfig queue) {
    Router router;
    queue.id = {7};
    queue.members = {{3}, {0}, {3}};
    router.handle(start, QueueConfigured{queue});
    router.handle(start, AgentSignedIn{{3}});
    router.handle(start, AgentReachable{{3}, true});
    router.handle(start, AgentReady{{3}});
    return router;
}

ContactQueued caller(std::int64_t id) { return {{id}, {7}, Channel::call, 0, start, {}, false}; }

TEST(router, an_id_of_zero_is_nobody) {
    Router router = with_agent({});
    EXPECT_TRUE(ignored(router.handle(start, caller(0)), "no_id"));
    EXPECT_TRUE(ignored(router.handle(start, AgentSignedIn{}), "no_id"));
    EXPECT_TRUE(ignored(router.handle(start, AgentReachable{}), "no_id"));
    EXPECT_TRUE(ignored(router.handle(start, QueueConfigured{}), "no_id"));
    router.handle(start, AgentPaused{{3}, "break", false});
    router.handle(start, caller(1));  // waits: its agent is nobody, and nobody cannot connect
    EXPECT_TRUE(ignored(router.handle(start, ContactConnected{{1}, {}}), "not_offered"));
    EXPECT_TRUE(ignored(router.handle(start, OfferAccepted{{1}, {}}), "not_offered"));
    EXPECT_TRUE(
        ignored(router.handle(start, OfferRefused{{1}, {}, OfferFailure::busy}), "not_offered"));
    EXPECT_TRUE(ignored(router.handle(start, ContactDone{{1}, {}, true}), "not_connected"));
    EXPECT_EQ(router.broken_invariant(start), "");
    EXPECT_EQ(router.view().agents.size(), 1u);
}

TEST(router, a_ring_has_a_least_length) {
    QueueConfig queue;
    queue.ring_timeout = Ms{-5};
    queue.wrap_up = Ms{-5};
    queue.max_wait = Ms{-5};
    queue.max_waiting = -5;
    Router router = with_agent(queue);
    const auto commands = router.handle(start, caller(1));
    const auto offer = std::find_if(commands.begin(), commands.end(), [](const Command& c) {
        return std::holds_alternative<OfferContact>(c);
    });
    ASSERT_NE(offer, commands.end());
    EXPECT_EQ(std::get<OfferContact>(*offer).expires_at, start + Ms{1000});
    EXPECT_EQ(router.broken_invariant(start), "");
}

TEST(router, time_never_goes_back) {
    Router router = with_agent({});
    router.handle(start + Ms{5000}, caller(1));
    router.handle(start, ContactLeft{{1}, Exit::abandoned});
    const auto view = router.view();
    EXPECT_EQ(view.agents.at(0).since, start + Ms{5000});
    EXPECT_EQ(router.broken_invariant(start + Ms{5000}), "");
}

TEST(router, the_view_says_who_rings_and_why_others_wait) {
    Router router = with_agent({});
    router.handle(start, caller(1));
    router.handle(start, caller(2));
    const View view = router.view();
    ASSERT_EQ(view.waiting.size(), 2u);
    EXPECT_EQ(view.waiting[0].ringing, PersonId{3});
    EXPECT_EQ(view.waiting[0].why_waiting.code, "");
    EXPECT_EQ(view.waiting[1].position, 2);
    EXPECT_EQ(view.waiting[1].why_waiting.code, "everyone_busy");
}

/// One agent's coffee must not be explained to thousands: the front of the line hears of it, the
/// view knows for all.
TEST(router, a_change_of_the_line_is_told_to_its_front_only) {
    Router router = with_agent({});
    router.handle(start, AgentPaused{{3}, "break", false});
    for (int id = 1; id <= 1000; ++id) router.handle(start, caller(id));
    const auto commands = router.handle(start, AgentSignedOut{{3}});
    const auto told = std::count_if(commands.begin(), commands.end(), [](const Command& command) {
        const auto* explain = std::get_if<Explain>(&command);
        return explain && explain->reason.code == "no_one_signed_in";
    });
    EXPECT_EQ(told, 32);
    EXPECT_EQ(router.view().waiting.back().why_waiting.code, "no_one_signed_in");
}

TEST(router, prospects_tell_who_is_before_and_who_may_take_it) {
    Router router;
    QueueConfig queue;
    queue.id = {7};
    queue.tier_wait = Ms{30000};
    queue.skill_steps = {{Ms{0}, "english"}};
    queue.memberships = {{{1}, 0}, {{2}, 0}, {{3}, 1}, {{4}, 0}, {{5}, 0}};
    router.handle(start, QueueConfigured{queue});
    for (const int agent : {1, 2, 3, 5})
        router.handle(start, AgentConfigured{{{agent}, {{"english", 50}}, {}, {}, {}}});
    for (const int agent : {1, 2, 3, 4}) {
        router.handle(start, AgentSignedIn{{agent}});
        router.handle(start, AgentReachable{{agent}, true});
    }
    for (const int agent : {1, 3, 4}) router.handle(start, AgentReady{{agent}});
    router.handle(start, caller(10));  // rings at 1
    router.handle(start + Ms{1000}, caller(11));
    ContactQueued urgent = caller(12);
    urgent.priority = 5;
    router.handle(start + Ms{2000}, urgent);
    const auto seen = router.prospects({11});
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->position, 3);
    ASSERT_EQ(seen->ahead.size(), 2u);
    EXPECT_EQ(seen->ahead[0].why.code, "higher_priority");
    EXPECT_EQ(seen->ahead[1].contact, ContactId{10});
    EXPECT_EQ(seen->ahead[1].why.code, "waited_longer");
    std::string told;
    for (const auto& row : seen->agents)
        told += std::to_string(row.agent.value) + ' ' + std::to_string(row.order) + ' ' +
                row.why.code + '\n';
    EXPECT_EQ(told,
              "1 1 busy\n2 0 paused\n3 0 tier_closed\n4 0 skills_missing\n5 0 not_signed_in\n");
    EXPECT_TRUE(router.prospects({10})->rings);
    EXPECT_FALSE(router.prospects({99}));
}

}  // namespace router_test
}  // namespace ol::routing
