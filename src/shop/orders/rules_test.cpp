// The rules of an order as tables: states, the seven checks, money, and what a store may still
// change.
#include "shop/orders/rules.hpp"

#include <gtest/gtest.h>

#include <set>

#include "platform/base/names.hpp"

namespace ol::orders {
namespace rules_test {

using std::chrono_literals::operator""h;

const ShopFacts shop{"Europe/Kyiv", "UAH", "UA"};
const Time noon = from_ms(1'795'000'000'000);
const Evidence evidence{PersonId{7}, noon, ContactId{70}};

Money uah(std::int64_t minor) { return {minor, "UAH"}; }

/// Kettle 1 x 1250.00 and filter 2 x 70.00, delivery 70.00, COD: 1460.00.
Kept sample() {
    Kept k;
    Order& o = k.order;
    o.desk_state = DeskState::calling;
    o.number = "10482";
    o.recipient = "Oksana Koval";
    o.phone = "+380501112233";
    o.address = "Saksahanskoho 12";
    o.pay_method = PayMethod::cod;
    o.total = uah(0);
    o.delivery_from = noon + 24h, o.delivery_to = noon + 28h;
    o.lines = {{{1}, "X2", "Kettle X2", 1, uah(125000), uah(125000)},
               {{2}, "F", "Filter", 2, uah(7000), uah(14000)}};
    k.city = "Kyiv";
    k.extra_minor = 7000;
    EXPECT_TRUE(recompute(k));
    fill_values(k, shop.tz);
    return k;
}

CheckRequest confirm(CheckField f) { return {f, CheckResult::confirmed}; }
CheckRequest change(CheckField f, std::string value) {
    return {f, CheckResult::changed, std::move(value)};
}

TEST(DeskStates, OnlyTheTableMoves) {
    int allowed = 0;
    for (const auto& s : enum_names<DeskState>)
        for (const auto& e : enum_names<DeskEvent>) allowed += next(s.value, e.value).has_value();
    EXPECT_EQ(allowed, static_cast<int>(transitions.size()));
    EXPECT_EQ(to_name(DeskState::new_), "new");
}

TEST(DeskStates, EveryStateIsReachedFromNew) {
    std::set<DeskState> seen{DeskState::new_};
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& t : transitions)
            if (seen.contains(t.from)) grew = seen.insert(t.to).second || grew;
    }
    EXPECT_EQ(seen.size(), enum_names<DeskState>.size());
}

TEST(Money, CodDueIsTotalMinusPaid) {
    struct Row {
        std::int64_t total, paid;
        PayMethod method;
        std::int64_t due;
        PayState state;
    };
    const Row rows[] = {
        {146000, 0, PayMethod::cod, 146000, PayState::unpaid},
        {146000, 46000, PayMethod::cod, 100000, PayState::partly_paid},
        {146000, 146000, PayMethod::cod, 0, PayState::paid},
        {146000, 200000, PayMethod::cod, 0, PayState::paid},
        {146000, 0, PayMethod::prepaid, 0, PayState::unpaid},
        {146000, 100000, PayMethod::card, 46000,
         PayState::partly_paid},  // the price rose: the rest at the door
        {0, 0, PayMethod::cod, 0, PayState::unpaid},
    };
    for (const auto& r : rows) {
        EXPECT_EQ(pay_state_of(r.total, r.paid), r.state);
        EXPECT_EQ(cod_due(r.total, r.paid, r.method, r.state), r.due);
    }
    EXPECT_EQ(cod_due(146000, 46000, PayMethod::cod, PayState::refunded), 0);
}

TEST(Checks, AllSevenConfirmTheOrder) {
    Kept k = sample();
    EXPECT_EQ(k.order.total, uah(146000));
    std::size_t left = 7;
    for (const auto field : check_fields) {
        const auto refused = may_confirm(k.order, noon);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "orders.checks_open");
        EXPECT_EQ(refused.error().params.size(), left--);
        ASSERT_TRUE(apply_check(k, confirm(field), evidence, shop)) << to_name(field);
        const auto& c = check_of(k.order, field);
        EXPECT_EQ(c.state, CheckState::confirmed);
        EXPECT_EQ(c.by, PersonId{7});
        EXPECT_EQ(c.at, noon);
        EXPECT_EQ(c.contact_id, ContactId{70});
        EXPECT_FALSE(c.before);
    }
    EXPECT_TRUE(may_confirm(k.order, noon));
    EXPECT_EQ(may_confirm(k.order, noon + 29h).error().code, "orders.slot_past");
    k.order.desk_state = DeskState::cancelled;
    EXPECT_EQ(may_confirm(k.order, noon).error().code, "orders.state");
}

TEST(Checks, ValuesAreReadableInTheShopsZone) {
    const Kept k = sample();
    EXPECT_EQ(value_of(k, CheckField::product, shop.tz), "Kettle X2 + Filter");
    EXPECT_EQ(value_of(k, CheckField::quantity, shop.tz), "1 + 2");
    EXPECT_EQ(value_of(k, CheckField::amount, shop.tz), "1460.00 UAH");
    const auto slot = value_of(k, CheckField::delivery_time, shop.tz);
    EXPECT_EQ(slot.size(), std::string("2026-11-22 14:00-18:00").size()) << slot;
}

TEST(Checks, ChangingAQuantityRecomputesAndReopensTheAmount) {
    Kept k = sample();
    ASSERT_TRUE(apply_check(k, confirm(CheckField::amount), evidence, shop));
    ASSERT_TRUE(apply_check(k, confirm(CheckField::product), evidence, shop));
    CheckRequest more{CheckField::quantity, CheckResult::changed};
    more.lines = {{{1}, 3}};
    auto done = apply_check(k, more, evidence, shop);
    ASSERT_TRUE(done);
    EXPECT_EQ(k.order.total, uah(396000));
    EXPECT_EQ(k.order.cod_due, uah(396000));
    EXPECT_EQ(done->reopened, std::vector{CheckField::amount});
    EXPECT_EQ(check_of(k.order, CheckField::amount).state, CheckState::open);
    EXPECT_EQ(check_of(k.order, CheckField::amount).before, "1460.00 UAH");
    EXPECT_EQ(check_of(k.order, CheckField::product).state, CheckState::confirmed);  // untouched
    EXPECT_EQ(check_of(k.order, CheckField::quantity).state, CheckState::changed);
    EXPECT_EQ(check_of(k.order, CheckField::quantity).before, "1 + 2");
    ASSERT_EQ(done->changes.size(), 2u);
    EXPECT_EQ(done->changes[1].price_delta, 250000);
}

TEST(Checks, LinesComeAndGo) {
    Kept k = sample();
    CheckRequest r{CheckField::product, CheckResult::changed};
    r.lines = {{{2}, 0}, {{}, 1, uah(9900), "C", "Cleaner"}};
    auto done = apply_check(k, r, evidence, shop);
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(value_of(k, CheckField::product, shop.tz), "Kettle X2 + Cleaner");
    EXPECT_EQ(k.order.total, uah(125000 + 9900 + 7000));
    r.lines = {{{1}, 0}, {{0}, 0}};
    EXPECT_EQ(apply_check(k, r, evidence, shop).error().code, "orders.lines");
    r.lines = {{{99}, 1}};
    EXPECT_EQ(apply_check(k, r, evidence, shop).error().field, "lines[0]");
    EXPECT_EQ(k.order.lines.size(), 2u) << "a refused change leaves nothing behind";
}

TEST(Checks, RefusedChangesLeaveTheOrderAsItWas) {
    struct Row {
        CheckRequest request;
        const char* code;
    };
    CheckRequest negative{CheckField::amount, CheckResult::changed},
        huge = negative, other = negative, many = negative;
    negative.lines = {{{1}, 1, uah(-1)}};
    huge.lines = {{{1}, 10000, uah(std::int64_t{1} << 60)}};
    other.lines = {{{1}, 1, Money{100, "USD"}}};
    many.lines = {{{1}, 10001}};
    CheckRequest past{CheckField::delivery_time, CheckResult::changed};
    past.delivery_from = noon - 2h, past.delivery_to = noon - 1h;
    CheckRequest turned = past;
    turned.delivery_from = noon + 2h, turned.delivery_to = noon + 1h;
    CheckRequest far = past, wide = past, dear = negative;
    far.delivery_from = noon + 24h * 400, far.delivery_to = noon + 24h * 400 + 1h;
    wide.delivery_from = noon + 1h, wide.delivery_to = noon + 24h * 40;
    dear.lines = {{{1}, 1, uah(1'000'000'000'001)}};
    const Row rows[] = {
        {change(CheckField::recipient, "  "), "orders.value_missing"},
        {change(CheckField::address, "Київ ***"), "orders.masked"},
        {change(CheckField::amount, "10000000001"), "orders.amount"},
        {far, "orders.slot_far"},
        {wide, "orders.slot_far"},
        {dear, "orders.amount"},
        {change(CheckField::recipient, std::string(2000, 'x')), "orders.too_long"},
        {change(CheckField::phone, "12"), "orders.phone"},
        {{CheckField::address, CheckResult::changed}, "orders.value_missing"},
        {negative, "orders.amount"},
        {huge, "orders.amount"},
        {other, "orders.amount"},
        {many, "orders.lines"},
        {change(CheckField::amount, "12,5"), "orders.amount"},
        {change(CheckField::quantity, "2"), "orders.lines"},  // two lines: which one?
        {past, "orders.slot"},
        {turned, "orders.slot"},
        {{CheckField::delivery_time, CheckResult::changed}, "orders.slot"},
    };
    for (const auto& row : rows) {
        Kept k = sample();
        const auto was = k.order.lines;
        auto done = apply_check(k, row.request, evidence, shop);
        ASSERT_FALSE(done) << row.code;
        EXPECT_EQ(done.error().code, row.code);
        EXPECT_EQ(k.order.lines, was);
        EXPECT_EQ(k.order.total, uah(146000));
        EXPECT_EQ(checks_done(k.order), 0);
    }
}

TEST(Checks, EachFieldChanges) {
    Kept k = sample();
    ASSERT_TRUE(apply_check(k, change(CheckField::phone, "067 222-33-44"), evidence, shop));
    EXPECT_EQ(k.order.phone, "+380672223344");
    CheckRequest branch = change(CheckField::address, "Branch 12");
    branch.delivery_method = DeliveryMethod::branch, branch.city = "Lviv";
    ASSERT_TRUE(apply_check(k, branch, evidence, shop));
    EXPECT_EQ(k.order.delivery_method, DeliveryMethod::branch);
    EXPECT_EQ(k.city, "Lviv");
    ASSERT_TRUE(
        apply_check(k, change(CheckField::amount, "1400.00"), evidence, shop));  // a discount of 60
    EXPECT_EQ(k.extra_minor, 1000);
    EXPECT_EQ(k.order.total, uah(140000));
    // "changed" to what it was is a confirmation.
    ASSERT_TRUE(apply_check(k, change(CheckField::recipient, "Oksana Koval"), evidence, shop));
    EXPECT_EQ(check_of(k.order, CheckField::recipient).state, CheckState::confirmed);
    k.order.delivery_from.reset();
    EXPECT_EQ(apply_check(k, confirm(CheckField::delivery_time), evidence, shop).error().code,
              "orders.value_missing");
}

TEST(Checks, AnEditAfterConfirmationAsksAgainWhatItMoved) {
    Kept k = sample();
    for (const auto f : check_fields) ASSERT_TRUE(apply_check(k, confirm(f), evidence, shop));
    k.order.desk_state = DeskState::confirmed;
    ASSERT_TRUE(apply_check(k, change(CheckField::recipient, "Petro Koval"), evidence, shop));
    EXPECT_EQ(k.order.desk_state, DeskState::confirmed);
    CheckRequest more{CheckField::quantity, CheckResult::changed};
    more.lines = {{{1}, 2}};
    auto done = apply_check(k, more, evidence, shop);
    EXPECT_TRUE(done->left_confirmed);
    EXPECT_EQ(k.order.desk_state, DeskState::calling);
    k.order.desk_state = DeskState::handed_over;
    EXPECT_EQ(apply_check(k, confirm(CheckField::amount), evidence, shop).error().code,
              "orders.state");
}

TEST(Masks, OutsideTheContactNothingLeadsToHer) {
    Kept k = sample();
    ASSERT_TRUE(apply_check(k, change(CheckField::phone, "067 222-33-44"), evidence, shop));
    ASSERT_TRUE(apply_check(k, change(CheckField::address, "Main 7"), evidence, shop));
    k.order.note = "ring twice";
    const auto m = masked(k.order, "Kyiv");
    const auto text = m.phone + m.address + m.note + check_of(m, CheckField::phone).value +
                      *check_of(m, CheckField::phone).before +
                      check_of(m, CheckField::address).value +
                      *check_of(m, CheckField::address).before;
    for (const auto* secret : {"222", "111", "Main", "Saksa", "twice"})
        EXPECT_EQ(text.find(secret), text.npos) << secret;
    EXPECT_EQ(m.address, "Kyiv ***");
}

// ---- connectors ----

ExternalOrder from_store() {
    ExternalOrder e;
    e.origin = "woocommerce:1", e.source = "woocommerce", e.external_id = "727", e.number = "727",
    e.currency = "UAH";
    e.total_minor = 146000, e.customer_name = "Oksana Koval", e.customer_phone = "+380501112233";
    e.address = "Saksahanskoho 12", e.city = "Kyiv", e.pay_method = PayMethod::cod;
    e.lines = {{"1", "X2", "Kettle X2", 1, 125000, 125000}, {"2", "F", "Filter", 2, 7000, 14000}};
    return e;
}

TEST(External, FirstImportKeepsTheStoresTotal) {
    auto k = from_external(from_store());
    ASSERT_TRUE(k);
    EXPECT_EQ(k->extra_minor, 7000);
    EXPECT_EQ(k->order.cod_due, uah(146000));
    EXPECT_EQ(k->order.recipient, "Oksana Koval");
    EXPECT_EQ(k->order.desk_state, DeskState::new_);
    EXPECT_TRUE(recompute(*k));
    EXPECT_EQ(k->order.total, uah(146000));
}

TEST(External, WhatTheDeskConfirmedStays) {
    struct Row {
        CheckField confirmed;
        void (*edit)(ExternalOrder&);
        bool conflict;
    };
    const Row rows[] = {
        {CheckField::recipient, [](ExternalOrder& e) { e.recipient = "Petro"; }, true},
        {CheckField::recipient, [](ExternalOrder& e) { e.address = "Main 7"; }, false},
        {CheckField::address, [](ExternalOrder& e) { e.address = "Main 7"; }, true},
        {CheckField::address, [](ExternalOrder& e) { e.delivery_method = DeliveryMethod::locker; },
         true},
        {CheckField::phone, [](ExternalOrder& e) { e.phone = "+380670000000"; }, true},
        {CheckField::quantity, [](ExternalOrder& e) { e.lines[0].quantity = 2; }, true},
        {CheckField::amount, [](ExternalOrder& e) { e.total_minor = 1; }, true},
        {CheckField::product, [](ExternalOrder& e) { e.paid_minor = 146000; }, false},
        {CheckField::delivery_time,
         [](ExternalOrder& e) { e.delivery_from = from_ms(1), e.delivery_to = from_ms(2); }, true},
    };
    for (const auto& row : rows) {
        Kept k = *from_external(from_store());
        k.order.delivery_from = noon, k.order.delivery_to = noon + 4h;
        fill_values(k, shop.tz);
        check_of(k.order, row.confirmed).state = CheckState::confirmed;
        const std::string before = value_of(k, row.confirmed, shop.tz);
        ExternalOrder after = from_store();
        row.edit(after);
        const auto merged = merge_external(k, from_store(), after);
        EXPECT_EQ(!merged.conflicts.empty(), row.conflict) << to_name(row.confirmed);
        EXPECT_EQ(merged.changed, !row.conflict) << to_name(row.confirmed);
        EXPECT_EQ(value_of(k, row.confirmed, shop.tz), before);
    }
}

TEST(External, OpenFieldsFollowTheStoreAndPaymentAlways) {
    Kept k = *from_external(from_store());
    ExternalOrder after = from_store();
    after.lines[0].quantity = 2, after.lines[0].total_minor = 250000, after.total_minor = 271000,
    after.paid_minor = 100000;
    EXPECT_TRUE(merge_external(k, from_store(), after).changed);
    EXPECT_EQ(k.order.total, uah(271000));
    EXPECT_EQ(k.order.cod_due, uah(171000));
    EXPECT_EQ(k.order.pay_state, PayState::partly_paid);
    EXPECT_EQ(k.extra_minor, 7000);
    EXPECT_FALSE(merge_external(k, after, after).changed);
}

TEST(External, AbsurdInputIsRefused) {
    struct Row {
        void (*edit)(ExternalOrder&);
        const char* code;
    };
    const Row rows[] = {
        {[](ExternalOrder& e) { e.external_id.clear(); }, "orders.external_id"},
        {[](ExternalOrder& e) { e.currency = "hryvnia"; }, "orders.currency"},
        {[](ExternalOrder& e) { e.total_minor = -1; }, "orders.amount"},
        {[](ExternalOrder& e) { e.lines[0].quantity = -1; }, "orders.lines"},
        {[](ExternalOrder& e) { e.lines[0].total_minor = e.lines[1].total_minor = INT64_MAX; },
         "orders.amount"},
        {[](ExternalOrder& e) { e.lines.resize(501); }, "orders.lines"},
    };
    for (const auto& row : rows) {
        ExternalOrder e = from_store();
        row.edit(e);
        ASSERT_FALSE(from_external(e));
        EXPECT_EQ(from_external(e).error().code, row.code);
    }
}

}  // namespace rules_test
}  // namespace ol::orders
