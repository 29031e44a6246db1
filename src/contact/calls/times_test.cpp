// Call-backs at a time that the buyer chose: story 5 of the specification, with time that is told.
#include "contact/calls/api.hpp"
#include "contact/calls/test_house.hpp"

namespace ol::calls {
namespace times_test {

constexpr QueueId queue{2};
constexpr ShopId shop{1};
const std::string buyer_number = "+380501112233";

Time at(const char* text) { return parse_iso8601(text).value(); }
/// Monday 16 November 2026 in Kyiv, two hours ahead of UTC.
const Time three = at("2026-11-16T13:00:00Z"), half_past = at("2026-11-16T13:30:00Z");

class Times : public ::testing::Test {
protected:
    Times() : f(h) {
        h.clock.set(at("2026-11-16T12:40:00Z"));
        CallRoutes{f.impl, h.router}.add();
        callbacks::SlotRuleIn rule;
        rule.on = true;
        EXPECT_TRUE(h.callbacks.save(h.who, shop, 1, rule));
        f.run([this] {
            Shop s;
            s.id = shop;
            s.tz = "Europe/Kyiv";
            f.impl.shops[shop] = s;
            QueueSettings q;
            q.id = queue;
            q.shop_id = shop;
            q.name = "shop";
            q.member_ids = {oksana};
            f.impl.configure(q);
            f.impl.agents[oksana].browser_leg = LegId{99};
            f.impl.update_reachable(f.impl.agents[oksana]);
        });
    }
    /// The line answers in turns of its own; then rows go to the database, also those that came
    /// while a batch was on its way there, and places that were asked for come back.
    void settle() {
        for (int turn = 0; turn < 6; ++turn) f.run([] {});
        for (bool saved = false; !saved;) {
            f.run([this] { f.impl.flush(); });
            ASSERT_TRUE(h.db->write([](db::Tx&) -> Result<> { return {}; }));
            f.run([&, this] {
                saved = !f.impl.flushing && f.impl.pending.empty() && f.impl.dirty.empty();
            });
        }
    }
    void clock(const char* time) {
        h.clock.set(at(time));
        settle();
    }
    void ready() {
        f.run([&] { (void)f.impl.choose(oksana, "ready", ""); });
        settle();
    }
    http::Response book(const std::string& number, Time from) {
        auto answer =
            h.call(http::Method::post, "callbacks",
                   R"({"number":")" + number + R"(","from":)" + std::to_string(to_ms(from)) + "}");
        settle();
        return answer;
    }
    ContactId booked(const std::string& number = buyer_number, Time from = three) {
        const auto answer = book(number, from);
        EXPECT_EQ(answer.status, 200) << answer.body;
        const auto out = json::read<BookOut>(answer.body);
        return out ? out->task_id : ContactId{};
    }
    std::string state(ContactId task) {
        std::string out = "gone";
        f.run([&] {
            if (const auto* c = f.impl.find(task)) out = c->row.state;
        });
        return out;
    }
    void acts(ContactId task, const char* verb) {
        f.run([&] {
            const auto done = f.impl.act(oksana, task, verb, "");
            EXPECT_TRUE(done) << done.error().code;
        });
        settle();
    }
    void wraps_up(ContactId task, const std::string& disposition) {
        acts(task, "hang_up");
        const auto answer =
            h.call(http::Method::post, "contacts/" + std::to_string(task.value) + "/wrap-up",
                   R"({"disposition":")" + disposition + R"(","cause":"","note":""})");
        EXPECT_EQ(answer.status, 200) << answer.body;
        settle();
    }
    std::vector<promises::Promise> promised() {
        std::vector<promises::Promise> out;
        EXPECT_TRUE(h.db->read([&](db::Conn& conn) -> Result<> {
            out = h.promises.list(conn, {}).items;
            return {};
        }));
        return out;
    }
    promises::State promise() {
        const auto all = promised();
        EXPECT_EQ(all.size(), 1u);
        return all.empty() ? promises::State::cancelled : all[0].state;
    }
    int taken(Time from) {
        int out = -1;
        EXPECT_TRUE(h.db->read([&](db::Conn& conn) -> Result<> {
            if (const auto slot =
                    callbacks::slot_at(h.callbacks.slots(conn, shop, queue, h.clock.now()), from))
                out = slot->taken;
            return {};
        }));
        return out;
    }

    House h;
    Floor f;
};

TEST_F(Times, TheSeventhIsOfferedTheNextHalfHour) {
    for (int n = 0; n < 6; ++n) booked("+38050111220" + std::to_string(n));
    const auto seventh = book("+380501112206", three);
    EXPECT_EQ(seventh.status, 409);
    EXPECT_TRUE(has(seventh, "callbacks.slot_full")) << seventh.body;
    EXPECT_TRUE(has(seventh, std::to_string(to_ms(half_past)))) << seventh.body;
    booked("+380501112206", half_past);
    EXPECT_EQ(taken(three), 6);
    EXPECT_EQ(taken(half_past), 1);
    EXPECT_EQ(promised().size(), 7u);
}

TEST_F(Times, TwoAtOnceNeverGetTheLastPlace) {
    for (int n = 0; n < 5; ++n) booked("+38050111220" + std::to_string(n));
    std::vector<std::string> said;
    f.run([&] {
        for (const char* number : {"+380501112205", "+380501112206"}) {
            LiveContact about;
            about.row.shop = shop;
            about.row.queue = queue;
            about.row.number = number;
            f.impl.book(about, three, {}, [&said](const Result<callbacks::Booking>& place) {
                said.push_back(place ? "booked" : place.error().code);
            });
        }
    });
    settle();
    settle();
    EXPECT_EQ(said, (std::vector<std::string>{"booked", "callbacks.slot_full"}));
    EXPECT_EQ(taken(three), 6);
}

TEST_F(Times, ItRingsInItsTimeAndOnceMoreWhenTheOperatorWasBusy) {
    const ContactId task = booked();
    const auto made = promised().at(0);
    EXPECT_EQ(made.kind, promises::Kind::callback);
    EXPECT_EQ(made.shop_id, shop) << "one of no shop would be shown to everybody";
    EXPECT_EQ(made.due_from, three);
    EXPECT_EQ(made.due_at, half_past);
    clock("2026-11-16T12:59:59Z");
    f.run([&] { EXPECT_FALSE(f.impl.find(task)->in_line); });
    clock("2026-11-16T13:00:00Z");
    f.run([&] { EXPECT_TRUE(f.impl.find(task)->in_line) << "nobody is here yet"; });
    clock("2026-11-16T13:04:00Z");
    ready();
    EXPECT_EQ(state(task), "offered");
    acts(task, "decline");
    EXPECT_EQ(state(task), "open");
    ready();
    clock("2026-11-16T13:18:59Z");
    EXPECT_EQ(state(task), "open") << "not at the same desk at once";
    clock("2026-11-16T13:19:00Z");
    EXPECT_EQ(state(task), "offered");
    acts(task, "answer");
    EXPECT_EQ(promise(), promises::State::open);
    wraps_up(task, "confirmed");
    EXPECT_EQ(promise(), promises::State::kept);
    EXPECT_EQ(state(task), "gone");
    EXPECT_EQ(taken(half_past), 0);
}

TEST_F(Times, WhoDoesNotAnswerIsTriedOnceMoreInHisTime) {
    const ContactId task = booked();
    clock("2026-11-16T13:04:00Z");
    ready();
    acts(task, "answer");
    wraps_up(task, "no_answer");
    EXPECT_EQ(state(task), "open");
    EXPECT_EQ(promise(), promises::State::open);
    clock("2026-11-16T13:18:59Z");
    EXPECT_EQ(state(task), "open");
    clock("2026-11-16T13:19:00Z");
    ready();
    EXPECT_EQ(state(task), "offered");
    acts(task, "answer");
    wraps_up(task, "no_answer");
    EXPECT_EQ(state(task), "gone") << "two tries were promised";
    EXPECT_EQ(promise(), promises::State::kept) << "we called, he did not answer";
}

TEST_F(Times, ATimeThatPassesIsABrokenPromiseWithinTheMinute) {
    const ContactId task = booked();
    clock("2026-11-16T13:30:00Z");
    EXPECT_TRUE(h.db->read([&](db::Conn& conn) -> Result<> {
        EXPECT_EQ(h.promises.next_due(conn), half_past) << "what the clock of promises sleeps to";
        return {};
    }));
    clock("2026-11-16T13:30:01Z");
    EXPECT_TRUE(h.db->write([&](db::Tx& tx) -> Result<> {
        EXPECT_EQ(h.promises.mark_due(tx, tx.now).size(), 1u);
        return {};
    }));
    EXPECT_EQ(promise(), promises::State::broken);
    EXPECT_EQ(state(task), "open") << "he is called all the same";
    ready();
    acts(task, "answer");
    wraps_up(task, "confirmed");
    EXPECT_EQ(promise(), promises::State::late);
}

TEST_F(Times, WhoGetsThroughEarlierIsNotCalledOnceMore) {
    const ContactId task = booked();
    f.run([&] {
        LiveContact c;
        c.row.shop = shop;
        c.row.queue = queue;
        c.row.number = buyer_number;
        f.impl.start_call(std::move(c), LegId{1});
        f.impl.apply(PromptPlayed{LegId{1}, "greeting"});
    });
    settle();
    ready();
    f.run([&] { f.impl.apply(AgentAnswered{f.impl.core.of_buyer(LegId{1})->contact, oksana}); });
    settle();
    EXPECT_EQ(state(task), "gone");
    EXPECT_EQ(promise(), promises::State::kept);
    EXPECT_EQ(taken(three), 0);
}

TEST_F(Times, AnotherTimeMovesTheOneCallBack) {
    const ContactId task = booked();
    EXPECT_EQ(booked(buyer_number, half_past), task);
    EXPECT_EQ(taken(three), 0);
    EXPECT_EQ(taken(half_past), 1);
    clock("2026-11-16T13:05:00Z");
    f.run([&] { EXPECT_FALSE(f.impl.find(task)->in_line) << "the first time counts no more"; });
    int open = 0;
    for (const auto& p : promised()) open += p.state == promises::State::open;
    EXPECT_EQ(open, 1);
}

/// Settings of a shop are told to the floor whenever anything about people changes.
TEST_F(Times, HoursToldAnewDoNotPullItForward) {
    const ContactId task = booked();
    f.run([&] { f.impl.hours_changed(); });
    settle();
    f.run([&] { EXPECT_FALSE(f.impl.find(task)->in_line); });
}

TEST_F(Times, ItStandsAfterARestart) {
    const ContactId task = booked();
    Calls next(h.deps());
    ASSERT_TRUE(next.start());
    EXPECT_EQ(taken(three), 1);
    (void)h.db->read([&](db::Conn& conn) -> Result<> {
        const auto row = store::load(conn, task);
        EXPECT_TRUE(row && row->due_at == three && row->task_reason == booked_reason);
        return {};
    });
}

/// A call to them is dear, and no trunk makes it: nobody can be promised one.
TEST_F(Times, PremiumNumbersAreNotBooked) {
    for (const char* number : {"+19002345678", "+380900123456"}) {
        const auto answer = book(number, three);
        EXPECT_EQ(answer.status, 400) << number;
        EXPECT_TRUE(has(answer, "calls.premium")) << answer.body;
        EXPECT_TRUE(has(answer, R"("number")")) << answer.body;
    }
    EXPECT_EQ(taken(three), 0);
    EXPECT_TRUE(promised().empty());
}

TEST_F(Times, WhoCallsFromAPremiumNumberIsOfferedNoCallBack) {
    std::vector<bool> offered;
    for (const char* number : {"+380900123456", "+380501112233"})
        f.run([&] {
            const LegId leg{offered.empty() ? 1 : 2};
            LiveContact c;
            c.row.shop = shop;
            c.row.queue = queue;
            c.row.number = number;
            f.impl.start_call(std::move(c), leg);
            f.impl.apply(PromptPlayed{leg, "greeting"});
            const ContactId id = f.impl.core.of_buyer(leg)->contact;
            f.impl.offer_callback(id);
            offered.push_back(f.impl.core.call(id)->callback_offered);
            f.impl.apply(BuyerGone{leg});
        });
    EXPECT_EQ(offered, (std::vector{false, true}));
    settle();
    f.run([&] { EXPECT_EQ(f.impl.callbacks.count("+380900123456"), 0u) << "no task either"; });
}

/// She settled it by a message: the time in her hands is work, and no talk stands in the history.
TEST_F(Times, ATaskClosedWithoutACallWasTalkedByNobody) {
    const ContactId task = booked();
    clock("2026-11-16T13:04:00Z");
    ready();
    acts(task, "answer");
    clock("2026-11-16T13:04:15Z");
    wraps_up(task, "confirmed");
    EXPECT_TRUE(h.db->read([&](db::Conn& conn) -> Result<> {
        const auto row = store::load(conn, task);
        EXPECT_EQ(row->talk_ms, 0);
        EXPECT_EQ(row->wrap_up_ms, 15000);
        return {};
    }));
}

/// Her rule was switched off between the offer and his key: he is told, and key 1 stays.
TEST_F(Times, KeyTwoIsAnsweredAlsoWhenNoTimesAreThere) {
    f.run([&] {
        LiveContact c;
        c.row.shop = shop;
        c.row.queue = queue;
        c.row.number = buyer_number;
        f.impl.start_call(std::move(c), LegId{1});
        f.impl.apply(PromptPlayed{LegId{1}, "greeting"});
        const ContactId id = f.impl.core.of_buyer(LegId{1})->contact;
        f.impl.apply(SayToWaiting{id, {"callback_offer", "callback_offer_times"}, true, true});
        f.impl.apply(KeyPressed{LegId{1}, '2'});
        const Call& call = *f.impl.core.call(id);
        EXPECT_TRUE(call.hears_times) << "that there is none";
        EXPECT_FALSE(call.times_asked || call.times_offered);
        EXPECT_TRUE(call.callback_offered);
    });
}

/// Key 9: his place goes when the link is on its way, and is his still when it cannot leave. What
/// is asked for twice is sent once; nobody is owed a call.
TEST_F(Times, WhoWouldRatherWriteIsSentALinkAndGivesUpHisPlace) {
    std::vector<ChatLinkAsk> asked;
    bool there = false, sent = false;
    f.run([&] {
        f.impl.deps.chat_links.offered = [&](ShopId) { return there; };
        f.impl.deps.chat_links.send = [&](const ChatLinkAsk& ask, const auto& done) {
            asked.push_back(ask);
            done(sent);
        };
        LiveContact c;
        c.row.shop = shop;
        c.row.queue = queue;
        c.row.number = buyer_number;
        f.impl.start_call(std::move(c), LegId{1});
        f.impl.apply(PromptPlayed{LegId{1}, "greeting"});
    });
    settle();
    const auto presses = [&] {
        f.run([&] { f.impl.offer_chat(f.impl.core.of_buyer(LegId{1})->contact); });
        for (int twice = 0; twice < 2; ++twice)
            f.run([&] {
                if (f.impl.core.of_buyer(LegId{1})) f.impl.apply(KeyPressed{LegId{1}, '9'});
            });
        settle();
    };
    const auto now = [&] {
        CallState out{};
        f.run([&] { out = f.impl.core.of_buyer(LegId{1})->state; });
        return out;
    };
    presses();
    EXPECT_TRUE(asked.empty()) << "no SMS here: the key is offered to nobody";
    there = true;
    presses();
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].number, buyer_number);
    EXPECT_EQ(now(), CallState::waiting) << "it could not leave: he keeps his place";
    sent = true;
    presses();
    EXPECT_EQ(asked.size(), 2u);
    EXPECT_EQ(now(), CallState::closing);
    f.run([&] {
        EXPECT_EQ(f.impl.core.of_buyer(LegId{1})->exit, routing::Exit::key_exit);
        f.impl.apply(PromptPlayed{LegId{1}, "closing"});
    });
    settle();
    EXPECT_TRUE(h.db->read([&](db::Conn& conn) -> Result<> {
        EXPECT_EQ(conn.query("select count(*) from lost_call").i64(0, 0), 0);
        EXPECT_EQ(conn.query("select count(*) from contact where exit = 'key_exit'").i64(0, 0), 1);
        EXPECT_EQ(conn.query("select count(*) from contact where channel = 'task'").i64(0, 0), 0);
        return {};
    }));
}

TEST_F(Times, WhatCannotBeBookedIsSaid) {
    EXPECT_TRUE(has(book("12", three), "calls.number"));
    EXPECT_TRUE(has(book(buyer_number, three + Ms{60000}), "callbacks.slot_unknown"));
    EXPECT_TRUE(
        has(h.call(http::Method::post, "callbacks", R"({"from":1794834000000})"), "calls.whom"));
    EXPECT_TRUE(promised().empty());
}

}  // namespace times_test
}  // namespace ol::calls
