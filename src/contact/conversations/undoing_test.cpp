// What was done in the inbox is taken back as it was, or not at all and with the reason.
#include "contact/conversations/test_house.hpp"

namespace ol::conversations {
namespace undoing_test {

using namespace conversations_test;

struct Stood {
    State state;
    Place place;
    PersonId owner;
    QueueId queue;
    Time due, since, until;
    bool resting;
    std::string disposition;
    friend bool operator==(const Stood&, const Stood&) = default;
};

Stood of(const rows::Thread& t) {
    return {t.state,      t.place,         t.assignee_id, t.queue_id,   t.answer_due_at,
            t.line_since, t.snoozed_until, t.resting,     t.disposition};
}

http::Principal lead_of(House& h) {
    auto p = h.who(tess);
    p.permissions.insert("contacts.all");
    return p;
}

http::Response by(House& h, const http::Principal& who, const char* verb,
                  const std::string& body = "{}") {
    return h.desk(who, Method::post, h.path(verb), body, h.row().version);
}

constexpr const char* answered = R"({"disposition":"answered"})";

TEST(undoing, a_closed_one_is_hers_again_with_its_clock) {
    in_houses([](House& h) {
        h.says("Is it in stock?", "client-01");
        h.act(oksana, "accept");
        const auto was = of(h.row());
        h.clock.advance(Ms{5000});
        const auto lead = lead_of(h);
        ASSERT_EQ(by(h, lead, "close", answered).status, 200);
        const auto back = by(h, lead, "undo");
        ASSERT_EQ(back.status, 200) << back.body;
        EXPECT_EQ(of(h.row()), was) << "whose it was, its state, its promise";
        EXPECT_EQ(h.line.given.back().second, oksana) << "not the lead's";
        EXPECT_EQ(h.line.given.back().first, h.row().contact_id);
        EXPECT_TRUE(has(by(h, lead, "undo"), "conversations.nothing_to_undo")) << "once";
    });
}

TEST(undoing, who_has_gone_home_is_given_nothing_and_nothing_changes) {
    in_houses([](House& h) {
        h.says("Is it in stock?", "client-01");
        h.act(oksana, "accept");
        const auto lead = lead_of(h);
        by(h, lead, "close", answered);
        const auto closed = of(h.row());
        h.line.at_work = false;
        const auto refused = by(h, lead, "undo");
        EXPECT_EQ(refused.status, 409);
        EXPECT_TRUE(has(refused, "conversations.undo_owner")) << refused.body;
        EXPECT_EQ(of(h.row()), closed);
        h.line.at_work = true;
        EXPECT_EQ(by(h, lead, "undo").status, 200) << "she is back";
    });
}

TEST(undoing, one_of_the_line_stands_there_again_with_its_age) {
    in_houses([](House& h) {
        h.says("Is it in stock?", "client-01");
        const auto was = of(h.row());
        h.clock.advance(Ms{60000});
        ASSERT_EQ(h.act(petro, "close", answered).status, 200);
        ASSERT_EQ(h.act(petro, "undo").status, 200);
        EXPECT_EQ(of(h.row()), was);
        EXPECT_EQ(h.line.queued.back().entered_at, was.since);
        EXPECT_TRUE(h.line.given.empty()) << "nobody's by that";
    });
}

TEST(undoing, putting_off_waking_and_giving_away) {
    in_houses([](House& h) {
        h.says("Is it in stock?", "client-01");
        h.act(oksana, "accept");
        const auto was = of(h.row());
        const auto contact = h.row().contact_id;
        const auto until = std::to_string(to_ms(h.clock.now() + Ms{3600000}));
        ASSERT_EQ(h.act(oksana, "snooze", R"({"until":)" + until + "}").status, 200);
        const auto snoozed = of(h.row());
        ASSERT_EQ(h.act(oksana, "undo").status, 200);
        EXPECT_EQ(of(h.row()), was);
        EXPECT_EQ(h.row().contact_id, contact) << "it never left her hands";
        EXPECT_EQ(h.line.rests.back(), (std::pair{contact, false}));
        h.act(oksana, "snooze", R"({"until":)" + until + "}");
        ASSERT_EQ(h.act(oksana, "wake").status, 200);
        ASSERT_EQ(h.act(oksana, "undo").status, 200);
        EXPECT_EQ(of(h.row()), snoozed);
        h.act(oksana, "wake");
        ASSERT_EQ(h.act(oksana, "transfer", R"({"queue_id":"5"})").status, 200);
        EXPECT_EQ(h.row().place, Place::line);
        ASSERT_EQ(h.act(oksana, "undo").status, 200);
        EXPECT_EQ(of(h.row()), was);
        ASSERT_EQ(h.act(oksana, "transfer", R"({"person_id":"8"})").status, 200);
        ASSERT_EQ(h.act(oksana, "undo").status, 200) << "though she sees it no more";
        EXPECT_EQ(of(h.row()), was);
    });
}

TEST(undoing, what_went_on_since_is_not_taken_back) {
    in_houses([](House& h) {
        h.says("Is it in stock?", "client-01");
        h.act(oksana, "accept");
        const auto until = std::to_string(to_ms(h.clock.now() + Ms{3600000}));
        h.act(oksana, "snooze", R"({"until":)" + until + "}");
        EXPECT_TRUE(has(h.act(petro, "undo"), "conversations.nothing_to_undo")) << "another's act";
        h.says("Hello?", "client-02", "messages");
        const auto now = of(h.row());
        EXPECT_TRUE(has(h.act(oksana, "undo"), "conversations.undo_late"));
        EXPECT_EQ(of(h.row()), now);
        h.act(oksana, "close", answered);
        h.clock.advance(Ms{31 * 60000});
        EXPECT_TRUE(has(h.act(oksana, "undo"), "conversations.nothing_to_undo"));
    });
}

TEST(undoing, a_wish_not_to_be_called_is_not_taken_back_by_a_click) {
    in_houses([](House& h) {
        h.says("Never write again", "client-01");
        h.act(oksana, "accept");
        ASSERT_EQ(h.act(oksana, "close", R"({"disposition":"do_not_call"})").status, 200);
        EXPECT_TRUE(has(h.act(oksana, "undo"), "conversations.nothing_to_undo"));
    });
}

}  // namespace undoing_test
}  // namespace ol::conversations
