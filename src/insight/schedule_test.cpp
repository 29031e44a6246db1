// Reports by mail: which period is due when, what the letter says, and that each goes once.
#include "insight/schedule.hpp"

#include <gtest/gtest.h>

#include "insight/schedules.hpp"
#include "insight/store.hpp"
#include "platform/base/names.hpp"
#include "platform/db/test_db.hpp"

namespace ol::insight {
namespace schedule_test {

constexpr const char* kyiv = "Europe/Kyiv";
Time utc(const char* text) { return *parse_iso8601(text); }

NewReportSchedule weekly(const char* name = "The week") {
    NewReportSchedule s;
    s.name = name;
    s.every = Every::week;
    s.to = {"ann@shop.example", "bob@shop.example"};
    s.words = "offered=Надійшло\nasa=Середнє очікування";
    return s;
}

TEST(schedule, periods_are_whole_days_weeks_and_months) {
    EXPECT_EQ(period_before(Every::day, 20261101), (Period{20261031, 20261101}));
    EXPECT_EQ(period_before(Every::week, 20261122), (Period{20261109, 20261116}));
    EXPECT_EQ(period_before(Every::week, 20261123), (Period{20261116, 20261123}));
    EXPECT_EQ(period_before(Every::month, 20260115), (Period{20251201, 20260101}));
    EXPECT_EQ(period_after(Every::month, {20260101, 20260201}), (Period{20260201, 20260301}));
    EXPECT_EQ(title_of({20261116, 20261123}), "2026-11-16 - 2026-11-22");
    EXPECT_EQ(title_of({20261122, 20261123}), "2026-11-22");
}

TEST(schedule, the_hour_is_local_also_when_the_clock_was_changed_that_night) {
    // Kyiv, 25 October 2026: 4:00 summer time is 3:00 winter time.
    EXPECT_EQ(moment_of({20261024, 20261025}, 480, kyiv), utc("2026-10-25T06:00:00Z"));
    EXPECT_EQ(moment_of({20261023, 20261024}, 480, kyiv), utc("2026-10-24T05:00:00Z"));
    EXPECT_EQ(moment_of({20260328, 20260329}, 480, kyiv), utc("2026-03-29T05:00:00Z"));
}

TEST(schedule, what_was_missed_is_made_good_but_not_for_ever) {
    NewReportSchedule daily = weekly();
    daily.every = Every::day;
    const Time made = utc("2026-11-20T12:00:00Z");
    EXPECT_TRUE(due_periods(daily, kyiv, made, utc("2026-11-21T05:59:59Z")).empty());
    const auto first = due_periods(daily, kyiv, made, utc("2026-11-21T06:00:00Z"));
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0], (Period{20261120, 20261121}));
    EXPECT_EQ(due_periods(daily, kyiv, made, utc("2026-11-24T07:00:00Z")).size(), 4u);
    const auto late = due_periods(daily, kyiv, made, utc("2027-01-01T07:00:00Z"));
    ASSERT_EQ(late.size(), 7u);
    EXPECT_EQ(late.back(), (Period{20261231, 20270101})) << "of a long absence the last seven";
    EXPECT_EQ(next_moment(daily, kyiv, utc("2026-11-21T06:00:00Z")), utc("2026-11-22T06:00:00Z"));
}

TEST(schedule, faults_name_their_field) {
    const auto field = [](auto change) {
        auto s = weekly();
        change(s);
        const auto r = checked(s);
        return r ? std::string() : r.error().field;
    };
    EXPECT_EQ(field([](auto&) {}), "");
    EXPECT_EQ(field([](auto& s) { s.name = "  "; }), "name");
    EXPECT_EQ(field([](auto& s) { s.at_minute = 239; }), "at_minute");
    EXPECT_EQ(field([](auto& s) { s.at_minute = 1440; }), "at_minute");
    EXPECT_EQ(field([](auto& s) { s.to.clear(); }), "to");
    EXPECT_EQ(field([](auto& s) { s.to.push_back("bob@x\nRCPT"); }), "to[2]");
    EXPECT_EQ(field([](auto& s) { s.channel = "smoke"; }), "channel");
    EXPECT_EQ(field([](auto& s) { s.words = std::string(17000, 'x'); }), "words");
}

TEST(schedule, the_letter_says_the_total_in_the_words_of_who_made_it) {
    Report r;
    r.columns.push_back({"offered", "offered/1", "", Kind::count, {}, {}, ""});
    r.columns.push_back({"sl_strict", "sl_strict/1", "", Kind::permille, {}, {}, ""});
    r.columns.push_back({"asa", "asa/1", "", Kind::average_ms, {}, {}, ""});
    r.columns.push_back({"aht", "aht/1", "", Kind::average_ms, {}, {}, ""});
    r.total.values = {341, 595, 3723500, std::nullopt};
    const auto l = letter_of(weekly(), {20261116, 20261123}, r, "https://desk.example");
    EXPECT_EQ(l.subject, "The week: 2026-11-16 - 2026-11-22");
    EXPECT_EQ(l.text,
              "The week\n2026-11-16 - 2026-11-22\n\nНадійшло: 341\nsl_strict: 59.5 %\n"
              "Середнє очікування: 1:02:04\n\nhttps://desk.example/reports\n");
}

/// Schedules over a database, with a mail server that answers what the test wants.
class Office {
public:
    explicit Office(db::Database& db)
        : rollups({db,
                   clock,
                   [](ShopId) { return std::string(kyiv); },
                   [](PersonId) { return PersonFacts{kyiv, {}}; },
                   {}}),
          reports({rollups, [](PersonId) { return "Ann"; }, [](QueueId) { return "shop"; },
                   [](ShopId) { return "Kettles"; }, [](DepartmentId) { return "Sales"; },
                   [](const std::set<std::int64_t>&) { return std::set<std::int64_t>{}; }}),
          schedules(deps(true)) {
        EXPECT_TRUE(rollups.begin({}));
        ann.person = PersonId{11};
        ann.permissions = {"board.view", "reports.export"};
    }
    Schedules::Deps deps(bool with_server) {
        Schedules::Deps d{reports,
                          ids,
                          [this](PersonId) { return gone ? std::nullopt : std::optional(ann); },
                          [this](db::Tx&, PersonId, std::string_view what, std::int64_t,
                                 std::string_view detail) {
                              audited.push_back(std::string(what) + " " + std::string(detail));
                          },
                          {},
                          "orderline@shop.example",
                          "",
                          {}};
        if (with_server)
            d.send = [this](const mail::Letter& l) -> Result<> {
                letters.push_back(l);
                return answer;
            };
        return d;
    }
    ReportSending last() { return schedules.list(ann)->items.at(0).sendings.at(0); }

    ManualClock clock{utc("2026-11-20T12:00:00Z")};
    IdSource ids;
    Rollups rollups;
    Reports reports;
    http::Principal ann;
    bool gone = false;
    Result<> answer;
    std::vector<mail::Letter> letters;
    std::vector<std::string> audited;
    Schedules schedules;
};
void on_each(const std::function<void(Office&)>& body) {
    static const ManualClock begun(utc("2026-01-01T00:00:00Z"));
    db::for_each_database(
        migrations(),
        [&](db::Database& db) {
            Office o(db);
            body(o);
        },
        begun);
}

TEST(schedules, each_period_goes_once_with_both_files_and_an_audit_line) {
    on_each([](Office& o) {
        auto what = weekly();
        what.files = Files::both;
        ASSERT_TRUE(o.schedules.create(o.ann, what));
        EXPECT_EQ(o.schedules.work(), 0) << "the week before it was made is not sent";
        o.clock.set(utc("2026-11-23T06:00:00Z"));
        EXPECT_EQ(o.schedules.work(), 1);
        EXPECT_EQ(o.schedules.work(), 0) << "once";
        ASSERT_EQ(o.letters.size(), 1u);
        const auto& l = o.letters[0];
        EXPECT_EQ(l.to, what.to);
        EXPECT_EQ(l.subject, "The week: 2026-11-16 - 2026-11-22");
        ASSERT_EQ(l.attachments.size(), 2u);
        EXPECT_EQ(l.attachments[0].name, "report-2026-11-16-2026-11-23.csv");
        EXPECT_EQ(l.attachments[0].bytes.substr(0, 9), "\xEF\xBB\xBFperiod");
        EXPECT_EQ(l.attachments[1].bytes.substr(0, 2), "PK");
        ASSERT_EQ(o.audited.size(), 2u);
        EXPECT_EQ(o.audited[1],
                  "report.mailed {\"period\":\"2026-11-16 - "
                  "2026-11-22\",\"recipients\":2,\"attempt\":1}");
        EXPECT_EQ(o.last().state, SendState::sent);
    });
}

TEST(schedules, a_failure_is_tried_again_and_seen_and_keeps_its_message_id) {
    on_each([](Office& o) {
        ASSERT_TRUE(o.schedules.create(o.ann, weekly()));
        o.clock.set(utc("2026-11-23T06:00:00Z"));
        o.answer = unavailable("mail.unreachable", "");
        EXPECT_EQ(o.schedules.work(), 0);
        EXPECT_EQ(o.last().state, SendState::waiting);
        EXPECT_EQ(o.last().code, "mail.unreachable");
        EXPECT_EQ(o.last().next_at, utc("2026-11-23T06:01:00Z"));
        EXPECT_EQ(o.schedules.work(), 0);
        EXPECT_EQ(o.letters.size(), 1u) << "not before its time";
        o.answer = {};
        o.clock.set(utc("2026-11-23T06:01:00Z"));
        EXPECT_EQ(o.schedules.work(), 1);
        EXPECT_EQ(o.last().state, SendState::sent);
        EXPECT_EQ(o.last().attempts, 2);
        EXPECT_EQ(o.last().code, "");
        ASSERT_EQ(o.letters.size(), 2u);
        EXPECT_EQ(o.letters[0].key, o.letters[1].key);
    });
}

TEST(schedules, given_up_after_a_day_or_at_once_when_waiting_is_no_use) {
    on_each([](Office& o) {
        const auto made = o.schedules.create(o.ann, weekly());
        ASSERT_TRUE(made);
        o.clock.set(utc("2026-11-23T06:00:00Z"));
        o.answer = unavailable("mail.unreachable", "");
        for (int i = 0; i < 40 && o.letters.size() < 20; ++i) {
            o.schedules.work();
            o.clock.advance(Ms{3600000});
        }
        EXPECT_EQ(o.letters.size(), 10u);
        EXPECT_EQ(o.last().state, SendState::failed);
        EXPECT_NE(o.audited.back().find("report.mail_failed"), std::string::npos);
        EXPECT_NE(o.audited.back().find("mail.unreachable"), std::string::npos);
        // By hand once more; refused is for good.
        ASSERT_TRUE(o.schedules.send_now(o.ann, made->id));
        o.answer = conflict("mail.refused", "");
        o.schedules.work();
        EXPECT_EQ(o.letters.size(), 11u);
        EXPECT_EQ(o.last().state, SendState::failed);
        EXPECT_EQ(o.last().code, "mail.refused");
    });
}

TEST(schedules, who_has_gone_takes_nothing_out_any_more) {
    on_each([](Office& o) {
        ASSERT_TRUE(o.schedules.create(o.ann, weekly()));
        o.clock.set(utc("2026-11-23T06:00:00Z"));
        o.gone = true;
        o.schedules.work();
        EXPECT_TRUE(o.letters.empty());
        EXPECT_EQ(o.last().code, "insight.owner_right");
        EXPECT_EQ(o.last().state, SendState::failed);
    });
}

TEST(schedules, rights_versions_and_no_server) {
    on_each([](Office& o) {
        auto bob = o.ann;
        bob.person = PersonId{12};
        const auto made = o.schedules.create(o.ann, weekly());
        ASSERT_TRUE(made);
        EXPECT_TRUE(o.schedules.list(bob)->items.empty()) << "another's";
        EXPECT_EQ(o.schedules.change(bob, made->id, 1, weekly()).error().code,
                  "insight.schedule_unknown");
        bob.permissions.insert("settings.edit");
        auto named = weekly("By Bob");
        const auto changed = o.schedules.change(bob, made->id, 1, named);
        ASSERT_TRUE(changed);
        EXPECT_EQ(changed->owner_id, bob.person) << "made with his rights from now on";
        EXPECT_EQ(o.schedules.change(bob, made->id, 1, named).error().code,
                  "insight.version_conflict");
        auto clerk = o.ann;
        clerk.permissions = {"board.view"};
        EXPECT_EQ(o.schedules.create(clerk, weekly()).error().code, "insight.export");
        ASSERT_TRUE(o.schedules.remove(bob, made->id));
        EXPECT_TRUE(o.schedules.list(bob)->items.empty());
        Schedules mute(o.deps(false));
        EXPECT_FALSE(mute.list(o.ann)->mail_ready);
        EXPECT_EQ(mute.create(o.ann, weekly()).error().code, "insight.no_mail_server");
        EXPECT_EQ(mute.work(), 0);
    });
}

TEST(schedules, one_that_was_switched_off_does_not_make_up_for_it) {
    on_each([](Office& o) {
        auto what = weekly();
        what.every = Every::day;
        const auto made = o.schedules.create(o.ann, what);
        ASSERT_TRUE(made);
        what.active = false;
        ASSERT_TRUE(o.schedules.change(o.ann, made->id, 1, what));
        o.clock.set(utc("2026-11-25T12:00:00Z"));
        EXPECT_EQ(o.schedules.work(), 0);
        what.active = true;
        ASSERT_TRUE(o.schedules.change(o.ann, made->id, 2, what));
        EXPECT_EQ(o.schedules.work(), 0);
        o.clock.set(utc("2026-11-26T06:00:00Z"));
        EXPECT_EQ(o.schedules.work(), 1);
    });
}

}  // namespace schedule_test
}  // namespace ol::insight
