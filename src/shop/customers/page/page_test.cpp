// Story 9 on both databases, the thread's pages, one field to attach by, the erasure.
#include "shop/customers/page/page.hpp"

#include <gtest/gtest.h>

#include "platform/db/test_db.hpp"

namespace ol::customers {
namespace page_test {

constexpr PersonId tess{7}, fred{8}, carl{9};  // telesales, feedback, COD claims
constexpr Ms hour{3'600'000};

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out(migrations().begin(), migrations().end());
    const auto more = page_migrations();
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

struct World {
    World(db::Database& d, ManualClock& c)
        : db(d), clock(c), buyers({d, ids, c, {}, {}}), page(deps()) {
        her = *db.write_as<CustomerId>([&](db::Tx& tx) {
            NewCustomer in{"Oksana Koval", "+380501112233", "", "uk", "Europe/Kyiv"};
            in.addresses = {{"Main 7", "Kyiv"}};
            return buyers.create(tx, in, tess);
        });
        agrees(ContactChannel::voice);
    }
    /// She said yes to being sold to by this channel.
    void agrees(ContactChannel channel) {
        GiveConsent yes;
        yes.channel = channel, yes.wording = "shop-1", yes.language = "uk";
        ASSERT_TRUE(
            db.write([&](db::Tx& tx) { return page.policy().give_consent(tx, her, yes, tess); }));
    }
    Result<> reach(PersonId by) { return page.may_reach(by, her, {}); }
    PageDeps deps() {
        PageDeps d{db, ids, clock, buyers, {}};
        d.person_name = [](PersonId p) { return p == tess ? "Tess" : p == fred ? "Fred" : "Carl"; };
        d.sources = {{ThreadKind::order,
                      [this](db::Conn&, const ThreadAsk& ask) { return some(ask, 0, "order"); }},
                     {ThreadKind::contact,
                      [this](db::Conn&, const ThreadAsk& ask) { return some(ask, 1, "call"); }}};
        d.in_talk = [this](db::Conn&, CustomerId) { return talk; };
        d.dialled = [this](db::Conn&, ContactId) { return DialledFact{her, tess}; };
        d.number_of = [](PersonId, ContactId c, CustomerId) {
            return c ? std::optional<std::string>("+380671234567") : std::nullopt;
        };
        d.by_order = [this](db::Conn&, std::span<const std::int64_t>, std::string_view q) {
            return q == "1001" ? std::vector{std::pair{her, std::string("D1001")}}
                               : std::vector<std::pair<CustomerId, std::string>>{};
        };
        d.of_conversation = [this](db::Conn&, std::int64_t) { return her; };
        d.erasers = {[this](db::Tx&, CustomerId) { ++erased; }};
        d.plan = [this](db::Conn&, CustomerId) { return shown; };
        return d;
    }
    /// Entries 0..9, each two minutes before the last; of two rooms in turn.
    std::vector<ThreadEntry> some(const ThreadAsk& ask, int odd, const char* text) const {
        std::vector<ThreadEntry> out;
        for (int i = odd; i < 10; i += 2) {
            ThreadEntry e;
            e.at = from_ms(2'000'000'000'000 - i * 120'000LL), e.id = std::to_string(100 + i);
            e.text = text;
            const bool older = e.at < ask.before || (e.at == ask.before && 100 + i < ask.before_id);
            if (older && std::cmp_less(out.size(), ask.limit)) out.push_back(e);
        }
        return out;
    }
    Look look(PersonId by, Purpose purpose, const std::string& words = "", bool hold = true) {
        LookRequest in;
        in.purpose = purpose, in.hold = hold, in.words = words;
        auto out = db.write_as<Look>([&](db::Tx& tx) { return page.look(tx, her, in, by); });
        EXPECT_TRUE(out) << (out ? "" : out.error().detail);
        return out ? *out : Look{};
    }
    void dialled(std::int64_t seq) {
        page.take(
            std::vector{db::JournalRow{seq, clock.now(), {"contact.dialled", 55, tess.value}}});
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    Customers buyers;
    CustomerId her;
    std::optional<TalkNow> talk;
    int erased = 0;
    ErasurePlan shown{{}, {}, {}, "seen"};
    Page page;
};

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(from_ms(1'795'000'000'000 - 1'795'000'000'000 % 86'400'000 + 10 * 3'600'000));
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            World w(d, clock);
            body(w);
        },
        clock);
}

http::Principal reader(PersonId p) {
    http::Principal who;
    who.person = p;
    return who;
}

TEST(BuyerPage, story_9_three_open_one_buyer_and_one_call_stands_in_the_ledger) {
    everywhere([](World& w) {
        EXPECT_TRUE(w.look(tess, Purpose::telesales).mine);
        w.clock.advance(Ms{4'000});
        const auto second = w.look(fred, Purpose::feedback, "ask about the kettle");
        w.clock.advance(Ms{5'000});
        const auto third = w.look(carl, Purpose::claim, "the 210 of parcel 7");
        for (const auto& late : {second, third}) {
            EXPECT_FALSE(late.mine);
            EXPECT_EQ(late.holder_name, "Tess");
            ASSERT_FALSE(late.why_not.empty());
            EXPECT_EQ(late.why_not[0].code, WhyNot::held);
            EXPECT_EQ(late.why_not[0].params[0].second, "telesales");
        }
        EXPECT_EQ(w.reach(fred).error().code, "customers.held");
        EXPECT_EQ(w.reach(carl).error().params.back().second, "Tess");
        ASSERT_TRUE(w.reach(tess));
        w.dialled(1), w.dialled(1);  // told twice after a crash: one line
        const auto mine = w.look(tess, Purpose::telesales);
        EXPECT_EQ(mine.lookers.size(), 3u);
        ASSERT_EQ(mine.points.size(), 2u);
        EXPECT_EQ(mine.points[0].by_name, "Fred");
        EXPECT_EQ(mine.points[1].words, "the 210 of parcel 7");
        EXPECT_EQ(mine.attempts_week, 1);
    });
}

TEST(BuyerPage, a_point_that_was_said_goes_after_a_day) {
    everywhere([](World& w) {
        w.look(fred, Purpose::feedback, "ask about the kettle");
        const auto before = w.look(tess, Purpose::other, "", false);
        ASSERT_EQ(before.points.size(), 1u);
        LookRequest in;
        in.said = {before.points[0].id};
        auto after =
            w.db.write_as<Look>([&](db::Tx& tx) { return w.page.look(tx, w.her, in, tess); });
        ASSERT_EQ(after->points.size(), 1u);
        EXPECT_EQ(after->points[0].said_by_name, "Tess");
        w.clock.advance(hour * 25);
        EXPECT_TRUE(w.look(tess, Purpose::other).points.empty());
    });
}

TEST(BuyerPage, a_lock_ends_with_the_page_and_a_talk_goes_before_it) {
    everywhere([](World& w) {
        w.look(tess, Purpose::telesales);
        w.clock.advance(look_lasts - Ms{1});
        EXPECT_FALSE(w.look(fred, Purpose::feedback).mine);
        w.clock.advance(Ms{1});
        EXPECT_TRUE(w.look(fred, Purpose::feedback).mine);
        w.talk = TalkNow{carl, ContactId{55}, w.clock.now()};
        const auto seen = w.look(fred, Purpose::feedback);
        EXPECT_FALSE(seen.mine);
        EXPECT_EQ(seen.why_not[0].code, WhyNot::in_talk);
        EXPECT_EQ(seen.holder_name, "Carl");
        w.talk.reset();
        LookRequest gone;
        gone.leave = true;
        ASSERT_TRUE(
            w.db.write_as<Look>([&](db::Tx& tx) { return w.page.look(tx, w.her, gone, fred); }));
        EXPECT_TRUE(w.look(tess, Purpose::telesales).mine);
    });
}

TEST(BuyerPage, a_sale_is_refused_when_the_week_is_spent_and_a_reply_is_not) {
    everywhere([](World& w) {
        w.look(tess, Purpose::telesales);
        w.dialled(1);
        w.clock.advance(hour * 24);
        w.dialled(2);
        w.clock.advance(hour * 48);
        EXPECT_EQ(w.look(tess, Purpose::telesales).why_not[0].code, WhyNot::marketing_week_spent);
        EXPECT_EQ(w.reach(tess).error().code, "customers.spent");
        w.look(tess, Purpose::reply);
        EXPECT_TRUE(w.reach(tess));
    });
}

TEST(BuyerPage, rules_are_data_and_two_editors_do_not_overwrite) {
    everywhere([](World& w) {
        const auto set = [&](ContactRules r) {
            return w.db.write_as<ContactRules>(
                [&](db::Tx& tx) { return w.page.policy().set_rules(tx, r, tess); });
        };
        ContactRules r;
        r.attempts_per_day = 1;
        EXPECT_EQ(set(r)->version, 1);
        EXPECT_EQ(set(r).error().code, "customers.version_conflict");
        r.version = 1, r.attempts_per_day = 0;
        EXPECT_EQ(set(r).error().code, "customers.rules");
        r.attempts_per_day = 1, r.quiet_to_minute = -1;
        EXPECT_EQ(set(r).error().field, "quiet_to_minute");
        w.dialled(1);
        EXPECT_EQ(w.look(tess, Purpose::confirm).why_not[0].code, WhyNot::day_spent);
    });
}

TEST(BuyerPage, the_thread_is_one_in_time_order_page_by_page) {
    everywhere([](World& w) {
        std::string ids, cursor;
        for (int page = 0; page < 4; ++page) {
            const auto got = w.page.thread(reader(tess), {}, w.her, {}, cursor, 3);
            ASSERT_TRUE(got);
            for (const auto& e : got->items) {
                ids += e.id + " ";
                EXPECT_TRUE(e.hidden && e.text.empty());  // nobody is in contact with her
            }
            EXPECT_EQ(got->next.has_value(), page < 3);
            cursor = got->next.value_or("");
        }
        EXPECT_EQ(ids, "100 101 102 103 104 105 106 107 108 109 ");
        const auto orders = w.page.thread(reader(tess), {}, w.her, {ThreadKind::order}, "", 50);
        EXPECT_EQ(orders->items.size(), 5u);
    });
}

TEST(BuyerPage, an_unknown_number_is_found_by_one_field_attached_and_detached) {
    everywhere([](World& w) {
        for (const auto& [q, by] : {std::pair{"1001", FoundBy::order},
                                    {"KOVAL", FoundBy::name},
                                    {"2233", FoundBy::phone}}) {
            const auto found = w.page.find(reader(tess), q);
            ASSERT_TRUE(found);
            ASSERT_EQ(found->items.size(), 1u) << q;
            EXPECT_EQ(found->items[0].by, by) << q;
            EXPECT_TRUE(found->items[0].customer.identities[0].masked);
        }
        EXPECT_EQ(w.page.attach({}, w.her, tess).error().code, "customers.no_number");
        ASSERT_TRUE(w.page.attach({ContactId{55}}, w.her, tess));
        auto caller = w.buyers.identify("+380671234567", "");
        ASSERT_EQ(caller->who, Who::buyer);
        const auto now = w.buyers.customer(w.her, Visibility::full);
        const auto id = now->identities.back().id;
        const auto detach = [&](std::string reason) {
            return w.db.write([&](db::Tx& tx) {
                return w.page.detach(tx, {id, reason}, w.her, tess);
            });
        };
        EXPECT_EQ(detach(" ").error().code, "customers.reason");
        ASSERT_TRUE(detach("her neighbour's"));
        EXPECT_EQ(w.buyers.identify("+380671234567", "")->who, Who::unknown);
    });
}

TEST(BuyerPage, an_erasure_takes_all_that_names_her_and_asks_every_room) {
    everywhere([](World& w) {
        w.look(fred, Purpose::feedback, "ask about the kettle");
        const auto erase = [&](std::string reason, std::string plan = "seen") {
            return w.db.write_as<Erased>([&](db::Tx& tx) {
                return w.page.erase(tx, w.her, {reason, plan}, tess);
            });
        };
        EXPECT_EQ(erase("").error().code, "customers.reason");
        w.shown.stops = {{"open_orders", 2, {"D1001", "D1002"}}};
        const auto kept = erase("letter of 22 November");
        EXPECT_EQ(kept.error().code, "customers.erase_kept") << "what is owed to her names her";
        EXPECT_EQ(kept.error().params[0].second, "open_orders");
        w.shown.stops.clear();
        EXPECT_EQ(erase("letter of 22 November", "").error().code, "customers.erase_changed");
        EXPECT_EQ(erase("letter of 22 November", "old").error().code, "customers.erase_changed");
        EXPECT_EQ(w.erased, 0);
        ASSERT_TRUE(erase("letter of 22 November"));
        EXPECT_EQ(w.erased, 1);
        EXPECT_EQ(w.buyers.identify("+380501112233", "")->who, Who::unknown);
        const auto left = w.buyers.customer(w.her, Visibility::full);
        ASSERT_TRUE(left);
        EXPECT_TRUE(left->name.empty() && left->identities.empty() && left->addresses.empty());
        EXPECT_TRUE(left->do_not_call);
        EXPECT_TRUE(w.look(tess, Purpose::other).points.empty());
    });
}

}  // namespace page_test
}  // namespace ol::customers
