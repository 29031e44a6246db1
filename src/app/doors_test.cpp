// Who may look at the figures, and which user the server becomes.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "app/metrics.hpp"
#include "app/own_user.hpp"

namespace ol::app {
namespace {

TEST(Metrics, AreForThisMachineAndForWhoMaySeeTheSystem) {
    http::Request r;
    for (const auto* here : {"127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"}) {
        r.remote_ip = here;
        EXPECT_TRUE(may_read_metrics(r)) << here;
    }
    for (const auto* there : {"192.0.2.7", "10.0.0.1", "::ffff:192.0.2.7", "2001:db8::1", ""}) {
        r.remote_ip = there;
        EXPECT_FALSE(may_read_metrics(r)) << there;
    }
    r.who.person = PersonId{5};
    r.who.permissions = {"board.view"};
    EXPECT_FALSE(may_read_metrics(r));
    r.who.permissions = {"system.view"};
    EXPECT_TRUE(may_read_metrics(r));
}

TEST(Metrics, AProxyOnThisMachineIsNotThisMachine) {
    http::Request r;
    r.remote_ip = "127.0.0.1";
    r.headers["x-forwarded-for"] = "192.0.2.7";
    EXPECT_FALSE(may_read_metrics(r));
}

TEST(OwnUser, OnlyRootChangesAndRootIsAChoice) {
    Config config;
    config.user = "root";
    const auto stays = account_for(config);
    EXPECT_EQ(stays.has_value(), ::geteuid() == 0);
    if (stays) EXPECT_FALSE(stays->has_value());
    config.user = "no-such-user-here";
    const auto unknown = account_for(config);
    ASSERT_TRUE(unknown.has_error());
    EXPECT_EQ(unknown.error().code, "app.user");
}

TEST(OwnUser, AFolderItCannotUseIsNamed) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can look with another user's rights";
    const auto closed =
        std::filesystem::temp_directory_path() / ("ol-own-" + std::to_string(::getpid()));
    std::filesystem::create_directories(closed / "deep");
    std::filesystem::permissions(closed, std::filesystem::perms::owner_all);
    Config config;
    config.user = "nobody";
    config.var = closed / "deep" / "var";
    config.database = "sqlite:" + config.var + "/orderline.db";
    const auto refused = account_for(config);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, "app.user_reach");
    EXPECT_EQ(::geteuid(), 0u) << "looking changes nobody";
    std::filesystem::remove_all(closed);
}

}  // namespace
}  // namespace ol::app
