// Spans on the floor and in the database: rows from their first moment, after a kill, in the
// history, in the search of recordings, in what the figures are told.
#include "contact/calls/spans.hpp"
#include "contact/calls/api.hpp"
#include "contact/calls/test_house.hpp"

namespace ol::calls {
namespace spans_test {

constexpr QueueId queue{2};
constexpr ShopId shop{1};

class TalkSpans : public ::testing::Test {
protected:
    TalkSpans() : f(h) {
        CallRoutes{f.impl, h.router}.add();
        f.run([this] {
            Shop s;
            s.id = shop;
            f.impl.shops[shop] = s;
            QueueSettings q;
            q.id = queue;
            q.shop_id = shop;
            q.name = "shop";
            q.wrap_up_ms = 30000;
            q.member_ids = {oksana, petro};
            f.impl.configure(q);
            for (const auto& [person, leg] : {std::pair{oksana, LegId{97}}, {petro, LegId{98}}}) {
                auto& a = f.impl.agents[person];
                a.info.id = a.view.agent = person;
                a.known = true;
                a.browser_leg = leg;
                f.impl.update_reachable(a);
            }
            LiveContact c;
            c.row.shop = shop;
            c.row.queue = queue;
            c.row.number = "+380501112233";
            f.impl.start_call(std::move(c), buyer);
            f.impl.apply(PromptPlayed{buyer, "greeting"});
        });
        settle();
    }
    /// Also what came while a batch was on its way to the database.
    void settle() {
        for (int hop = 0; hop < 8; ++hop) f.run([] {});
        for (bool saved = false; !saved;) {
            f.run([this] { f.impl.flush(); });
            ASSERT_TRUE(h.db->write([](db::Tx&) -> Result<> { return {}; }));
            f.run([&, this] {
                saved = !f.impl.flushing && f.impl.pending.empty() && f.impl.dirty.empty();
            });
        }
    }
    void later(std::int64_t seconds) { h.clock.advance(Ms{seconds * 1000}); }
    void answers(PersonId person) {
        f.run([&] { (void)f.impl.choose(person, "ready", ""); });
        settle();
        f.run([&] {
            const Call* c = f.impl.core.of_buyer(buyer);
            ASSERT_NE(c, nullptr);
            contact = c->contact;
            ASSERT_EQ(c->state, CallState::offered);
            f.impl.apply(AgentAnswered{c->contact, person});
        });
        settle();
    }
    /// Her browser is gone for good.
    void lost(PersonId person, LegId leg) {
        f.run([&] { f.impl.apply(AgentLegLost{person, leg}); });
        later(15);
        f.run([&] { f.impl.apply(CallTimer{contact, f.impl.core.call(contact)->timer}); });
        settle();
    }
    void hangs_up() {
        f.run([&] { f.impl.leg_ended(buyer, sip::EndCause::normal); });
        std::promise<void> heard;  // how his leg ended is asked of the voice before the core
        f.impl.voice.post([&] { heard.set_value(); });
        heard.get_future().wait();
        settle();
    }
    std::vector<spans::Row> rows() {
        std::vector<spans::Row> out;
        (void)h.db->read([&](db::Conn& conn) -> Result<> {
            out = spans::of(conn, contact);
            return {};
        });
        return out;
    }
    store::ContactRecord row() {
        std::optional<store::ContactRecord> out;
        (void)h.db->read([&](db::Conn& conn) -> Result<> {
            out = store::load(conn, contact);
            return {};
        });
        return out.value_or(store::ContactRecord{});
    }
    std::string done_fact() {
        std::string data;
        (void)h.db->read([&](db::Conn& conn) -> Result<> {
            const auto r = conn.query(
                "select data from journal where kind = 'visit.done' and subject = ?1", contact);
            if (!r.empty()) data = r.text(0, 0);
            return {};
        });
        return data;
    }

    House h;
    Floor f;
    const LegId buyer{1};
    ContactId contact;
};

TEST_F(TalkSpans, OneIsLostAnotherAnswersAndEachKeepsHerOwnTalk) {
    answers(oksana);
    ASSERT_EQ(rows().size(), 1u) << "on the record from its first moment";
    EXPECT_TRUE(rows()[0].open());
    later(30);
    lost(oksana, LegId{97});
    later(45);
    answers(petro);
    later(60);
    f.run([&] { f.impl.leg_ended(buyer, sip::EndCause::normal); });
    settle();
    ASSERT_EQ(rows().size(), 2u);
    EXPECT_EQ(rows()[0].agent, oksana);
    EXPECT_EQ(rows()[0].ended, "lost");
    EXPECT_EQ(rows()[0].length_ms(), 30000);
    EXPECT_EQ(rows()[1].agent, petro);
    EXPECT_EQ(rows()[1].ended, "buyer");
    EXPECT_EQ(rows()[1].length_ms(), 60000);
    EXPECT_EQ(row().talk_ms, 90000) << "not the minute in which he waited alone";

    later(20);
    f.run([&] { (void)f.impl.finish_wrap_up(petro, contact, {"confirmed", "", ""}); });
    settle();
    EXPECT_EQ(rows()[1].wrap_up_ms, 20000);
    const auto told = done_fact();
    EXPECT_NE(told.find("\"talks\":[{\"agent\":\"7\",\"talk_ms\":30000,\"hold_ms\":0,"
                        "\"wrap_up_ms\":0},{\"agent\":\"8\",\"talk_ms\":60000"),
              std::string::npos)
        << told;
}

TEST_F(TalkSpans, WhoJoinsAThreeWayHasHerTalkAndTheBuyersIsNotCountedTwice) {
    answers(oksana);
    f.run([&] { (void)f.impl.choose(petro, "ready", ""); });
    later(30);
    TransferIn in;
    in.person_id = petro;
    in.conference = true;
    f.run([&] { ASSERT_TRUE(f.impl.talk(oksana, contact, "consult", in)); });
    settle();
    f.run([&] {
        const Party* beside = f.impl.core.call(contact)->party_of(petro);
        ASSERT_TRUE(beside && beside->state == PartyState::ringing);
        f.impl.apply(ColleagueAnswered{beside->line});
    });
    later(40);
    f.run([&] { ASSERT_TRUE(f.impl.talk(oksana, contact, "back", {})); });
    settle();
    later(10);
    hangs_up();
    f.run([&] { (void)f.impl.finish_wrap_up(oksana, contact, {"confirmed", "", ""}); });
    settle();
    ASSERT_EQ(rows().size(), 1u);
    EXPECT_EQ(row().talk_ms, 80000);
    const auto told = done_fact();
    EXPECT_NE(told.find("\"talk_ms\":80000"), std::string::npos) << told;
    EXPECT_NE(told.find(",{\"agent\":\"8\",\"beside_ms\":40000}]"), std::string::npos) << told;
    (void)h.db->read([&](db::Conn& conn) -> Result<> {
        store::ContactFilter hers;
        hers.agent = petro;
        EXPECT_EQ(store::contacts(conn, hers).size(), 1u) << "it is among her contacts";
        return {};
    });
}

/// A kill in the middle of it: the three-way, and who listened, stand already.
TEST_F(TalkSpans, WhoStandsBesideHerIsOnTheRecordFromTheFirstMoment) {
    const auto parts_now = [&] {
        std::vector<parts::Row> out;
        (void)h.db->read([&](db::Conn& conn) -> Result<> {
            out = parts::of(conn, contact);
            return {};
        });
        return out;
    };
    answers(oksana);
    f.run([&] { (void)f.impl.choose(petro, "ready", ""); });
    TransferIn in;
    in.person_id = petro;
    in.conference = true;
    f.run([&] { ASSERT_TRUE(f.impl.talk(oksana, contact, "consult", in)); });
    settle();
    EXPECT_TRUE(parts_now().empty()) << "a phone that only rings is no part";
    f.run(
        [&] { f.impl.apply(ColleagueAnswered{f.impl.core.call(contact)->party_of(petro)->line}); });
    f.run([&] { f.impl.apply(Supervise{contact, PersonId{9}, PhoneKind::browser, LegId{99}}); });
    settle();
    auto rows = parts_now();
    ASSERT_EQ(rows.size(), 2u);
    std::ranges::sort(rows, {}, &parts::Row::what);
    EXPECT_TRUE(rows[0].what == "conference" && rows[0].person == petro && rows[0].open());
    EXPECT_TRUE(rows[1].what == "listen" && rows[1].person == PersonId{9} && rows[1].open());
    const Time died = h.clock.now() + Ms{40000};
    ASSERT_FALSE(h.db->write([&](db::Tx& tx) -> Result<> {
        parts::close_open(tx, died);
        EXPECT_EQ(parts::beside(tx.conn, contact).at(0).talk_ms, 40000);
        return conflict("test.undo", "only looked at");
    }));
    later(30);
    hangs_up();
    rows = parts_now();
    ASSERT_EQ(rows.size(), 2u) << "the end closes what stood open, and adds nothing";
    std::ranges::sort(rows, {}, &parts::Row::what);
    EXPECT_EQ((rows[0].to - rows[0].from).count(), 30000);
    EXPECT_FALSE(rows[1].open());
}

TEST_F(TalkSpans, ARatingIsOfWhoTalkedLastWhoeverHadHimBefore) {
    answers(oksana);
    later(30);
    lost(oksana, LegId{97});
    answers(petro);
    later(60);
    hangs_up();
    flows::FlowRecord flow;
    const auto ends = [&] {
        f.run([&] { f.impl.rated(f.impl.contacts.at(contact), flow); });
        settle();
    };
    flow.rating = 1;
    ends();
    EXPECT_EQ(row().rating, 0) << "nobody asked him in this flow";
    flow.steps.push_back({"rate", "", flows::StepKind::rate, "next", {}});
    flow.rating = 2;
    ends();
    ASSERT_EQ(rows().size(), 2u);
    EXPECT_EQ(rows()[0].rating, 0);
    EXPECT_EQ(rows()[1].rating, 2);
    EXPECT_EQ(row().rating, 2);
    std::string told;
    (void)h.db->read([&](db::Conn& conn) -> Result<> {
        const auto r = conn.query("select data from journal where kind = 'rating.asked'");
        EXPECT_EQ(r.size(), 1u);
        told = r.empty() ? "" : r.text(0, 0);
        return {};
    });
    EXPECT_NE(told.find("\"agent\":\"8\",\"channel\":\"call\",\"score\":2"), std::string::npos)
        << told;

    later(20);
    f.run([&] { (void)f.impl.finish_wrap_up(petro, contact, {"confirmed", "", ""}); });
    settle();
    EXPECT_EQ(rows()[1].rating, 2) << "her wrap-up leaves it";
    h.who.permissions.insert("contacts.all");
    h.who.person = petro;
    const std::string id = std::to_string(contact.value);
    const auto parts = h.get("contacts/" + id + "/parts");
    EXPECT_TRUE(has(parts, "\"rating\":2")) << parts.body;
    EXPECT_TRUE(has(h.get("contacts", {{"rating_max", "2"}}), "\"rating\":2"));
    EXPECT_FALSE(has(h.get("contacts", {{"rating_max", "1"}}), id));
    EXPECT_EQ(h.get("contacts", {{"rating_max", "6"}}).status, 400);
}

TEST_F(TalkSpans, BothSeeItAndTheFirstSaysHowItWasWithoutTouchingTheSecond) {
    answers(oksana);
    later(30);
    lost(oksana, LegId{97});
    answers(petro);
    const std::string id = std::to_string(contact.value);
    h.who.person = oksana;
    const auto said = h.call(http::Method::post, "contacts/" + id + "/wrap-up",
                             R"({"disposition":"postponed","note":"Monday","cause":""})");
    EXPECT_EQ(said.status, 200) << said.body;
    EXPECT_EQ(row().disposition, "") << "how his talk with the second ends is not known yet";
    EXPECT_EQ(rows()[0].disposition, "postponed");
    const auto history = h.get("contacts/" + id + "/parts");
    EXPECT_EQ(history.status, 200) << history.body;
    const auto items = json::read<PartList>(history.body).value().items;
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].person_name, "person 7");
    EXPECT_EQ(items[0].ended, "lost");
    EXPECT_EQ(items[0].note, "Monday");
    EXPECT_EQ(items[1].person_name, "person 8");
    EXPECT_EQ(items[1].ended, "") << "they talk";
    EXPECT_TRUE(has(h.get("contacts"), "\"contact_id\":\"" + id + "\"")) << "hers, too";
    h.who.person = PersonId{9};
    EXPECT_EQ(h.get("contacts/" + id + "/parts").status, 403);
    EXPECT_EQ(h.call(http::Method::post, "contacts/" + id + "/wrap-up",
                     R"({"disposition":"postponed","note":"","cause":""})")
                  .status,
              403);
}

TEST_F(TalkSpans, TheRecordingIsFoundByEachAndMarksWhereHeWaited) {
    answers(oksana);
    later(30);
    lost(oksana, LegId{97});
    later(45);
    answers(petro);
    (void)h.db->read([&](db::Conn& conn) -> Result<> {
        const RecordingId id = store::load(conn, contact)->recording;
        const auto rec = recordings::find(conn, id);
        EXPECT_TRUE(rec.has_value());
        if (!rec) return {};
        EXPECT_EQ(rec->operator_id, oksana);
        const auto others = recordings::other_voices(conn, std::span(&*rec, 1));
        EXPECT_EQ(others.at(id), std::vector{petro});
        const auto marks = recordings::marks(conn, id);
        EXPECT_EQ(marks.size(), 1u);
        if (marks.empty()) return {};
        EXPECT_EQ(marks[0].what, "waiting");
        EXPECT_EQ(marks[0].at_ms, 30000);
        EXPECT_EQ(marks[0].to_ms, 90000);
        return {};
    });
}

TEST(TalkSpansRecovery, AKillEndsWhatWasOpenAtTheLastSignOfLife) {
    House h;
    const auto row = [](std::int64_t id, PersonId agent, Time from, Time to) {
        spans::Row r;
        r.id = id;
        r.contact = ContactId{100};
        r.agent = agent;
        r.queue = queue;
        r.from = from;
        r.to = to;
        r.ended = to == Time{} ? "" : "lost";
        return r;
    };
    h.open([&](db::Tx& tx) {
        store::ContactRecord c;
        c.id = ContactId{100};
        c.shop = shop;
        c.queue = queue;
        c.state = "talking";
        c.number = "+380501112233";
        c.entered_at = c.queued_at = from_ms(1000);
        c.answered_at = from_ms(5000);
        c.agent = petro;
        store::save(tx, c);
        spans::save(tx, row(1, oksana, from_ms(5000), from_ms(15000)));
        spans::save(tx, row(2, petro, from_ms(60000), {}));
        tx.exec(
            "insert into server_run (id, started_at, beat_at, clean) values (1, 500, 80000, "
            "false)");
    });
    (void)h.db->read([&](db::Conn& conn) -> Result<> {
        const auto found = spans::of(conn, ContactId{100});
        EXPECT_EQ(found.size(), 2u);
        EXPECT_EQ(found[0].ended, "lost") << "what had ended stays as it was";
        EXPECT_EQ(found[1].ended, "server");
        EXPECT_EQ(found[1].to, from_ms(80000));
        EXPECT_EQ(store::load(conn, ContactId{100})->talk_ms, 30000);
        return {};
    });
}

TEST(TalkSpansStore, RowsGrowAndTheWordsOfTheWrapUpStay) {
    db::for_each_database(migrations(), [](db::Database& db) {
        spans::Row r;
        r.id = 1;
        r.contact = ContactId{7};
        r.agent = oksana;
        r.queue = queue;
        r.from = from_ms(1000);
        const auto write = [&](const std::function<void(db::Tx&)>& job) {
            ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
                job(tx);
                return {};
            }));
        };
        write([&](db::Tx& tx) {
            spans::save(tx, r);
            EXPECT_TRUE(spans::wrap_up(tx, r.contact, oksana, "confirmed", "", "rings on Monday"));
            EXPECT_FALSE(spans::wrap_up(tx, r.contact, petro, "confirmed", "", ""));
            spans::close_open(tx, from_ms(500));
        });
        (void)db.read([&](db::Conn& conn) -> Result<> {
            EXPECT_EQ(spans::of(conn, r.contact)[0].to, r.from) << "never before it began";
            return {};
        });
        r.to = from_ms(9000);
        r.ended = "buyer";
        write([&](db::Tx& tx) { spans::save(tx, r); });
        (void)db.read([&](db::Conn& conn) -> Result<> {
            const auto found = spans::of(conn, r.contact);
            EXPECT_EQ(found.size(), 1u);
            EXPECT_EQ(found[0].length_ms(), 8000);
            EXPECT_EQ(found[0].note, "rings on Monday");
            EXPECT_TRUE(spans::had(conn, r.contact, oksana));
            EXPECT_FALSE(spans::had(conn, r.contact, petro));
            return {};
        });
    });
}

}  // namespace spans_test
}  // namespace ol::calls
