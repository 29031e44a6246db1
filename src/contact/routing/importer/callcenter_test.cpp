// FreeSWITCH's callcenter.conf.xml: every parameter, with the value that it becomes.
#include "contact/routing/importer/import_helpers.hpp"

namespace ol::importer {
namespace {

using routing::Strategy;
using std::chrono::seconds;

Imported centre() {
    return imported({sample("callcenter.conf.xml")},
                    {{{7}, "anna", "1000", ""}, {{9}, "vira", "1002", ""}});
}

Imported queue_with(const std::string& params, const std::string& rest = "") {
    return imported({{"callcenter.conf.xml",
                      "<configuration name=\"callcenter.conf\"><queues><queue name=\"q\">" +
                          params + "</queue></queues>" + rest + "</configuration>"}});
}
std::string param(const std::string& name, const std::string& value) {
    return "<param name=\"" + name + "\" value=\"" + value + "\"/>";
}

TEST(callcenter, a_queue_of_every_parameter) {
    const Imported import = centre();
    ASSERT_EQ(import.queues.size(), 2u);
    const QueueConfig& c = import.queues[0].config;
    EXPECT_EQ(c.name, "support@shop");
    EXPECT_EQ(import.queues[0].line, 13);
    EXPECT_EQ(c.strategy, Strategy::longest_idle);
    EXPECT_EQ(c.score, routing::ScoreMode::additive);
    EXPECT_EQ(c.priority_worth, seconds(1));
    EXPECT_EQ(c.progress_every, seconds(7));
    EXPECT_EQ(c.tier_wait, seconds(30));
    EXPECT_TRUE(c.tier_multiply);
    EXPECT_FALSE(c.tier_skip_empty);
    EXPECT_EQ(c.resume_within, seconds(90));
    EXPECT_EQ(c.max_wait, seconds(600));
    EXPECT_EQ(c.no_agent_exit, seconds(120));
    EXPECT_EQ(c.no_agent_grace, seconds(8));
    EXPECT_EQ(c.announcements.periodic_every, seconds(45));
    EXPECT_EQ(c.ring_timeout, seconds(60));  // the third agent says nothing: 60 s there
    EXPECT_EQ(c.reject_delay, seconds(10));
    EXPECT_EQ(c.busy_delay, seconds(60));
    EXPECT_EQ(c.no_answer_delay, seconds(15));
    EXPECT_EQ(c.wrap_up, Ms{0});
    EXPECT_EQ(import.router.cross_queue, routing::CrossQueue::score);
}

TEST(callcenter, without_tier_rules_every_level_is_open) {
    const Imported import = centre();
    const QueueConfig& c = import.queues[1].config;
    EXPECT_EQ(c.strategy, Strategy::ring_progressively);
    EXPECT_EQ(c.progress_every, seconds(10));
    EXPECT_EQ(c.tier_wait, Ms{0});
    EXPECT_EQ(c.resume_within, Ms{0});
    EXPECT_EQ(said(import, "tier-rule-wait-second", "sales@shop"),
              Told{"no_effect tier_rules_off"});
    EXPECT_EQ(said(import, "discard-abandoned-after", "sales@shop"), Told{"no_effect resume_off"});
}

TEST(callcenter, tiers_and_people) {
    const Imported import = centre();
    const auto& members = import.queues[0].members;
    ASSERT_EQ(members.size(), 3u);
    EXPECT_EQ(members[0].terms.tier, 1);
    EXPECT_EQ(members[0].terms.position, 1);
    EXPECT_EQ(members[0].terms.agent, PersonId{7});
    EXPECT_EQ(members[1].terms.tier, 2);
    EXPECT_EQ(members[1].terms.agent, PersonId{});
    EXPECT_EQ(members[2].terms.agent, PersonId{9});  // by her phone, user/1002
    EXPECT_EQ(members[2].terms.position, 2);
    EXPECT_EQ(import.queues[1].members.size(), 2u);
    EXPECT_EQ(import.queues[1].members[0].terms.tier, 1);  // nothing said: 1 and 1
    EXPECT_EQ(note_of(import, ImportReason::agent_unknown)->value, "9999@shop");
    const ImportNote* closed = note_of(import, ImportReason::queue_unknown);
    ASSERT_NE(closed, nullptr);
    EXPECT_EQ(closed->section, "closed@shop");
    EXPECT_EQ(closed->line, 50);
}

TEST(callcenter, delays_are_those_of_the_agents_of_the_queue) {
    const QueueConfig c = centre().queues[1].config;  // 1000, and 9999 of whom nothing is said
    EXPECT_EQ(c.ring_timeout, seconds(10));
    EXPECT_EQ(c.reject_delay, seconds(10));
    EXPECT_EQ(said(centre(), "leg_timeout", "sales@shop"), Told{});
}

TEST(callcenter, agents_keep_their_terms) {
    const Imported import = centre();
    ASSERT_EQ(import.agents.size(), 4u);
    EXPECT_EQ(import.agents[0].config.no_answer_max, 3);
    EXPECT_EQ(import.agents[0].config.wrap_up, seconds(10));
    EXPECT_GT(import.agents[1].config.no_answer_max.value_or(0), 100000);  // 0: never
    EXPECT_EQ(import.agents[1].config.wrap_up, seconds(20));
    EXPECT_EQ(import.agents[2].config.wrap_up, Ms{0});
    EXPECT_EQ(import.agents[3].reference, "9999@shop");
    EXPECT_EQ(import.agents[3].config.wrap_up, std::nullopt);
}

TEST(callcenter, what_differs_or_has_no_equal_is_told) {
    const Imported import = centre();
    const std::vector<std::pair<const char*, Told>> expected{
        {"moh-sound", {"outside music"}},
        {"announce-sound", {"outside prompts"}},
        {"record-template", {"outside recording"}},
        {"time-base-score", {"changed from_queue_entry"}},
        {"tier-rules-apply", {"changed first_tier_at_once"}},  // trap 8
        {"agent-no-answer-status", {"changed silent_until_ready"}},
        {"skip-agents-with-external-calls", {}},
        {"strategy", {}},
        {"reject-delay-time", {"changed per_queue"}},
        {"leg_timeout", {"changed per_queue"}},
    };
    for (const auto& [option, notes] : expected)
        EXPECT_EQ(said(import, option, "support@shop"), notes) << option;
    EXPECT_EQ(said(import, "reserve-agents"), Told{"changed always_reserved"});
    EXPECT_EQ(said(import, "dbname"), Told{"outside database"});
    EXPECT_EQ(said(import, "truncate-tiers-on-load"), Told{"outside database"});
    EXPECT_EQ(said(import, "status"), Told{"no_equal signs_in_herself"});
    EXPECT_EQ(said(import, "type"), Told{"changed browser_line_open"});
    EXPECT_EQ(said(import, "contact"), Told{"outside phone_address"});
    EXPECT_EQ(said(import, "ready_time"), Told{"no_effect reserved"});
    EXPECT_EQ(said(import, "set"), Told{"not_read preprocessor"});
    EXPECT_EQ(note_of(import, ImportReason::unknown), nullptr);
    const ImportNote* first = note_of(import, ImportReason::first_tier_at_once);
    EXPECT_EQ(first->params, (std::map<std::string, std::string>{{"level", "1"}, {"wait", "30"}}));
    for (const ImportNote& note : import.notes)
        EXPECT_EQ(note.value.find("secret"), std::string::npos);
}

TEST(callcenter, every_strategy) {
    const std::vector<std::pair<const char*, Strategy>> rows{
        {"longest-idle-agent", Strategy::longest_idle},
        {"ring-all", Strategy::ring_all},
        {"ring-progressively", Strategy::ring_progressively},
        {"top-down", Strategy::linear},
        {"round-robin", Strategy::round_robin},
        {"sequentially-by-agent-order", Strategy::sequential},
        {"agent-with-least-talk-time", Strategy::least_talk},
        {"agent-with-fewest-calls", Strategy::fewest_calls},
        {"random", Strategy::random}};
    for (const auto& [name, ours] : rows) {
        const Imported import = queue_with(param("strategy", name));
        EXPECT_EQ(import.queues[0].config.strategy, ours) << name;
        EXPECT_EQ(note_of(import, ImportReason::not_a_choice), nullptr) << name;
    }
    const Imported import = queue_with(param("strategy", "by-skill"));
    EXPECT_EQ(import.queues[0].config.strategy, Strategy::sequential);
    EXPECT_EQ(said(import, "strategy"), Told{"bad_value not_a_choice"});
}

TEST(callcenter, defaults_are_those_of_mod_callcenter) {
    const QueueConfig c = queue_with("").queues[0].config;
    EXPECT_EQ(c.strategy, Strategy::longest_idle);
    EXPECT_EQ(c.no_agent_grace, seconds(5));
    EXPECT_EQ(c.ring_timeout, seconds(60));
    EXPECT_EQ(c.no_answer_delay, Ms{0});
    EXPECT_EQ(c.max_wait, Ms{0});
    const QueueConfig skip =
        queue_with(param("tier-rules-apply", "true") + param("tier-rule-wait-second", "60"))
            .queues[0]
            .config;
    EXPECT_TRUE(skip.tier_skip_empty);
    EXPECT_FALSE(skip.tier_multiply);
}

TEST(callcenter, odd_values_and_elements) {
    const Imported import = queue_with(
        param("max-wait-time", "-5") + param("max-wait-time", "99999999") + param("colour", "red") +
            "<!-- none --><param name=\"x\"/><loud/>some text",
        "<agents><agent/><agent name=\"a\" speed=\"9\"/><agent name=\"a\"/></agents>"
        "<tiers><tier agent=\"a\"/><tier agent=\"a\" queue=\"q\" level=\"5000\" shape=\"o\"/>"
        "<tier agent=\"A\" queue=\"q\" level=\"-1\"/></tiers>");
    EXPECT_EQ(import.queues[0].config.max_wait, seconds(86400));
    EXPECT_EQ(said(import, "max-wait-time"),
              (Told{"repeated overridden", "bad_value out_of_range"}));
    EXPECT_EQ(said(import, "colour"), Told{"unknown_option unknown"});
    EXPECT_EQ(said(import, "x"), Told{"unknown_option unknown"});
    EXPECT_EQ(said(import, "<loud>"), Told{"unknown_option unknown"});
    EXPECT_EQ(said(import, "speed"), Told{"unknown_option unknown"});
    EXPECT_EQ(said(import, "shape"), Told{"unknown_option unknown"});
    EXPECT_EQ(said(import, "<agent>"), Told{"skipped name_missing"});
    EXPECT_EQ(said(import, "<tier>"), Told{"skipped name_missing"});
    EXPECT_EQ(said(import, "level"), (Told{"bad_value out_of_range", "bad_value out_of_range"}));
    EXPECT_EQ(note_of(import, ImportReason::no_equals_sign)->value, "some text");
    ASSERT_EQ(import.queues[0].members.size(), 1u);
    EXPECT_EQ(import.queues[0].members[0].terms.tier, 0);  // the later line counts
}

TEST(callcenter, parts_in_files_of_their_own) {
    const Imported import =
        imported({{"tiers.xml",
                   "<include><tiers><tier agent=\"1\" queue=\"q\" level=\"2\"/></tiers></include>"},
                  {"q.xml", "<queue name=\"q\">" + param("strategy", "random") + "</queue>"},
                  {"agents.xml", "<agents><agent name=\"1\"/></agents>"},
                  {"other.xml", "<configuration name=\"ivr.conf\"><menus/></configuration>"}});
    ASSERT_EQ(import.queues.size(), 1u);
    EXPECT_EQ(import.queues[0].members.at(0).terms.tier, 2);
    EXPECT_EQ(note_of(import, ImportReason::agent_unknown), nullptr);
    EXPECT_EQ(note_of(import, ImportReason::other_configuration)->file, "other.xml");
}

TEST(callcenter, xml_that_is_refused) {
    const auto code = [](const std::string& text) { return code_of({{"c.xml", text}}); };
    EXPECT_EQ(code("<a>\n<b></a>"), "import.xml_syntax c.xml:2");
    EXPECT_EQ(code(""), "import.xml_syntax c.xml:1");
    EXPECT_EQ(code("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
              "import.xml_doctype c.xml:1");
    EXPECT_EQ(code("<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>"),
              "import.xml_doctype c.xml:1");
    EXPECT_EQ(code("<a>&unknown;</a>"), "import.xml_syntax c.xml:1");
    std::string deep;
    for (int i = 0; i < 40; ++i) deep += "<a>";
    EXPECT_EQ(code(deep), "import.xml_too_deep c.xml:1");
    std::string many = "<a>";
    for (int i = 0; i < 100'001; ++i) many += "<b/>";
    EXPECT_EQ(code(many + "</a>"), "import.too_many_options c.xml:1");
    EXPECT_EQ(code(std::string("<a b=\"\x01\"/>")), "import.xml_syntax c.xml:1");
    EXPECT_EQ(code("<configuration name=\"callcenter.conf\"/>"), "import.no_queues c.xml");
    EXPECT_EQ(code(std::string(file_bytes_max + 1, ' ')), "import.file_too_large c.xml");
}

TEST(callcenter, bytes_that_are_not_utf8) {
    const Imported import = imported({{"c.xml", "<queues><queue name=\"Z\xEB\"/></queues>"}});
    EXPECT_EQ(import.queues.at(0).config.name, "Z\xEF\xBF\xBD");
    EXPECT_NE(note_of(import, ImportReason::not_utf8), nullptr);
    const Imported latin =
        imported({{"c.xml",
                   "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><queues><queue "
                   "name=\"Z\xEB\"/></queues>"}});
    EXPECT_EQ(latin.queues.at(0).config.name, "Z\xC3\xAB");
}

}  // namespace
}  // namespace ol::importer
