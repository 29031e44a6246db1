// The import as a whole: kinds of files, limits, people, and that nothing is dropped silently.
#include <set>

#include "contact/routing/importer/import_helpers.hpp"
#include "platform/base/json.hpp"

namespace ol::importer {
namespace {

/// The complete parameter lists of the peers (specification of the line, section 7).
const std::map<std::string, std::vector<std::string>> inventory{
    {"queues.conf",
     {"strategy",
      "timeout",
      "retry",
      "timeoutpriority",
      "maxlen",
      "weight",
      "wrapuptime",
      "autofill",
      "ringinuse",
      "autopause",
      "autopausedelay",
      "autopausebusy",
      "autopauseunavail",
      "timeoutrestart",
      "memberdelay",
      "servicelevel",
      "joinempty",
      "leavewhenempty",
      "penaltymemberslimit",
      "defaultrule",
      "context",
      "musicclass",
      "announce",
      "queue-callerannounce",
      "reportholdtime",
      "announce-frequency",
      "min-announce-frequency",
      "announce-holdtime",
      "announce-position",
      "announce-position-limit",
      "announce-position-only-up",
      "announce-to-first-user",
      "announce-round-seconds",
      "periodic-announce",
      "periodic-announce-frequency",
      "periodic-announce-startdelay",
      "random-periodic-announce",
      "relative-periodic-announce",
      "queue-youarenext",
      "queue-thereare",
      "queue-callswaiting",
      "queue-quantity1",
      "queue-quantity2",
      "queue-holdtime",
      "queue-minute",
      "queue-minutes",
      "queue-seconds",
      "queue-thankyou",
      "queue-reporthold",
      "membergosub",
      "setinterfacevar",
      "setqueueentryvar",
      "setqueuevar",
      "monitor-format",
      "monitor-type",
      "member"}},
    {"queues.conf [general]",
     {"persistentmembers", "shared_lastcall", "negative_penalty_invalid", "log_membername_as_agent",
      "log-caller-id-name", "log-restricted-caller-id", "force_longest_waiting_caller",
      "log_unpause_on_reason_change", "autofill", "monitor-type"}},
    {"queues.conf member",
     {"interface", "penalty", "membername", "state_interface", "ringinuse", "wrapuptime", "paused",
      "reason_paused"}},
    {"queuerules.conf", {"penaltychange", "realtime_rules"}},
    {"queueskillrules.conf", {"rule"}},
    {"agents.conf",
     {"ackcall", "acceptdtmf", "autologoff", "wrapuptime", "musiconhold", "recordagentcalls",
      "custom_beep", "fullname", "agent"}},
    {"callcenter settings", {"odbc-dsn", "dbname", "reserve-agents", "cc-instance-id"}},
    {"callcenter queue",
     {"strategy", "moh-sound", "announce-sound", "announce-frequency", "record-template",
      "time-base-score", "ring-progressively-delay", "tier-rules-apply", "tier-rule-wait-second",
      "tier-rule-wait-multiply-level", "tier-rule-no-agent-no-wait", "discard-abandoned-after",
      "abandoned-resume-allowed", "max-wait-time", "max-wait-time-with-no-agent",
      "max-wait-time-with-no-agent-time-reached", "agent-no-answer-status",
      "skip-agents-with-external-calls"}},
    {"callcenter agent",
     {"name", "type", "contact", "status", "max-no-answer", "wrap-up-time", "reject-delay-time",
      "busy-delay-time", "no-answer-delay-time", "ready-time"}},
    {"callcenter tier", {"agent", "queue", "level", "position"}},
};

/// A file with one option of that place in it.
ImportFile with_option(const std::string& place, const std::string& name) {
    if (place == "queues.conf") return {"queues.conf", "[q]\n" + name + " = 1\n"};
    if (place == "queues.conf [general]")
        return {"queues.conf", "[general]\n" + name + " = 1\n[q]\n"};
    if (place == "queuerules.conf")
        return {"queuerules.conf",
                (name == "realtime_rules" ? "[general]\n" : "[r]\n") + name + " = 1,1\n"};
    if (place == "queueskillrules.conf") return {"queueskillrules.conf", "[r]\n" + name + " = a\n"};
    if (place == "agents.conf") return {"agents.conf", "[1001]\n" + name + " = 1\n"};
    const std::string param = "<param name=\"" + name + "\" value=\"1\"/>";
    if (place == "callcenter settings")
        return {"c.xml",
                "<include><settings>" + param + "</settings><queue name=\"q\"/></include>"};
    if (place == "callcenter queue") return {"c.xml", "<queue name=\"q\">" + param + "</queue>"};
    const std::string attribute = name == "name" ? "" : ' ' + name + "=\"1\"";
    if (place == "callcenter agent")
        return {"c.xml", "<agents><agent name=\"a\"" + attribute + "/></agents>"};
    return {"c.xml", "<include><queue name=\"1\"/><tier agent=\"1\" queue=\"1\"" +
                         (name == "agent" || name == "queue" ? "" : attribute) + "/></include>"};
}

TEST(inventory, no_option_of_the_peers_is_unknown) {
    const auto known = known_options();
    int options = 0;
    for (const auto& [place, names] : inventory) {
        const auto& ours = known.at(place);
        for (const std::string& name : names) {
            EXPECT_NE(std::find(ours.begin(), ours.end(), name), ours.end())
                << place << ' ' << name;
            if (place == "queues.conf member") continue;
            std::vector<ImportFile> files{with_option(place, name)};
            if (place == "queuerules.conf" || place == "queueskillrules.conf")
                files.push_back({"queues.conf", "[q]\n"});
            const Imported import = imported(files);
            EXPECT_EQ(note_of(import, ImportReason::unknown), nullptr) << place << ' ' << name;
            ++options;
        }
    }
    EXPECT_EQ(options, 114);
}

/// Beyond the inventory: whatever the tables name is accepted too, and nothing else.
TEST(inventory, the_tables_are_what_the_readers_take) {
    for (const auto& [place, names] : known_options()) {
        if (place == "queues.conf member") continue;
        std::set<std::string> once(names.begin(), names.end());
        EXPECT_EQ(once.size(), names.size()) << place;
        for (const std::string& name : names) {
            std::vector<ImportFile> files{with_option(place, name)};
            if (place == "queuerules.conf" || place == "queueskillrules.conf")
                files.push_back({"queues.conf", "[q]\n"});
            EXPECT_EQ(note_of(imported(files), ImportReason::unknown), nullptr)
                << place << ' ' << name;
        }
        std::vector<ImportFile> files{with_option(place, "no-such-option")};
        if (place == "queuerules.conf" || place == "queueskillrules.conf")
            files.push_back({"queues.conf", "[q]\n"});
        EXPECT_NE(note_of(imported(files), ImportReason::unknown), nullptr) << place;
    }
}

/// Every line of the samples either became a setting or has a note: the settings that did are
/// listed here by hand.
TEST(inventory, no_line_of_the_sample_is_dropped_silently) {
    const std::set<std::string> settings{
        "timeout", "retry", "timeoutpriority", "maxlen", "autopause", "autopausedelay", "joinempty",
        "leavewhenempty", "ringinuse", "strategy", "penaltymemberslimit", "announce-frequency",
        "min-announce-frequency", "announce-position", "announce-position-limit",
        "announce-position-only-up", "periodic-announce-frequency", "periodic-announce-startdelay",
        "autofill", "member", "shared_lastcall", "negative_penalty_invalid", "persistentmembers",
        "force_longest_waiting_caller",
        // switched off, which is what ours does
        "autopauseunavail", "announce-to-first-user", "setqueueentryvar"};
    const ImportFile file = sample("queues.conf");
    const Imported import = imported({file, sample("queuerules.conf")});
    std::set<int> noted;
    for (const ImportNote& note : import.notes)
        if (note.file == file.name) noted.insert(note.line);
    std::istringstream lines(file.text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        const auto equals = line.find('=');
        if (line.empty() || line[0] == ';' || line[0] == '[' || equals == std::string::npos)
            continue;
        const std::string name = line.substr(0, line.find_last_not_of(" ", equals - 1) + 1);
        EXPECT_TRUE(settings.contains(name) || noted.contains(number)) << number << ' ' << line;
    }
}

TEST(import, the_kind_follows_from_the_name) {
    EXPECT_EQ(code_of({}), "import.no_files ");
    EXPECT_EQ(code_of({{"extensions.conf", "[a]\n"}}), "import.kind_unknown extensions.conf");
    EXPECT_EQ(code_of({{"queueskills.conf", "[a]\n"}}), "import.no_queues queueskills.conf");
    EXPECT_EQ(code_of({{"queues.conf", std::string(file_bytes_max, ' ')},
                       {"queues2.conf", std::string(file_bytes_max, ' ')},
                       {"queues3.conf", std::string(file_bytes_max, ' ')},
                       {"queues4.conf", std::string(file_bytes_max, ' ')},
                       {"queues5.conf", "[q]\n"}}),
              "import.file_too_large queues5.conf");
    EXPECT_EQ(code_of({{"queues.conf", ""}}), "import.no_queues queues.conf");
    EXPECT_EQ(code_of({{"queues.conf", "[q]\n"}, {"c.xml", "<queue name=\"q\"/>"}}),
              "import.mixed_kinds c.xml");
    EXPECT_EQ(code_of({{"/etc/asterisk/QUEUES.conf", "[q]\n"}}), "");
    EXPECT_EQ(code_of({{"callcenter", " <queue name=\"q\"/>"}}), "");
    EXPECT_EQ(code_of(std::vector<ImportFile>(files_max + 1, {"queues.conf", "[q]\n"})),
              "import.too_many_files ");
    EXPECT_EQ(code_of({{"queues.conf", std::string(file_bytes_max + 1, 'x')}}),
              "import.file_too_large queues.conf");
}

TEST(import, a_file_that_includes_the_others) {
    std::vector<ImportFile> files{sample("split/queues.conf"),
                                  sample("split/queues_additional.conf"),
                                  sample("split/queues_general_additional.conf")};
    const Imported import = imported(files, {{{7}, "anna", "100", ""}});
    ASSERT_EQ(import.queues.size(), 1u);
    const ImportedQueue& queue = import.queues[0];
    EXPECT_EQ(queue.config.name, "600");
    EXPECT_EQ(queue.file, "split/queues_additional.conf");
    EXPECT_FALSE(queue.config.one_at_a_time);
    EXPECT_EQ(queue.config.wrap_up, Ms{10000});
    EXPECT_EQ(queue.config.memberships.at(0).agent, PersonId{7});
    EXPECT_EQ(said(import, "wrapuptime"), Told{});  // shared_lastcall=yes of the included file
    EXPECT_EQ(said(import, "#include"), Told{"not_read include_not_given"});
    EXPECT_EQ(said(import, "#exec"), Told{"not_read command"});
}

TEST(import, limits) {
    std::string many;
    for (int i = 0; i < 5001; ++i) many += "[q" + std::to_string(i) + "]\n";
    EXPECT_EQ(code_of({{"queues.conf", many}}), "import.too_many_queues queues.conf:5001");
    many = "[q]\n";
    for (int i = 0; i < 5001; ++i) many += "member=SIP/" + std::to_string(i) + "\n";
    EXPECT_EQ(code_of({{"queues.conf", many}}), "import.too_many_members queues.conf:5002");
    many = "[q]\n";
    for (int i = 0; i < 50'001; ++i) many += "x\n";
    EXPECT_EQ(code_of({{"queues.conf", many}}), "import.too_many_notes queues.conf");
    many.clear();
    for (int i = 0; i < 20'001; ++i) many += "[" + std::to_string(i) + "]\n";
    EXPECT_EQ(code_of({{"agents.conf", many}}), "import.too_many_agents agents.conf:20001");
    many = "[q]\n";
    for (int i = 0; i < 70; ++i) many += "penaltychange=" + std::to_string(i) + ",1\n";
    const Imported import =
        imported({{"queuerules.conf", many}, {"queues.conf", "[a]\ndefaultrule=q\n"}});
    EXPECT_EQ(import.queues[0].config.penalty_rules.size(), 64u);
    EXPECT_NE(note_of(import, ImportReason::too_many), nullptr);
}

TEST(import, people_by_login_extension_and_name) {
    const std::string text =
        "[q]\nmember=PJSIP/anna\nmember=SIP/102,0,Somebody\nmember=Local/7@x/n,0,Vira Stus\n"
        "member=IAX2/gal/7000\nmember=DAHDI/1\nmember=SIP/anna\nmember=SIP/twin\n";
    const Imported import = imported({{"queues.conf", text}}, {{{1}, "ANNA", "", ""},
                                                               {{2}, "boris", "102", ""},
                                                               {{3}, "vs", "103", "Vira  Stus"},
                                                               {{4}, "g", "7000", ""},
                                                               {{5}, "1", "x", ""},
                                                               {{6}, "", "twin", ""},
                                                               {{7}, "", "twin", ""},
                                                               {{0}, "nobody", "", ""}});
    std::vector<std::int64_t> found;
    for (const ImportedMember& member : import.queues[0].members)
        found.push_back(member.terms.agent.value);
    EXPECT_EQ(found, (std::vector<std::int64_t>{1, 2, 3, 4, 0, 1, 0}));
    EXPECT_EQ(import.queues[0].config.memberships.size(), 4u);
    EXPECT_EQ(said(import, "member"),
              (Told{"unmatched nobody", "unmatched same_person", "unmatched ambiguous"}));
}

TEST(import, matching_again_after_somebody_chose) {
    Imported import = imported({{"queues.conf", "[q]\nmember=SIP/1\nmember=DAHDI/2\n"}});
    EXPECT_EQ(import.queues[0].config.memberships.size(), 0u);
    match(import, {{{5}, "DAHDI/2", "", ""}});
    ASSERT_EQ(import.queues[0].config.memberships.size(), 1u);
    EXPECT_EQ(import.queues[0].config.memberships[0].position, 2);
    EXPECT_EQ(said(import, "member"), Told{"unmatched nobody"});
    match(import, stand_ins(import));
    EXPECT_EQ(import.queues[0].config.memberships.size(), 2u);
    EXPECT_EQ(said(import, "member"), Told{});
}

TEST(import, the_result_as_json) {
    const std::string text =
        json::write(imported({{"queues.conf", "[q]\nweight=2\nmember=SIP/1\n"}}));
    EXPECT_NE(
        text.find(
            R"("code":"changed","reason":"weight_only_servable","file":"queues.conf","line":2)"),
        std::string::npos)
        << text;
    const auto again = json::read<Imported>(text);
    ASSERT_TRUE(again);
    EXPECT_EQ(json::write(*again), text);
}

}  // namespace
}  // namespace ol::importer
