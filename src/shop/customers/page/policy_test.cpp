// The contact policy on both databases: the ledger, what he said, the doors, and the outcomes that
// apply at once.
#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"
#include "shop/customers/page/page.hpp"

namespace ol::customers {
namespace policy_test {

constexpr PersonId tess{7}, fred{8};
constexpr Ms hour{3'600'000}, day = hour * 24;

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out(migrations().begin(), migrations().end());
    const auto more = page_migrations();
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

struct House {
    House(db::Database& d, ManualClock& c)
        : db(d), clock(c), buyers({d, ids, c, {}, {}}), page(deps()) {
        her = *db.write_as<CustomerId>([&](db::Tx& tx) {
            NewCustomer in{"Oksana Koval", "+380501112233", "", "uk", "Europe/Kyiv"};
            return buyers.create(tx, in, tess);
        });
    }
    PageDeps deps() {
        PageDeps d{db, ids, clock, buyers, {}};
        d.person_name = [](PersonId p) { return p == tess ? "Tess" : "Fred"; };
        d.dialled = [this](db::Conn&, ContactId) { return DialledFact{her, tess}; };
        d.of_conversation = [this](db::Conn&, std::int64_t) { return her; };
        d.policy.matters = [this](db::Conn&, CustomerId, Time) { return matters; };
        d.policy.heard_at = [this](db::Conn&, CustomerId) { return heard; };
        return d;
    }
    void wants(Purpose purpose, PersonId by = tess) {
        LookRequest in;
        in.purpose = purpose;
        ASSERT_TRUE(db.write_as<Look>([&](db::Tx& tx) { return page.look(tx, her, in, by); }));
    }
    Result<> write(ContactChannel channel, PersonId by = tess) {
        Reach reach{channel, false, Door::message, 41};
        auto done = db.write([&](db::Tx& tx) { return page.may_write(tx, by, her, reach); });
        (void)db.write([](db::Tx&) -> Result<> { return {}; });  // what was posted is done by now
        return done;
    }
    /// The same contact by another way.
    Result<> goes_on(ContactChannel channel, Time from) {
        Reach reach{channel, false, Door::message, 41, from};
        return db.write([&](db::Tx& tx) { return page.may_write(tx, tess, her, reach); });
    }
    Result<> stop(StopScope scope, bool on = true, std::string proof = "") {
        const SetStop in{scope, on, WordSource::letter, std::move(proof)};
        return db.write([&](db::Tx& tx) { return page.policy().set_stop(tx, her, in, tess); });
    }
    Result<> consent(GiveConsent in) {
        return db.write([&](db::Tx& tx) { return page.policy().give_consent(tx, her, in, tess); });
    }
    GiveConsent yes(ContactChannel channel = ContactChannel::voice) {
        GiveConsent in;
        in.channel = channel, in.wording = "shop-1", in.language = "uk", in.proof = "call 55, 0:41";
        return in;
    }
    ContactPermissions permissions() {
        return *db.read_as<ContactPermissions>([&](db::Conn& c) -> Result<ContactPermissions> {
            return page.policy().permissions(c, her);
        });
    }
    ContactDecisionPage ledger(std::int64_t before = 0, int limit = 50) {
        return *db.read_as<ContactDecisionPage>([&](db::Conn& c) -> Result<ContactDecisionPage> {
            return page.policy().ledger(c, her, before, limit);
        });
    }
    Verdict may(Purpose purpose, ContactChannel channel) {
        return *db.read_as<Verdict>([&](db::Conn& c) -> Result<Verdict> {
            return page.may_contact(c, her, tess, {purpose, channel, false});
        });
    }
    void told(std::int64_t seq, std::string kind, std::int64_t subject, std::string data = "{}") {
        page.take(std::vector{db::JournalRow{
            seq, clock.now(), {std::move(kind), subject, tess.value, std::move(data)}}});
    }
    bool flag() { return buyers.customer(her, Visibility::full)->do_not_call; }

    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    Customers buyers;
    CustomerId her;
    std::vector<Matter> matters;
    std::optional<Time> heard;
    Page page;
};

void in_houses(const std::function<void(House&)>& body) {
    ManualClock clock(*parse_iso8601("2026-11-18T10:00:00Z"));  // a Wednesday, noon in Kyiv
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            House h(d, clock);
            body(h);
        },
        clock);
}

TEST(Policy, a_call_and_a_refused_one_are_both_in_the_ledger) {
    in_houses([](House& h) {
        EXPECT_TRUE(h.page.may_reach(tess, h.her, {}));
        h.wants(Purpose::telesales);
        const auto no =
            h.page.may_reach(tess, h.her, {ContactChannel::voice, false, Door::call, 9});
        ASSERT_FALSE(no);
        EXPECT_EQ(no.error().code, "customers.may_not");
        EXPECT_EQ(no.error().params.back().second, "no_consent");
        const auto all = h.ledger().items;
        ASSERT_EQ(all.size(), 2u);
        EXPECT_EQ(all[0].outcome, Outcome::deny);
        EXPECT_FALSE(all[0].went);
        ASSERT_EQ(all[0].why.size(), 1u);
        EXPECT_EQ(all[0].why[0].code, WhyNot::no_consent);
        EXPECT_EQ(all[0].subject, 9);
        EXPECT_EQ(all[0].by_name, "Tess");
        EXPECT_EQ(all[1].outcome, Outcome::allow);
        EXPECT_EQ(all[1].because, Because::within_rules);
        EXPECT_TRUE(all[1].went);
    });
}

TEST(Policy, a_call_that_she_makes_against_advice_says_so) {
    in_houses([](House& h) {
        for (int n = 1; n <= 3; ++n) h.told(n, "contact.dialled", 50 + n);
        EXPECT_TRUE(h.page.may_reach(tess, h.her, {}));  // a service: it is hers to answer for
        const auto line = h.ledger().items.at(0);
        EXPECT_EQ(line.outcome, Outcome::defer);
        EXPECT_TRUE(line.went);
        EXPECT_EQ(line.until, h.clock.now() + day);
    });
}

TEST(Policy, one_contact_by_several_ways_is_asked_at_each_and_counted_once) {
    in_houses([](House& h) {
        const Time begun = h.clock.now();
        h.told(1, "contact.dialled", 51);
        h.told(2, "contact.dialled", 52);
        ASSERT_TRUE(h.write(ContactChannel::messenger));  // the third and last of the day
        h.clock.advance(Ms{300'000});
        EXPECT_EQ(h.write(ContactChannel::sms).error().code, "customers.spent");
        EXPECT_TRUE(h.goes_on(ContactChannel::sms, begun));
        EXPECT_TRUE(h.ledger().items.at(0).goes_on);
        ASSERT_TRUE(h.stop(StopScope::sms));
        EXPECT_FALSE(h.goes_on(ContactChannel::sms, begun));  // asked anew all the same
        h.clock.advance(day - Ms{200'000});  // only the one by SMS would still count
        EXPECT_TRUE(h.write(ContactChannel::messenger));
        EXPECT_TRUE(h.write(ContactChannel::messenger));
        EXPECT_TRUE(h.write(ContactChannel::messenger));
    });
}

TEST(Policy, a_message_counts_for_the_calls_too) {
    in_houses([](House& h) {
        ASSERT_TRUE(h.write(ContactChannel::messenger));
        ASSERT_TRUE(h.write(ContactChannel::letter));
        h.told(1, "contact.dialled", 51);
        const auto no = h.write(ContactChannel::sms);
        EXPECT_EQ(no.error().code, "customers.spent");
        EXPECT_EQ(no.error().params.back().first, "until");
        const auto line = h.ledger().items.at(0);  // kept, though its transaction was undone
        EXPECT_EQ(line.why.at(0).code, WhyNot::day_spent);
        EXPECT_EQ(line.door, Door::message);
        EXPECT_FALSE(line.went);
        EXPECT_EQ(h.may(Purpose::other, ContactChannel::voice).outcome, Outcome::defer);
        h.clock.advance(day);
        EXPECT_TRUE(h.write(ContactChannel::sms));
    });
}

TEST(Policy, two_answered_calls_are_enough_until_he_writes_himself) {
    in_houses([](House& h) {
        for (int n = 1; n <= 2; ++n) {
            h.told(n * 10, "contact.dialled", 50 + n);
            h.told(n * 10 + 1, "contact.dial_over", 50 + n, R"({"outcome":"answered","status":0})");
        }
        h.told(30, "contact.dial_over", 51, R"({"outcome":"no_answer","status":0})");
        EXPECT_EQ(h.may(Purpose::confirm, ContactChannel::voice).why.at(0).code,
                  WhyNot::talks_spent);
        h.heard = h.clock.now();
        EXPECT_TRUE(h.may(Purpose::confirm, ContactChannel::voice).why.empty());
    });
}

TEST(Policy, quiet_hours_hold_a_message_and_no_letter) {
    in_houses([](House& h) {
        h.clock.advance(hour * 9);  // 21:00 in Kyiv
        const auto no = h.write(ContactChannel::messenger);
        EXPECT_EQ(no.error().code, "customers.spent");
        EXPECT_EQ(h.ledger().items.at(0).until, *parse_iso8601("2026-11-19T07:00:00Z"));
        EXPECT_TRUE(h.write(ContactChannel::letter));
        h.wants(Purpose::reply);
        EXPECT_TRUE(h.write(ContactChannel::messenger));
    });
}

TEST(Policy, who_is_with_him_holds_a_message_of_others) {
    in_houses([](House& h) {
        EXPECT_TRUE(h.page.may_reach(fred, h.her, {}));
        EXPECT_EQ(h.write(ContactChannel::messenger).error().code, "customers.held");
        EXPECT_EQ(h.ledger().items.at(0).why.at(0).code, WhyNot::held);
    });
}

TEST(Policy, an_open_matter_holds_what_is_only_ours) {
    in_houses([](House& h) {
        h.matters = {{MatterKind::delivery, {}}};
        EXPECT_EQ(h.may(Purpose::feedback, ContactChannel::letter).outcome, Outcome::deny);
        EXPECT_EQ(h.may(Purpose::delivery, ContactChannel::letter).outcome, Outcome::allow);
    });
}

TEST(Policy, a_stop_applies_at_once_stays_as_proof_and_can_be_taken_back) {
    in_houses([](House& h) {
        ASSERT_TRUE(h.stop(StopScope::sms, true, "letter of 18 November"));
        ASSERT_TRUE(h.stop(StopScope::sms));  // twice is once
        EXPECT_EQ(h.write(ContactChannel::sms).error().code, "customers.may_not");
        EXPECT_TRUE(h.write(ContactChannel::letter));
        EXPECT_FALSE(h.flag());
        h.clock.advance(hour);
        ASSERT_TRUE(h.stop(StopScope::sms, false));
        EXPECT_TRUE(h.write(ContactChannel::sms));
        const auto said = h.permissions().stops;
        ASSERT_EQ(said.size(), 1u);
        EXPECT_EQ(said[0].proof, "letter of 18 November");
        EXPECT_EQ(said[0].ended_at, h.clock.now());
        EXPECT_EQ(said[0].ended_by_name, "Tess");
        EXPECT_EQ(h.stop(StopScope::fax, true, std::string(201, 'x')).error().field, "proof");
    });
}

TEST(Policy, the_one_key_and_a_stop_of_all_share_the_flag_that_calls_look_at) {
    in_houses([](House& h) {
        ASSERT_TRUE(h.db.write(
            [&](db::Tx& tx) { return h.buyers.do_not_call(tx, h.her, "customer_asked", fred); }));
        ASSERT_EQ(h.permissions().stops.size(), 1u);
        EXPECT_EQ(h.permissions().stops[0].scope, StopScope::voice);
        EXPECT_EQ(h.permissions().stops[0].by_name, "Fred");
        ASSERT_TRUE(h.stop(StopScope::all));
        EXPECT_EQ(h.may(Purpose::confirm, ContactChannel::letter).outcome, Outcome::deny);
        ASSERT_TRUE(h.stop(StopScope::all, false));
        EXPECT_TRUE(h.flag());  // her word about calls stands
        EXPECT_EQ(h.may(Purpose::confirm, ContactChannel::voice).why.at(0).code,
                  WhyNot::do_not_call);
        ASSERT_TRUE(h.stop(StopScope::voice, false));
        EXPECT_FALSE(h.flag());
        EXPECT_EQ(h.may(Purpose::confirm, ContactChannel::voice).outcome, Outcome::allow);
    });
}

TEST(Policy, do_not_call_as_an_outcome_of_a_call_or_chat_is_a_stop) {
    in_houses([](House& h) {
        const auto wrapped = [&] {
            h.told(5, "contact.wrapped_up", 55, R"({"disposition":"do_not_call"})");
        };
        h.told(4, "contact.wrapped_up", 54, R"({"disposition":"confirmed"})");
        EXPECT_FALSE(h.flag());
        wrapped();
        EXPECT_TRUE(h.flag());
        ASSERT_TRUE(h.stop(StopScope::voice, false));
        wrapped();  // told again after a crash: he has taken it back meanwhile
        EXPECT_FALSE(h.flag());
        h.told(6, "conversation.closed", 71, R"({"disposition":"do_not_call","by_buyer":false})");
        EXPECT_TRUE(h.flag());
        EXPECT_EQ(h.permissions().stops.at(0).source, WordSource::chat);
    });
}

TEST(Policy, a_consent_is_for_one_purpose_and_channel_until_it_ends_or_is_withdrawn) {
    in_houses([](House& h) {
        auto in = h.yes();
        in.expires_at = h.clock.now() + day;
        ASSERT_TRUE(h.consent(in));
        EXPECT_EQ(h.may(Purpose::telesales, ContactChannel::voice).because, Because::consent);
        EXPECT_EQ(h.may(Purpose::telesales, ContactChannel::sms).outcome, Outcome::deny);
        h.clock.advance(day);
        EXPECT_EQ(h.may(Purpose::telesales, ContactChannel::voice).outcome, Outcome::deny);
        ASSERT_TRUE(h.consent(h.yes()));
        const auto id = h.permissions().consents.at(0).id;
        const auto withdraw = [&](ConsentId which) {
            return h.db.write([&](db::Tx& tx) {
                return h.page.policy().withdraw(tx, h.her, which, WordSource::call, fred);
            });
        };
        EXPECT_EQ(withdraw(ConsentId{1}).error().code, "customers.no_consent_known");
        ASSERT_TRUE(withdraw(id));
        const auto kept = h.permissions().consents.at(0);
        EXPECT_EQ(kept.wording, "shop-1");
        EXPECT_EQ(kept.withdrawn_by_name, "Fred");
        EXPECT_EQ(h.may(Purpose::telesales, ContactChannel::voice).outcome, Outcome::deny);
    });
}

TEST(Policy, a_consent_without_its_facts_is_refused_by_field) {
    in_houses([](House& h) {
        const auto field = [&](auto change) {
            auto in = h.yes();
            change(in);
            const auto done = h.consent(in);
            return done ? std::string("kept") : done.error().field;
        };
        EXPECT_EQ(field([](auto& in) { in.purpose = Purpose::confirm; }), "purpose");
        EXPECT_EQ(field([](auto& in) { in.wording = " "; }), "wording");
        EXPECT_EQ(field([](auto& in) { in.language = "Ukr."; }), "language");
        EXPECT_EQ(field([&](auto& in) { in.expires_at = h.clock.now(); }), "expires_at");
        EXPECT_EQ(field([](auto& in) { in.proof = std::string(201, 'x'); }), "proof");
        EXPECT_TRUE(h.permissions().consents.empty());
    });
}

http::Response asked(House& h, http::Method method, const std::string& path,
                     const std::set<std::string>& rights, std::string body = "",
                     std::map<std::string, std::string> query = {}) {
    http::Router router;
    add_page_routes(router, std::shared_ptr<Page>(&h.page, [](Page*) {}));
    http::Request r;
    r.method = method;
    r.path = "/api/v1/buyers/" + std::to_string(h.her.value) + "/" + path;
    r.body = std::move(body), r.query = std::move(query);
    r.who.person = tess, r.who.permissions = rights;
    return router.handle(r);
}

TEST(Policy, its_routes_ask_for_their_rights_and_name_what_is_wrong) {
    in_houses([](House& h) {
        const std::set<std::string> reads{"customers.view"};
        const std::set<std::string> edits{"customers.view", "customers.edit"};
        using http::Method;
        const std::string stop = R"({"scope":"sms","on":true,"source":"letter","proof":""})";
        EXPECT_EQ(asked(h, Method::post, "stops", reads, stop).status, 403);
        EXPECT_EQ(asked(h, Method::post, "stops", edits, R"({"scope":"pigeon"})").status, 400);
        EXPECT_EQ(asked(h, Method::post, "stops", edits, stop).status, 200);
        const auto consent = [&](const char* wording) {
            return asked(h, Method::post, "consents", edits,
                         R"({"purpose":"telesales","channel":"voice","language":"uk",)"
                         R"("source":"form","proof":"","wording":")" +
                             std::string(wording) + "\"}");
        };
        EXPECT_NE(consent(" ").body.find("customers.wording"), std::string::npos);
        ASSERT_EQ(consent("shop-1").status, 200);
        const auto id = std::to_string(h.permissions().consents.at(0).id.value);
        EXPECT_EQ(
            asked(h, Method::post, "consents/" + id + "/withdraw", edits, R"({"source":"call"})")
                .status,
            200);
        EXPECT_TRUE(h.permissions().consents.at(0).withdrawn_at);
        const auto may = asked(h, Method::get, "may-contact", reads, "",
                               {{"purpose", "confirm"}, {"channel", "sms"}});
        EXPECT_NE(may.body.find("do_not_contact"), std::string::npos) << may.body;
        EXPECT_EQ(asked(h, Method::get, "contacts", {}, "").status, 403);
        EXPECT_NE(asked(h, Method::get, "contacts", reads).body.find("\"items\":[]"),
                  std::string::npos);  // asking writes nothing down
    });
}

TEST(Policy, the_ledger_is_read_page_by_page_and_forgets_after_its_days) {
    in_houses([](House& h) {
        for (int n = 0; n < 5; ++n) ASSERT_TRUE(h.page.may_reach(tess, h.her, {}));
        const auto first = h.ledger(0, 3);
        ASSERT_EQ(first.items.size(), 3u);
        ASSERT_TRUE(first.next);
        const auto rest = h.ledger(std::stoll(*first.next), 3);
        EXPECT_EQ(rest.items.size(), 2u);
        EXPECT_FALSE(rest.next);
        EXPECT_LT(rest.items[0].id.value, first.items[2].id.value);
        h.clock.advance(day * 400 + Ms{1});
        ASSERT_TRUE(h.page.may_reach(tess, h.her, {}));
        EXPECT_EQ(h.ledger().items.size(), 1u);
    });
}

TEST(Policy, an_erasure_ends_consents_and_takes_the_words) {
    in_houses([](House& h) {
        ASSERT_TRUE(h.consent(h.yes()));
        ASSERT_TRUE(h.stop(StopScope::sms, true, "she wrote it herself"));
        ASSERT_TRUE(h.page.may_reach(tess, h.her, {}));
        ASSERT_TRUE(h.db.write_as<Erased>(
            [&](db::Tx& tx) { return h.page.erase(tx, h.her, {"letter of today", {}}, tess); }));
        const auto left = h.permissions();
        EXPECT_TRUE(left.consents.at(0).withdrawn_at);
        EXPECT_EQ(left.consents.at(0).proof, "");
        for (const auto& s : left.stops) EXPECT_EQ(s.proof, "");
        EXPECT_EQ(h.ledger().items.size(), 1u);  // ids and codes
    });
}

TEST(Policy, rules_that_a_shop_had_set_keep_their_figures_under_the_new_names) {
    db::TestDatabase d(std::vector<db::Migration>(migrations().begin(), migrations().end()));
    ASSERT_TRUE(d->migrate(page_migrations().first(1)));
    ASSERT_TRUE(d->write([](db::Tx& tx) -> Result<> {
        tx.exec("insert into contact_rules (id, rules, version, person_id, at) values (1,?1,4,7,1)",
                R"({"calls_per_day":2,"calls_per_week":5,"unasked_per_week":3,)"
                R"("unasked_gap_hours":12,"quiet_from_minute":1140,"quiet_to_minute":600,)"
                R"("version":4})");
        return {};
    }));
    ASSERT_TRUE(d->migrate(page_migrations()));
    const Policy policy({});
    const auto kept = *d->read_as<ContactRules>(
        [&](db::Conn& c) -> Result<ContactRules> { return policy.rules(c); });
    EXPECT_EQ(kept.attempts_per_day, 2);
    EXPECT_EQ(kept.attempts_per_week, 5);
    EXPECT_EQ(kept.marketing_per_week, 3);
    EXPECT_EQ(kept.quiet_to_minute, 600);
    EXPECT_EQ(kept.version, 4);
    EXPECT_EQ(kept.marketing_per_month, 4);  // new: its default
}

}  // namespace policy_test
}  // namespace ol::customers
