// No call is lost: who was not served leaves one call-back per number; it closes itself when
// somebody talks to him, comes again when he was not reached, and all of it is counted.
#include "contact/calls/lost.hpp"
#include "contact/calls/api.hpp"
#include "contact/calls/test_house.hpp"

namespace ol::calls {
namespace lost_test {

constexpr QueueId queue{2};
constexpr ShopId shop{1};
const std::string buyer_number = "+380501112233";

class Lost : public ::testing::Test {
protected:
    Lost() : f(h) {
        CallRoutes{f.impl, h.router}.add();
        h.who.permissions.insert("contacts.all");
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
    /// A call that waits in the line.
    void call(LegId leg, const std::string& number = buyer_number) {
        f.run([&] {
            LiveContact c;
            c.row.shop = shop;
            c.row.queue = queue;
            c.row.number = number;
            f.impl.start_call(std::move(c), leg);
            f.impl.apply(PromptPlayed{leg, "greeting"});
        });
        settle();
    }
    void hangs_up(LegId leg) {
        f.run([&] { f.impl.leg_ended(leg, sip::EndCause::normal); });
        settle();
    }
    void oksana_answers(LegId leg) {
        f.run([&] { (void)f.impl.choose(oksana, "ready", ""); });
        settle();
        f.run([&] {
            const Call* c = f.impl.core.of_buyer(leg);
            ASSERT_NE(c, nullptr);
            ASSERT_EQ(c->state, CallState::offered);
            f.impl.apply(AgentAnswered{c->contact, oksana});
        });
        settle();
    }
    /// The line answers in turns of its own, and voice between them: who hung up goes by her loop.
    void hop() {
        std::promise<void> voice;
        f.impl.voice.post([&] { voice.set_value(); });
        ASSERT_EQ(voice.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
        f.run([] {});
    }
    /// Then rows go to the database, also those that came while a batch was on its way there.
    void settle() {
        for (int turn = 0; turn < 6; ++turn) hop();
        for (bool saved = false; !saved;) {
            f.run([this] { f.impl.flush(); });
            ASSERT_TRUE(h.db->write([](db::Tx&) -> Result<> { return {}; }));
            f.run([&, this] {
                saved = !f.impl.flushing && f.impl.pending.empty() && f.impl.dirty.empty();
            });
        }
    }
    std::vector<store::ContactRecord> tasks() {
        std::vector<store::ContactRecord> out;
        f.run([&] {
            for (const auto& [id, c] : f.impl.contacts)
                if (c.row.channel == "task") out.push_back(c.row);
        });
        return out;
    }
    LostPage page(std::map<std::string, std::string> query = {}) {
        const auto answer = h.get("lost-calls", std::move(query));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return json::read<LostPage>(answer.body).value();
    }
    void later(Ms d) { h.clock.advance(d); }

    House h;
    Floor f;
};

TEST_F(Lost, WhoHangsUpWhileWaitingIsOwedOneCallBack) {
    call(LegId{1});
    later(Ms{30000});
    hangs_up(LegId{1});
    ASSERT_EQ(tasks().size(), 1u);
    EXPECT_EQ(tasks()[0].task_reason, "abandoned");
    EXPECT_EQ(tasks()[0].kind, "callback");
    call(LegId{2});
    EXPECT_EQ(tasks().size(), 0u) << "he waits himself now, at the age of his call-back";
    hangs_up(LegId{2});
    call(LegId{3}, "+380509998877");
    hangs_up(LegId{3});
    EXPECT_EQ(tasks().size(), 2u) << "one per number";
    const auto told = page();
    EXPECT_EQ(told.figures.lost, 3);
    EXPECT_EQ(told.figures.open, 3);
    ASSERT_EQ(told.items.size(), 3u);
    EXPECT_EQ(told.items[0].reason, "abandoned");
    EXPECT_EQ(told.items[0].caller_masked.find(buyer_number), std::string::npos);
}

/// A desk that hears of a task asks for the list at once: it must find there what it was told.
TEST_F(Lost, DesksAreToldOfATaskWhenItIsWrittenWhoeverClosesIt) {
    std::vector<std::string> told;  // the event's state, and the list's count at that moment
    f.hub.on_permission = [&](std::string_view type, const std::string& data) {
        if (type != "task") return;
        std::size_t open = 0;
        (void)h.db->read([&](db::Conn& conn) -> Result<> {
            for (const auto& c : store::tasks(conn, {})) open += task_view(c).state == "open";
            return {};
        });
        told.push_back(json::read<Task>(data).value().state + " " + std::to_string(open));
    };
    using Told = std::vector<std::string>;
    call(LegId{1});
    hangs_up(LegId{1});
    EXPECT_EQ(told, Told{"open 1"});
    told.clear();
    call(LegId{2});  // he calls again: his call takes the place of the call-back
    EXPECT_EQ(told, Told{"done 0"});
    hangs_up(LegId{2});
    told.clear();
    const auto id = std::to_string(tasks().at(0).id.value);
    h.who.person = petro;  // somebody else closes it by hand
    EXPECT_EQ(h.call(http::Method::post, "tasks/" + id + "/done", R"({"text":""})").status, 200);
    settle();
    EXPECT_EQ(told, Told{"done 0"});
    told.clear();
    call(LegId{3}, "+380509998877");
    hangs_up(LegId{3});
    EXPECT_EQ(told, Told{"open 1"});
    told.clear();
    f.run([&] {  // a talk with him that began elsewhere
        LiveContact talk;
        talk.row.id = h.ids.next_id<ContactId>();
        talk.row.shop = shop;
        talk.row.number = "+380509998877";
        f.impl.number_reached(talk, oksana);
    });
    settle();
    EXPECT_EQ(told, Told{"done 0"});
    f.hub.on_permission = {};
}

TEST_F(Lost, AnotherLostCallJoinsTheCallBackThatWaits) {
    f.run([&] {
        for (const LegId leg : {LegId{1}, LegId{2}}) {  // in the greeting: neither reaches the line
            LiveContact c;
            c.row.shop = shop;
            c.row.queue = queue;
            c.row.number = buyer_number;
            f.impl.start_call(std::move(c), leg);
        }
    });
    hangs_up(LegId{1});
    hangs_up(LegId{2});
    ASSERT_EQ(tasks().size(), 1u);
    EXPECT_EQ(tasks()[0].calls, 2);
    EXPECT_EQ(tasks()[0].task_reason, "before_line") << "not while waiting";
    EXPECT_EQ(page().figures.lost, 2);
    EXPECT_EQ(page().items[0].reason, "before_line");
}

TEST_F(Lost, ItClosesItselfWhenHeGetsThrough) {
    call(LegId{1});
    hangs_up(LegId{1});
    later(Ms{20 * 60000});
    call(LegId{2});
    oksana_answers(LegId{2});
    EXPECT_TRUE(tasks().empty());
    const auto told = page();
    EXPECT_EQ(told.figures.lost, 1);
    EXPECT_EQ(told.figures.returned, 1);
    EXPECT_EQ(told.figures.within_15, 0);
    EXPECT_EQ(told.figures.within_60, 1);
    EXPECT_EQ(told.items[0].outcome, "returned");
    EXPECT_EQ(told.items[0].by_name, "person 7");
}

TEST_F(Lost, WhatIsDoneIsForgottenByNumberToo) {
    for (int i = 1; i <= 3; ++i) {
        call(LegId{i});
        hangs_up(LegId{i});
    }
    f.run([&] { EXPECT_EQ(f.impl.callbacks.size(), 1u); });
    call(LegId{4});
    oksana_answers(LegId{4});
    f.run([&] { EXPECT_TRUE(f.impl.callbacks.empty()); });
}

TEST_F(Lost, WithoutANumberItIsCountedAndNobodyIsCalled) {
    call(LegId{1}, "");
    hangs_up(LegId{1});
    EXPECT_TRUE(tasks().empty());
    EXPECT_EQ(page().figures.lost, 1);
}

TEST_F(Lost, OneWhoTalkedIsNotLost) {
    call(LegId{1});
    oksana_answers(LegId{1});
    hangs_up(LegId{1});
    EXPECT_TRUE(tasks().empty());
    EXPECT_EQ(page().figures.lost, 0);
}

TEST_F(Lost, NotReachedComesAgainToWhoTriedUntilItIsGivenUp) {
    call(LegId{1});
    hangs_up(LegId{1});
    const ContactId task = tasks().at(0).id;
    for (int tries = 1; tries <= tries_max; ++tries) {
        f.run([&] { (void)f.impl.choose(oksana, "ready", ""); });
        settle();
        f.run([&] {
            ASSERT_TRUE(f.impl.act(oksana, task, "answer", ""));
            ASSERT_TRUE(f.impl.act(oksana, task, "hang_up", ""));
        });
        settle();
        f.run([&] { ASSERT_TRUE(f.impl.finish_wrap_up(oksana, task, {"no_answer", "", ""})); });
        settle();
        if (tries == tries_max) break;
        ASSERT_EQ(tasks().size(), 1u);
        EXPECT_EQ(tasks()[0].state, "open");
        EXPECT_EQ(tasks()[0].tries, tries);
        EXPECT_GE(tasks()[0].due_at, h.clock.now() + try_again_after);
        EXPECT_TRUE(flows::humane_state(tasks()[0].due_at, "Europe/Kyiv").open);
        later(tasks()[0].due_at - h.clock.now());
        f.run([&] { f.impl.task_to_line(task); });
        settle();
    }
    EXPECT_TRUE(tasks().empty());
    EXPECT_EQ(page({{"from", "0"}}).figures.never, 1);
}

/// Her word alone, without a talk: the matter is settled, nobody was called back.
TEST_F(Lost, ACallBackClosedWithoutATalkIsSettledNotReached) {
    call(LegId{1});
    hangs_up(LegId{1});
    const ContactId task = tasks().at(0).id;
    f.run([&] { (void)f.impl.choose(oksana, "ready", ""); });
    settle();
    f.run([&] {
        ASSERT_TRUE(f.impl.act(oksana, task, "answer", ""));
        ASSERT_TRUE(f.impl.act(oksana, task, "hang_up", ""));
    });
    settle();
    f.run([&] { ASSERT_TRUE(f.impl.finish_wrap_up(oksana, task, {"confirmed", "", ""})); });
    settle();
    EXPECT_TRUE(tasks().empty());
    const auto told = page();
    EXPECT_EQ(told.figures.settled, 1);
    EXPECT_EQ(told.figures.back, 0);
    EXPECT_EQ(told.figures.within_15, 0);
}

TEST_F(Lost, WhoLosesHisOperatorAndGivesUpWaitingIsCalledBack) {
    call(LegId{1});
    oksana_answers(LegId{1});
    f.run([&] { f.impl.apply(AgentLegLost{oksana, LegId{99}}); });
    settle();
    later(Ms{15000});
    settle();
    f.run([&] {
        const Call* c = f.impl.core.of_buyer(LegId{1});
        ASSERT_NE(c, nullptr);
        ASSERT_EQ(c->state, CallState::waiting);
    });
    hangs_up(LegId{1});
    ASSERT_EQ(tasks().size(), 1u);
    EXPECT_EQ(tasks()[0].task_reason, "interrupted");
    EXPECT_EQ(page().items.at(0).reason, "interrupted");
}

TEST_F(Lost, ThePeriodMustNotEndBeforeItBegins) {
    EXPECT_EQ(h.get("lost-calls", {{"from", "2000"}, {"to", "1000"}}).status, 400);
    h.who.permissions.erase("contacts.all");
    EXPECT_EQ(h.get("lost-calls").status, 403);
}

// ---- sent on, and the server dies ----

TEST_F(Lost, WhoWasSentOnIsCalledBackThoughTheSenderHasWrappedUp) {
    call(LegId{1});
    oksana_answers(LegId{1});
    ContactId id;
    f.run([&] {
        id = f.impl.core.of_buyer(LegId{1})->contact;
        TransferIn to;
        to.queue_id = queue;
        ASSERT_TRUE(f.impl.talk(oksana, id, "transfer", to));
    });
    settle();
    ASSERT_EQ(h.call(http::Method::post, "contacts/" + std::to_string(id.value) + "/wrap-up",
                     R"({"disposition":"confirmed","cause":"","note":""})")
                  .status,
              200);
    settle();
    Calls next(h.deps());  // what a start after kill -9 finds
    ASSERT_TRUE(next.start());
    (void)h.db->read([&](db::Conn& conn) -> Result<> {
        const auto owed = conn.query(
            "select id from contact where channel = 'task' and kind = 'callback' and number = ?1",
            buyer_number);
        EXPECT_EQ(owed.size(), 1u) << "he waited for somebody else when it died";
        return {};
    });
}

TEST_F(Lost, ACallBackThatNobodyTookRingsAgainLater) {
    call(LegId{1});
    hangs_up(LegId{1});
    ASSERT_EQ(tasks().size(), 1u);
    const ContactId id = tasks()[0].id;
    f.run([&] {
        const Time now = f.impl.floor.now();
        f.impl.perform(now, routing::LeaveQueue{id, queue, routing::Exit::timeout});
        const auto& task = f.impl.contacts.at(id);
        EXPECT_EQ(task.row.state, "open");
        EXPECT_FALSE(task.in_line);
        EXPECT_GE(task.row.due_at, now + rings_again_after);
    });
}

// ---- a start after a crash ----

TEST_F(Lost, ACrashOwesEachNumberOneCallBack) {
    call(LegId{1});
    hangs_up(LegId{1});  // owed one already
    call(LegId{2});
    call(LegId{3}, "+380672223344");
    call(LegId{4}, "+380672223344");
    Calls next(h.deps());
    ASSERT_TRUE(next.start());
    (void)h.db->read([&](db::Conn& conn) -> Result<> {
        const auto owed = conn.query(
            "select number, calls from contact where channel = 'task' and state <> 'done' "
            "order by number");
        // The first one's new call took the place of his call-back; the second called twice.
        EXPECT_EQ(owed.size(), 2u);
        EXPECT_EQ(owed.i64(1, 1), 2);
        const auto early = conn.query(
            "select l.contact_id from lost_call l join contact c on c.id = l.contact_id "
            "where l.lost_at < c.entered_at");
        EXPECT_EQ(early.size(), 0u) << "lost before it came";
        return {};
    });
}

TEST_F(Lost, AWithheldNumberWaitsForNobody) {
    call(LegId{1}, "");
    hangs_up(LegId{1});
    EXPECT_TRUE(tasks().empty());
    const LostPage lost = page();
    ASSERT_EQ(lost.items.size(), 1u);
    EXPECT_EQ(lost.items[0].outcome, "no_number");
    EXPECT_EQ(lost.figures.open, 0);
    EXPECT_EQ(lost.figures.never, 1);
}

TEST_F(Lost, WithoutAWrapUpTheContactIsOver) {
    f.run([&] {
        QueueSettings q = f.impl.queues.at(queue);
        q.wrap_up_ms = 0;
        f.impl.configure(q);
    });
    call(LegId{1});
    oksana_answers(LegId{1});
    hangs_up(LegId{1});
    f.run([&] {
        EXPECT_FALSE(f.impl.current_of(oksana));
        EXPECT_TRUE(f.impl.contacts.empty()) << "nothing is kept of a call that is over";
    });
}

}  // namespace lost_test
}  // namespace ol::calls
