// The ways to deliver an order and the choice: ranked, priced, counted, written to the order and
// the waybill; with a courier that is well, slow to no answer, and talking garbage.
#include "shop/logistics/ways/ways.hpp"

#include "shop/logistics/ways/ways_world.hpp"

namespace ol::logistics {
namespace {

struct Choosing : Directed {
    explicit Choosing(db::Database& d)
        : Directed(d),
          way(*room, std::shared_ptr<Directory>(&directory, [](Directory*) {}),
              [](const http::ClientRequest& r) { return http::fetch(r); }) {
        small_country(3);
        other.points.push_back(FakeDirectory::point(
            "l9", "kyiv", 9, R"("CategoryOfWarehouse":"Postomat","PlaceMaxWeightAllowed":"20")"));
        // A later key of the same name counts nowhere: the row is written anew.
        auto& row = other.points.back();
        row.erase(row.find(R"("CategoryOfWarehouse":"Branch",)"),
                  std::string_view(R"("CategoryOfWarehouse":"Branch",)").size());
        other.more = [this](const std::string& method, const walk::bj::object& p) {
            return answer(method, p);
        };
        account_of(Courier::novaposhta);
        directory.read_due(10);
    }
    /// Prices by way of delivery, arrival in two days; or whatever `broken` says.
    std::string answer(const std::string& method, const walk::bj::object& p) {
        if (!broken.empty()) return broken;
        const auto service = walk::text_at(p, "ServiceType");
        if (method == "getDocumentDeliveryDate")
            return R"({"success":true,"data":[{"DeliveryDate":)"
                   R"({"date":"2026-11-21 00:00:00.000000"}}]})";
        if (method != "getDocumentPrice") return "";
        questions.push_back(walk::text_at(p, "Weight") + " " + walk::text_at(p, "Cost"));
        const auto cost = service == "WarehouseDoors"      ? "105"
                          : service == "WarehousePostomat" ? "60.5"
                                                           : "70";
        return R"({"success":true,"data":[{"Cost":")" + std::string(cost) +
               R"(","CostRedelivery":"20"}]})";
    }
    WayList ask(bool couriers = true, std::int64_t weight_g = 0) {
        WayQuery q;
        q.ask = couriers, q.weight_g = weight_g;
        auto list = way.ways(order, q);
        EXPECT_TRUE(list.has_value()) << list.error().detail;
        return *list;
    }
    /// "locker 80.50 told, branch 90.00 told": by rank.
    static std::string told(const WayList& list) {
        std::string out;
        for (const auto& w : list.ways)
            out += (out.empty() ? "" : ", ") + std::string(to_name(w.service)) + " " +
                   (w.price ? to_decimal(*w.price) : "?") + " " + std::string(to_name(w.basis)) +
                   (w.refused.code.empty() ? "" : " " + w.refused.code);
        return out;
    }
    orders::Order now() {
        return *db.read_as<orders::Order>([&](db::Conn& c) { return orders.order(c, order); });
    }
    ChooseWay branch(const std::string& ref = "k2") {
        ChooseWay in;
        in.city_ref = "kyiv", in.point_ref = ref;
        return in;
    }
    /// `n` parcels to Kyiv that ended, of which so many at the first try.
    void parcels(int n, int first_time, const std::string& service, const std::string& city) {
        (void)db.write([&](db::Tx& tx) -> Result<> {
            for (int i = 0; i < n; ++i) {
                const auto id = ids.next();
                tx.exec(R"(insert into shipment (id, order_id, shop_id, courier, service, city,
                    courier_ref, send_state, send_error, status, code, next_poll_at, created_at,
                    version) values (?1,?1,1,'novaposhta',?2,?3,'','sent','','delivered','9',0,
                    ?4,1))",
                        id, service, city, report);
                if (i >= first_time)
                    tx.exec(R"(insert into delivery_attempt (id, shipment_id, no, at, result, fault,
                        told_by) values (?1,?2,1,?3,'attempt_failed','customer','111'))",
                            ids.next(), id, report);
            }
            return {};
        });
    }
    std::string broken;
    std::vector<std::string> questions;
    Ways way;
};

TEST(WaysTest, are_ranked_with_the_couriers_price_and_day_and_asked_once) {
    on_each_ways([](db::Database& db) {
        Choosing w(db);
        EXPECT_EQ(Choosing::told(w.ask(false)), "branch ? none, locker ? none, door ? none");
        const auto list = w.ask();
        EXPECT_EQ(Choosing::told(list), "locker 80.50 told, branch 90.00 told, door 125.00 told");
        EXPECT_EQ(list.city, "Kyiv");
        EXPECT_EQ(list.couriers.at(0).state, "told");
        EXPECT_EQ(list.ways[0].arrives_on, "2026-11-21");
        EXPECT_TRUE(list.ways[0].arrival_told);
        EXPECT_EQ(list.ways[1].points, 3);
        EXPECT_EQ(w.questions.at(0), "1.000 1890");  // the usual kilogram, its value
        const auto asked = w.questions.size();
        EXPECT_EQ(Choosing::told(w.ask()), Choosing::told(list));
        EXPECT_EQ(w.questions.size(), asked);  // what was told lately is not asked again
    });
}

TEST(WaysTest, a_parcel_too_heavy_shuts_the_lockers_and_says_so) {
    on_each_ways([](db::Database& db) {
        Choosing w(db);
        EXPECT_EQ(Choosing::told(w.ask(true, 20'001)),
                  "branch 90.00 told, door 125.00 told, locker 80.50 told no_point_takes");
    });
}

TEST(WaysTest, a_courier_that_is_silent_or_talks_garbage_leaves_estimates) {
    on_each_ways([](db::Database& db) {
        Choosing w(db);
        w.ask();
        w.clock.advance(Ms{24 * 3'600'000});
        w.broken = "<html>maintenance</html>";
        auto list = w.ask();
        EXPECT_EQ(list.couriers.at(0).state, "garbage");
        EXPECT_EQ(Choosing::told(list), "locker 80.50 kept, branch 90.00 kept, door 125.00 kept");
        EXPECT_EQ(list.ways[0].priced_at, report);
        EXPECT_EQ(list.ways[0].arrives_on, "2026-11-22");  // two days, as it was then
        EXPECT_FALSE(list.ways[0].arrival_told);
        // It is let alone for a minute, and then asked again.
        const auto before = w.other.requests;
        EXPECT_EQ(w.ask().couriers.at(0).state, "unreachable");
        EXPECT_EQ(w.other.requests, before);
        w.clock.advance(Ms{60'000});
        w.other.down = true;
        list = w.ask();
        EXPECT_EQ(list.couriers.at(0).state, "unreachable");
        EXPECT_EQ(list.ways.size(), 3u);
        // A weight that was never asked about: our tariff of that day, if there is one.
        Tariff t{"novaposhta", "", "2026-01-01"};
        t.base = 8000, t.base_g = 1000, t.per_kg = 500, t.cod_fee = 2000, t.cod_permille = 20;
        ASSERT_TRUE(w.way.add_tariff({kettles, t}, ann));
        list = w.ask(true, 3'000);
        EXPECT_EQ(list.ways.at(0).basis, PriceBasis::tariff);
        EXPECT_EQ(to_decimal(*list.ways[0].price), "147.80");  // 80 + 2 x 5 + 20 + 2 % of 1890
        EXPECT_EQ(list.ways[0].tariff_from, "2026-01-01");
        t.valid_from = "yesterday";
        EXPECT_EQ(w.way.add_tariff({kettles, t}, ann).error().field, "valid_from");
    });
}

TEST(WaysTest, reliability_is_counted_from_our_own_parcels_and_too_few_tell_nothing) {
    on_each_ways([](db::Database& db) {
        Choosing w(db);
        w.parcels(9, 9, "branch", "Київ");
        const auto of = [&](std::string_view service) {
            for (const auto& one : w.ask().ways)
                if (to_name(one.service) == service) return one.reliability;
            return Reliability{};
        };
        EXPECT_EQ(of("branch").over, Counted::none);
        w.parcels(1, 0, "branch", "Киев");  // another spelling of the same city
        EXPECT_EQ(of("branch").over, Counted::city);
        EXPECT_EQ(of("branch").first_time, 9);
        EXPECT_EQ(of("branch").of, 10);
        w.parcels(20, 5, "locker", "Одеса");
        EXPECT_EQ(of("locker").over, Counted::courier);
        EXPECT_EQ(of("locker").of, 20);
        // Three of four lockers' parcels go twice: the cheapest is no longer the first.
        EXPECT_EQ(Choosing::told(w.ask()),
                  "branch 90.00 told, door 125.00 told, locker 80.50 told");
    });
}

TEST(WaysTest, the_choice_becomes_the_orders_address_and_the_waybills) {
    on_each_ways([](db::Database& db) {
        Choosing w(db);
        w.ask();
        const auto before = w.now();
        ASSERT_TRUE(w.way.choose(w.order, before.version, w.branch(), ann));
        auto order = w.now();
        EXPECT_EQ(order.address, "Київ, Відділення №2: вул. Хрещатик, 22");
        EXPECT_EQ(order.delivery_method, orders::DeliveryMethod::branch);
        EXPECT_GT(w.number("select count(*) from order_change"), 0);
        const auto chosen = w.ask().chosen;
        ASSERT_TRUE(chosen);
        EXPECT_TRUE(chosen->stands);
        EXPECT_EQ(chosen->point_number, "2");
        EXPECT_EQ(to_decimal(*chosen->price), "90.00");
        EXPECT_EQ(w.ask().ways.at(1).point->number, "2");
        // Somebody saw an older order: nothing is written.
        EXPECT_EQ(w.way.choose(w.order, before.version, w.branch("k1"), ann).error().code,
                  "orders.version_conflict");
        // The waybill names the branch by its number.
        w.other_side = [&](const http::ClientRequest& r) {
            w.sent.push_back(r.body);
            return http::ClientResponse{
                200,
                R"({"success":true,"data":[{"Ref":"r","IntDocNumber":"20400048799001"}]})",
                {}};
        };
        (void)db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update shop_order set desk_state = 'confirmed' where id = ?1", w.order);
            return {};
        });
        const auto id = w.room->add(w.order, {Courier::novaposhta, "branch", ""}, ann);
        ASSERT_TRUE(id);
        ASSERT_TRUE(w.room->send(*id, ann));
        EXPECT_NE(w.sent.back().find(R"("RecipientAddressName":"2")"), std::string::npos);
        EXPECT_NE(w.sent.back().find(R"("ServiceType":"WarehouseWarehouse")"), std::string::npos);
        // Another choice: the parcel says in what the order differs from its waybill.
        ASSERT_TRUE(w.way.choose(w.order, w.now().version, w.branch("k3"), ann));
        auto parcels =
            *db.read_as<std::vector<Shipment>>([&](db::Conn& c) -> Result<std::vector<Shipment>> {
                auto list = w.room->of_order(c, w.order);
                w.room->tell_sending(c, list);
                return list;
            });
        EXPECT_EQ(parcels.at(0).differs, (std::vector<std::string>{"address", "point"}));
    });
}

TEST(WaysTest, an_address_changed_by_hand_leaves_the_choice_behind) {
    on_each_ways([](db::Database& db) {
        Choosing w(db);
        ASSERT_TRUE(w.way.choose(w.order, w.now().version, w.branch(), ann));
        orders::CheckRequest by_hand{orders::CheckField::address, orders::CheckResult::changed};
        by_hand.value = "Львів, до запитання";
        (void)db.write(
            [&](db::Tx& tx) { return w.orders.check(tx, w.order, w.now().version, by_hand, ann); });
        EXPECT_FALSE(w.ask(false).chosen->stands);
    });
}

TEST(WaysTest, what_cannot_be_chosen_says_why) {
    on_each_ways([](db::Database& db) {
        Choosing w(db);
        const auto why = [&](ChooseWay in) {
            const auto no = w.way.choose(w.order, w.now().version, in, ann);
            if (no) return std::string("chosen");
            return no.error().code +
                   (no.error().params.empty() ? "" : " " + no.error().params[0].second);
        };
        auto in = w.branch("nowhere");
        EXPECT_EQ(why(in), "logistics.point unknown");
        in = w.branch("o1");  // of Odesa
        EXPECT_EQ(why(in), "logistics.point unknown");
        in = w.branch();
        in.city_ref = "atlantis";
        EXPECT_EQ(why(in), "logistics.city");
        in = w.branch("l9");
        in.service = Service::locker, in.weight_g = 20'001;
        EXPECT_EQ(why(in), "logistics.point weight");
        in.weight_g = 20'000;
        EXPECT_EQ(why(in), "chosen");
        // To the door the address stays, and the slot goes with it.
        in = {};
        in.service = Service::door, in.city_ref = "kyiv", in.address = "Saksahanskoho 12";
        in.slot_from = report + Ms{86'400'000}, in.slot_to = report + Ms{90'000'000};
        EXPECT_EQ(why(in), "chosen");
        EXPECT_EQ(w.now().delivery_from, in.slot_from);
        EXPECT_EQ(w.now().address, "Saksahanskoho 12");
    });
}

TEST(RankTest, risk_is_the_way_once_more_for_the_share_that_failed) {
    EXPECT_EQ(cost_with_risk(8050, {Counted::courier, 5, 20}), 8050 + 6038);
    EXPECT_EQ(cost_with_risk(8050, {}), 8050);
    EXPECT_EQ(cost_with_risk(100, {Counted::city, 0, 10}), 200);
    const Reliability sure{Counted::city, 10, 10};
    const std::vector<WayFacts> ways{{{}, {}, {}, false},
                                     {9000, "2026-11-22", sure, false},
                                     {9000, "2026-11-21", sure, false},
                                     {100, "2026-11-20", sure, true}};
    EXPECT_EQ(ranked(ways), (std::vector<std::size_t>{2, 1, 0, 3}));
}

TEST(RankTest, the_newest_tariff_in_force_for_the_service_holds) {
    const std::vector<Tariff> all{{"novaposhta", "", "2026-01-01", 100},
                                  {"novaposhta", "door", "2026-02-01", 200},
                                  {"novaposhta", "door", "2026-12-01", 300}};
    EXPECT_EQ(tariff_for(all, "novaposhta", "door", "2026-11-19")->base, 200);
    EXPECT_EQ(tariff_for(all, "novaposhta", "door", "2026-12-01")->base, 300);
    EXPECT_EQ(tariff_for(all, "novaposhta", "door", "2026-01-31")->base, 100);
    EXPECT_EQ(tariff_for(all, "novaposhta", "branch", "2025-12-31"), nullptr);
    EXPECT_EQ(tariff_for(all, "ukrposhta", "branch", "2026-12-31"), nullptr);
}

}  // namespace
}  // namespace ol::logistics
