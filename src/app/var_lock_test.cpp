// One centre per folder, and the doors of a config.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "app/config.hpp"
#include "app/ports.hpp"
#include "app/var_lock.hpp"

namespace ol::app {
namespace {

TEST(VarLock, SecondCentreIsRefusedUntilTheFirstEnds) {
    const auto var =
        std::filesystem::temp_directory_path() / ("ol-lock-" + std::to_string(::getpid()));
    std::optional<Result<VarLock>> first(VarLock::take(var));
    ASSERT_TRUE(*first);
    const auto second = VarLock::take(var);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "app.var_in_use");
    first.reset();
    EXPECT_TRUE(VarLock::take(var));
    std::filesystem::remove_all(var);
}

TEST(VarLock, AFolderThatCannotBeMadeIsNamed) {
    const auto refused = VarLock::take("/proc/nothing-can-be-made-here");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "app.var");
    EXPECT_NE(refused.error().detail.find("/proc/nothing-can-be-made-here"), std::string::npos);
}

TEST(Doors, PlainHttpStaysOnLoopback) {
    const auto open = load_config("", {{"http.address", "0.0.0.0"}});
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().code, "config.plain_http");
    EXPECT_EQ(open.error().field, "http.address");
    EXPECT_TRUE(load_config("", {{"http.address", "127.0.0.5"}}));
}

TEST(Doors, LanMeansHttpsOnAllAddresses) {
    const auto lan = load_config("", {{"lan", "true"}, {"var", "here"}});
    ASSERT_TRUE(lan);
    EXPECT_EQ(lan->http_address, "0.0.0.0");
    EXPECT_EQ(lan->http_port, 8443);
    EXPECT_EQ(lan->sip_address, "0.0.0.0");
    EXPECT_EQ(lan->tls_certificate, "here/tls/certificate.pem");
    EXPECT_NE(reachable(lan->http_address), "0.0.0.0");
}

TEST(Doors, ACertificateWithoutItsKeyIsRefused) {
    const auto half = load_config("", {{"http.tls_certificate", "c.pem"}});
    ASSERT_FALSE(half);
    EXPECT_EQ(half.error().field, "http.tls_key");
}

TEST(Turn, ARelayThatNoBrowserWouldTakeStopsTheStart) {
    for (const auto* uris : {"relay.example", "stun:relay.example", "turn:", "turns://relay"}) {
        const auto wrong = load_config("", {{"turn.uris", uris}, {"turn.secret_file", "s"}});
        ASSERT_FALSE(wrong) << uris;
        EXPECT_EQ(wrong.error().field, "turn.uris");
    }
    const std::string two = "turn:192.0.2.5 turns:relay.example:443?transport=tcp";
    const auto no_secret = load_config("", {{"turn.uris", two}});
    ASSERT_FALSE(no_secret);
    EXPECT_EQ(no_secret.error().field, "turn.secret_file");
    const auto right = load_config("", {{"turn.uris", two}, {"turn.secret_file", "s"}});
    ASSERT_TRUE(right);
    EXPECT_EQ(right->turn_ttl_s, 3600);
    EXPECT_FALSE(load_config("", {{"turn.ttl_s", "5"}}));
}

}  // namespace
}  // namespace ol::app
