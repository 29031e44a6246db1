// What was imported is run by the line: penalties that widen (AT9) and tiers that open (AT12) as
// the peers' files say it.
#include "contact/routing/importer/import_helpers.hpp"
#include "contact/routing/routing.hpp"

namespace ol::importer {
namespace {

using namespace routing;
using std::chrono::seconds;

/// The line with an import in it; its people are stand-ins, named by their reference.
class Line {
public:
    explicit Line(Imported import) : import_(std::move(import)) {
        match(import_, stand_ins(import_));
        tell(RouterConfigured{import_.router});
        for (const ImportedAgent& agent : import_.agents) tell(AgentConfigured{agent.config});
        for (const ImportedQueue& queue : import_.queues) tell(QueueConfigured{queue.config});
    }
    void at(int second) {
        now_ = start_ + seconds(second);
        tell(TimerDue{});
    }
    void on(const std::string& reference) {
        tell(AgentSignedIn{person(reference)});
        tell(AgentReachable{person(reference), true});
        tell(AgentReady{person(reference)});
    }
    void call(int id) {
        ContactQueued event;
        event.contact = ContactId{id};
        event.queue = import_.queues.front().config.id;
        event.entered_at = now_;
        tell(event);
    }
    void answer(int id, const std::string& reference) {
        tell(OfferAccepted{ContactId{id}, person(reference)});
        tell(ContactConnected{ContactId{id}, person(reference)});
    }
    void done(int id, const std::string& reference) {
        tell(ContactDone{ContactId{id}, person(reference), true});
    }
    void refuse(int id, const std::string& reference, OfferFailure why) {
        tell(OfferRefused{ContactId{id}, person(reference), why});
    }
    /// What was offered since the last question: "1 SIP/a" each.
    Told offers() { return std::exchange(offers_, {}); }
    Told exits() { return std::exchange(exits_, {}); }

private:
    PersonId person(const std::string& reference) const {
        for (const ImportedAgent& agent : import_.agents)
            if (agent.reference == reference) return agent.config.agent;
        ADD_FAILURE() << reference;
        return {};
    }
    void tell(const Event& event) {
        for (const Command& command : router_.handle(now_, event)) {
            if (const auto* offer = std::get_if<OfferContact>(&command))
                for (const ImportedAgent& agent : import_.agents)
                    if (agent.config.agent == offer->agent)
                        offers_.push_back(std::to_string(offer->contact.value) + ' ' +
                                          agent.reference);
            if (const auto* left = std::get_if<LeaveQueue>(&command))
                exits_.push_back(std::to_string(left->contact.value) + ' ' +
                                 std::string(to_name(left->exit)));
        }
        EXPECT_EQ(router_.broken_invariant(now_), "");
    }

    Imported import_;
    Router router_;
    const Time start_ = from_ms(1767225600000);
    Time now_ = start_;
    Told offers_, exits_;
};

TEST(runs, penalties_widen_as_in_queuerules) {
    Line line(
        imported({{"queues.conf",
                   "[general]\nautofill=yes\n[sales]\nstrategy=leastrecent\ndefaultrule=soon\n"
                   "member=SIP/first,1\nmember=SIP/second,2\nmember=SIP/last,9\n"},
                  {"queuerules.conf", "[soon]\npenaltychange=>0,5\npenaltychange=>30,10\n"}}));
    line.on("SIP/last");
    line.call(1);
    line.at(29);
    EXPECT_EQ(line.offers(), Told{});  // outside [0,5]
    line.at(30);                       // at 30 s, not a second later (trap 6)
    EXPECT_EQ(line.offers(), Told{"1 SIP/last"});
    line.on("SIP/second");
    line.on("SIP/first");
    line.call(2);
    EXPECT_EQ(line.offers(), Told{"2 SIP/first"});
    line.call(3);
    EXPECT_EQ(line.offers(), Told{"3 SIP/second"});  // the busy lower one does not block
}

TEST(runs, a_raise_makes_equals_at_its_moment) {  // AT9
    Line line(imported({{"queues.conf",
                         "[general]\nautofill=yes\n[sales]\nstrategy=linear\ndefaultrule=soon\n"
                         "member=SIP/second,2\nmember=SIP/first,1\n"},
                        {"queuerules.conf", "[soon]\npenaltychange=>30,,,2\n"}}));
    line.call(1);
    line.call(2);
    line.at(29);
    line.on("SIP/second");
    line.on("SIP/first");
    EXPECT_EQ(line.offers(), (Told{"1 SIP/second", "2 SIP/first"}));
    Line later(imported({{"queues.conf",
                          "[general]\nautofill=yes\n[sales]\nstrategy=linear\ndefaultrule=soon\n"
                          "member=SIP/second,2\nmember=SIP/first,1\n"},
                         {"queuerules.conf", "[soon]\npenaltychange=>30,,,2\n"}}));
    later.on("SIP/second");
    later.on("SIP/first");
    later.call(1);
    EXPECT_EQ(later.offers(), Told{"1 SIP/first"});  // lower first
}

TEST(runs, tiers_open_as_in_callcenter) {  // AT12
    const auto tiers = [](const std::string& multiply) {
        return imported(
            {{"c.xml",
              "<include><queue name=\"q\"><param name=\"tier-rules-apply\" value=\"true\"/>"
              "<param name=\"tier-rule-wait-second\" value=\"30\"/>"
              "<param name=\"tier-rule-no-agent-no-wait\" value=\"false\"/>"
              "<param name=\"tier-rule-wait-multiply-level\" value=\"" +
                  multiply +
                  "\"/></queue>"
                  "<agent name=\"a\"/><agent name=\"b\"/><agent name=\"c\"/>"
                  "<tier agent=\"a\" queue=\"q\" level=\"0\"/><tier agent=\"b\" queue=\"q\" "
                  "level=\"1\"/>"
                  "<tier agent=\"c\" queue=\"q\" level=\"2\"/></include>"}});
    };
    Line line(tiers("true"));
    line.on("c");
    line.call(1);
    line.at(59);
    EXPECT_EQ(line.offers(), Told{});
    line.at(60);
    EXPECT_EQ(line.offers(), Told{"1 c"});
    line.on("a");
    line.on("b");
    line.call(2);
    EXPECT_EQ(line.offers(), Told{"2 a"});
    line.call(3);
    line.at(89);
    EXPECT_EQ(line.offers(), Told{});
    line.at(90);
    EXPECT_EQ(line.offers(), Told{"3 b"});

    Line flat(tiers("false"));
    flat.on("c");
    flat.call(1);
    flat.at(30);
    EXPECT_EQ(flat.offers(), Told{"1 c"});
}

TEST(runs, silent_and_busy_phones_rest_as_their_agent_says) {  // AT14
    Line line(
        imported({{"c.xml",
                   "<include><queue name=\"q\"/><agent name=\"a\" max-no-answer=\"3\" "
                   "reject-delay-time=\"10\" busy-delay-time=\"60\" contact=\"[leg_timeout=20]"
                   "user/a\"/><agent name=\"b\" reject-delay-time=\"10\" busy-delay-time=\"60\" "
                   "contact=\"[leg_timeout=20]user/b\"/><tier agent=\"a\" queue=\"q\"/>"
                   "<tier agent=\"b\" queue=\"q\" position=\"2\"/></include>"}}));
    line.on("a");
    line.call(1);
    EXPECT_EQ(line.offers(), Told{"1 a"});
    line.on("b");
    line.refuse(1, "a", OfferFailure::busy);
    EXPECT_EQ(line.offers(), Told{"1 b"});
    line.answer(1, "b");
    EXPECT_EQ(line.exits(), Told{"1 answered"});
    line.call(2);
    line.at(59);
    EXPECT_EQ(line.offers(), Told{});
    line.at(60);
    EXPECT_EQ(line.offers(), Told{"2 a"});
    line.done(1, "b");  // no wrap-up there unless one is set
    line.call(3);
    EXPECT_EQ(line.offers(), Told{"3 b"});
}

TEST(runs, wrap_up_of_member_agent_and_queue) {  // A20: the first that is set
    Line line(imported({{"queues.conf",
                         "[general]\nautofill=yes\n[q]\nstrategy=linear\nwrapuptime=30\n"
                         "member=Agent/1,0,,,,5\nmember=Agent/2\nmember=SIP/3\n"},
                        {"agents.conf", "[1]\nwrapuptime=9000\n[2]\nwrapuptime=10000\n"}}));
    int call = 0;
    for (const auto& [who, length] :
         std::vector<std::pair<std::string, int>>{{"Agent/1", 5}, {"Agent/2", 10}, {"SIP/3", 30}}) {
        const int begin = 100 * ++call;
        line.at(begin);
        line.on(who);
        line.call(10 * call);
        EXPECT_EQ(line.offers(), Told{std::to_string(10 * call) + ' ' + who});
        line.answer(10 * call, who);
        line.call(10 * call + 1);
        line.done(10 * call, who);
        line.at(begin + length - 1);
        EXPECT_EQ(line.offers(), Told{}) << who;
        line.at(begin + length);
        EXPECT_EQ(line.offers(), Told{std::to_string(10 * call + 1) + ' ' + who});
        line.answer(10 * call + 1, who);  // stays in her call: out of the way of the next
    }
}

TEST(runs, samples_pass_the_check_of_the_settings) {
    for (Imported import : {imported({sample("queues.conf"), sample("queuerules.conf")}),
                            imported({sample("callcenter.conf.xml")})}) {
        match(import, stand_ins(import));
        std::vector<QueueConfig> configs;
        for (const ImportedQueue& queue : import.queues) configs.push_back(queue.config);
        for (const ConfigProblem& problem : check(configs)) EXPECT_FALSE(problem.refused);
    }
}

}  // namespace
}  // namespace ol::importer
