// The first visit as the page sends it: the ten answers become a shop with hours, and people whose
// desk speaks the language in which the questions were answered.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "app/parts.hpp"
#include "platform/base/log.hpp"

namespace ol::app {
namespace {

const bool quiet = (log::set_level(log::Level::error), true);

class FirstVisit : public ::testing::Test {
protected:
    std::string folder = std::filesystem::temp_directory_path() / "orderline-setup-XXXXXX";
    std::unique_ptr<Centre::Parts> parts = std::make_unique<Centre::Parts>();

    void SetUp() override {
        ASSERT_NE(::mkdtemp(folder.data()), nullptr);
        parts->config.var = folder;
        parts->config.database = "sqlite:" + folder + "/setup.db";
        parts->config.http_port = parts->config.sip_port = 0;
        parts->config.empty = true;
        ASSERT_TRUE(parts->open());
        ASSERT_TRUE(parts->listen());
        parts->add_routes();
    }
    void TearDown() override {
        parts.reset();
        std::filesystem::remove_all(folder);
    }
    /// The ten answers, with these parts in place of the usual ones.
    http::Response answer(const std::string& hours_and_language) {
        http::Request r;
        r.method = http::Method::post;
        r.path = "/api/v1/setup";
        r.headers = {{"x-requested-with", "orderline"}, {"content-type", "application/json"}};
        r.body = R"({"shop_name":"Kettles","country":"UA","languages":["uk"],"owner_name":"Ann",)"
                 R"("owner_login":"ann","owner_password":"long enough","people":[{"name":"Bob",)"
                 R"("login":"bob","password":"long enough","role":"supervisor"}],)"
                 R"("missed_goes_to":"voicemail")" +
                 hours_and_language + "}";
        return parts->router.handle(r);
    }
    std::vector<std::string> languages() {
        std::vector<std::string> out;
        for (const auto& [id, member] : parts->staff->directory()->people)
            out.push_back(member.person.language);
        return out;
    }
    flows::Rule rule() {
        const auto directory = parts->staff->directory();
        return parts->flows->rule(directory->shops.begin()->first);
    }
};

TEST_F(FirstVisit, TheDeskSpeaksAsTheQuestionsDid) {
    const auto done = answer(R"(,"desk_language":"zh")");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(languages(), (std::vector<std::string>{"zh", "zh"}));
    EXPECT_EQ(parts->staff->directory()->shops.begin()->second.languages.front(), "uk");
}

TEST_F(FirstVisit, WithoutALanguageItIsTheShopsFirst) {
    ASSERT_EQ(answer("").status, 200);
    EXPECT_EQ(languages(), (std::vector<std::string>{"uk", "uk"}));
    EXPECT_EQ(rule().hours, flows::round_the_clock()) << "and without hours it is always open";
}

TEST_F(FirstVisit, HoursMayRunThroughTheNight) {
    const auto done = answer(R"(,"week":[{"day":5,"open":[{"from":"22:00","to":"06:00"}]},)"
                             R"({"day":6,"open":[{"from":"00:00","to":"24:00"}]}])");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(rule().hours.week[4], (flows::Spans{{22 * 60, 30 * 60}}));
    EXPECT_EQ(rule().hours.week[5], (flows::Spans{{0, flows::day_minutes}}));
    EXPECT_TRUE(rule().hours.week[0].empty());
    EXPECT_EQ(rule().closed_goes_to, flows::AfterHours::voicemail) << "as for missed calls";
}

TEST_F(FirstVisit, AMistakeNamesItsFieldAndMakesNothing) {
    const auto hours = answer(R"(,"week":[{"day":1,"open":[{"from":"9","to":"18:00"}]}])");
    EXPECT_EQ(hours.status, 400);
    EXPECT_NE(hours.body.find("week[0].open[0].from"), std::string::npos) << hours.body;
    const auto language = answer(R"(,"desk_language":"tlh")");
    EXPECT_EQ(language.status, 400);
    EXPECT_NE(language.body.find("\"desk_language\""), std::string::npos) << language.body;
    EXPECT_TRUE(parts->staff->directory()->shops.empty());
    EXPECT_TRUE(languages().empty());
    EXPECT_EQ(answer("").status, 200) << "the next try is the first";
    EXPECT_EQ(answer("").status, 409) << "and there is only one";
}

}  // namespace
}  // namespace ol::app
