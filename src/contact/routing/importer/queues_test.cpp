// Asterisk's files: every option by its name, with the value that it becomes.
#include "contact/routing/importer/import_helpers.hpp"

namespace ol::importer {
namespace {

using routing::EmptyWhen;
using routing::PenaltyRule;
using routing::Strategy;
using routing::TellPosition;
using std::chrono::seconds;

Imported shop() {
    return imported({sample("queues.conf"), sample("queuerules.conf"), sample("agents.conf")},
                    {{{7}, "anna", "", "Anna Koval"}, {{8}, "boris.h", "1002", ""}});
}

TEST(queues_conf, a_queue_of_every_option) {
    const Imported import = shop();
    ASSERT_EQ(import.queues.size(), 2u);
    const QueueConfig& c = import.queues[0].config;
    EXPECT_EQ(c.name, "sales");
    EXPECT_EQ(import.queues[0].line, 43);
    EXPECT_EQ(c.strategy, Strategy::least_recent);
    EXPECT_EQ(c.ring_timeout, seconds(20));
    EXPECT_EQ(c.retry, seconds(4));
    EXPECT_EQ(c.ring_limit, routing::RingLimit::conf);
    EXPECT_EQ(c.max_waiting, 30);
    EXPECT_EQ(c.weight, 5);
    EXPECT_EQ(c.wrap_up, seconds(15));
    EXPECT_FALSE(c.one_at_a_time);
    EXPECT_EQ(c.no_answer_max, 1);
    EXPECT_EQ(c.no_answer_scope, routing::RonaScope::all);
    EXPECT_EQ(c.no_answer_mercy, seconds(60));
    EXPECT_EQ(c.no_answer_delay, Ms{0});
    EXPECT_EQ(c.rounds_max, 0);
    EXPECT_EQ(c.penalty_limit, 2);
    EXPECT_EQ(c.join_empty, (std::vector{EmptyWhen::paused, EmptyWhen::penalty,
                                         EmptyWhen::unavailable, EmptyWhen::invalid}));
    EXPECT_EQ(c.leave_empty,
              (std::vector{EmptyWhen::paused, EmptyWhen::unavailable, EmptyWhen::invalid}));
    const auto& a = c.announcements;
    EXPECT_EQ(a.every, seconds(90));
    EXPECT_EQ(a.at_least_apart, seconds(20));
    EXPECT_EQ(a.position, TellPosition::up_to);
    EXPECT_EQ(a.position_limit, 5);
    EXPECT_TRUE(a.position_only_up);
    EXPECT_EQ(a.estimate, routing::Estimate::by_waits);
    EXPECT_TRUE(a.estimate_once);
    EXPECT_EQ(a.round_up_to, seconds(10));
    EXPECT_EQ(a.periodic_every, seconds(60));
    EXPECT_EQ(a.periodic_from, seconds(10));
    EXPECT_EQ(import.router.cross_queue, routing::CrossQueue::priority);
}

TEST(queues_conf, what_a_template_gives_is_overridden) {
    const Imported import = shop();
    const QueueConfig& c = import.queues[1].config;
    EXPECT_EQ(c.name, "orders");
    EXPECT_EQ(c.strategy, Strategy::round_robin);
    EXPECT_EQ(c.ring_limit, routing::RingLimit::app);
    EXPECT_EQ(c.ring_timeout, seconds(20));  // of the template
    EXPECT_TRUE(c.one_at_a_time);
    EXPECT_EQ(note_of(import, ImportReason::overridden), nullptr);
}

TEST(queues_conf, members_find_their_people) {
    const Imported import = shop();
    const auto& members = import.queues[0].members;
    ASSERT_EQ(members.size(), 3u);
    EXPECT_EQ(members[0].reference, "PJSIP/anna");
    EXPECT_EQ(members[0].terms.agent, PersonId{7});
    EXPECT_EQ(members[0].terms.penalty, 1);
    EXPECT_EQ(members[0].terms.position, 1);
    EXPECT_EQ(members[1].terms.agent, PersonId{8});  // by the extension 1002
    EXPECT_EQ(members[1].terms.penalty, 2);
    EXPECT_EQ(members[1].terms.wrap_up, seconds(5));
    EXPECT_EQ(members[2].terms.agent, PersonId{});
    EXPECT_TRUE(members[2].terms.paused);
    EXPECT_EQ(import.queues[0].config.memberships.size(), 2u);
    const ImportNote* note = note_of(import, ImportReason::nobody);
    ASSERT_NE(note, nullptr);
    EXPECT_EQ(note->code, NoteCode::unmatched);
    EXPECT_EQ(note->value, "SIP/100");
    EXPECT_EQ(note->line, 74);
    EXPECT_EQ(note->section, "sales");
}

TEST(queues_conf, each_option_that_differs_or_has_no_equal_is_told) {
    const Imported import = shop();
    const std::vector<std::pair<const char*, Told>> expected{
        {"strategy", {"changed never_called_first"}},
        {"weight", {"changed weight_only_servable"}},
        {"wrapuptime", {"changed wrap_up_everywhere"}},
        {"defaultrule", {"changed rule_same_moment"}},
        {"announce-holdtime", {"changed estimate_of_rest"}},
        {"announce-round-seconds", {"changed rounds_up"}},
        {"relative-periodic-announce", {"changed periodic_from_start"}},
        {"random-periodic-announce", {"no_equal random_order"}},
        {"autopausebusy", {"no_equal busy_not_paused"}},
        {"autopauseunavail", {}},  // no: nothing is lost
        {"timeoutrestart", {"no_equal ring_not_restarted"}},
        {"memberdelay", {"no_equal connect_delay"}},
        {"membergosub", {"no_equal dialplan_code"}},
        {"setinterfacevar", {"no_equal channel_variables"}},
        {"setqueueentryvar", {}},
        {"announce", {"no_equal whisper"}},
        {"reportholdtime", {"no_equal whisper"}},
        {"servicelevel", {"outside service_level"}},
        {"context", {"outside keys"}},
        {"musicclass", {"outside music"}},
        {"monitor-format", {"outside recording"}},
        {"queue-callerannounce", {"outside prompts"}},
        {"periodic-announce", {"outside prompts"}},
        {"queue-youarenext", {"outside prompts"}},
        {"queue-reporthold", {"outside prompts"}},
        {"ringinuse", {"changed busy_never_rung"}},  // of one member
        {"state_interface", {"changed own_phone_watched"}},
        {"timeout", {}},
        {"retry", {}},
        {"maxlen", {}},
        {"autopause", {}},
        {"joinempty", {}},
        {"penaltymemberslimit", {}},
        {"announce-position", {}},
    };
    for (const auto& [option, notes] : expected)
        EXPECT_EQ(said(import, option, "sales"), notes) << option;
    EXPECT_EQ(note_of(import, ImportReason::unknown), nullptr);
}

TEST(queues_conf, defaults_are_those_of_asterisk) {
    const QueueConfig c = queue_of("").queues[0].config;
    EXPECT_EQ(c.strategy, Strategy::ring_all);
    EXPECT_EQ(c.ring_timeout, seconds(15));
    EXPECT_EQ(c.retry, seconds(5));
    EXPECT_EQ(c.wrap_up, Ms{0});
    EXPECT_EQ(c.max_wait, Ms{0});
    EXPECT_TRUE(c.one_at_a_time);
    EXPECT_GT(c.no_answer_max, 100000);
    EXPECT_EQ(c.reject_delay, Ms{0});
    EXPECT_EQ(c.busy_delay, Ms{0});
    EXPECT_TRUE(c.join_empty.empty());
    EXPECT_EQ(c.announcements.position, TellPosition::no);
    EXPECT_EQ(c.announcements.estimate, routing::Estimate::no);
}

TEST(queues_conf, what_no_line_says_is_told_once) {
    const Imported import = imported({{"queues.conf", "[a]\n[b]\n"}});
    Told told;
    for (const ImportNote& note : import.notes)
        told.push_back(std::to_string(note.line) + ' ' + std::string(to_name(note.reason)));
    EXPECT_EQ(told, (Told{"0 queue_call", "0 lone_operator", "0 busy_never_rung"}));
}

TEST(queues_conf, every_strategy) {
    const std::vector<std::pair<const char*, Strategy>> rows{
        {"ringall", Strategy::ring_all},           {"leastrecent", Strategy::least_recent},
        {"fewestcalls", Strategy::fewest_calls},   {"random", Strategy::random},
        {"rrmemory", Strategy::round_robin},       {"roundrobin", Strategy::round_robin},
        {"rrordered", Strategy::round_robin},      {"linear", Strategy::linear},
        {"WRANDOM", Strategy::weighted_by_penalty}};
    for (const auto& [name, ours] : rows) {
        const Imported import = queue_of(std::string("strategy=") + name);
        EXPECT_EQ(import.queues[0].config.strategy, ours) << name;
        EXPECT_EQ(note_of(import, ImportReason::not_a_choice), nullptr) << name;
    }
    const Imported import = queue_of("strategy = fastest");
    EXPECT_EQ(import.queues[0].config.strategy, Strategy::ring_all);
    EXPECT_EQ(said(import, "strategy"), Told{"bad_value not_a_choice"});
}

TEST(queues_conf, aliases_of_join_and_leave_empty) {
    const auto usual = std::vector{EmptyWhen::paused, EmptyWhen::penalty, EmptyWhen::invalid};
    const auto conditions = [](const std::string& line) {
        const QueueConfig c = queue_of(line).queues[0].config;
        return line[0] == 'j' ? c.join_empty : c.leave_empty;
    };
    EXPECT_EQ(conditions("joinempty=yes"), std::vector<EmptyWhen>{});
    EXPECT_EQ(conditions("joinempty=no"), usual);
    EXPECT_EQ(conditions("leavewhenempty=yes"), usual);
    EXPECT_EQ(conditions("leavewhenempty=no"), std::vector<EmptyWhen>{});
    EXPECT_EQ(conditions("joinempty=loose"), (std::vector{EmptyWhen::penalty, EmptyWhen::invalid}));
    EXPECT_EQ(conditions("joinempty=paused, inuse\njoinempty=ringing"),
              (std::vector{EmptyWhen::paused, EmptyWhen::inuse, EmptyWhen::ringing}));
    EXPECT_EQ(conditions("leavewhenempty=wrapup,unknown"),
              (std::vector{EmptyWhen::wrapup, EmptyWhen::unknown}));
    EXPECT_EQ(said(queue_of("joinempty=busy,paused"), "joinempty"), Told{"bad_value not_a_choice"});
}

TEST(queues_conf, autopause_in_its_three_forms) {
    EXPECT_GT(queue_of("autopause=no").queues[0].config.no_answer_max, 100000);
    const QueueConfig one = queue_of("autopause=yes").queues[0].config;
    EXPECT_EQ(one.no_answer_max, 1);
    EXPECT_EQ(one.no_answer_scope, routing::RonaScope::queue);
    EXPECT_EQ(said(queue_of("autopause=sometimes"), "autopause"), Told{"bad_value not_a_choice"});
}

TEST(queues_conf, numbers_that_are_none) {
    const Imported import = queue_of("timeout=soon\nretry=0\nmaxlen=-3\nweight=4x\nwrapuptime=1e3");
    const QueueConfig& c = import.queues[0].config;
    EXPECT_EQ(c.ring_timeout, seconds(15));
    EXPECT_EQ(c.retry, seconds(5));
    EXPECT_EQ(c.max_waiting, 0);
    EXPECT_EQ(c.weight, 4);  // as C's atoi, which is what ran there
    EXPECT_EQ(c.wrap_up, seconds(1));
    EXPECT_EQ(said(import, "timeout"), Told{"bad_value not_a_number"});
    EXPECT_EQ(said(import, "retry"), Told{"changed retry_default"});
    EXPECT_EQ(said(import, "maxlen"), Told{"bad_value out_of_range"});
    EXPECT_EQ(said(import, "weight"),
              (Told{"bad_value not_a_number", "changed weight_only_servable"}));
    EXPECT_EQ(queue_of("timeout=0").queues[0].config.ring_timeout, seconds(3600));
    EXPECT_EQ(queue_of("timeout=99999999999999999999").queues[0].config.ring_timeout,
              seconds(1000000000));
}

TEST(queues_conf, announcements_need_a_frequency) {
    const Imported import = queue_of("announce-position=yes\nannounce-holdtime=yes");
    EXPECT_EQ(import.queues[0].config.announcements.position, TellPosition::no);
    EXPECT_EQ(said(import, "announce-position"), Told{"no_effect announcements_off"});
    EXPECT_EQ(said(import, "announce-holdtime"), Told{"no_effect announcements_off"});
    const auto a = queue_of("announce-frequency=30").queues[0].config.announcements;
    EXPECT_EQ(a.position, TellPosition::yes);  // both are on there unless switched off
    EXPECT_EQ(a.estimate, routing::Estimate::by_waits);
    EXPECT_EQ(a.round_up_to, seconds(60));
    const auto more = queue_of(
                          "announce-frequency=30\nannounce-position=more\n"
                          "announce-holdtime=no")
                          .queues[0]
                          .config.announcements;
    EXPECT_EQ(more.position, TellPosition::more_than);
    EXPECT_EQ(more.position_limit, 10);
    EXPECT_EQ(more.estimate, routing::Estimate::no);
}

TEST(queues_conf, general_settings) {
    const auto general = [](const std::string& line) {
        return imported(
            {{"queues.conf", "[q]\nwrapuptime=9\nmember=SIP/1,-1\n[general]\n" + line}});
    };
    EXPECT_FALSE(general("autofill=yes").queues[0].config.one_at_a_time);  // wherever it stands
    EXPECT_EQ(said(general("shared_lastcall=yes"), "wrapuptime"), Told{});
    EXPECT_EQ(said(general("shared_lastcall=no"), "wrapuptime"),
              Told{"changed wrap_up_everywhere"});
    const Imported out = general("negative_penalty_invalid=yes");
    EXPECT_TRUE(out.queues[0].config.penalties_sign_out);
    EXPECT_EQ(out.queues[0].members[0].terms.penalty, -1);
    const Imported in = general("negative_penalty_invalid=no");
    EXPECT_EQ(in.queues[0].members[0].terms.penalty, 0);
    EXPECT_EQ(said(in, "penalty"), Told{"bad_value out_of_range"});
    using routing::CrossQueue;
    EXPECT_EQ(general("force_longest_waiting_caller=yes").router.cross_queue, CrossQueue::wait);
    EXPECT_EQ(general("force_longest_waiting_caller=prio").router.cross_queue,
              CrossQueue::priority);
    EXPECT_EQ(said(general("force_longest_waiting_caller=no"), "force_longest_waiting_caller"),
              Told{"changed order_defined"});
    EXPECT_EQ(said(general("persistentmembers=no"), "persistentmembers"),
              Told{"changed always_kept"});
    EXPECT_EQ(said(general("persistentmembers=yes"), "persistentmembers"), Told{});
    EXPECT_EQ(said(general("log_membername_as_agent=yes"), "log_membername_as_agent"),
              Told{"outside queue_log"});
    EXPECT_EQ(said(general("speed=high"), "speed"), Told{"unknown_option unknown"});
}

TEST(queues_conf, a_member_twice_keeps_her_place) {
    const Imported import = queue_of(
        "member=SIP/1,1\nmember=SIP/2,2\nmember=sip/1,3\nmember=,5\nmember=SIP/3,0,,,,,,,x");
    const auto& members = import.queues[0].members;
    ASSERT_EQ(members.size(), 3u);
    EXPECT_EQ(members[0].terms.penalty, 3);
    EXPECT_EQ(members[0].terms.position, 1);
    EXPECT_EQ(members[0].line, 4);
    EXPECT_EQ(said(import, "member"),
              (Told{"repeated member_again", "bad_value empty", "unknown_option unknown",
                    "unmatched nobody", "unmatched nobody", "unmatched nobody"}));
}

TEST(queue_rules, changes_in_order) {
    const auto rules = shop().queues[0].config.penalty_rules;
    ASSERT_EQ(rules.size(), 5u);  // one line became two
    const auto rule = [](int after, std::optional<int> max, std::optional<int> min, bool relative) {
        PenaltyRule r;
        r.after = seconds(after), r.max = max, r.min = min, r.relative = relative;
        return r;
    };
    PenaltyRule raise = rule(30, {}, {}, false);
    raise.raise = 2;
    EXPECT_EQ(rules[0], raise);
    EXPECT_EQ(rules[1], rule(60, 3, {}, true));
    EXPECT_EQ(rules[2], rule(60, {}, 1, false));
    EXPECT_EQ(rules[3], rule(75, 10, {}, false));
    PenaltyRule order = rule(90, {}, {}, false);
    order.raise = 20, order.raise_order_only = true;
    EXPECT_EQ(rules[4], order);
}

TEST(queue_rules, what_differs_is_told) {
    const Imported import = shop();
    EXPECT_EQ(said(import, "penaltychange", "widen"),
              (Told{"changed rule_in_two_steps", "changed raise_keeps_window"}));
    const ImportNote* unused = note_of(import, ImportReason::rule_unused);
    ASSERT_NE(unused, nullptr);
    EXPECT_EQ(unused->section, "forgotten");
}

TEST(queue_rules, faulty_lines_and_relative_raises) {
    const ImportFile queues{"queues.conf", "[q]\ndefaultrule=R\n[p]\ndefaultrule=none\n"};
    const Imported import = imported(
        {queues,
         {"queuerules.conf",
          "[r]\npenaltychange=10\npenaltychange=-5,1\npenaltychange=40,-2,-1\n"
          "penaltychange=20,,,4\npenaltychange=30,,,+3\nunheard=1\n[r]\npenaltychange=1,1\n"}});
    const auto& rules = import.queues[0].config.penalty_rules;
    ASSERT_EQ(rules.size(), 3u);
    EXPECT_EQ(rules[0].raise, 4);
    EXPECT_EQ(rules[1].raise, 7);  // 4 + 3
    EXPECT_EQ(rules[2].max, -2);
    EXPECT_EQ(rules[2].min, -1);
    EXPECT_TRUE(rules[2].relative);
    EXPECT_EQ(said(import, "penaltychange"),
              (Told{"bad_value not_a_choice", "bad_value out_of_range"}));
    EXPECT_EQ(said(import, "unheard"), Told{"unknown_option unknown"});
    EXPECT_EQ(said(import, "defaultrule", "p"), Told{"bad_value rule_unknown"});
    ASSERT_NE(note_of(import, ImportReason::section_again), nullptr);
    EXPECT_EQ(note_of(import, ImportReason::section_again)->params.at("first"),
              "queuerules.conf:1");
}

TEST(agents_conf, terms_reach_the_agents_of_the_queues) {
    const Imported import = shop();
    const auto agent = [&](const std::string& reference) -> ImportedAgent {
        for (const ImportedAgent& a : import.agents)
            if (a.reference == reference) return a;
        ADD_FAILURE() << reference;
        return {};
    };
    EXPECT_EQ(agent("PJSIP/anna").name, "Anna Koval");
    EXPECT_EQ(agent("PJSIP/anna").config.wrap_up, std::nullopt);
    EXPECT_EQ(agent("Local/1002@agents/n").name, "Boris Hrytsenko");  // by her state, Agent:1002
    EXPECT_EQ(agent("Local/1002@agents/n").config.wrap_up, Ms{5000});
    EXPECT_EQ(agent("Local/1002@agents/n").config.agent, PersonId{8});
    EXPECT_EQ(agent("Agent/1002").config.wrap_up, Ms{5000});
    EXPECT_EQ(agent("Agent/1003").config.wrap_up, Ms{0});
    EXPECT_EQ(agent("Agent/1003").name, "Galyna");
    EXPECT_EQ(said(import, "ackcall"), Told{"changed accepted_in_desk"});
    EXPECT_EQ(said(import, "autologoff", "1002"), Told{"no_equal accepted_in_desk"});
    EXPECT_EQ(said(import, "autologoff", "1003"), Told{"no_effect acknowledge_off"});
    EXPECT_EQ(said(import, "custom_beep", "1002"), Told{"outside prompts"});
}

TEST(agents_conf, passwords_are_nowhere) {
    const Imported import =
        imported({{"queues.conf", "[q]\nmember=Agent/1001\n"},
                  {"agents.conf",
                   "[agents]\nwrapuptime=7000\nagent => 1001,4321,Mark Spencer\n"
                   "maxlogintries=3\nagent => ,99\n"}});
    EXPECT_EQ(import.agents[0].name, "Mark Spencer");
    EXPECT_EQ(import.agents[0].config.wrap_up, Ms{7000});
    EXPECT_EQ(said(import, "agent"), (Told{"no_equal password", "bad_value empty"}));
    for (const ImportNote& note : import.notes) {
        EXPECT_EQ(note.value.find("4321"), std::string::npos);
        EXPECT_EQ(note.value.find("99"), std::string::npos);
    }
}

}  // namespace
}  // namespace ol::importer
