// Orders on both databases: a confirmation as it happens in a call, races, intake, lists, secrecy.
#include "shop/orders/orders.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/db/test_db.hpp"
#include "shop/orders/events.hpp"

namespace ol::orders {
namespace orders_test {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
constexpr PersonId ann{7};
constexpr ContactId live{70};
constexpr ShopId kettles{1}, toys{2};

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> out;
    for (const auto& list : {customers::migrations(), promises::migrations(), migrations()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

struct World {
    World(db::Database& d, ManualClock& c)
        : db(d),
          clock(c),
          buyers({d,
                  ids,
                  c,
                  [this](PersonId p, ContactId at, CustomerId x) {
                      return p == ann && at == live && x == her;
                  },
                  {}}),
          promises({d, ids, c, buyers, {}, {}}),
          orders({d,
                  ids,
                  c,
                  buyers,
                  promises,
                  [](db::Conn&, ShopId) { return ShopFacts{"Europe/Kyiv", "UAH", "UA"}; },
                  [](db::Conn&, PersonId p) { return p == ann ? "Ann" : "Bob"; },
                  {},
                  {}}) {}

    template <class T>
    Result<T> write_as(std::function<Result<T>(db::Tx&)> fn) {
        return db.write_as<T>(fn);
    }
    Order get(OrderId id) {
        return *db.read_as<Order>([&](db::Conn& c) { return orders.order(c, id); });
    }
    Result<Upserted> upsert(const ExternalOrder& e) {
        return db.write_as<Upserted>([&](db::Tx& tx) { return orders.upsert_external(tx, e); });
    }
    Result<> check(OrderId id, std::int64_t version, const CheckRequest& in) {
        return db.write([&](db::Tx& tx) { return orders.check(tx, id, version, in, ann); });
    }
    Result<Confirmed> confirm(OrderId id, std::int64_t version) {
        return db.write_as<Confirmed>(
            [&](db::Tx& tx) { return orders.confirm(tx, id, version, live, ann); });
    }
    void check_all(OrderId id) {
        for (const auto f : check_fields) {
            const auto o = get(id);
            CheckRequest r{f, CheckResult::confirmed, {}, {}, {}, {}, {}, {}, live};
            if (f == CheckField::delivery_time) {
                r.result = CheckResult::changed;
                r.delivery_from = clock.now() + 24h, r.delivery_to = clock.now() + 28h;
            }
            const auto done = check(id, o.version, r);
            ASSERT_TRUE(done) << done.error().code << " " << to_name(f);
        }
    }
    std::int64_t number(const std::string& sql) {
        return *db.read_as<std::int64_t>(
            [&](db::Conn& c) -> Result<std::int64_t> { return c.query(sql).i64(0, 0); });
    }
    db::Database& db;
    ManualClock& clock;
    IdSource ids;
    CustomerId her;
    customers::Customers buyers;
    promises::Promises promises;
    Orders orders;
};

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(from_ms(1'795'000'000'000));
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            World w(d, clock);
            body(w);
        },
        clock);
}

ExternalOrder external(const std::string& id, Time modified = from_ms(1'794'000'000'000)) {
    ExternalOrder e;
    e.shop_id = kettles, e.origin = "woocommerce:1", e.source = "woocommerce", e.external_id = id,
    e.number = id;
    e.status = "processing", e.currency = "UAH", e.total_minor = 132000, e.modified_at = modified,
    e.created_at = modified;
    e.customer_name = "Oksana Koval", e.customer_phone = "050 111-22-33",
    e.customer_email = "oksana@example.com";
    e.address = "Saksahanskoho 12", e.city = "Kyiv", e.pay_method = PayMethod::cod;
    e.lines = {{"1", "X2", "Kettle X2", 1, 125000, 125000}};
    return e;
}

TEST(Orders, SevenChecksThenConfirmedWithAPromise) {
    everywhere([](World& w) {
        const auto id = w.upsert(external("10482"))->id;
        auto o = w.get(id);
        w.her = o.customer_id;
        EXPECT_EQ(o.desk_state, DeskState::new_);
        EXPECT_EQ(o.phone, "+380501112233");
        EXPECT_EQ(o.checks.size(), 7u);
        EXPECT_EQ(w.confirm(id, o.version).error().code, "orders.state");
        ASSERT_TRUE(w.check(id, o.version, {CheckField::recipient, CheckResult::confirmed}));
        o = w.get(id);
        EXPECT_EQ(o.desk_state, DeskState::calling);
        EXPECT_EQ(o.owner_name, "Ann");
        const auto early = w.confirm(id, o.version);
        EXPECT_EQ(early.error().code, "orders.checks_open");
        EXPECT_EQ(early.error().params.size(), 6u);

        w.check_all(id);
        o = w.get(id);
        const auto done = w.confirm(id, o.version);
        ASSERT_TRUE(done) << done.error().code;
        EXPECT_EQ(done->promise.kind, promises::Kind::delivery);
        EXPECT_EQ(done->promise.due_at, *w.get(id).delivery_to);
        EXPECT_EQ(done->promise.order_id, id);
        EXPECT_EQ(done->promise.contact_id, live);
        o = w.get(id);
        EXPECT_EQ(o.desk_state, DeskState::confirmed);
        for (const auto& c : o.checks) {
            EXPECT_NE(c.state, CheckState::open);
            EXPECT_EQ(c.by_name, "Ann");
            EXPECT_EQ(c.contact_id, live);
        }
        EXPECT_EQ(o.timeline.front().kind, "created");
        EXPECT_EQ(o.timeline.back().kind, "promise_made");
        EXPECT_EQ(w.number("select count(*) from journal where kind = 'order.confirmed'"), 1);
        EXPECT_EQ(w.number("select count(*) from order_change"), 1);  // the slot

        // A new slot after the confirmation moves the promise; a cancellation calls it off.
        CheckRequest slot{CheckField::delivery_time, CheckResult::changed};
        slot.delivery_from = w.clock.now() + 48h, slot.delivery_to = w.clock.now() + 52h;
        ASSERT_TRUE(w.check(id, o.version, slot));
        EXPECT_EQ(w.number("select count(*) from promise where state = 'open'"), 1);
        EXPECT_EQ(w.number("select due_at from promise where state = 'open'"),
                  to_ms(*slot.delivery_to));
        ASSERT_TRUE(w.db.write(
            [&](db::Tx& tx) { return w.orders.cancel(tx, id, {}, "changed her mind", ann); }));
        EXPECT_EQ(w.number("select count(*) from promise where state = 'open'"), 0);
        EXPECT_EQ(w.get(id).cancel_reason, "changed her mind");
    });
}

TEST(Orders, AContactKnowsTheOrdersSpokenOfInIt) {
    everywhere([](World& w) {
        const auto checked = w.upsert(external("1"))->id, confirmed = w.upsert(external("2"))->id,
                   silent = w.upsert(external("3"))->id;
        CheckRequest change{CheckField::address, CheckResult::changed, "Branch 12"};
        change.contact_id = live;
        ASSERT_TRUE(w.check(checked, w.get(checked).version, change));
        change.contact_id = ContactId{71};  // a later call speaks of the same order again
        ASSERT_TRUE(w.check(checked, w.get(checked).version, change));
        w.check_all(confirmed);
        ASSERT_TRUE(w.confirm(confirmed, w.get(confirmed).version));
        ASSERT_TRUE(w.db.read([&](db::Conn& c) -> Result<> {
            const auto in = w.orders.numbers_in(c, std::vector{live, ContactId{71}, ContactId{72}});
            const std::set both{w.get(checked).number, w.get(confirmed).number};
            EXPECT_EQ(in.at(live), both);
            EXPECT_EQ(in.at(ContactId{71}), std::set{w.get(checked).number});
            EXPECT_FALSE(in.contains(ContactId{72}));
            EXPECT_FALSE(in.at(live).contains(w.get(silent).number));
            return {};
        }));
    });
}

TEST(Orders, TheLostRaceNamesThePresentVersion) {
    everywhere([](World& w) {
        const auto id = w.upsert(external("1"))->id;
        ASSERT_TRUE(w.check(id, 1, {CheckField::recipient, CheckResult::confirmed}));
        auto lost = w.check(id, 1, {CheckField::phone, CheckResult::confirmed});
        EXPECT_EQ(lost.error().code, "orders.version_conflict");
        EXPECT_EQ(lost.error().params[0], (std::pair<std::string, std::string>{"version", "2"}));
        EXPECT_EQ(checks_done(w.get(id)), 1);
    });
}

TEST(Orders, HoldReopenNoContact) {
    everywhere([](World& w) {
        const auto id = w.upsert(external("1"))->id;
        const auto act = [&](auto fn) { return w.db.write([&](db::Tx& tx) { return fn(tx); }); };
        EXPECT_EQ(
            act([&](db::Tx& tx) { return w.orders.hold(tx, id, {}, {" "}, ann); }).error().field,
            "reason");
        ASSERT_TRUE(act([&](db::Tx& tx) {
            return w.orders.hold(tx, id, 1, {"out of stock", w.clock.now() + 24h}, ann);
        }));
        EXPECT_EQ(w.get(id).hold_reason, "out of stock");
        EXPECT_EQ(
            act([&](db::Tx& tx) { return w.orders.hold(tx, id, 1, {"again"}, ann); }).error().code,
            "orders.version_conflict");
        ASSERT_TRUE(
            act([&](db::Tx& tx) { return w.orders.advance(tx, id, {}, DeskEvent::reopen, ann); }));
        EXPECT_FALSE(w.get(id).hold_reason);
        ASSERT_TRUE(act(
            [&](db::Tx& tx) { return w.orders.advance(tx, id, {}, DeskEvent::no_contact, ann); }));
        EXPECT_EQ(
            act([&](db::Tx& tx) { return w.orders.advance(tx, id, {}, DeskEvent::deliver, ann); })
                .error()
                .code,
            "orders.state");
        EXPECT_EQ(
            act([&](db::Tx& tx) { return w.orders.advance(tx, id, {}, DeskEvent::confirm, ann); })
                .error()
                .code,
            "orders.event");
        EXPECT_EQ(act([&](db::Tx& tx) { return w.orders.cancel(tx, OrderId{9}, {}, "x", ann); })
                      .error()
                      .code,
                  "orders.unknown");
    });
}

TEST(Orders, IntakeIsIdempotentAndNeverGoesBack) {
    everywhere([](World& w) {
        auto e = external("727");
        const auto first = *w.upsert(e);
        EXPECT_EQ(first.result, Upsert::created);
        EXPECT_EQ(w.upsert(e)->result, Upsert::unchanged);
        e.modified_at += 1s;
        EXPECT_EQ(w.upsert(e)->result, Upsert::unchanged) << "only the time moved";
        auto newer = e;
        newer.address = "Main 7", newer.modified_at += 60s;
        EXPECT_EQ(w.upsert(newer)->result, Upsert::changed);
        EXPECT_EQ(w.upsert(e)->result, Upsert::unchanged) << "older news";
        EXPECT_EQ(w.get(first.id).address, "Main 7");
        EXPECT_EQ(w.number("select count(*) from shop_order"), 1);
        EXPECT_EQ(w.number("select order_count from customer"), 1);
        e.total_minor = -5, e.external_id = "728";
        EXPECT_EQ(w.upsert(e).error().code, "orders.amount");
    });
}

TEST(Orders, TheStoreNeverOverwritesTheDesk) {
    everywhere([](World& w) {
        auto e = external("727");
        const auto id = w.upsert(e)->id;
        CheckRequest r{CheckField::address, CheckResult::changed, "Branch 12"};
        r.delivery_method = DeliveryMethod::branch;
        ASSERT_TRUE(w.check(id, 1, r));
        e.address = "Main 7", e.note = "ring twice", e.modified_at += 60s;
        EXPECT_EQ(w.upsert(e)->result, Upsert::changed);
        auto o = w.get(id);
        EXPECT_EQ(o.address, "Branch 12");
        EXPECT_EQ(o.note, "ring twice");
        const auto conflict = std::ranges::find(o.timeline, "store_conflict", &TimelineEntry::kind);
        ASSERT_NE(conflict, o.timeline.end());
        EXPECT_EQ(conflict->params[0].second, "address");
        e.note = "ring once", e.modified_at += 60s;  // the same old difference is not told again
        ASSERT_TRUE(w.upsert(e));
        o = w.get(id);
        EXPECT_EQ(std::ranges::count(o.timeline, "store_conflict", &TimelineEntry::kind), 1);
    });
}

TEST(Orders, TheStoresStatusMovesOnlyWhatTheMachineAllows) {
    everywhere([](World& w) {
        auto e = external("727");
        const auto id = w.upsert(e)->id;
        e.status = "cancelled", e.cancelled = true, e.modified_at += 1s;
        ASSERT_TRUE(w.upsert(e));
        EXPECT_EQ(w.get(id).desk_state, DeskState::cancelled);
        e.status = "processing", e.cancelled = false, e.modified_at += 1s;
        ASSERT_TRUE(w.upsert(e));
        EXPECT_EQ(w.get(id).desk_state, DeskState::new_);
        e.status = "completed", e.completed = true, e.modified_at += 1s;
        ASSERT_TRUE(w.upsert(e));
        EXPECT_EQ(w.get(id).desk_state, DeskState::new_);
        EXPECT_EQ(w.get(id).timeline.back().kind, "store_status");
        const auto gone = w.db.write_as<Upserted>(
            [&](db::Tx& tx) { return w.orders.external_deleted(tx, "woocommerce:1", "727"); });
        EXPECT_EQ(gone->result, Upsert::changed);
        EXPECT_EQ(w.get(id).desk_state, DeskState::cancelled);
        const auto none = w.db.write_as<Upserted>(
            [&](db::Tx& tx) { return w.orders.external_deleted(tx, "woocommerce:1", "9"); });
        EXPECT_EQ(none->result, Upsert::unchanged);
    });
}

TEST(Orders, OnePhoneTwoPeopleAreTwoCustomers) {
    everywhere([](World& w) {
        auto a = external("1"), b = external("2"), c = external("3");
        b.customer_name = "Taras Melnyk", b.customer_email.clear();
        c.customer_phone = "+380 50 111 22 33";
        const auto first = w.get(w.upsert(a)->id).customer_id;
        EXPECT_NE(w.get(w.upsert(b)->id).customer_id, first);
        EXPECT_EQ(w.get(w.upsert(c)->id).customer_id, first);
        EXPECT_EQ(w.buyers.identify("0501112233", "UA")->who, customers::Who::ambiguous);
    });
}

TEST(Orders, ListFiltersCountsAndPages) {
    everywhere([](World& w) {
        for (int i = 1; i <= 7; ++i) {
            auto e = external(std::to_string(1000 + i),
                              from_ms(1'794'000'000'000 + i / 2));  // some of equal time
            e.shop_id = i == 7 ? toys : kettles;
            e.city = i % 2 ? "Київ" : "Lviv_";
            if (i == 3) e.external_id = "820982911946154508";
            ASSERT_TRUE(w.upsert(e));
        }
        http::Principal all;
        all.person = ann;
        all.permissions = {"orders.view", "customers.view"};
        Query q;
        q.limit = 2;
        std::vector<std::string> seen;
        for (auto page = *w.orders.list(all, q);; page = *w.orders.list(all, q)) {
            EXPECT_EQ(page.counts.at("new"), 7);
            EXPECT_EQ(page.counts.at("confirmed"), 0);
            for (const auto& row : page.items) seen.push_back(row.number);
            if (!page.next) break;
            q.cursor = *page.next;
        }
        EXPECT_EQ(seen, (std::vector<std::string>{"1007", "1006", "1005", "1004", "1003", "1002",
                                                  "1001"}));
        const auto found = [&](const http::Principal& who, std::string text) {
            Query search;
            search.q = std::move(text);
            auto page = w.orders.list(who, search);
            EXPECT_TRUE(page) << (page ? "" : page.error().detail);
            return page ? page->items.size() : 999;
        };
        EXPECT_EQ(found(all, "1003"), 1u);
        EXPECT_EQ(found(all, "#1003"), 1u) << "as people say it";
        EXPECT_EQ(found(all, " № 1003"), 1u);
        EXPECT_EQ(found(all, "820982911946154508"), 1u) << "the shop's own id of it";
        EXPECT_EQ(found(all, "КИЇВ"), 4u);
        EXPECT_EQ(found(all, "lviv_"), 3u);
        EXPECT_EQ(found(all, "22-33"), 7u);
        auto no_numbers = all;
        no_numbers.permissions.erase("customers.view");
        EXPECT_EQ(found(no_numbers, "22-33"), 0u);
        auto scoped = all;
        scoped.shops = {toys.value};
        EXPECT_EQ(found(scoped, ""), 1u);
        Query other;
        other.shop = kettles;
        EXPECT_EQ(w.orders.list(scoped, other).error().code, "orders.shop");
        EXPECT_EQ(w.orders.list(all, other)->items.size(), 6u);
    });
}

std::vector<std::string> found_by(World& w, const std::string& text,
                                  std::optional<DeskState> state = {}) {
    http::Principal all;
    all.person = ann;
    all.permissions = {"orders.view", "customers.view"};
    Query q;
    q.q = text, q.state = state;
    const auto page = w.orders.list(all, q);
    std::vector<std::string> out;
    std::int64_t counted = 0;
    for (const auto& row : page->items) out.push_back(row.number);
    for (const auto& [_, n] : page->counts) counted += n;
    EXPECT_TRUE(state || counted == static_cast<std::int64_t>(out.size())) << text;
    return out;
}

using Numbers = std::vector<std::string>;

void three_orders(World& w) {
    auto one = external("B17"), two = external("B18"), three = external("B19");
    one.recipient = "Олена Коваленко", one.city = "Київ";
    two.recipient = "王小明", two.city = "Львів", two.customer_phone = "+380671112244";
    three.recipient = "Jörg Müller", three.city = "Київ", three.customer_phone = "+380671112255";
    one.lines = {{"1", "KT-17", "Чайник Aurora 1,7 л", 1, 132000, 132000}};
    two.lines = {{"1", "GL_09", "玻璃茶壶", 1, 132000, 132000}};
    for (auto* e : {&one, &two, &three}) {
        e->customer_name = e->recipient, e->customer_email.clear();
        ASSERT_TRUE(w.upsert(*e));
    }
}

TEST(Orders, FoundByAnyPartOfNumberNameCityAndGoods) {
    everywhere([](World& w) {
        three_orders(w);
        EXPECT_EQ(found_by(w, "валенк"), Numbers{"B17"});
        EXPECT_EQ(found_by(w, "小明"), Numbers{"B18"});
        EXPECT_EQ(found_by(w, "明"), Numbers{"B18"});
        EXPECT_EQ(found_by(w, "茶壶"), Numbers{"B18"});
        EXPECT_EQ(found_by(w, "muller київ"), Numbers{"B19"}) << "each word somewhere";
        EXPECT_EQ(found_by(w, "aurora 1,7"), Numbers{"B17"});
        EXPECT_EQ(found_by(w, "kt-1"), Numbers{"B17"});
        EXPECT_EQ(found_by(w, "L_0"), Numbers{"B18"}) << "no wildcard of SQL";
        EXPECT_EQ(found_by(w, "b1").size(), 3u);
        EXPECT_EQ(found_by(w, "b").size(), 3u);
        EXPECT_EQ(found_by(w, "b1", DeskState::cancelled), Numbers{});
        EXPECT_EQ(found_by(w, R"(" OR * " NEAR ')"), Numbers{});
        EXPECT_EQ(found_by(w, "сковорода"), Numbers{});
    });
}

TEST(Orders, WhatChangesIsFoundAnewAndCountedWhereItStands) {
    everywhere([](World& w) {
        three_orders(w);
        const OrderId id{w.number("select id from shop_order where number = 'B17'")};
        CheckRequest r{CheckField::recipient, CheckResult::changed};
        r.value = "Ганна Сірко";
        ASSERT_TRUE(w.check(id, 1, r));
        EXPECT_EQ(found_by(w, "сірко"), Numbers{"B17"});
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) {
            return w.orders.cancel(tx, id, std::nullopt, "changed her mind", ann);
        }));
        EXPECT_EQ(w.number("select standing from order_count where desk_state = 'cancelled'"), 1);
        EXPECT_EQ(w.number("select cast(sum(standing) as bigint) from order_count"), 3);
        EXPECT_EQ(found_by(w, "", DeskState::cancelled), Numbers{"B17"});
    });
}

TEST(Orders, OlderOnesEnterTheIndexWithTheirGoods) {
    everywhere([](World& w) {
        three_orders(w);
        ASSERT_TRUE(w.db.write([](db::Tx& tx) -> Result<> {
            tx.exec("delete from order_words");
            tx.exec("update shop_order set searched = lower(number)");
            tx.exec("update order_words_left set up_to = (select max(id) from shop_order)");
            return {};
        }));
        EXPECT_EQ(found_by(w, "aurora"), Numbers{});
        EXPECT_TRUE(*w.orders.index_older(2));
        EXPECT_FALSE(*w.orders.index_older(2));
        EXPECT_EQ(found_by(w, "aurora"), Numbers{"B17"});
        EXPECT_EQ(found_by(w, "b19"), Numbers{"B19"});
        EXPECT_FALSE(*w.orders.index_older(2)) << "nothing is left: it tidies";
        EXPECT_EQ(found_by(w, "b19"), Numbers{"B19"});
    });
}

TEST(Orders, AnErasedBuyersOrderLeavesTheIndex) {
    everywhere([](World& w) {
        three_orders(w);
        const auto kept = [&] { return w.number("select count(*) from order_words"); };
        EXPECT_EQ(kept(), 3);
        const CustomerId his{w.number("select customer_id from shop_order where number = 'B18'")};
        ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
            erase_buyer(tx, his);
            return {};
        }));
        EXPECT_EQ(kept(), 2);
        EXPECT_EQ(found_by(w, "小明"), Numbers{});
        EXPECT_EQ(found_by(w, "茶壶"), Numbers{});
    });
}

TEST(Orders, MaskedUnlessItIsHerLiveContact) {
    everywhere([](World& w) {
        const auto id = w.upsert(external("1"))->id;
        w.her = w.get(id).customer_id;
        http::Principal who;
        who.person = ann;
        EXPECT_EQ(w.orders.for_reader(who, {}, id)->address, "Kyiv ***");
        EXPECT_EQ(w.orders.for_reader(who, live, id)->address, "Saksahanskoho 12");
        EXPECT_EQ(w.orders.for_reader(who, live, id)->phone, "+380501112233");
        EXPECT_EQ(w.number("select count(*) from pii_view"), 1);
        who.shops = {toys.value};
        EXPECT_EQ(w.orders.for_reader(who, live, id).error().code, "orders.unknown");
    });
}

TEST(Orders, TakenByAnOperator) {
    everywhere([](World& w) {
        NewOrder in{kettles, {}, "Oksana Koval", "050 111 22 33", "Main 7", "Kyiv"};
        in.lines = {{"X2", "Kettle X2", 2, {125000, "UAH"}}};
        const auto make = [&] {
            return w.db.write_as<OrderId>([&](db::Tx& tx) { return w.orders.create(tx, in, ann); });
        };
        const auto id = make();
        ASSERT_TRUE(id) << id.error().code;
        const auto o = w.get(*id);
        EXPECT_EQ(o.number, "D1001");
        EXPECT_EQ(o.total.minor, 250000);
        EXPECT_EQ(o.cod_due.minor, 250000);
        EXPECT_EQ(o.owner_name, "Ann");
        EXPECT_EQ(w.get(*make()).number, "D1002");
        EXPECT_EQ(w.get(*make()).customer_id, o.customer_id);
        in.lines[0].price.minor = std::int64_t{1} << 62;
        EXPECT_EQ(make().error().field, "lines[0].price");
        in.lines.clear();
        EXPECT_EQ(make().error().field, "lines");
    });
}

}  // namespace orders_test
}  // namespace ol::orders
