// Chats in the same line: offered by capacity, side by side, back in the line when their operator
// leaves, and never taken for calls.
#include "contact/calls/floor_chats.hpp"
#include "contact/calls/test_house.hpp"

namespace ol::calls {
namespace chats_test {

constexpr ShopId shop{1};
constexpr QueueId queue{5};

struct Chatting : ::testing::Test {
    House h;
    Floor f{h};
    std::string heard;
    Chatting() {
        ChatEvents events;
        events.offered = [this](ContactId c, PersonId p, Time) { note("offered", c, p); };
        events.offer_gone = [this](ContactId c, PersonId p, std::string_view cause) {
            note(std::string(cause).c_str(), c, p);
        };
        events.lost = [this](ContactId c, PersonId p, bool stands) {
            note(stands ? "lost" : "let go", c, p);
        };
        f.impl.chats->listen(std::move(events));
        f.run([&] {
            QueueSettings q;
            q.id = queue, q.shop_id = shop, q.name = "Shop", q.member_ids = {oksana, petro};
            f.impl.configure(q);
            for (const PersonId person : {oksana, petro}) {
                auto& a = f.impl.agents[person];
                a.info.id = a.view.agent = person;
                a.view.reachable = a.known = true;
                f.impl.to_line(routing::AgentConfigured{
                    {person, {}, {{routing::Channel::chat, 2}}, {}, {}, 100}});
            }
        });
    }
    void note(const char* what, ContactId c, PersonId p) {
        heard += std::string(what) + " " + std::to_string(c.value) + " " + std::to_string(p.value) +
                 "; ";
    }
    /// The line answers in turns of its own.
    std::string told() {
        for (int hop = 0; hop < 8; ++hop) f.run([] {});
        return std::exchange(heard, {});
    }
    void chooses(PersonId person, const char* state) {
        f.run([&] { EXPECT_TRUE(f.impl.choose(person, state, "")) << state; });
    }
    Chat chat(std::int64_t id) { return {ContactId{id}, shop, {}, f.impl.floor.now(), {}}; }
    routing::AgentState state(PersonId person) {
        routing::AgentState out{};
        f.run([&] { out = f.impl.agents[person].view.state; });
        return out;
    }
    std::size_t waiting() {
        std::size_t n = 0;
        f.run([&] { n = f.impl.line.view().waiting.size(); });
        return n;
    }
    ChatLine& line() { return *f.impl.chats; }
};

TEST_F(Chatting, beside_each_other_up_to_her_limit) {
    chooses(oksana, "ready");
    for (const int id : {1, 2, 3}) line().queue(chat(id));
    EXPECT_EQ(told(), "offered 1 7; offered 2 7; ");
    EXPECT_TRUE(line().accept(ContactId{1}, oksana));
    EXPECT_TRUE(line().accept(ContactId{2}, oksana));
    EXPECT_EQ(line().accept(ContactId{3}, oksana).error().code, "conversations.offer_gone");
    EXPECT_EQ(told(), "");
    EXPECT_EQ(state(oksana), routing::AgentState::talking);
    f.run([&] { EXPECT_FALSE(f.impl.agents[oksana].view.contact); });  // no call on her screen
    line().over(ContactId{1});
    EXPECT_EQ(told(), "offered 3 7; ");
}

/// A letter costs less and has a limit of its own: both come beside two chats (25 + 25 + 15 + 15).
TEST_F(Chatting, letters_come_beside_her_chats) {
    chooses(oksana, "ready");
    for (const int id : {1, 2, 3, 4, 5}) {
        Chat one = chat(id);
        one.letter = id > 3;
        one.kind = one.letter ? "email" : id == 1 ? "telegram" : "webchat";
        line().queue(one);
    }
    EXPECT_EQ(told(), "offered 1 7; offered 2 7; offered 4 7; offered 5 7; ");
    EXPECT_TRUE(line().accept(ContactId{4}, oksana));
    EXPECT_EQ(waiting(), 4u);
}

/// What she does has its channel's name: a phone beside it would be a lie.
TEST_F(Chatting, her_work_is_called_by_its_channel) {
    const auto work = [&] {
        told();
        std::string out;
        f.run([&] { out = f.impl.view_of(f.impl.agents[oksana]).work; });
        return out;
    };
    chooses(oksana, "ready");
    EXPECT_EQ(work(), "");
    Chat first = chat(1), second = chat(2);
    first.kind = "telegram";
    line().queue(first);
    EXPECT_EQ(work(), "telegram");  // it rings
    EXPECT_TRUE(line().accept(ContactId{1}, oksana));
    EXPECT_EQ(work(), "telegram");
    line().queue(second);
    EXPECT_EQ(work(), "chat");  // several channels
    EXPECT_TRUE(line().accept(ContactId{2}, oksana));
    line().over(ContactId{1});
    EXPECT_EQ(work(), "webchat");
    line().over(ContactId{2});
    EXPECT_EQ(work(), "");
}

TEST_F(Chatting, one_that_rests_makes_room_and_comes_back_to_her) {
    chooses(oksana, "ready");
    for (const int id : {1, 2, 3}) line().queue(chat(id));
    told();
    EXPECT_TRUE(line().accept(ContactId{1}, oksana));
    EXPECT_TRUE(line().accept(ContactId{2}, oksana));
    line().rest(ContactId{1}, true);
    EXPECT_EQ(told(), "offered 3 7; ");
    EXPECT_TRUE(line().accept(ContactId{3}, oksana));
    line().rest(ContactId{1}, false);  // over her limit: hers all the same, nobody else is asked
    EXPECT_EQ(told(), "");
    line().over(ContactId{2});
    EXPECT_EQ(told(), "");
    line().queue(chat(4));
    EXPECT_EQ(told(), "");  // the first has the place again
    line().over(ContactId{3});
    EXPECT_EQ(told(), "offered 4 7; ");
}

TEST_F(Chatting, when_she_signs_out_they_stand_in_the_line_for_the_next) {
    chooses(oksana, "ready");
    line().queue(chat(1));
    line().queue(chat(2));
    told();
    EXPECT_TRUE(line().accept(ContactId{1}, oksana));
    EXPECT_TRUE(line().accept(ContactId{2}, oksana));
    told();
    chooses(oksana, "signed_out");
    EXPECT_EQ(told(), "lost 1 7; lost 2 7; ");
    EXPECT_EQ(state(oksana), routing::AgentState::signed_out);
    EXPECT_EQ(waiting(), 2u);
    chooses(petro, "ready");
    EXPECT_EQ(told(), "offered 1 8; offered 2 8; ");
}

TEST_F(Chatting, by_name_it_is_hers_and_nobody_elses) {
    EXPECT_EQ(line().give(chat(1), petro).error().code, "conversations.not_at_work");
    chooses(oksana, "ready");
    chooses(petro, "ready");
    line().queue(chat(1));
    EXPECT_EQ(told(), "offered 1 7; ");
    EXPECT_TRUE(line().give(chat(1), petro));
    EXPECT_EQ(told(), "taken 1 7; ");
    EXPECT_EQ(state(petro), routing::AgentState::talking);
    EXPECT_EQ(waiting(), 0u);
}

TEST_F(Chatting, declined_it_rings_elsewhere) {
    chooses(oksana, "ready");
    chooses(petro, "ready");
    line().queue(chat(1));
    EXPECT_EQ(told(), "offered 1 7; ");
    EXPECT_TRUE(line().decline(ContactId{1}, oksana));
    EXPECT_EQ(told(), "offered 1 8; ");
    EXPECT_EQ(line().decline(ContactId{1}, oksana).error().code, "conversations.offer_gone");
    line().over(ContactId{1});
    EXPECT_EQ(told(), "left 1 8; ");
    EXPECT_EQ(waiting(), 0u);
}

/// A6 by channel: what is written reaches a desk that is open; a call needs a phone.
TEST_F(Chatting, without_a_phone_chats_come_and_no_calls) {
    f.run([&] { f.impl.agents[oksana].view.reachable = false; });
    chooses(oksana, "ready");
    line().queue(chat(1));
    EXPECT_EQ(told(), "offered 1 7; ");
    f.run([&] {
        f.impl.to_line(routing::ContactQueued{
            ContactId{9}, queue, routing::Channel::call, 0, f.impl.floor.now(), {}, false});
    });
    told();
    EXPECT_EQ(waiting(), 2u);  // the chat rings, the call is offered to nobody
    EXPECT_TRUE(line().accept(ContactId{1}, oksana));
    told();
    EXPECT_EQ(waiting(), 1u);
}

TEST_F(Chatting, a_desk_that_opens_during_the_ring_learns_of_it) {
    chooses(oksana, "ready");
    line().queue(chat(1));
    told();
    const auto rings = line().ringing(oksana);
    ASSERT_EQ(rings.size(), 1u);
    EXPECT_EQ(rings[0].contact, ContactId{1});
    EXPECT_GT(rings[0].expires_at, f.impl.floor.now());
    EXPECT_TRUE(line().ringing(petro).empty());
    EXPECT_TRUE(line().accept(ContactId{1}, oksana));
    EXPECT_TRUE(line().ringing(oksana).empty());
}

}  // namespace chats_test
}  // namespace ol::calls
