// A buyer's erasure reaches checkouts, news that waits, orders on their way out, imports' samples.
#include "shop/stores/erasing.hpp"

#include "platform/base/json.hpp"
#include "platform/db/find_text.hpp"
#include "shop/orders/events.hpp"
#include "shop/stores/fake_shop.hpp"

namespace ol::stores {
namespace erasing_test {

constexpr auto csv = "number,name,phone,total\n1,Olena Koval,050 111-22-33,10\n"
                     "2,Ivan Franko,0671234567,20\n";

void fill(Desk& d, CustomerId& him) {
    StorePatch patch;
    patch.send_orders = true;
    ASSERT_TRUE(d.w.stores.patch(d.store, 1, patch, {}));
    orders::NewOrder in;
    in.shop_id = kettles, in.recipient = "Olena Koval", in.phone = "+380501112233";
    in.address = "Saksahanskoho 12", in.city = "Kyiv";
    in.lines = {{"X2", "Kettle", 1, {125000, "UAH"}}};
    const auto id = *d.w.db.write_as<OrderId>(
        [&](db::Tx& tx) { return d.w.orders.create(tx, in, PersonId{7}); });
    him = CustomerId{d.w.number("select customer_id from shop_order")};
    ASSERT_TRUE(d.w.stores.send_copy(id, PersonId{7}));
    ASSERT_TRUE(d.w.imports.upload(kettles, "orders.csv", csv, PersonId{7}));
    ASSERT_TRUE(d.w.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("update store_outbox set said = 'Olena Koval has no such address'");
        tx.exec(R"(insert into store_checkout (store_id, ext_key, phone, email, currency,
            recover_url, total_minor, line_count, created_at, updated_at, completed)
            values (?1,'t1','+380501112233','Olena@example.com','UAH','',1000,1,1,1,?2),
            (?1,'t2','+380671234567','ivan@example.com','UAH','',1000,1,1,1,?2))",
                d.store, false);
        tx.exec(R"(insert into store_order (store_id, ext_key, order_id, number, status, created_at,
            total_minor, currency, error) values (?1,'77',?2,'77','new',1,125000,'UAH',''))",
                d.store, id);
        tx.exec(R"(insert into external_event (id, store_id, source, topic, ext_key, body_hash,
            body, received_at, state, attempts, next_at, error)
            values (9,?1,'shopify:1','orders/updated','77','h','{"name":"Olena Koval"}',1,
            'waiting',1,9,''))",
                d.store);
        return {};
    }));
}

std::vector<std::string> found(Desk& d, std::string_view text) {
    auto all = *d.w.db.read_as<std::vector<std::string>>(
        [&](db::Conn& c) -> Result<std::vector<std::string>> {
            return db::columns_holding(c, text);
        });
    std::erase_if(all, [](const std::string& at) { return at.starts_with("customer"); });
    return all;
}

TEST(StoreErasing, NothingOfHimIsLeftInAnyTableAndTheOthersStay) {
    ManualClock clock(shop_time);
    db::for_each_database(
        all_migrations(),
        [&](db::Database& database) {
            clock.set(shop_time);
            Desk d(database, clock, "shopify");
            CustomerId him;
            fill(d, him);
            EXPECT_GE(found(d, "Olena").size(), 4u) << "else the test proves nothing";
            ASSERT_TRUE(d.w.db.write([&](db::Tx& tx) -> Result<> {
                erase_buyer(tx, {orders::ids_of_buyer(tx.conn, him),
                                 {"Olena Koval"},
                                 {"+380501112233"},
                                 {"olena@example.com"}});
                orders::erase_buyer(tx, him);
                return {};
            }));
            for (const auto* text : {"Olena", "Koval", "0501112233", "380501112233", "111-22-33"})
                EXPECT_EQ(found(d, text), std::vector<std::string>{}) << text;
            EXPECT_EQ(d.w.number("select count(*) from store_checkout"), 1) << "Ivan's";
            EXPECT_FALSE(found(d, "Ivan Franko").empty()) << "the others of the sample";
            EXPECT_EQ(d.w.number("select total from shop_order"), 125000);
            EXPECT_EQ(d.w.text("select number from store_order"), "77");
            d.w.stores.send_outbox();
            EXPECT_EQ(d.shop.made, 0) << "what had not left does not leave";
        },
        clock);
}

}  // namespace erasing_test
}  // namespace ol::stores
