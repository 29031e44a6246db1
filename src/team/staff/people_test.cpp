// People, departments and shops on both databases.
#include "team/staff/test_house.hpp"

namespace ol::staff {
namespace {

TEST(people, a_person_comes_back_as_she_was_made) {
    for_each_house([](House& h) {
        const ShopId shop = h.shop("Kettles");
        const DepartmentId sales = h.department("Sales");
        const PersonId boss = h.person("boss", {"owner"});
        auto made = h.staff.create_person(
            Staff::system(), {.name = " Оксана Коваль ",
                              .login = " Oksana@Shop ",
                              .language = "uk",
                              .department_id = sales,
                              .superior_id = boss,
                              .stand_in_id = boss,
                              .roles = {"site_agent", "inbound_operator", "site_agent"},
                              .shop_ids = {}});
        ASSERT_TRUE(made);
        EXPECT_GE(made->password.size(), 8u);
        const Person p = h.get(made->person.id);
        EXPECT_EQ(p.name, "Оксана Коваль");
        EXPECT_EQ(p.login, "oksana@shop");
        EXPECT_EQ(p.roles, (std::vector<std::string>{"inbound_operator", "site_agent"}));
        EXPECT_EQ(p.shop_ids, std::vector{shop}) << "the only shop of the house is hers";
        EXPECT_EQ(p.department_id, sales);
        EXPECT_EQ(p.superior_id, boss);
        EXPECT_EQ(p.sip_user, "oksanashop");
        EXPECT_EQ(json::write(p), json::write(made->person));
        EXPECT_GE(h.people_changes, 4);
        ASSERT_TRUE(h.sign_in("oksana@shop", made->password));
    });
}

TEST(people, bad_drafts_name_their_field) {
    for_each_house([](House& h) {
        h.shop("A");
        h.shop("B");
        h.person("boss", {"owner"});
        const auto code_and_field = [&](const NewPerson& draft) {
            auto r = h.staff.create_person(Staff::system(), draft);
            return r ? std::string("made") : r.error().code + " " + r.error().field;
        };
        EXPECT_EQ(code_and_field({.name = "", .login = "ann"}), "staff.required name");
        EXPECT_EQ(code_and_field({.name = "Ann", .login = "a n"}), "staff.login login");
        EXPECT_EQ(code_and_field({.name = "Ann", .login = "boss"}), "staff.login_taken login");
        EXPECT_EQ(code_and_field({.name = "Ann", .login = "ann", .language = "xx"}),
                  "staff.language language");
        EXPECT_EQ(code_and_field({.name = "Ann", .login = "ann", .roles = {"owner", "janitor"}}),
                  "staff.role_unknown roles[1]");
        EXPECT_EQ(code_and_field({.name = "Ann", .login = "ann", .roles = {"site_agent"}}),
                  "staff.shops_required shop_ids");
        EXPECT_EQ(code_and_field({.name = "Ann", .login = "ann", .shop_ids = {ShopId{5}}}),
                  "staff.shop_unknown shop_ids[0]");
        EXPECT_EQ(code_and_field({.name = "Ann", .login = "ann", .superior_id = PersonId{5}}),
                  "staff.person_unknown superior_id");
        EXPECT_EQ(code_and_field({.name = "Ann", .login = "ann", .department_id = DepartmentId{5}}),
                  "staff.department_unknown department_id");
        auto weak =
            h.staff.create_person(Staff::system(), {.name = "Ann", .login = "ann"}, "short");
        ASSERT_FALSE(weak);
        EXPECT_EQ(weak.error().code, "staff.password_weak");
    });
}

TEST(people, an_edit_needs_the_version_it_saw) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {"personnel"});
        PersonPatch patch;
        patch.name = "Ann Two";
        auto r = h.staff.change_person(Staff::system(), ann, 1, patch);
        ASSERT_TRUE(r);
        EXPECT_EQ(r->version, 2);
        EXPECT_EQ(h.get(ann).name, "Ann Two");
        EXPECT_EQ(h.get(ann).version, 2);
        EXPECT_EQ(h.staff.change_person(Staff::system(), ann, 1, patch).error().code,
                  "staff.version_conflict");
        EXPECT_EQ(h.staff.change_person(Staff::system(), PersonId{5}, 1, patch).error().kind,
                  Errc::not_found);
    });
}

TEST(people, a_cycle_of_superiors_is_refused_and_zero_clears) {
    for_each_house([](House& h) {
        const PersonId a = h.person("aa", {}), b = h.person("bb", {});
        PersonPatch under_a;
        under_a.superior_id = a;
        ASSERT_TRUE(h.staff.change_person(Staff::system(), b, 1, under_a));
        PersonPatch under_b;
        under_b.superior_id = b;
        EXPECT_EQ(h.staff.change_person(Staff::system(), a, 1, under_b).error().code,
                  "staff.superior_cycle");
        EXPECT_EQ(h.staff.change_person(Staff::system(), a, 1, under_a).error().code,
                  "staff.superior_cycle");
        under_a.superior_id = PersonId{};
        ASSERT_TRUE(h.staff.change_person(Staff::system(), b, 2, under_a));
        EXPECT_EQ(h.get(b).superior_id, std::nullopt);
        PersonPatch self;
        self.stand_in_id = a;
        EXPECT_EQ(h.staff.change_person(Staff::system(), a, 1, self).error().code,
                  "staff.stand_in_self");
    });
}

TEST(people, an_absent_superior_is_stood_in_for) {
    for_each_house([](House& h) {
        const PersonId deputy = h.person("deputy", {}), boss = h.person("boss", {}),
                       ann = h.person("ann", {});
        PersonPatch p;
        p.stand_in_id = deputy;
        ASSERT_TRUE(h.staff.change_person(Staff::system(), boss, 1, p));
        p = {};
        p.superior_id = boss;
        ASSERT_TRUE(h.staff.change_person(Staff::system(), ann, 1, p));
        const Time now = h.clock.now();
        EXPECT_EQ(h.staff.superior_of(ann, now), boss);
        ASSERT_TRUE(h.staff.add_absence(h.as(boss), boss, now, now + Ms{1000}))
            << "her own leave she may tell herself";
        EXPECT_EQ(h.staff.superior_of(ann, now), deputy);
        EXPECT_EQ(h.staff.superior_of(ann, now + Ms{1000}), boss);
        p = {};
        p.active = false;
        ASSERT_TRUE(h.staff.change_person(Staff::system(), boss, 2, p));
        EXPECT_EQ(h.staff.superior_of(ann, now + Ms{1000}), deputy);
        EXPECT_EQ(h.staff.add_absence(h.as(ann), boss, now, now + Ms{1}).error().code,
                  "staff.people_edit");
        EXPECT_EQ(h.staff.add_absence(h.as(ann), ann, now, now).error().field, "until");
    });
}

TEST(people, managers_reach_their_department_and_no_higher) {
    for_each_house([](House& h) {
        const ShopId shop = h.shop("A");
        const DepartmentId sales = h.department("Sales"), claims = h.department("Claims");
        const PersonId manager = h.person("mgr", {"department_manager"}, {shop}, sales);
        const PersonId mine = h.person("mine", {"inbound_operator"}, {shop}, sales);
        const PersonId other = h.person("other", {"inbound_operator"}, {shop}, claims);
        const auto who = h.as(manager);
        PersonPatch rename;
        rename.name = "New name";
        EXPECT_TRUE(h.staff.change_person(who, mine, 1, rename));
        EXPECT_EQ(h.staff.change_person(who, other, 1, rename).error().code,
                  "staff.other_department");
        PersonPatch promote;
        promote.roles = {{"head"}};
        EXPECT_EQ(h.staff.change_person(who, mine, 2, promote).error().code,
                  "staff.role_not_yours");
        PersonPatch move;
        move.department_id = claims;
        EXPECT_EQ(h.staff.change_person(who, mine, 2, move).error().code, "staff.other_department");
        PersonPatch own;
        own.roles = {{"department_manager", "supervisor"}};
        EXPECT_EQ(h.staff.change_person(who, manager, 1, own).error().code, "staff.own_rights");
        EXPECT_TRUE(h.staff.change_person(who, manager, 1, rename));
        std::vector<std::string> seen;
        for (const Person& p : h.staff.people(who, "", {})) seen.push_back(p.login);
        EXPECT_EQ(seen, (std::vector<std::string>{"mgr", "mine"}));
    });
}

TEST(people, it_locks_a_leaked_account_but_cannot_become_a_buyers_eye) {
    for_each_house([](House& h) {
        const ShopId shop = h.shop("A");
        const PersonId owner = h.person("owner", {"owner"}), it = h.person("it", {"it"});
        const PersonId ann = h.person("ann", {"inbound_operator"}, {shop});
        const auto who = h.as(it);
        EXPECT_EQ(h.staff.reset_password(who, ann).error().code, "staff.role_not_yours");
        EXPECT_EQ(
            h.staff
                .create_person(who, {.name = "Spy", .login = "spy", .roles = {"inbound_operator"}})
                .error()
                .code,
            "staff.role_not_yours");
        PersonPatch lock;
        lock.active = false;
        ASSERT_TRUE(h.sign_in("ann"));
        EXPECT_TRUE(h.staff.change_person(who, ann, 1, lock));
        EXPECT_EQ(h.ended.size(), 1u);
        EXPECT_EQ(h.staff.change_person(who, owner, 1, lock).error().code, "staff.last_owner");
        h.person("owner2", {"owner"});
        EXPECT_EQ(h.staff.change_person(who, owner, 1, lock).error().code, "staff.role_not_yours");
    });
}

TEST(people, the_house_keeps_an_owner) {
    for_each_house([](House& h) {
        const PersonId owner = h.person("owner", {"owner"});
        PersonPatch p;
        p.roles.emplace();
        EXPECT_EQ(h.staff.change_person(Staff::system(), owner, 1, p).error().code,
                  "staff.last_owner");
        EXPECT_EQ(h.staff.change_person(h.as(owner), owner, 1, p).error().code, "staff.last_owner");
        h.person("second", {"owner"});
        EXPECT_TRUE(h.staff.change_person(Staff::system(), owner, 1, p));
    });
}

TEST(people, sip_endpoints_are_of_active_people_at_the_desk) {
    for_each_house([](House& h) {
        const ShopId shop = h.shop("A");
        const PersonId ann = h.person("ann", {"inbound_operator"}, {shop});
        const PersonId bob = h.person("bob", {"inbound_operator"}, {shop});
        h.person("hr", {"personnel"});
        auto list = h.staff.sip_endpoints();
        ASSERT_TRUE(list);
        ASSERT_EQ(list->size(), 2u);
        EXPECT_EQ((*list)[0].user, "ann");
        EXPECT_GE((*list)[0].password.size(), 24u);
        EXPECT_NE((*list)[0].password, (*list)[1].password);
        EXPECT_EQ(h.staff.phone_secret(ann)->sip_password, (*list)[0].password);
        EXPECT_EQ(h.staff.phone_secret(ann)->sip_server, "192.0.2.9:5060");
        const auto stored = h.db.read_as<std::string>([](db::Conn& c) -> Result<std::string> {
            return c.query("select sip_secret from person where login = ?1", "ann").text(0, 0);
        });
        EXPECT_EQ(stored->find((*list)[0].password), std::string::npos) << "sealed in the row";
        PersonPatch away;
        away.active = false;
        ASSERT_TRUE(h.staff.change_person(Staff::system(), bob, 1, away));
        EXPECT_EQ(h.staff.sip_endpoints()->size(), 1u);
    });
}

TEST(people, a_renamed_login_leaves_the_sip_user_and_a_newcomer_gets_another) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {});
        PersonPatch p;
        p.login = "anna";
        ASSERT_TRUE(h.staff.change_person(Staff::system(), ann, 1, p));
        EXPECT_EQ(h.get(ann).sip_user, "ann");
        EXPECT_EQ(h.get(h.person("ann", {})).sip_user, "ann-2");
    });
}

TEST(people, search_folds_case_and_finds_logins) {
    for_each_house([](House& h) {
        const DepartmentId dep = h.department("Sales");
        ASSERT_TRUE(h.staff.create_person(
            Staff::system(),
            {.name = "Оксана Коваль", .login = "ok", .language = "uk", .department_id = dep}));
        h.person("bob", {});
        EXPECT_EQ(h.staff.people(Staff::system(), "КОВАЛЬ", {}).size(), 1u);
        EXPECT_EQ(h.staff.people(Staff::system(), "bo", {}).size(), 1u);
        EXPECT_EQ(h.staff.people(Staff::system(), "", dep).size(), 1u);
        EXPECT_EQ(h.staff.people(Staff::system(), "", {}).size(), 2u);
        EXPECT_EQ(h.staff.find_login(" BOB ").value(),
                  h.staff.people(Staff::system(), "bob", {})[0].id);
        EXPECT_FALSE(h.staff.find_login("nobody"));
        EXPECT_EQ(h.staff.create_department(Staff::system(), {"Sales", {}}).error().code,
                  "staff.department_taken");
    });
}

TEST(shops, settings_come_back_and_bad_ones_name_their_field) {
    for_each_house([](House& h) {
        const ShopId id = h.shop("Kettles");
        auto s = h.staff.shop(Staff::system(), id);
        ASSERT_TRUE(s);
        EXPECT_EQ(s->greeting_language, "uk");
        EXPECT_EQ(s->default_region, "UA");
        EXPECT_EQ(s->brand, "Kettles");
        ShopPatch p;
        p.missed_goes_to = MissedGoesTo::callback;
        p.languages = {{"ru", "uk"}};
        p.record_calls = false;
        auto changed = h.staff.change_shop(Staff::system(), id, 1, p);
        ASSERT_TRUE(changed);
        EXPECT_EQ(json::write(*changed), json::write(*h.staff.shop(Staff::system(), id)));
        EXPECT_EQ(changed->version, 2);
        const auto field = [&](const ShopPatch& bad) {
            return h.staff.change_shop(Staff::system(), id, 2, bad).error().field;
        };
        EXPECT_EQ(field({.tz = "Europe/Atlantis"}), "tz");
        EXPECT_EQ(field({.currency = "hryvnia"}), "currency");
        EXPECT_EQ(field({.country = "ZZ"}), "country");
        EXPECT_EQ(field({.languages = {{"uk", "xx"}}}), "languages[1]");
        EXPECT_EQ(field({.greeting_language = "zh"}), "greeting_language");
        EXPECT_EQ(h.staff.change_shop(Staff::system(), id, 1, {}).error().code,
                  "staff.version_conflict");
    });
}

TEST(shops, two_of_one_name_are_refused) {
    for_each_house([](House& h) {
        h.shop("Kettles");
        const ShopId tea = h.shop("Tea");
        auto taken = h.staff.change_shop(Staff::system(), tea, 1, {.name = " kettles "});
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().code + " " + taken.error().field, "staff.shop_name_taken name");
        EXPECT_TRUE(h.staff.change_shop(Staff::system(), tea, 1, {.name = "TEA"}));
        ShopSettings again;
        again.name = "Tea";
        again.tz = "Europe/Kyiv";
        again.currency = "UAH";
        again.languages = {"uk"};
        again.country = "UA";
        EXPECT_EQ(h.staff.create_shop(Staff::system(), again).error().code,
                  "staff.shop_name_taken");
    });
}

TEST(people, who_works_for_one_shop_knows_only_those_who_share_it) {
    for_each_house([](House& h) {
        const ShopId a = h.shop("A"), b = h.shop("B");
        const PersonId boss = h.person("boss", {"owner"});
        const PersonId ann = h.person("ann", {"supervisor"}, {a});
        const PersonId ben = h.person("ben", {"inbound_operator"}, {b});
        const PersonId both = h.person("both", {"inbound_operator"}, {a, b});
        const auto d = h.staff.directory();
        EXPECT_FALSE(d->share_shop(ann, ben));
        EXPECT_TRUE(d->share_shop(ann, both) && d->share_shop(ben, both));
        EXPECT_TRUE(d->share_shop(ann, boss) && d->share_shop(ben, boss));
        const auto seen = [&](PersonId reader) {
            std::set<std::string> logins;
            for (const auto& p : h.staff.people(h.as(reader), "", {})) logins.insert(p.login);
            return logins;
        };
        EXPECT_EQ(seen(boss), (std::set<std::string>{"ann", "ben", "boss", "both"}));
        EXPECT_FALSE(seen(ann).contains("ben"));
        EXPECT_TRUE(seen(ann).contains("ann"));
    });
}

TEST(shops, another_shop_is_not_found) {
    for_each_house([](House& h) {
        const ShopId a = h.shop("A"), b = h.shop("B");
        const PersonId ann = h.person("ann", {"supervisor"}, {a});
        EXPECT_TRUE(h.staff.shop(h.as(ann), a));
        EXPECT_EQ(h.staff.shop(h.as(ann), b).error().kind, Errc::not_found);
        ASSERT_EQ(h.staff.me(h.as(ann))->shops.size(), 1u);
        EXPECT_EQ(h.staff.me(h.as(ann))->shops[0].id, a);
    });
}

}  // namespace
}  // namespace ol::staff
