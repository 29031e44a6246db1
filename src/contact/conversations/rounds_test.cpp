// Episodes of conversations through the room itself, on both databases: when one begins, what is
// its first answer, how long it took by the wall and by the shop's hours, and what takes it back.
#include "contact/conversations/rounds/rounds.hpp"

#include "contact/conversations/test_house.hpp"

namespace ol::conversations {
namespace rounds_test {

using conversations_test::has;
using conversations_test::House;
using conversations_test::in_houses;
using conversations_test::oksana;
using rounds::Round;

std::vector<Round> all(House& h) {
    std::vector<Round> out;
    EXPECT_TRUE(h.db.read([&](db::Conn& c) -> Result<> {
        rounds::walk(c, rounds::By::asked, {Time{}, h.clock.now() + Ms{1}, {}},
                     [&](const Round& r) { out.push_back(r); });
        return {};
    }));
    return out;
}
Round last(House& h) {
    const auto rounds = all(h);
    EXPECT_FALSE(rounds.empty());
    return rounds.empty() ? Round{} : rounds.back();
}
void answers(House& h, const std::string& id) {
    const auto done =
        h.act(oksana, "reply", R"({"client_id":")" + id + R"(","text":"Yes, three."})");
    EXPECT_EQ(done.status, 200) << done.body;
}
void closes(House& h, const std::string& outcome = "answered") {
    const auto done = h.act(oksana, "close", R"({"disposition":")" + outcome + R"(","note":""})");
    EXPECT_EQ(done.status, 200) << done.body;
}

TEST(rounds, a_first_answer_stops_the_clock_and_the_end_ends_it) {
    in_houses([](House& h) {
        const Time begun = h.clock.now();
        h.says("Is it in stock?", "client-01");
        h.clock.advance(Ms{20000});
        h.says("In blue?", "client-02", "messages");
        h.act(oksana, "accept");
        h.clock.advance(Ms{40000});
        answers(h, "reply-01");
        const Time answered = h.clock.now();
        h.clock.advance(Ms{600000});  // he thinks: nobody's time
        h.says("And how much?", "client-03", "messages");
        h.clock.advance(Ms{30000});
        answers(h, "reply-02");
        answers(h, "reply-03");  // more words, the same answer
        h.clock.advance(Ms{5000});
        closes(h);
        const Round r = last(h);
        EXPECT_EQ(all(h).size(), 1u);
        EXPECT_EQ(r.asked_at, begun);
        EXPECT_EQ(r.due_at, begun + Ms{120000});
        EXPECT_EQ(r.first_answer_at, answered);
        EXPECT_EQ(r.answered_by, oksana);
        EXPECT_EQ(r.answer_open_ms, 60000);
        EXPECT_EQ(r.messages_in, 3);
        EXPECT_EQ(r.messages_out, 3);
        EXPECT_EQ(r.answers, 2);
        EXPECT_EQ(r.resolved_at, h.clock.now());
        EXPECT_EQ(r.resolved_by, oksana);
        EXPECT_EQ(r.resolve_open_ms, 90000);
        EXPECT_EQ(r.disposition, "answered");
        EXPECT_FALSE(r.reopened || r.by_shop || r.by_buyer);
    });
}

TEST(rounds, business_time_is_the_shops_open_hours) {
    in_houses([](House& h) {
        // Open in the first half of each minute.
        h.open_time = [](ShopId, Time from, Time to) {
            Ms open{0};
            for (Time at = from; at < to; at += Ms{1000})
                if (to_ms(at) / 1000 % 60 < 30) open += Ms{1000};
            return open;
        };
        h.says("Is it in stock?", "client-01");  // 12:00:00
        h.act(oksana, "accept");
        h.clock.advance(Ms{90000});
        answers(h, "reply-01");
        EXPECT_EQ(last(h).first_answer_at - last(h).asked_at, Ms{90000});
        EXPECT_EQ(last(h).answer_open_ms, 60000);
    });
}

TEST(rounds, he_comes_again_within_a_week_or_anew_after_it) {
    in_houses([](House& h) {
        h.says("One", "client-01");
        h.act(oksana, "accept");
        answers(h, "reply-01");
        closes(h);
        h.clock.advance(rounds::comes_again_within);
        h.says("Still not here", "client-02", "messages");
        ASSERT_EQ(all(h).size(), 2u);
        EXPECT_TRUE(last(h).reopened);
        h.act(oksana, "accept");
        answers(h, "reply-02");
        closes(h);
        h.clock.advance(rounds::comes_again_within + Ms{1});
        h.says("A new thing", "client-03", "messages");
        ASSERT_EQ(all(h).size(), 3u);
        EXPECT_FALSE(last(h).reopened);
        h.act(oksana, "accept");
        closes(h, "spam");
        h.clock.advance(Ms{1000});
        h.says("spam spam", "client-04", "messages");
        EXPECT_FALSE(last(h).reopened);  // what was spam comes not again
    });
}

TEST(rounds, what_we_open_again_counts_from_his_first_word) {
    in_houses([](House& h) {
        h.says("One", "client-01");
        h.act(oksana, "accept");
        answers(h, "reply-01");
        closes(h);
        h.clock.advance(Ms{3600000});
        ASSERT_EQ(h.act(oksana, "reopen").status, 200);
        answers(h, "reply-02");  // nobody asked: no first answer
        EXPECT_EQ(all(h).size(), 1u);
        h.clock.advance(Ms{1000});
        const Time asked = h.clock.now();
        h.says("Thank you, and two?", "client-02", "messages");
        ASSERT_EQ(all(h).size(), 2u);
        EXPECT_TRUE(last(h).by_shop);
        EXPECT_FALSE(last(h).reopened);
        EXPECT_EQ(last(h).asked_at, asked);
        EXPECT_EQ(last(h).first_answer_at, Time{});
        h.clock.advance(Ms{7000});
        answers(h, "reply-03");
        EXPECT_EQ(last(h).answer_open_ms, 7000);
        EXPECT_EQ(last(h).messages_out, 2);
    });
}

TEST(rounds, a_close_that_is_taken_back_leaves_the_clocks_as_they_ran) {
    in_houses([](House& h) {
        h.says("One", "client-01");
        h.act(oksana, "accept");
        h.clock.advance(Ms{10000});
        closes(h);
        EXPECT_EQ(last(h).resolve_open_ms, 10000);
        h.clock.advance(Ms{20000});
        ASSERT_EQ(h.act(oksana, "undo").status, 200);
        EXPECT_EQ(last(h).resolved_at, Time{});
        EXPECT_EQ(last(h).disposition, "");
        h.clock.advance(Ms{5000});
        answers(h, "reply-01");
        EXPECT_EQ(all(h).size(), 1u);
        EXPECT_EQ(last(h).answer_open_ms, 35000);
    });
}

TEST(rounds, he_leaves_and_says_how_it_was) {
    in_houses([](House& h) {
        h.says("One", "client-01");
        h.act(oksana, "accept");
        answers(h, "reply-01");
        const std::string his = R"({"key":"wc_kettles","token":")" + conversations_test::token;
        EXPECT_EQ(h.page("leave", his + "\"}").status, 200);
        EXPECT_TRUE(last(h).by_buyer);
        EXPECT_EQ(last(h).resolved_by, oksana);
        EXPECT_EQ(h.page("rate", his + R"(","score":4})").status, 200);
        EXPECT_EQ(last(h).rating, 4);
        EXPECT_EQ(last(h).rated_at, h.clock.now());
    });
}

TEST(rounds, an_erasure_leaves_the_figures_whole) {
    in_houses([](House& h) {
        h.says("One", "client-01");
        h.act(oksana, "accept");
        answers(h, "reply-01");
        const auto before = last(h);
        EXPECT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update conversation set customer_id = 7");
            rows::erase(tx, CustomerId{7});
            return {};
        }));
        EXPECT_EQ(last(h).answer_open_ms, before.answer_open_ms);
        EXPECT_EQ(last(h).messages_in, 1);
    });
}

TEST(rounds, an_order_taken_in_a_visit_of_hers_came_from_that_conversation) {
    in_houses([](House& h) {
        h.says("Two, please", "client-01");
        h.act(oksana, "accept");
        const auto take = [&](std::int64_t order, ContactId visit, PersonId by) {
            EXPECT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
                Conversations::order_taken(tx, OrderId{order}, visit, by);
                return {};
            }));
        };
        take(71, h.row().contact_id, oksana);
        take(72, h.row().contact_id, conversations_test::petro);  // not hers
        take(73, ContactId{}, oksana);                            // no visit
        EXPECT_EQ(h.count("select count(*) from conversation_order"), 1);
        EXPECT_EQ(h.count("select order_id from conversation_order"), 71);
    });
}

/// A house of before: what is under way and was never closed is its first episode, no more.
TEST(rounds, what_was_under_way_before_they_were_counted_begins_sanely) {
    std::vector<db::Migration> all(migrations().begin(), migrations().end());
    const std::size_t before =
        static_cast<std::size_t>(std::ranges::find(all, 44, &db::Migration::number) - all.begin());
    ASSERT_LT(before, all.size());
    db::for_each_database(std::span(all).first(before), [&](db::Database& d) {
        ASSERT_TRUE(d.write([](db::Tx& tx) -> Result<> {
            const auto thread = [&](std::int64_t id, const char* state, std::int64_t answered,
                                    std::int64_t asked) {
                tx.exec(
                    "insert into conversation (id, shop_id, channel, account_id, thread, state, "
                    "place, assignee_id, queue_id, contact_id, customer_id, buyer_name, "
                    "buyer_contact, search, language, page, preview, last_from, last_seq, "
                    "shop_read_seq, buyer_read_seq, buyer_got_seq, unread, began_at, last_at, "
                    "last_buyer_at, asked_at, answer_due_at, first_answered_at, line_since, "
                    "snoozed_until, resting, disposition, version) values (?1, 1, 'webchat', 1, "
                    "?2, ?3, 'none', 0, 0, 0, 0, '', '', '', '', '', '', '', 1, 0, 0, 0, 0, 1000, "
                    "2000, 2000, ?4, 3000, ?5, 0, 0, ?6, '', 1)",
                    id, std::to_string(id), state, asked, answered, false);
            };
            const auto word = [&](std::int64_t thread, std::int64_t seq, const char* direction,
                                  const char* text, std::int64_t author) {
                tx.exec(
                    "insert into message (id, conversation_id, account_id, seq, direction, text, "
                    "author_id, external_id, client_id, state, error_code, at, trouble) values "
                    "(?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, '', 'sent', '', 1000, '')",
                    thread * 100 + seq, thread, seq, direction, text, author,
                    std::to_string(thread * 100 + seq));
            };
            thread(1, "waiting_us", 0, 1000), word(1, 1, "in", "a", 0);
            thread(2, "waiting_buyer", 1500, 0), word(2, 1, "in", "a", 0);
            word(2, 2, "out", "b", 7);
            thread(3, "closed", 1500, 0), word(3, 1, "in", "a", 0);
            thread(4, "waiting_us", 1500, 1800), word(4, 1, "in", "a", 0);
            word(4, 2, "system", "closed", 7);
            return {};
        }));
        ASSERT_TRUE(d.migrate(all));
        EXPECT_TRUE(d.read([](db::Conn& c) -> Result<> {
            const auto waits = rounds::last_of(c, ConversationId{1});
            const auto told = rounds::last_of(c, ConversationId{2});
            if (!waits || !told) {
                ADD_FAILURE() << "none";
                return {};
            }
            EXPECT_EQ(to_ms(waits->asked_at), 1000);
            EXPECT_EQ(to_ms(waits->ours_since), 1000);
            EXPECT_EQ(to_ms(waits->due_at), 3000);
            EXPECT_EQ(waits->ours_open_ms, 0);
            EXPECT_EQ(told->answered_by, PersonId{7});
            EXPECT_EQ(to_ms(told->first_answer_at), 1500);
            EXPECT_EQ(told->due_at, Time{});  // not known any more
            EXPECT_EQ(told->answer_open_ms, rounds::unknown_ms);
            EXPECT_EQ(told->answers, 1);
            EXPECT_FALSE(rounds::last_of(c, ConversationId{3}));
            EXPECT_FALSE(rounds::last_of(c, ConversationId{4}));
            return {};
        }));
    });
}

}  // namespace rounds_test
}  // namespace ol::conversations
