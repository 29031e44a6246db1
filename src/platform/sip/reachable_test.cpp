// Who may be rung, told once for each change, whatever brought it about.
#include <gtest/gtest.h>

#include "platform/sip/registrar.hpp"

namespace ol::sip {
namespace reachable_test {

using Changes = std::vector<std::pair<std::string, bool>>;
constexpr Time noon{Ms{1'790'000'000'000}};

class Reachable : public ::testing::Test {
protected:
    Reachable() {
        phones.set_endpoints({{"ann", "a", "", false}, {"bob", "b", "", false}});
        EXPECT_EQ(phones.take_changes(), Changes{});
    }
    void sign_in(const std::string& user, std::uint32_t cseq, const std::string& hop = "") {
        EXPECT_EQ(phones.update(user, {{"sip:" + user + "@10.0.0.1", hop, 60}}, {}, "c-" + user,
                                cseq, noon),
                  Registrar::Outcome::ok);
    }
    Registrar phones{Ms{30000}};
};

TEST_F(Reachable, SigningInAndOutIsToldOnce) {
    sign_in("ann", 1);
    EXPECT_EQ(phones.take_changes(), (Changes{{"ann", true}}));
    sign_in("ann", 2);  // again, as each phone does all day
    EXPECT_EQ(phones.take_changes(), Changes{});
    EXPECT_EQ(phones.remove_all("ann", "c-ann", 3), Registrar::Outcome::ok);
    EXPECT_EQ(phones.take_changes(), (Changes{{"ann", false}}));
    EXPECT_EQ(phones.take_changes(), Changes{});
}

TEST_F(Reachable, AnEndedRegistrationALostConnectionAndASilentPhoneAreTold) {
    sign_in("ann", 1, "tls-1");
    sign_in("bob", 1, "tls-2");
    EXPECT_EQ(phones.take_changes(), (Changes{{"ann", true}, {"bob", true}}));
    phones.connection_gone("tls-2");
    EXPECT_EQ(phones.take_changes(), (Changes{{"bob", false}}));
    phones.answered("ann", "sip:ann@10.0.0.1", false);
    EXPECT_EQ(phones.take_changes(), Changes{});
    phones.answered("ann", "sip:ann@10.0.0.1", false);
    EXPECT_EQ(phones.take_changes(), (Changes{{"ann", false}}));
    phones.answered("ann", "sip:ann@10.0.0.1", true);
    EXPECT_EQ(phones.take_changes(), (Changes{{"ann", true}}));
    phones.expire(noon + Ms{61000});
    EXPECT_EQ(phones.take_changes(), (Changes{{"ann", false}}));
}

TEST_F(Reachable, AnotherSecretSignsHerOutAndWhoIsGoneIsNotTold) {
    sign_in("ann", 1);
    sign_in("bob", 1);
    EXPECT_EQ(phones.take_changes().size(), 2u);
    phones.set_endpoints({{"ann", "other", "", false}});
    EXPECT_EQ(phones.take_changes(), (Changes{{"ann", false}}));
}

TEST_F(Reachable, AFixedContactCountsAtOnce) {
    phones.set_endpoints({{"door", "d", "sip:door@10.0.0.9", false}});
    EXPECT_EQ(phones.take_changes(), (Changes{{"door", true}}));
}

}  // namespace reachable_test
}  // namespace ol::sip
