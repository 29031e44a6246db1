// A buyer's erasure reaches what parcels keep of him, and leaves sums and states as they were.
#include "platform/db/find_text.hpp"
#include "shop/logistics/events.hpp"
#include "shop/logistics/test_world.hpp"
#include "shop/orders/events.hpp"
#include "shop/promises/events.hpp"

namespace ol::logistics {
namespace erasing_test {

constexpr auto sums = R"(select count(*), sum(total), sum(cod_due) from shop_order)";
constexpr auto parcels = R"(select waybill, status, send_state, city, code from shipment)";

/// Everything that a row can hold of him: a waybill with his fields, a courier's words about him,
/// a decision with words of our own.
void fill(World& w) {
    w.account();
    const auto id = w.ship("");
    w.answers = {R"({"success":true,"data":[{"Ref":"r1","IntDocNumber":"20400048799000"}]})"};
    ASSERT_TRUE(w.room->send(id, ann));
    ASSERT_TRUE(w.room->failed(id, {Fault::customer}, ann));
    ASSERT_TRUE(w.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("update track_event set reason = 'Olena Shevchenko +380501112233 asks later'");
        tx.exec("update decision set why = 'Olena at Saksahanskoho 12 asked so'");
        tx.exec(R"(insert into question (promise_id, contacted_at, contact, content, taken_by,
            reply) select id, 1, '+380501112233', 'Olena asks for an invoice', 7, 'Olena was told'
            from promise)");
        tx.exec("update shipment set asked_from = made_from, "
                "send_error = 'no such street Saksahanskoho 12'");
        return {};
    }));
}

/// Where he is found outside his own card, which buyer_page erases.
std::vector<std::string> found(World& w, std::string_view text) {
    auto all = *w.db.read_as<std::vector<std::string>>(
        [&](db::Conn& c) -> Result<std::vector<std::string>> {
            return db::columns_holding(c, text);
        });
    std::erase_if(all, [](const std::string& at) { return at.starts_with("customer"); });
    return all;
}

TEST(ErasingTest, nothing_of_him_is_left_in_any_table_and_sums_stand) {
    on_each([](db::Database& db) {
        World w(db);
        fill(w);
        // Else the test proves nothing: order, its snapshot, waybill twice, events, decision,
        // question.
        EXPECT_GE(found(w, "Olena").size(), 8u);
        const auto before = w.text(sums), how = w.text(parcels);
        const CustomerId him{w.number("select customer_id from shop_order")};
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            erase_orders(tx, orders::ids_of_buyer(tx.conn, him));
            orders::erase_buyer(tx, him);
            promises::erase_buyer(tx, him);
            return {};
        }));
        for (const auto* text : {"Olena", "Shevchenko", "501112233", "Saksahanskoho"})
            EXPECT_EQ(found(w, text), std::vector<std::string>{}) << text;
        EXPECT_EQ(w.text(sums), before);
        EXPECT_EQ(w.text(parcels), how);
        EXPECT_NE(w.text("select made_from from shipment").find("189000"), std::string::npos)
            << "the sum of the waybill stays";
        EXPECT_TRUE(w.parcel().differs.empty()) << "the order is what its waybill says";
    });
}

TEST(ErasingTest, another_buyers_parcel_is_not_touched) {
    on_each([](db::Database& db) {
        World w(db);
        fill(w);
        ASSERT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            erase_orders(tx, orders::ids_of_buyer(tx.conn, CustomerId{1}));
            return {};
        }));
        EXPECT_NE(w.text("select made_from from shipment").find("Olena"), std::string::npos);
        EXPECT_NE(w.text("select why from decision").find("Olena"), std::string::npos);
    });
}

}  // namespace erasing_test
}  // namespace ol::logistics
