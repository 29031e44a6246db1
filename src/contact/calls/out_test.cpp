// Calling out asked for by the API, and what a crash in dialling leaves.
#include "contact/calls/test_house.hpp"

namespace ol::calls {
namespace out_test {

using http::Method;

struct OutApi : ::testing::Test {
    House h;
    void open(std::function<void(db::Tx&)> before = {}) {
        h.who.permissions.insert("calls.dial");
        h.open(std::move(before));
    }
    http::Response dial(const std::string& body) { return h.call(Method::post, "calls", body); }
};

constexpr const char* sure = R"("confirm_quiet":true,"confirm_do_not_call":false})";

TEST_F(OutApi, needs_the_permission_and_one_whom) {
    open();
    EXPECT_TRUE(has(dial(std::string("{") + sure), "calls.whom"));
    EXPECT_TRUE(has(dial(std::string(R"({"number":"+380501112233","order_id":"5",)") + sure),
                    "calls.whom"));
    EXPECT_TRUE(has(dial(std::string(R"({"contact_id":"5",)") + sure), "calls.contact"));
    EXPECT_TRUE(has(dial(std::string(R"({"number":"+380501112233",)") + sure), "calls.agent"));
    h.who.permissions.erase("calls.dial");
    EXPECT_EQ(dial(std::string(R"({"number":"+380501112233",)") + sure).status, 403);
}

TEST_F(OutApi, her_state_and_her_phone_come_first) {
    open();
    Agent person;
    person.id = oksana;
    h.calls->set_agents({person});
    const std::string number = std::string(R"({"number":"+380501112233",)") + sure;
    EXPECT_TRUE(has(dial(number), "calls.signed_out"));
    ASSERT_EQ(h.call(Method::post, "me/presence", R"({"state":"paused","reason":"x"})").status,
              200);
    EXPECT_TRUE(has(dial(number), "calls.phone_down"));
}

TEST_F(OutApi, a_crash_in_dialling_closes_the_contact_and_owes_nothing) {
    open([](db::Tx& tx) {
        store::ContactRecord c;
        c.id = ContactId{77};
        c.kind = "outbound_call";
        c.direction = "out";
        c.came_by = "dial";
        c.state = "dialling";
        c.number = "+380501112233";
        c.agent = oksana;
        c.entered_at = from_ms(1'794'999'000'000);
        store::save(tx, c);
    });
    (void)h.db->read([&](db::Conn& conn) -> Result<> {
        const auto row = store::load(conn, ContactId{77});
        EXPECT_TRUE(row);
        EXPECT_EQ(row->state, "done");
        EXPECT_EQ(row->exit, "system_fail");
        EXPECT_TRUE(store::tasks(conn, {}).empty());
        EXPECT_EQ(conn.query("select count(*) from lost_call").i64(0, 0), 0);
        return {};
    });
}

}  // namespace out_test
}  // namespace ol::calls
