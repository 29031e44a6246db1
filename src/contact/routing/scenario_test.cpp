// Runs scenarios/*.txt as `orderline check-scenarios` does, and holds the runner itself: what it
// must refuse to accept, and how it says so.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "contact/routing/routing.hpp"
#include "contact/routing/skills.hpp"

namespace ol::routing {
namespace scenario_test {

std::filesystem::path folder() {
    const char* source = std::getenv("OL_SOURCE_DIR");
    const std::filesystem::path root = source
                                           ? std::filesystem::path(source) / "src/contact/routing"
                                           : std::filesystem::path(__FILE__).parent_path();
    return root / "scenarios";
}

std::vector<std::string> scenario_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
        if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

class ScenarioTest : public testing::TestWithParam<std::string> {};

TEST_P(ScenarioTest, goes_as_written) {
    std::ifstream in(GetParam());
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_EQ(run_scenario(GetParam(), text.str()).first_difference, "");
}

INSTANTIATE_TEST_SUITE_P(scenarios, ScenarioTest, testing::ValuesIn(scenario_files()),
                         [](const auto& info) {
                             return std::filesystem::path(info.param).stem().string();
                         });

TEST(scenarios, a_folder_is_run_whole) {
    const auto results = check_scenarios(folder().string());
    ASSERT_TRUE(results);
    EXPECT_GE(results->size(), 100u);
    EXPECT_EQ(check_scenarios("/nowhere").error().code, "routing.no_scenarios");
}

std::string difference(const std::string& text) {
    return run_scenario("x.txt", text).first_difference;
}

TEST(scenarios, a_difference_names_the_line) {
    const std::string ready = "0 queue q members=ann\n0 agent-on ann\n";
    EXPECT_EQ(difference(ready + "1 contact-queued c1 queue=q -> offer c1 ann\n"), "");
    EXPECT_NE(difference(ready + "1 contact-queued c1 queue=q\n").find("x.txt:3: not expected"),
              std::string::npos);
    EXPECT_NE(difference(ready + "1 contact-queued c1 queue=q -> offer c1 bob\n")
                  .find("x.txt:3: missing: offer c1 bob"),
              std::string::npos);
    EXPECT_NE(difference("0 queue q ringg=3\n").find("unknown setting ringg"), std::string::npos);
    EXPECT_NE(difference("0 queue q ring=soon\n").find("is no time"), std::string::npos);
    EXPECT_NE(difference("0 dance q\n").find("unknown event dance"), std::string::npos);
    EXPECT_NE(difference("5 queue q\n4 queue q\n").find("time goes back"), std::string::npos);
    EXPECT_NE(difference("queue\n").find("wanted: TIME EVENT"), std::string::npos);
    EXPECT_NE(difference("0 event {\"Nothing\":{}}\n").find("no event"), std::string::npos);
}

TEST(skills, expressions_have_limits_with_names) {
    const auto code = [](const std::string& text) {
        const auto parsed = Expression::parse(text);
        return parsed ? std::string("fine") : parsed.error().code;
    };
    EXPECT_EQ(code(""), "fine");
    EXPECT_EQ(code("english > 50 & (sales >= 3 | !vip) && a.b-c != -2"), "fine");
    EXPECT_EQ(code("англійська>50"), "fine");
    EXPECT_EQ(code(std::string(1001, 'a')), "routing.skills_long");
    EXPECT_EQ(code(std::string(33, '(') + "a" + std::string(33, ')')), "routing.skills_deep");
    EXPECT_EQ(code(std::string(100, '!') + "a"), "routing.skills_deep");
    std::string many = "a";
    for (int i = 0; i < 64; ++i) many += "|a";
    EXPECT_EQ(code(many), "routing.skills_many");
    for (const char* bad :
         {"(", ")", "a b", "a >", "a > x", "& a", "a &", "a > 9999999999", "a)", "!"})
        EXPECT_EQ(code(bad), "routing.skills_syntax") << bad;
}

TEST(skills, a_missing_skill_is_not_zero) {
    const Levels levels{{"english", 40}, {"sales", 0}};
    const auto matches = [&](const char* text) { return Expression::parse(text)->matches(levels); };
    EXPECT_TRUE(matches("english"));
    EXPECT_FALSE(matches("sales"));
    EXPECT_TRUE(matches("sales<1"));
    EXPECT_FALSE(matches("german<1"));
    EXPECT_FALSE(matches("german>0 | german<1"));
    EXPECT_TRUE(matches("!german"));
    EXPECT_TRUE(matches("german | english>=40 & !english>40"));
    EXPECT_EQ(Expression::parse("english & sales & german")->score(levels), 40);
}

}  // namespace scenario_test
}  // namespace ol::routing
