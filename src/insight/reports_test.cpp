// The journal told to the roll-ups, and the reports made of them, on SQLite and PostgreSQL.
#include "insight/reports.hpp"

#include <gtest/gtest.h>

#include "insight/export.hpp"
#include "insight/store.hpp"
#include "platform/base/names.hpp"
#include "platform/db/test_db.hpp"

namespace ol::insight {
namespace reports_test {

constexpr const char* kyiv = "Europe/Kyiv";
const ShopId shop{1};
const QueueId queue{5};
const PersonId ann{11}, bob{12};
const DepartmentId sales{3}, care{4};
Time utc(const std::string& text) { return *parse_iso8601(text); }

/// Writes facts as calls and orders do, with their moment as the journal's time unless told.
class Centre {
public:
    explicit Centre(db::Database& db, Time now = utc("2026-11-22T12:00:00Z"))
        : clock(now),
          rollups({db,
                   clock,
                   [](ShopId) { return std::string(kyiv); },
                   [](PersonId p) { return PersonFacts{kyiv, p == ann ? sales : care}; },
                   {}}),
          reports({rollups, [](PersonId p) { return p == ann ? "Ann" : "Bob"; },
                   [](QueueId) { return "shop"; }, [](ShopId) { return "Kettles"; },
                   [](DepartmentId d) { return d == sales ? "Sales" : "Care"; },
                   [](const std::set<std::int64_t>& shops) {  // both work for the one shop
                       return shops.contains(shop.value)
                                  ? std::set<std::int64_t>{ann.value, bob.value}
                                  : std::set<std::int64_t>{};
                   }}) {
        EXPECT_TRUE(rollups.begin({}));
        everyone.permissions = {"people.view", "board.view", "reports.export"};
    }

    void fact(const std::string& kind, std::int64_t subject, PersonId actor,
              const std::string& data, Time at) {
        rows.push_back({++seq, at, {kind, subject, actor.value, data}});
    }
    std::string visit_data(Time entered, const std::string& more = "",
                           const std::string& channel = "call") {
        return "{\"queue\":\"5\",\"shop\":\"1\",\"channel\":\"" + channel +
               "\",\"kind\":\"inbound_call\",\"entered_at\":" + std::to_string(to_ms(entered)) +
               ",\"sl_ms\":20000,\"short_ms\":5000" + more + "}";
    }
    /// A whole visit: entered, left, done.
    void visit(std::int64_t id, Time entered, const std::string& exit, std::int64_t wait,
               PersonId agent = {}, std::int64_t talk = 0, std::int64_t wrap = 0,
               const std::string& extra = "") {
        fact("visit.entered", id, {}, visit_data(entered, extra), entered);
        std::string more = extra + ",\"exit\":\"" + exit +
                           "\",\"wait_ms\":" + std::to_string(wait) + ",\"rings\":2";
        if (agent) more += ",\"agent\":\"" + std::to_string(agent.value) + "\"";
        fact("visit.exited", id, agent, visit_data(entered, more), entered + Ms{wait});
        const Time end = entered + Ms{wait + talk + wrap};
        more += ",\"at\":" + std::to_string(to_ms(end)) + ",\"talk_ms\":" + std::to_string(talk) +
                ",\"hold_ms\":0,\"wrap_up_ms\":" + std::to_string(wrap);
        fact("visit.done", id, agent, visit_data(entered, more), end);
    }
    void state(PersonId who, const std::string& what, Time at, const std::string& reason = "") {
        fact("agent." + what, who.value, who,
             "{\"at\":" + std::to_string(to_ms(at)) + ",\"reason\":\"" + reason + "\"}", at);
    }
    void read() { ASSERT_TRUE(rollups.take(rows)); }
    static ReportQuery query(Day from, Day to, Step step = Step::none, By by = By::none) {
        ReportQuery q;
        q.from = from, q.to = to, q.step = step, q.by = by;
        return q;
    }
    Report report(const ReportQuery& q) { return report(everyone, q); }
    Report report(const http::Principal& who, const ReportQuery& q) {
        auto r = reports.report(who, q);
        EXPECT_TRUE(r) << (r ? "" : r.error().detail);
        return r ? *r : Report{};
    }
    static std::optional<std::int64_t> value(const ReportRow& row, std::string_view code) {
        const auto all = definitions();
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].code == code) return row.values.at(i);
        ADD_FAILURE() << code;
        return {};
    }
    std::int64_t total(const char* code, const ReportQuery& q) {
        return value(report(q).total, code).value_or(-1);
    }

    ManualClock clock;
    Rollups rollups;
    Reports reports;
    std::vector<db::JournalRow> rows;
    std::int64_t seq = 0;
    http::Principal everyone;
};

template <class Body>
void on_each(const Body& body) {
    // The reader began on 1 January: every day of these stories can be closed.
    static const ManualClock begun(utc("2026-01-01T00:00:00Z"));
    db::for_each_database(migrations(), [&](db::Database& db) { body(db); }, begun);
}

TEST(reports, a_day_read_once_twice_and_in_pieces_is_the_same_day) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time ten = utc("2026-11-22T08:00:00Z");
        c.visit(1, ten, "answered", 8000, ann, 60000, 20000);
        c.visit(2, ten + Ms{60000}, "answered", 30000, bob, 120000, 10000);
        c.visit(3, ten + Ms{120000}, "abandoned", 4000);
        c.visit(4, ten + Ms{180000}, "abandoned", 44000);
        c.visit(5, ten + Ms{240000}, "overflow", 60000);
        c.read();
        const auto day = Centre::query(20261122, 20261123);
        const auto once = c.report(day);
        EXPECT_EQ(Centre::value(once.total, "offered"), 5);
        EXPECT_EQ(Centre::value(once.total, "answered"), 2);
        EXPECT_EQ(Centre::value(once.total, "lost"), 3);
        EXPECT_EQ(Centre::value(once.total, "sl_strict"), 250);  // 1/(5-1)
        EXPECT_EQ(Centre::value(once.total, "asa"), 19000);
        EXPECT_EQ(Centre::value(once.total, "aht"), 105000);
        EXPECT_EQ(Centre::value(once.total, "waiting"), 0);
        EXPECT_FALSE(once.total.corrected);
        ASSERT_EQ(once.limits.size(), 1u);
        EXPECT_EQ(once.limits[0].service_level_ms, 20000);
        c.read();  // the same rows again: the cursor passes them over
        for (auto& row : c.rows) row.seq += 1000;  // and told anew: what is known changes nothing
        c.read();
        EXPECT_EQ(c.report(day).total.values, once.total.values);
        EXPECT_EQ(c.total("answered", Centre::query(20261121, 20261122)), 0);
    });
}

TEST(reports, a_rating_is_of_the_operator_who_talked_last_and_counts_once) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time ten = utc("2026-11-22T08:00:00Z");
        const auto asked = [&](std::int64_t contact, PersonId agent, int score, Time at) {
            std::string data = "{\"at\":" + std::to_string(to_ms(at)) +
                               ",\"queue\":\"5\",\"shop\":\"1\",\"channel\":\"call\"";
            if (agent) data += ",\"agent\":\"" + std::to_string(agent.value) + "\"";
            if (score) data += ",\"score\":" + std::to_string(score);
            c.fact("rating.asked", contact, {}, data + "}", at);
        };
        c.visit(1, ten, "answered", 8000, ann, 60000, 20000,
                ",\"talks\":[{\"agent\":\"" + std::to_string(ann.value) +
                    "\",\"talk_ms\":30000},{\"agent\":\"" + std::to_string(bob.value) +
                    "\",\"talk_ms\":30000}]");
        asked(1, bob, 5, ten + Ms{90000});  // went from Ann to Bob: his
        asked(2, ann, 2, ten + Ms{100000});
        asked(3, ann, 0, ten + Ms{110000});  // no answer
        asked(4, {}, 4, ten + Ms{120000});   // by a flow before any talk: nobody's
        asked(5, ann, 9, ten + Ms{130000});  // no score of ours
        c.read();
        const auto day = Centre::query(20261122, 20261123);
        const auto check = [&] {
            const auto whole = c.report(day).total;
            EXPECT_EQ(Centre::value(whole, "ratings"), 3);
            EXPECT_EQ(Centre::value(whole, "rating"), 37) << "11/3";
            EXPECT_EQ(Centre::value(whole, "low_ratings"), 1);
            EXPECT_EQ(Centre::value(whole, "rating_asked"), 4);
            EXPECT_EQ(Centre::value(whole, "rating_share"), 750);
            const auto people = c.report(Centre::query(20261122, 20261123, Step::none, By::person));
            ASSERT_EQ(people.rows.size(), 2u);
            for (const auto& row : people.rows) {
                const bool anns = row.group_name == "Ann";
                EXPECT_EQ(Centre::value(row, "ratings"), 1);
                EXPECT_EQ(Centre::value(row, "rating"), anns ? 20 : 50);
                EXPECT_EQ(Centre::value(row, "rating_share"), anns ? 500 : 1000);
            }
        };
        check();
        for (auto& row : c.rows) row.seq += 1000;  // told anew
        c.read();
        check();

        const auto rows = [&](const char* figure, PersonId person = {}) {
            Reports::RowsQuery q;
            q.report = day;
            q.report.person = person;
            q.figure = figure;
            const auto found = c.reports.rows(c.everyone, q);
            EXPECT_TRUE(found) << (found ? "" : found.error().detail);
            return found ? found->contacts : std::vector<VisitRow>{};
        };
        EXPECT_EQ(rows("rating_asked").size(), 4u);
        EXPECT_EQ(rows("ratings").size(), 3u);
        ASSERT_EQ(rows("low_ratings").size(), 1u);
        EXPECT_EQ(rows("low_ratings")[0].rating, 2);
        EXPECT_EQ(rows("low_ratings")[0].person_name, "Ann");
        ASSERT_EQ(rows("ratings", bob).size(), 1u);
        EXPECT_EQ(rows("ratings", bob)[0].wait_ms, 8000) << "with its visit";
        c.seq = 5000;
        asked(2, ann, 5, ten + Ms{200000});  // asked again: what he said last
        asked(2, ann, 0, ten + Ms{210000});  // and silence takes nothing away
        c.read();
        EXPECT_EQ(Centre::value(c.report(day).total, "ratings"), 3);
        EXPECT_EQ(Centre::value(c.report(day).total, "low_ratings"), 0);
        EXPECT_EQ(rows("low_ratings").size(), 0u);
    });
}

TEST(reports, hours_days_weeks_and_months_add_up) {
    on_each([](db::Database& db) {
        Centre c(db, utc("2026-12-31T12:00:00Z"));
        std::int64_t id = 0;
        for (int day = 0; day < 61; ++day)
            for (int i = 0; i <= day % 3; ++i)
                c.visit(++id, utc("2026-10-31T22:30:00Z") + Ms{day * 86400000LL + i * 3600000},
                        "answered", 1000 * (i + 1), ann, 30000, 5000);
        c.read();
        const auto whole = c.report(Centre::query(20261101, 20270101)).total.values;
        for (const auto step : {Step::hour, Step::day, Step::week, Step::month}) {
            const auto r = c.report(Centre::query(20261101, 20270101, step));
            EXPECT_EQ(r.total.values, whole) << to_name(step);
            EXPECT_GT(r.rows.size(), 1u);
        }
        for (const auto by : {By::queue, By::shop})
            EXPECT_EQ(
                Centre::value(c.report(Centre::query(20261101, 20270101, Step::month, by)).total,
                              "answered"),
                id);
        // Whole months and the days at both edges give what the days give.
        const auto mixed = Centre::query(20261105, 20261229);
        EXPECT_EQ(c.report(mixed).total.values,
                  c.report(Centre::query(20261105, 20261229, Step::day)).total.values);
        EXPECT_EQ(c.report(Centre::query(20261101, 20270101, Step::month)).rows.size(), 2u);
    });
}

TEST(reports, half_open_and_across_midnight_once) {
    on_each([](db::Database& db) {
        Centre c(db);
        // Kyiv's 22 November begins at 22:00 UTC. Entered a moment before, talked across midnight.
        c.visit(1, utc("2026-11-21T21:59:59.999Z"), "answered", 2000, ann, 600000, 30000);
        c.visit(2, utc("2026-11-21T22:00:00Z"), "answered", 2000, ann, 60000, 0);
        c.read();
        const auto before = c.report(Centre::query(20261121, 20261122)).total;
        const auto after = c.report(Centre::query(20261122, 20261123)).total;
        EXPECT_EQ(Centre::value(before, "offered"), 1);
        EXPECT_EQ(Centre::value(before, "handled"), 0);
        EXPECT_EQ(Centre::value(after, "offered"), 1);
        EXPECT_EQ(Centre::value(after, "handled"), 2) << "by its end";
        EXPECT_EQ(c.total("offered", Centre::query(20261121, 20261123)), 2);
    });
}

TEST(reports, days_of_23_and_25_hours) {
    on_each([](db::Database& db) {
        Centre c(db, utc("2026-10-26T12:00:00Z"));
        std::int64_t id = 0;
        for (Time t = start_of(20261025, kyiv); t < start_of(20261026, kyiv);
             t += std::chrono::hours{1})
            c.visit(++id, t + Ms{60000}, "answered", 1000, ann, 1000, 0);
        c.state(ann, "ready", start_of(20261025, kyiv));
        c.state(ann, "signed_out", start_of(20261026, kyiv));
        c.read();
        const auto hours = c.report(Centre::query(20261025, 20261026, Step::hour));
        EXPECT_EQ(hours.rows.size(), 25u);
        int again = 0;
        for (const auto& row : hours.rows) {
            EXPECT_EQ(Centre::value(row, "offered"), 1);
            EXPECT_EQ(Centre::value(row, "ready"), 3600000);
            again += row.again ? 1 : 0;
        }
        EXPECT_EQ(again, 1);
        EXPECT_EQ(Centre::value(hours.total, "sign_in"), 25 * 3600000);
        c.fact("agent.ready", bob.value, bob,
               "{\"at\":" + std::to_string(to_ms(start_of(20260329, kyiv))) + "}", c.clock.now());
        c.state(bob, "signed_out", start_of(20260330, kyiv));
        c.read();
        EXPECT_EQ(c.total("sign_in", Centre::query(20260329, 20260330)), 23 * 3600000);
    });
}

TEST(reports, what_comes_after_the_closing_is_a_correction_that_can_be_seen) {
    on_each([](db::Database& db) {
        Centre c(db, utc("2026-11-20T06:00:00Z"));
        const Time at = utc("2026-11-20T10:00:00Z");
        c.visit(1, at, "answered", 1000, ann, 60000, 0);
        c.fact("visit.entered", 2, {}, c.visit_data(at), at);  // its end is learned two days later
        c.read();
        const auto day = Centre::query(20261120, 20261121);
        EXPECT_EQ(c.total("waiting", day), 1);
        c.fact("visit.exited", 2, {},
               c.visit_data(at, ",\"exit\":\"abandoned\",\"wait_ms\":9000,\"rings\":0"),
               utc("2026-11-22T10:00:00Z"));
        c.read();
        const auto now = c.report(day).total;
        EXPECT_EQ(Centre::value(now, "abandoned"), 1);
        EXPECT_EQ(Centre::value(now, "waiting"), 0);
        EXPECT_TRUE(now.corrected);
        EXPECT_EQ(now.recomputed_at, utc("2026-11-22T10:00:00Z"));
        auto by_queue = day;
        by_queue.by = By::queue;
        EXPECT_EQ(c.report(by_queue).rows.at(0).recomputed_at, utc("2026-11-22T10:00:00Z"));
        auto closed = day;
        closed.as_closed = true;
        const auto then = c.report(closed).total;
        EXPECT_EQ(Centre::value(then, "abandoned"), 0);
        EXPECT_EQ(Centre::value(then, "waiting"), 1) << "as it stood when the day was closed";
        EXPECT_FALSE(then.corrected);
        EXPECT_FALSE(then.recomputed_at);
        const auto list = c.reports.corrections(c.everyone, day);
        ASSERT_TRUE(list);
        ASSERT_EQ(list->items.size(), 1u);
        EXPECT_EQ(list->items[0].day, "2026-11-20");
        EXPECT_EQ(list->items[0].subject, "2");
        EXPECT_EQ(list->items[0].change,
                  "abandoned:1 waiting:-1 abandoned_in_t:1 abandon_wait_ms:9000");
    });
}

TEST(reports, history_brought_in_is_no_correction) {
    on_each([](db::Database& db) {
        ManualClock clock(utc("2026-11-22T10:00:00Z"));
        KnownVisit past;
        past.visit.contact = ContactId{7};
        past.visit.queue = queue;
        past.visit.entered_at = utc("2026-10-01T10:00:00Z");
        past.visit.exited_at = past.visit.entered_at + Ms{3000};
        past.visit.wait_ms = 3000;
        past.visit.exit = routing::Exit::abandoned;
        past.shop = shop;
        Rollups rollups({db,
                         clock,
                         [](ShopId) { return std::string(kyiv); },
                         [](PersonId) { return PersonFacts{kyiv, {}}; },
                         {}});
        EXPECT_FALSE(*rollups.begun());
        ASSERT_TRUE(rollups.begin({&past, 1}));
        EXPECT_TRUE(*rollups.begun());
        Centre c(db);
        const auto r = c.report(Centre::query(20261001, 20261002)).total;
        EXPECT_EQ(Centre::value(r, "short_abandoned"), 1);
        EXPECT_FALSE(r.corrected);
    });
}

TEST(reports, internal_test_calls_are_in_no_figure) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time at = utc("2026-11-22T08:00:00Z");
        c.visit(1, at, "answered", 1000, ann, 60000, 0, ",\"test\":true");
        c.fact("line.offer", 1, ann, "{\"queue\":\"5\"}", at);
        c.read();
        for (const auto& v : c.report(Centre::query(20261122, 20261123)).total.values)
            EXPECT_EQ(v.value_or(0), 0);
    });
}

TEST(reports, people_their_time_their_pauses_and_rona) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time nine = utc("2026-11-22T07:00:00Z");
        const auto at = [&](int minutes) { return nine + Ms{minutes * 60000LL}; };
        c.state(ann, "paused", nine, "signed_in");
        c.state(ann, "ready", nine);
        c.state(ann, "ready", at(3));  // told again: nothing
        c.state(ann, "reserved", at(20));
        c.state(ann, "talking", at(21));
        c.state(ann, "wrap_up", at(29));
        c.state(ann, "ready", at(31));
        c.state(ann, "paused", at(40), "lunch");
        c.state(ann, "ready", at(70));
        c.state(ann, "not_responding", at(90));
        c.state(ann, "signed_out", at(100));
        c.visit(1, at(19), "answered", 120000, ann, 8 * 60000, 2 * 60000);
        c.fact("line.offer", 1, ann, "{\"queue\":\"5\"}", at(20));
        c.fact("line.offer", 1, ann, "{\"queue\":\"5\"}", at(85));
        c.fact("line.no_answer", 1, ann, "{\"queue\":\"5\"}", at(90));
        c.state(bob, "ready", at(60));
        c.read();
        c.clock.set(at(90));
        const auto r = c.report(Centre::query(20261122, 20261123, Step::none, By::person));
        ASSERT_EQ(r.rows.size(), 2u);
        const auto& row = r.rows[0];
        EXPECT_EQ(row.group_name, "Ann");
        EXPECT_EQ(Centre::value(row, "sign_in"), 100 * 60000);
        EXPECT_EQ(Centre::value(row, "ready"), 49 * 60000);
        EXPECT_EQ(Centre::value(row, "contact"), 11 * 60000);
        EXPECT_EQ(Centre::value(row, "paused"), 30 * 60000);
        EXPECT_EQ(Centre::value(row, "not_responding"), 10 * 60000);
        EXPECT_EQ(Centre::value(row, "occupancy"), 183);  // 11/60 = 183.3
        EXPECT_EQ(Centre::value(row, "load"), 167);       // 100 x 10 min of 100 x 60
        EXPECT_EQ(Centre::value(row, "offers"), 2);
        EXPECT_EQ(Centre::value(row, "rona_rate"), 500);
        EXPECT_EQ(Centre::value(row, "answered"), 1);
        EXPECT_FALSE(Centre::value(row, "offered")) << "the line's, nobody's own";
        ASSERT_EQ(row.pauses.size(), 1u);
        EXPECT_EQ(row.pauses[0].reason, "lunch");
        EXPECT_EQ(row.pauses[0].ms, 30 * 60000);
        // Who is still ready counts up to now.
        EXPECT_EQ(Centre::value(r.rows[1], "sign_in"), 30 * 60000);
        // By queue there is no person's time: absent, not zero.
        EXPECT_FALSE(Centre::value(
            c.report(Centre::query(20261122, 20261123, Step::none, By::queue)).total, "sign_in"));
    });
}

TEST(reports, a_server_that_died_ends_what_people_did_at_its_last_sign_of_life) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time nine = utc("2026-11-22T07:00:00Z");
        c.state(ann, "ready", nine);
        c.fact("floor.started", 0, {},
               "{\"died_at\":" + std::to_string(to_ms(nine + Ms{600000})) + "}",
               nine + Ms{3600000});
        c.read();
        c.clock.set(nine + Ms{7200000});
        EXPECT_EQ(c.total("sign_in", Centre::query(20261122, 20261123)), 600000);
    });
}

TEST(reports, lost_and_called_back) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time at = utc("2026-11-22T08:00:00Z");
        c.visit(1, at, "overflow", 60000);
        const std::string source = ",\"source\":\"1\"";
        c.fact("visit.entered", 2, {}, c.visit_data(at, source, "task"), at + Ms{60000});
        c.fact("visit.done", 2, ann,
               c.visit_data(at,
                            source + ",\"exit\":\"answered\",\"wait_ms\":900000,\"agent\":\"11\","
                                     "\"talk_ms\":60000",
                            "task"),
               at + Ms{1000000});
        c.read();
        const auto r = c.report(Centre::query(20261122, 20261123)).total;
        EXPECT_EQ(Centre::value(r, "lost"), 1);
        EXPECT_EQ(Centre::value(r, "called_back"), 1);
        EXPECT_EQ(Centre::value(r, "offered"), 1) << "the call-back is no call";
        auto tasks = Centre::query(20261122, 20261123, Step::none, By::channel);
        tasks.channel.clear();
        EXPECT_EQ(c.report(tasks).rows.size(), 2u);
        Reports::RowsQuery rows{Centre::query(20261122, 20261123), "called_back", ""};
        const auto found = c.reports.rows(c.everyone, rows);
        ASSERT_TRUE(found);
        ASSERT_EQ(found->contacts.size(), 1u);
        EXPECT_EQ(found->contacts[0].contact_id, ContactId{2});
    });
}

TEST(reports, of_a_call_that_went_through_two_hands_each_has_her_own_spans) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time at = utc("2026-11-22T08:00:00Z");
        // Ann 30 s, lost; Bob 60 s with 10 s of hold; Ann once more 20 s.
        c.visit(1, at, "answered", 8000, ann, 1, 1,
                R"(,"talks":[{"agent":"11","talk_ms":30000,"hold_ms":0,"wrap_up_ms":0},)"
                R"({"agent":"12","talk_ms":60000,"hold_ms":10000,"wrap_up_ms":5000},)"
                R"({"agent":"11","talk_ms":20000,"hold_ms":0,"wrap_up_ms":7000}])");
        c.visit(2, at, "answered", 8000, bob, 1, 1,
                R"(,"talks":[{"agent":"12","talk_ms":40000,"hold_ms":0,"wrap_up_ms":3000}])");
        c.read();
        for (auto& row : c.rows) row.seq += 1000;  // told anew: nothing changes
        c.read();
        const auto day = Centre::query(20261122, 20261123);
        EXPECT_EQ(c.total("handled", day), 2) << "two visits";
        EXPECT_EQ(c.total("talk", day), 150000);
        EXPECT_EQ(c.total("aht", day), (150000 + 10000 + 15000) / 2);
        const auto people = c.report(Centre::query(20261122, 20261123, Step::none, By::person));
        ASSERT_EQ(people.rows.size(), 2u);
        EXPECT_EQ(Centre::value(people.rows[0], "handled"), 1) << "Ann's two spans are one visit";
        EXPECT_EQ(Centre::value(people.rows[0], "talk"), 50000);
        EXPECT_EQ(Centre::value(people.rows[0], "wrap_up"), 7000);
        EXPECT_EQ(Centre::value(people.rows[0], "answered"), 1) << "by who answered first";
        EXPECT_EQ(Centre::value(people.rows[1], "handled"), 2);
        EXPECT_EQ(Centre::value(people.rows[1], "talk"), 100000);
        EXPECT_EQ(Centre::value(people.rows[1], "hold"), 10000);
        EXPECT_EQ(Centre::value(people.rows[1], "answered"), 1);
        auto of_care = Centre::query(20261122, 20261123, Step::none, By::department);
        of_care.department = care;
        EXPECT_EQ(Centre::value(c.report(of_care).total, "talk"), 100000);

        Reports::RowsQuery rows{day, "handled", ""};
        rows.report.person = bob;
        const auto bobs = c.reports.rows(c.everyone, rows);
        ASSERT_TRUE(bobs);
        ASSERT_EQ(bobs->contacts.size(), 2u) << "also what Ann answered first";
        std::int64_t talked = 0;
        for (const auto& row : bobs->contacts) {
            talked += row.talk_ms;
            EXPECT_EQ(row.person_name, "Bob");
        }
        EXPECT_EQ(talked, 100000) << "rows add up to the figure";
        rows.report.person = {};
        rows.report.department = sales;
        const auto sold = c.reports.rows(c.everyone, rows);
        ASSERT_TRUE(sold && sold->contacts.size() == 1);
        EXPECT_EQ(sold->contacts[0].talk_ms, 50000);
        http::Principal head = c.everyone;
        head.departments = {sales.value};
        rows.report.department = care;
        EXPECT_TRUE(c.reports.rows(head, rows)->contacts.empty()) << "another department's";
    });
}

TEST(reports, who_joined_a_three_way_has_her_talk_and_the_visit_has_it_once) {
    on_each([](db::Database& db) {
        Centre c(db);
        // Ann 100 s; Bob of another department joined her for 40 s of them, twice.
        c.visit(1, utc("2026-11-22T08:00:00Z"), "answered", 8000, ann, 1, 1,
                R"(,"talks":[{"agent":"11","talk_ms":100000,"hold_ms":0,"wrap_up_ms":5000},)"
                R"({"agent":"12","beside_ms":30000},{"agent":"12","beside_ms":10000}])");
        c.read();
        for (auto& row : c.rows) row.seq += 1000;  // told anew: nothing changes
        c.read();
        const auto day = Centre::query(20261122, 20261123);
        EXPECT_EQ(c.total("handled", day), 1);
        EXPECT_EQ(c.total("talk", day), 100000) << "the buyer was talked to for so long";
        const auto people = c.report(Centre::query(20261122, 20261123, Step::none, By::person));
        ASSERT_EQ(people.rows.size(), 2u);
        EXPECT_EQ(Centre::value(people.rows[0], "talk"), 100000);
        EXPECT_EQ(Centre::value(people.rows[1], "handled"), 1);
        EXPECT_EQ(Centre::value(people.rows[1], "talk"), 40000);
        EXPECT_EQ(Centre::value(people.rows[1], "answered").value_or(0), 0);
        auto of_care = Centre::query(20261122, 20261123, Step::none, By::department);
        of_care.department = care;
        EXPECT_EQ(Centre::value(c.report(of_care).total, "talk"), 40000);
        Reports::RowsQuery rows{day, "handled", ""};
        rows.report.person = bob;
        const auto bobs = c.reports.rows(c.everyone, rows);
        ASSERT_TRUE(bobs && bobs->contacts.size() == 1);
        EXPECT_EQ(bobs->contacts[0].talk_ms, 40000) << "rows add up to the figure";
        rows.report.person = {};
        rows.report.department = care;
        EXPECT_EQ(c.reports.rows(c.everyone, rows)->contacts.at(0).talk_ms, 40000);
        rows.report.department = sales;
        EXPECT_EQ(c.reports.rows(c.everyone, rows)->contacts.at(0).talk_ms, 100000);
    });
}

TEST(reports, orders_and_money_per_person_each_order_once) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time at = utc("2026-11-22T08:00:00Z");
        const auto sum = [](int minor) {
            return "{\"shop\":\"1\",\"currency\":\"UAH\",\"total_minor\":" + std::to_string(minor) +
                   "}";
        };
        c.fact("order.confirmed", 100, ann, sum(125000), at);
        c.fact("order.confirmed", 101, ann, sum(50000), at);
        c.fact("order.confirmed", 101, bob, sum(60000), at + Ms{1000});  // again, by Bob
        c.fact("order.cancelled", 100, bob, sum(125000), at + Ms{2000});
        c.fact("order.confirmed", 102, ann, "{}", at);  // of before sums were told: not counted
        c.read();
        const auto r = c.report(Centre::query(20261122, 20261123, Step::none, By::person));
        ASSERT_EQ(r.rows.size(), 2u);
        EXPECT_EQ(Centre::value(r.rows[0], "confirmed"), 1);
        ASSERT_EQ(r.rows[0].money.size(), 1u);
        EXPECT_EQ(r.rows[0].money[0].confirmed_minor, 125000);
        EXPECT_EQ(Centre::value(r.rows[1], "confirmed"), 1);
        EXPECT_EQ(Centre::value(r.rows[1], "cancelled"), 1);
        EXPECT_EQ(r.rows[1].money[0].confirmed_minor, 60000);
        EXPECT_EQ(r.rows[1].money[0].cancelled_minor, 125000);
        const auto found =
            c.reports.rows(c.everyone, {Centre::query(20261122, 20261123), "orders", ""});
        ASSERT_TRUE(found);
        EXPECT_EQ(found->orders.size(), 2u);
    });
}

TEST(reports, every_number_opens_to_as_many_rows) {
    on_each([](db::Database& db) {
        Centre c(db);
        std::int64_t id = 0;
        const Time at = utc("2026-11-21T20:00:00Z");
        const char* exits[] = {"answered", "abandoned", "timeout", "overflow",  "key_exit",
                               "callback", "empty",     "full",    "withdrawn", "system_fail"};
        for (int i = 0; i < 300; ++i) {
            const PersonId who = i % 2 ? ann : bob;
            const bool answered = i % 10 == 0 || i % 3 == 0;
            c.visit(++id, at + Ms{i * 60000LL}, answered ? "answered" : exits[i % 10],
                    i * 137 % 60000, answered ? who : PersonId{}, answered ? 30000 : 0, 0);
            if (answered) c.fact("line.offer", id, who, "{\"queue\":\"5\"}", at + Ms{i * 60000LL});
        }
        c.read();
        for (const auto by : {By::none, By::person}) {
            auto q = Centre::query(20261122, 20261123, Step::none, by);
            if (by == By::person) q.person = ann;
            const auto report = c.report(q);
            for (std::size_t k = 0; k < report.columns.size(); ++k) {
                const auto& column = report.columns[k];
                if (column.kind != Kind::count || !report.total.values[k]) continue;
                Reports::RowsQuery rows{q, column.opens, ""};
                rows.limit = 7;
                std::size_t found = 0;
                for (int page = 0; page < 200; ++page) {
                    const auto some = c.reports.rows(c.everyone, rows);
                    ASSERT_TRUE(some) << column.code;
                    found += some->contacts.size() + some->orders.size();
                    if (!some->next) break;
                    rows.cursor = *some->next;
                }
                EXPECT_EQ(static_cast<std::int64_t>(found), *report.total.values[k]) << column.code;
            }
        }
    });
}

TEST(reports, within_shops_and_departments) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time at = utc("2026-11-22T08:00:00Z");
        c.visit(1, at, "answered", 1000, ann, 60000, 0);
        c.visit(2, at, "answered", 1000, bob, 60000, 0);
        c.state(ann, "ready", at);
        c.state(bob, "ready", at);
        c.state(ann, "signed_out", at + Ms{60000});
        c.state(bob, "signed_out", at + Ms{60000});
        c.read();
        http::Principal leader;
        leader.permissions = {"board.view", "people.view"};
        leader.departments = {sales.value};
        leader.shops = {shop.value};
        const auto day = Centre::query(20261122, 20261123);
        const auto whole = c.report(leader, day).total;
        EXPECT_EQ(Centre::value(whole, "answered"), 2) << "the queue's figures are whole";
        EXPECT_EQ(Centre::value(whole, "sign_in"), 60000) << "the people are hers alone";
        auto people = day;
        people.by = By::person;
        ASSERT_EQ(c.report(leader, people).rows.size(), 1u);
        EXPECT_EQ(c.report(leader, people).rows[0].group_name, "Ann");
        http::Principal both = leader;
        both.departments.clear();
        EXPECT_EQ(Centre::value(c.report(both, day).total, "sign_in"), 120000);
        leader.shops = {99};
        EXPECT_EQ(Centre::value(c.report(leader, day).total, "answered"), 0);
        // Time is of no shop: people of another shop, and theirs, are not told.
        both.shops = {99};
        EXPECT_EQ(Centre::value(c.report(both, day).total, "sign_in"), 0);
        EXPECT_EQ(c.report(both, people).rows.size(), 0u);
        Reports::RowsQuery times;
        times.report = day, times.figure = "intervals";
        EXPECT_EQ(c.reports.rows(both, times)->intervals.size(), 0u);
        both.shops = {shop.value};
        EXPECT_EQ(c.reports.rows(both, times)->intervals.size(), 2u);
        http::Principal marketing;
        marketing.permissions = {"board.view"};
        EXPECT_TRUE(c.reports.report(marketing, day));
        const auto refused = c.reports.report(marketing, people);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "insight.people");
    });
}

TEST(reports, a_broken_fact_changes_nothing_and_stops_nothing) {
    on_each([](db::Database& db) {
        Centre c(db);
        const Time at = utc("2026-11-22T08:00:00Z");
        for (const char* data : {"", "null", "[]", "{\"queue\":5", "{\"queue\":{}}", "\xff"}) {
            for (const char* kind : {"visit.exited", "visit.done", "line.offer", "agent.ready",
                                     "agent.nonsense", "order.confirmed", "floor.started"})
                c.fact(kind, 1, ann, data, at);
        }
        c.visit(2, at, "answered", 1000, ann, 60000, 0);
        c.read();
        auto q = Centre::query(20261122, 20261123);
        q.queue = queue;
        EXPECT_EQ(c.total("answered", q), 1);
    });
}

TEST(report_query, bad_ranges_name_the_field) {
    const auto field = [](std::map<std::string, std::string> q) {
        const auto r = read_query(q);
        return r ? std::string() : r.error().field;
    };
    EXPECT_EQ(field({{"from", "2026-11-01"}, {"to", "2026-11-02"}}), "");
    EXPECT_EQ(field({{"to", "2026-11-02"}}), "from");
    EXPECT_EQ(field({{"from", "2026-11-01"}, {"to", "2026-11-31"}}), "to");
    EXPECT_EQ(field({{"from", "2026-11-02"}, {"to", "2026-11-02"}}), "to");
    EXPECT_EQ(field({{"from", "2026-01-01"}, {"to", "2026-11-02"}, {"step", "hour"}}), "step");
    EXPECT_EQ(field({{"from", "2000-01-01"}, {"to", "2026-11-02"}, {"step", "none"}}), "to");
    EXPECT_EQ(field({{"from", "2026-11-01"}, {"to", "2026-11-02"}, {"step", "year"}}), "step");
    EXPECT_EQ(field({{"from", "2026-11-01"}, {"to", "2026-11-02"}, {"by", "colour"}}), "by");
    EXPECT_EQ(field({{"from", "2026-11-01"}, {"to", "2026-11-02"}, {"queue_id", "1 or 1"}}),
              "queue_id");
    EXPECT_EQ(field({{"from", "2026-11-01"}, {"to", "2026-11-02"}, {"channel", "x'"}}), "channel");
}

TEST(exports, csv_and_xlsx_hold_the_figures) {
    Report r;
    r.from = "2026-11-01", r.to = "2026-12-01";
    r.columns.push_back({"sl_strict", "sl_strict/1", "a/b", Kind::permille, {}, {}, ""});
    r.columns.push_back({"asa", "asa/1", "a/b", Kind::average_ms, {}, {}, ""});
    ReportRow row;
    row.period = "2026-11-01";
    row.hour = 9;
    row.group_id = "7";
    row.group_name = "=cmd(\"x\"), Ltd";
    row.values = {800, std::nullopt};
    row.pauses.push_back({"lunch", 1800000});
    r.rows.push_back(row);
    r.total.values = {800, 12000};
    r.total.corrected = true;
    r.total.recomputed_at = utc("2026-11-22T10:00:00Z");
    const std::string csv = to_csv(r);
    EXPECT_EQ(csv,
              "\xEF\xBB\xBFperiod,group_id,group,sl_strict_permille,asa_ms,pauses_ms,"
              "confirmed_minor,recomputed_at\r\n"
              "2026-11-01 09:00,7,\"'=cmd(\"\"x\"\"), Ltd\",800,,lunch 1800000,,\r\n"
              "total,,,800,12000,,,2026-11-22T10:00:00.000Z\r\n");
    const auto book = to_xlsx(r, {{"sl_strict", "Рівень сервісу"}});
    ASSERT_TRUE(book);
    EXPECT_EQ(book->substr(0, 2), "PK");
    EXPECT_GT(book->size(), 3000u);
}

}  // namespace reports_test
}  // namespace ol::insight
