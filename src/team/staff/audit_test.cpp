// The chain holds, and shows each kind of tampering.
#include "team/staff/test_house.hpp"

namespace ol::staff {
namespace {

void append(House& h, int n) {
    ASSERT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
        for (int i = 0; i < n; ++i)
            h.staff.audit(tx, PersonId{7}, "test.thing", i, "{\"n\":" + std::to_string(i) + "}");
        return {};
    }));
}

void tamper(House& h, std::string_view sql) {
    ASSERT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(sql);
        return {};
    }));
}

TEST(audit, a_long_chain_holds_and_is_paged_newest_first) {
    for_each_house([](House& h) {
        EXPECT_TRUE(h.staff.verify_audit()->ok) << "the empty one too";
        append(h, 2500);
        const auto v = h.staff.verify_audit();
        ASSERT_TRUE(v);
        EXPECT_TRUE(v->ok);
        EXPECT_EQ(v->rows, 2500);
        const auto page = h.staff.audit_page({.limit = 2});
        ASSERT_TRUE(page);
        ASSERT_EQ(page->items.size(), 2u);
        EXPECT_EQ(page->items[0].seq, 2500);
        EXPECT_EQ(page->items[0].subject, "2499");
        ASSERT_TRUE(page->chain);
        EXPECT_TRUE(page->chain->ok);
        EXPECT_EQ(page->chain->rows, 2500);
        ASSERT_EQ(page->next, "2499");
        const auto last = h.staff.audit_page({.before_seq = 3});
        EXPECT_EQ(last->items.size(), 2u);
        EXPECT_EQ(last->next, std::nullopt);
        EXPECT_EQ(last->chain, std::nullopt) << "a later page does not walk the chain again";
    });
}

TEST(audit, filters_by_person_object_and_time_join_and_are_paged) {
    for_each_house([](House& h) {
        const auto add = [&](std::int64_t who, std::int64_t subject, std::int64_t at) {
            h.clock.set(from_ms(at));
            ASSERT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
                h.staff.audit(tx, PersonId{who}, "test.thing", subject);
                return {};
            }));
        };
        add(7, 1, 1000), add(8, 1, 2000), add(7, 2, 3000), add(0, 1, 4000), add(7, 1, 5000);
        const auto seqs = [&](AuditFilter f) {
            std::string out;
            const auto page = h.staff.audit_page(f);
            for (const AuditRow& row : page->items) out += std::to_string(row.seq) + " ";
            return out + (page->next ? "+" : "");
        };
        EXPECT_EQ(seqs({.who = PersonId{7}}), "5 3 1 ");
        EXPECT_EQ(seqs({.who = PersonId{0}}), "4 ") << "what the system did";
        EXPECT_EQ(seqs({.subject = 1}), "5 4 2 1 ");
        EXPECT_EQ(seqs({.who = PersonId{7}, .subject = 1}), "5 1 ");
        EXPECT_EQ(seqs({.from = from_ms(2000), .to = from_ms(4000)}), "3 2 ");
        EXPECT_EQ(seqs({.subject = 1, .limit = 2}), "5 4 +");
        EXPECT_EQ(seqs({.before_seq = 4, .subject = 1, .limit = 2}), "2 1 ");
        EXPECT_EQ(seqs({.subject = 99}), "");
    });
}

TEST(audit, each_kind_of_tampering_shows) {
    const std::pair<const char*, std::int64_t> cases[] = {
        {"update audit set who = 8 where seq = 3", 3},
        {"update audit set detail = '{}' where seq = 5", 5},
        {"update audit set at = at + 1 where seq = 1", 1},
        {"delete from audit where seq = 4", 4},
        {"delete from audit where seq = 10", 10},
        {"update audit set hash = 'ff' where seq = 10", 10},
        {"insert into audit(seq, at, who, what, subject, detail, hash) values(11, 0, 0, 'x', 0, "
         "'{}', '')",
         11},
        {"delete from audit", 1},
        {"delete from audit_head", 11},
    };
    for (const auto& [sql, broken] : cases)
        for_each_house([&, sql = sql, broken = broken](House& h) {
            append(h, 10);
            tamper(h, sql);
            const auto v = h.staff.verify_audit();
            ASSERT_TRUE(v);
            EXPECT_FALSE(v->ok) << sql;
            EXPECT_EQ(v->broken_seq, broken) << sql;
            const auto page = h.staff.audit_page({.limit = 1});
            ASSERT_TRUE(page->chain);
            EXPECT_FALSE(page->chain->ok);
            EXPECT_EQ(page->chain->broken_seq, broken) << sql;
        });
}

TEST(audit, a_tail_cut_with_a_matching_head_shows_by_the_signature) {
    for_each_house([](House& h) {
        append(h, 10);
        tamper(h, "delete from audit where seq = 10");
        tamper(h, "update audit_head set seq = 9, hash = (select hash from audit where seq = 9)");
        EXPECT_FALSE(h.staff.verify_audit()->ok);
    });
}

TEST(audit, a_rolled_back_transaction_leaves_no_row) {
    for_each_house([](House& h) {
        append(h, 1);
        EXPECT_FALSE(h.db.write([&](db::Tx& tx) -> Result<> {
            h.staff.audit(tx, PersonId{7}, "test.thing", 1);
            return conflict("test.no", "No.");
        }));
        append(h, 1);
        const auto v = h.staff.verify_audit();
        EXPECT_TRUE(v->ok);
        EXPECT_EQ(v->rows, 2);
    });
}

TEST(audit, what_people_do_is_there_and_names_nobody) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {"personnel"});
        ASSERT_TRUE(h.sign_in("ann"));
        ASSERT_FALSE(h.sign_in("ann", "wrong"));
        PersonPatch p;
        p.name = "Another";
        ASSERT_TRUE(h.staff.change_person(h.as(ann), ann, 1, p));
        const auto page = h.staff.audit_page({});
        ASSERT_TRUE(page);
        std::string all;
        for (const AuditRow& row : page->items) all += row.what + " " + row.detail + "\n";
        EXPECT_EQ(all,
                  "person.changed {\"fields\":[\"name\"]}\n"
                  "session.refused {\"code\":\"staff.wrong_credentials\"}\n"
                  "session.started {}\n"
                  "person.created {\"roles\":\"personnel\"}\n");
        EXPECT_EQ(page->items[0].who, ann);
        EXPECT_TRUE(page->chain->ok);
    });
}

TEST(history, history_starts_with_what_was_in_force) {
    for_each_house([](House& h) {
        const PersonId ann = h.person("ann", {}), bob = h.person("bob", {});
        ASSERT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            append_presence(tx, h.ids.next(), {ann, "ready", "", from_ms(1'000)});
            append_presence(tx, h.ids.next(), {bob, "ready", "", from_ms(1'500)});
            append_presence(tx, h.ids.next(), {ann, "paused", "meal", from_ms(2'000)});
            append_presence(tx, h.ids.next(), {ann, "signed_out", "", from_ms(3'000)});
            return {};
        }));
        ASSERT_TRUE(h.db.read([&](db::Conn& c) -> Result<> {
            const auto day = presence_between(c, ann, from_ms(1'800), from_ms(3'000));
            EXPECT_EQ(day.size(), 2u);
            if (day.size() == 2) {
                EXPECT_EQ(day[0].state, "ready");
                EXPECT_EQ(day[0].since, from_ms(1'000));
                EXPECT_EQ(day[1].reason, "meal");
            }
            const auto last = latest_presence(c);
            EXPECT_EQ(last.size(), 2u);
            if (last.size() == 2) {
                EXPECT_EQ(last[0].state, "signed_out");
                EXPECT_EQ(last[1].person, bob);
            }
            return {};
        }));
    });
}

}  // namespace
}  // namespace ol::staff
