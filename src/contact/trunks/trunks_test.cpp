// Rows of trunks: kept with a sealed secret, changed by version, watched, counted.
#include "contact/trunks/trunks.hpp"

#include "team/staff/test_house.hpp"

namespace ol::trunks {
namespace {

struct Rooms {
    explicit Rooms(staff::House& house)
        : h(house), head(h.person("head", {"head"})), room(open()) {}
    std::unique_ptr<Trunks> open() {
        auto made =
            std::make_unique<Trunks>(Deps{h.db, h.ids, h.clock, h.staff, std::string(32, 'k')});
        EXPECT_TRUE(made->load());
        made->changed = [this] { ++changes; };
        return made;
    }
    http::Principal who() { return h.as(head); }
    TrunkIn draft() {
        TrunkIn in;
        in.settings.name = "telco";
        in.settings.host = "192.0.2.1";
        in.settings.user = "shop";
        in.settings.registers = true;
        in.settings.caller_id = "+380441112233";
        in.secret = "secret";
        return in;
    }
    staff::House& h;
    PersonId head;
    int changes = 0;
    std::unique_ptr<Trunks> room;
};

void in_rooms(const std::function<void(Rooms&)>& body) {
    ManualClock clock;
    std::vector<db::Migration> all;
    for (const auto& list : {staff::migrations(), migrations()})
        all.insert(all.end(), list.begin(), list.end());
    db::for_each_database(
        all,
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());
            staff::House house(database, clock);
            Rooms rooms(house);
            body(rooms);
        },
        clock);
}

TEST(trunk_rows, kept_with_a_sealed_secret_and_changed_by_version) {
    in_rooms([](Rooms& r) {
        const auto made = r.room->add(r.who(), r.draft());
        ASSERT_TRUE(made) << made.error().detail;
        EXPECT_TRUE(made->has_secret);
        EXPECT_EQ(made->state.code, "waiting");
        (void)r.h.db.read([&](db::Conn& conn) -> Result<> {
            const auto row = conn.query("select secret, settings from trunk");
            EXPECT_EQ(row.text(0, 0).find("secret"), std::string::npos);
            EXPECT_EQ(row.text(0, 1).find("secret"), std::string::npos);
            return {};
        });
        auto change = r.draft();
        change.secret.reset();  // as it was
        change.settings.priority = 3;
        const auto changed = r.room->save(r.who(), made->id, 1, change);
        ASSERT_TRUE(changed) << changed.error().detail;
        EXPECT_EQ(changed->version, 2);
        EXPECT_EQ(r.room->save(r.who(), made->id, 1, change).error().code,
                  "trunks.version_conflict");
        const auto again = r.open();
        ASSERT_EQ(again->sip_trunks().size(), 1u);
        EXPECT_EQ(again->sip_trunks()[0].password, "secret");
        EXPECT_EQ(again->sip_trunks()[0].server, "sip:192.0.2.1:5060");
        EXPECT_TRUE(r.room->remove(r.who(), made->id));
        EXPECT_EQ(r.room->remove(r.who(), made->id).error().code, "trunks.unknown");
        EXPECT_TRUE(r.open()->sip_trunks().empty());
        EXPECT_EQ(r.changes, 3);
    });
}

TEST(trunk_rows, what_the_carrier_says_is_shown_and_decides) {
    in_rooms([](Rooms& r) {
        const auto made = r.room->add(r.who(), r.draft());
        ASSERT_TRUE(made);
        const auto code = [&] { return r.room->list()->items.at(0).state.code; };
        const std::string name = sip_name(made->id);
        const sip::TrunkSign good{200, false, false};
        r.room->heard(name, {good, {401, false, false}});
        EXPECT_EQ(code(), "wrong_password");
        EXPECT_TRUE(r.room->choose("+380501112233", "UA").candidates.empty());
        r.room->heard(name, {good, {503, true, true}});
        EXPECT_EQ(code(), "no_name");
        r.room->heard(name, {good, {408, true, false}});
        EXPECT_EQ(code(), "no_answer");
        r.room->heard(name, {good, {503, true, false, "certificate_name"}});
        EXPECT_EQ(code(), "certificate_name");
        r.room->heard(name, {good, {403, false, false}});
        EXPECT_EQ(code(), "refused");
        r.room->heard(name, {good, good});
        EXPECT_EQ(code(), "ok");
        EXPECT_EQ(r.room->choose("+380501112233", "UA").candidates.size(), 1u);
        r.room->heard("trunk-x", {good, good});
        r.room->heard("pbx", {good, good});
    });
}

TEST(trunk_rows, transport_and_sound_as_set) {
    in_rooms([](Rooms& r) {
        auto draft = r.draft();
        draft.settings.transport = Transport::tls;
        draft.settings.port = 0;
        draft.settings.check_certificate = false;
        draft.settings.security = SecureMedia::sdes;
        draft.settings.codecs = {"pcma"};
        draft.settings.inband_digits = true;
        const auto made = r.room->add(r.who(), draft);
        ASSERT_TRUE(made);
        const auto again = r.open();
        const auto sip = again->sip_trunks().at(0);
        EXPECT_EQ(sip.server, "sip:192.0.2.1;transport=tls");
        EXPECT_FALSE(sip.check_certificate);
        const auto terms = again->terms_of(sip.name);
        EXPECT_EQ(terms.security, media::Security::sdes);
        EXPECT_EQ(terms.codecs, std::vector<std::string>{"pcma"});
        EXPECT_TRUE(terms.inband_digits);
        EXPECT_EQ(again->terms_of("pbx").security, media::Security::none);
        draft.settings.codecs = {"gsm"};
        EXPECT_EQ(r.room->add(r.who(), draft).error().code, "trunks.codec");
    });
}

TEST(trunk_rows, calls_are_counted_over_restarts_for_a_day) {
    in_rooms([](Rooms& r) {
        auto draft = r.draft();
        draft.settings.max_per_day = 1;
        draft.settings.registers = false;
        const TrunkId id = r.room->add(r.who(), draft)->id;
        const auto way = r.room->way(id, "+380501112233", {});
        ASSERT_TRUE(way);
        EXPECT_EQ(way->from_user, "+380441112233");
        r.room->began(id);
        ASSERT_TRUE(r.h.db.write([&](db::Tx& tx) -> Result<> {
            Trunks::note(tx, 1, ContactId{5}, id, r.h.clock.now(), "", 0);
            Trunks::note(tx, 1, ContactId{5}, id, r.h.clock.now(), "busy", 486);
            return {};
        }));
        EXPECT_EQ(r.room->list()->items[0].state.calls_now, 1);
        r.room->ended(id);
        EXPECT_EQ(r.room->list()->items[0].state.calls_now, 0);
        const auto full = [&](Trunks& t) {
            return t.choose("+380501112233", "UA").candidates.empty();
        };
        EXPECT_TRUE(full(*r.room));
        EXPECT_TRUE(full(*r.open()));
        r.h.clock.set(r.h.clock.now() + Ms{24LL * 3600'000 + 1});
        EXPECT_FALSE(full(*r.room));
        EXPECT_FALSE(full(*r.open()));
    });
}

TEST(trunk_rows, test_waits_for_the_carriers_word) {
    in_rooms([](Rooms& r) {
        const TrunkId id = r.room->add(r.who(), r.draft())->id;
        r.room->ask = [&](const std::string& name) {
            r.room->heard(name, {{200, false, false}, {401, false, false}});
        };
        const auto result = r.room->test(r.who(), id, {});
        ASSERT_TRUE(result);
        EXPECT_FALSE(result->ok);
        ASSERT_EQ(result->steps.size(), 2u);
        EXPECT_EQ(result->steps[1].code, "wrong_password");
        auto only_in = r.draft();
        only_in.settings.name = "only in";
        only_in.settings.host.clear();
        only_in.settings.registers = false;
        only_in.settings.addresses = {"192.0.2.0/24"};
        const TrunkId in = r.room->add(r.who(), only_in)->id;
        EXPECT_EQ(r.room->test(r.who(), in, {}).error().code, "trunks.no_server");
    });
}

TEST(trunk_rows, each_fault_has_its_code_and_its_field) {
    const auto fault = [](auto change) {
        TrunkSettings t;
        t.name = "telco";
        t.host = "sip.carrier.example";
        change(t);
        const auto said = check(tidied(t));
        return said ? std::string() : said.error().code + " " + said.error().field;
    };
    using T = TrunkSettings&;
    EXPECT_EQ(fault([](T) {}), "");
    for (const char* host : {"192.0.2.1", "2001:db8::1", "sip.carrier.example", "localhost"})
        EXPECT_EQ(fault([&](T t) { t.host = host; }), "") << host;
    for (const char* host : {"sip:127.0.0.1", "127.0.0.1:5070", "300.1.1.1", "1.2.3", "a..b", "-a"})
        EXPECT_EQ(fault([&](T t) { t.host = host; }), "trunks.host settings.host") << host;
    for (const char* user : {"we ird<>\"user", "ключ"}) {
        EXPECT_EQ(fault([&](T t) { t.user = user; }), "trunks.user settings.user") << user;
    }
    EXPECT_EQ(fault([](T t) { t.registers = true; }), "trunks.user_missing settings.user");
    EXPECT_EQ(fault([](T t) {
                  t.registers = true, t.user = "shop", t.host.clear();
                  t.addresses = {"192.0.2.1"};
              }),
              "trunks.register_host settings.host");
    EXPECT_EQ(fault([](T t) { t.host.clear(); }), "trunks.host_missing settings.host");
    for (const char* from : {"192.0.2.1", "192.0.2.1:5060", "10.0.0.0/24", "2001:db8::1",
                             "2001:db8::/32", "[2001:db8::1]", "[2001:db8::1]:5060"})
        EXPECT_EQ(fault([&](T t) { t.addresses = {from}; }), "") << from;
    for (const char* from : {"300.1.1.1", "foo", "10.0.0.0/33", "1.2.3.4:99999", "[::1", ""})
        EXPECT_EQ(fault([&](T t) { t.addresses = {from}; }), "trunks.address settings.addresses")
            << from;
    EXPECT_EQ(fault([](T t) { t.caller_id = " +38 (044) 111-22-33 "; }), "");
    for (const char* number : {"12", "123456789012345678901234567890", "+38+0441112233"})
        EXPECT_EQ(fault([&](T t) { t.caller_id = number; }), "trunks.caller_id settings.caller_id");
    EXPECT_EQ(fault([](T t) { t.prefixes = {"+abc"}; }), "trunks.prefix settings.prefixes");
    EXPECT_EQ(fault([](T t) { t.countries = {"ua"}; }), "trunks.country settings.countries");
    EXPECT_EQ(fault([](T t) { t.max_calls = 0; }), "trunks.max_calls settings.max_calls");
    EXPECT_EQ(fault([](T t) { t.max_per_day = 0; }), "trunks.max_per_day settings.max_per_day");
}

TEST(trunk_rows, two_have_not_one_name_and_none_leads_back_here) {
    in_rooms([](Rooms& r) {
        const auto made = r.room->add(r.who(), r.draft());
        ASSERT_TRUE(made);
        auto twice = r.draft();
        twice.settings.name = " TELCO ";
        const auto taken = r.room->add(r.who(), twice);
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().code, "trunks.name_taken");
        EXPECT_EQ(taken.error().field, "settings.name");
        EXPECT_TRUE(r.room->save(r.who(), made->id, 1, twice));  // itself
        r.room->is_ours = [](const std::string& host, int port) {
            return host == "192.0.2.9" && port == 5060;
        };
        auto mirror = r.draft();
        mirror.settings.name = "mirror";
        mirror.settings.host = "192.0.2.9";
        EXPECT_EQ(r.room->add(r.who(), mirror).error().code, "trunks.own_address");
        EXPECT_EQ(r.room->list()->items.size(), 1u);
    });
}

TEST(trunk_rows, a_test_call_obeys_the_rules_of_every_call) {
    in_rooms([](Rooms& r) {
        auto draft = r.draft();
        draft.settings.registers = false;
        draft.settings.max_per_day = 2;
        draft.settings.countries.clear();  // those of the shops
        const TrunkId id = r.room->add(r.who(), draft)->id;
        r.room->ask = [&](const std::string& name) {
            r.room->heard(name, {{200, false, false}, {}});
        };
        r.room->regions = [] { return std::vector<std::string>{"UA", "PL"}; };
        std::vector<std::string> called;
        r.room->try_call = [&](const Way& way) {
            called.push_back(way.number);
            return TestStep{"call", true, "call.answered", {}};
        };
        const auto code = [&](const char* number) {
            const auto said = r.room->test(r.who(), id, {number});
            return said ? said->steps.back().code : said.error().code + " " + said.error().field;
        };
        EXPECT_EQ(code("+1 202 555 0100"), "trunks.test_country number");
        EXPECT_EQ(code("+380900212345"), "trunks.test_premium number");
        EXPECT_EQ(code("shop"), "trunks.test_number number");
        EXPECT_TRUE(called.empty());
        EXPECT_EQ(code("067 555 11 22"), "call.answered");
        EXPECT_EQ(code("+48 (512) 345-678"), "call.answered");
        EXPECT_EQ(called, (std::vector<std::string>{"+380675551122", "+48512345678"}));
        EXPECT_EQ(code("067 555 11 22"), "trunks.test_full number");  // they count too
        EXPECT_EQ(r.room->list()->items[0].state.calls_now, 0);
    });
}

}  // namespace
}  // namespace ol::trunks
