// Waybills at Ukrposhta: the recipient into its register first, and nothing made twice whichever
// answer is lost.
#include "shop/logistics/ukrposhta.hpp"

#include "shop/logistics/fake_ukrposhta.hpp"
#include "shop/logistics/served_world.hpp"

namespace ol::logistics {
namespace ukrposhta_test {

constexpr auto refs =
    R"({"uuid":"sender-1","postcode":"01001","Weight":"1.5","length":40,"paidByRecipient":true})";

struct Post : Served {
    explicit Post(db::Database& d, std::string sender = refs,
                  std::string key = "track:ecom:counter")
        : Served(d) {
        other_side = [this](const http::ClientRequest& r) { return post.answer(r); };
        const auto id = room->add_account(
            {kettles, Courier::ukrposhta, "http://127.0.0.1:1/status-tracking/0.0.1",
             std::move(key), json::Raw{std::move(sender)}},
            ann);
        EXPECT_TRUE(id.has_value()) << id.error().detail;
        sql("update shop_order set address = 'вул. Саксаганського, буд. 12, кв. 4, 01033' "
            "where id = ?1");
    }
    void sql(std::string_view statement) {
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(statement, order);
            return {};
        }));
    }
    ShipmentId draft(const std::string& service = "door") {
        return *room->add(order, {Courier::ukrposhta, service, ""}, ann);
    }
    FakeUkrposhta post;
};

TEST(UkrposhtaWaybillTest, carries_the_confirmed_fields_to_a_client_of_its_register) {
    on_each([](db::Database& db) {
        Post w(db);
        const auto id = w.draft();
        ASSERT_TRUE(w.room->send(id, ann));
        EXPECT_EQ(w.parcel().waybill, "5551400000659");
        EXPECT_EQ(w.parcel().send_state, SendState::sent);
        EXPECT_EQ(w.post.at(0, "externalId"), waybills::our_reference(id.value));
        EXPECT_EQ(w.post.at(0, "deliveryType"), "W2D");
        EXPECT_EQ(w.post.at(0, "type"), "STANDARD");
        EXPECT_EQ(w.post.at(0, "description"), "KET-17");
        EXPECT_TRUE(walk::flag_at(w.post.shipments[0].said, "paidByRecipient")) << "its own words";
        EXPECT_EQ(w.post.shipments[0].said.at("postPay").as_double(), 1890.0);
        const auto& parcel = w.post.shipments[0].said.at("parcels").as_array().at(0).as_object();
        EXPECT_EQ(walk::text_at(parcel, "weight"), "1500");
        EXPECT_EQ(walk::text_at(parcel, "length"), "40");
        EXPECT_EQ(walk::text_at(w.post.recipient(0), "lastName"), "Shevchenko");
        EXPECT_EQ(walk::text_at(w.post.recipient(0), "phoneNumber"), "380501112233");
        const auto& to = w.post.addresses.at(0);
        EXPECT_EQ(walk::text_at(to, "postcode"), "01033");
        EXPECT_EQ(walk::text_at(to, "street"), "Саксаганського");
        EXPECT_EQ(walk::text_at(to, "houseNumber"), "12");
        EXPECT_EQ(walk::text_at(to, "apartmentNumber"), "4");
        EXPECT_FALSE(w.post.shipments[0].said.contains("Weight")) << "ours, not the courier's";
        EXPECT_EQ(w.number("select count(*) from journal where data like '%Shevchenko%'"), 0);
    });
}

TEST(UkrposhtaWaybillTest, is_changed_printed_and_cancelled) {
    on_each([](db::Database& db) {
        Post w(db);
        const auto id = w.draft();
        ASSERT_TRUE(w.room->send(id, ann));
        EXPECT_TRUE(w.room->label(id, ann)->courier_prints);
        EXPECT_EQ(w.room->label_pdf(id, ann).value(), "%PDF-1.4 5551400000659");
        w.sql("update shop_order set recipient = 'Бондар Ігор Петрович' where id = ?1");
        EXPECT_EQ(w.room->label(id, ann).error().code, "logistics.differs");
        ASSERT_TRUE(w.room->change(id, ann));
        EXPECT_EQ(w.post.shipments.size(), 1u);
        EXPECT_EQ(w.post.clients.size(), 1u) << "the same client of the register";
        EXPECT_EQ(w.post.addresses.size(), 1u) << "the same address";
        EXPECT_EQ(walk::text_at(w.post.recipient(0), "middleName"), "Петрович");
        ASSERT_TRUE(w.room->cancel(id, ann));
        EXPECT_EQ(w.post.shipments[0].status, "DELETED");
        EXPECT_EQ(w.parcel().send_state, SendState::cancelled);

        const auto second = w.draft();
        ASSERT_TRUE(w.room->send(second, ann));
        w.post.shipments[1].status = "REGISTERED";
        const auto refused = w.room->cancel(second, ann);
        EXPECT_EQ(refused.error().code, "logistics.refused");
        EXPECT_EQ(refused.error().params.at(0).second, "UPE03004");
        EXPECT_EQ(refused.error().detail.find("Шевченко"), std::string::npos);
        EXPECT_EQ(w.parcel(1).send_state, SendState::sent);
    });
}

/// Each answer of the way is lost in its turn; what stands afterwards is one of everything.
TEST(UkrposhtaWaybillTest, whichever_answer_is_lost_nothing_is_made_twice) {
    for (const auto* lost : {"/clients/external-id/", "/addresses", "POST /ecom/0.0.1/clients",
                             "POST /ecom/0.0.1/shipments"})
        on_each([lost](db::Database& db) {
            Post w(db);
            const auto id = w.draft();
            w.post.lost = lost;
            EXPECT_EQ(w.room->send(id, ann).error().code, "logistics.unreachable") << lost;
            w.room->settle_sent();
            if (w.parcel().send_state != SendState::sent) {
                EXPECT_EQ(w.parcel().send_state, SendState::draft)
                    << lost << ": the waybill itself was not asked for yet";
                ASSERT_TRUE(w.room->send(id, ann)) << lost;
            }
            EXPECT_EQ(w.post.shipments.size(), 1u) << lost;
            EXPECT_EQ(w.post.clients.size(), 1u) << lost;
            EXPECT_EQ(w.parcel().waybill, "5551400000659") << lost;
        });
}

TEST(UkrposhtaWaybillTest, a_lost_change_is_asked_again_and_a_lost_cancellation_looked_up) {
    on_each([](db::Database& db) {
        Post w(db);
        const auto id = w.draft();
        ASSERT_TRUE(w.room->send(id, ann));
        w.sql("update shop_order set recipient = 'Ihor Bondar' where id = ?1");
        w.post.lost = "PUT /ecom/0.0.1/shipments";
        EXPECT_EQ(w.room->change(id, ann).error().code, "logistics.unreachable");
        EXPECT_EQ(w.parcel().send_state, SendState::changing);
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_EQ(w.parcel().send_state, SendState::sent);
        w.post.lost = "DELETE";
        EXPECT_EQ(w.room->cancel(id, ann).error().code, "logistics.unreachable");
        EXPECT_EQ(w.room->settle_sent(), 1);
        EXPECT_EQ(w.parcel().send_state, SendState::cancelled);
        EXPECT_EQ(w.post.shipments.size(), 1u);
    });
}

/// The process died between the record and the request: the courier's list does not have it.
TEST(UkrposhtaWaybillTest, what_never_arrived_may_be_sent_again_unless_a_stranger_may_be_it) {
    on_each([](db::Database& db) {
        Post w(db);
        const auto id = w.draft();
        w.sql("update shipment set send_state = 'sending' where order_id = ?1");
        w.post.shipments.push_back(
            {"hand-1", "0500000000001", "CREATED", "2026-11-10T09:00:00", {}});
        EXPECT_EQ(w.room->settle_sent(), 1) << "that one is days older";
        EXPECT_EQ(w.parcel().send_error, "logistics.not_sent");
        w.sql("update shipment set send_state = 'sending' where order_id = ?1");
        w.post.shipments[0].modified = "2026-11-19T14:00:00";
        EXPECT_EQ(w.room->settle_sent(), 0) << "made by hand today, without a reference: a person";
        w.post.shipments.clear();
        EXPECT_EQ(w.room->settle_sent(), 1);
        ASSERT_TRUE(w.room->send(id, ann));
    });
}

TEST(UkrposhtaWaybillTest, an_account_without_client_or_token_is_told_so) {
    on_each([](db::Database& db) {
        Post w(db, R"({"postcode":"01001"})");
        EXPECT_EQ(w.room->send(w.draft(), ann).error().code, "logistics.sender_client");
    });
    on_each([](db::Database& db) {
        Post w(db, refs, "track:ecom");
        EXPECT_EQ(w.room->send(w.draft(), ann).error().code, "logistics.token");
    });
}

TEST(UkrposhtaWaybillTest, says_what_is_missing_before_anything_goes_out) {
    on_each([](db::Database& db) {
        Post u(db);
        u.bar = "payment";
        const auto one = u.draft();
        EXPECT_EQ(u.room->send(one, ann).error().code, "logistics.may_not_leave");
        u.bar = "";
        const auto missing = [&](const std::string& address) {
            u.sql("update shop_order set address = '" + address + "' where id = ?1");
            const auto sent = u.room->send(one, ann);
            return sent ? "" : sent.error().params.at(0).second;
        };
        EXPECT_EQ(missing("вул. Саксаганського 12"), "postcode");
        EXPECT_EQ(missing("01033 Київ"), "street");
        EXPECT_EQ(missing("01033 Kyiv, Saksahanskoho"), "house");
        u.sql("update shop_order set recipient = 'Олена' where id = ?1");
        u.sql("update shop_order set address = 'Саксаганського 12, 01033' where id = ?1");
        EXPECT_EQ(u.room->send(one, ann).error().code, "logistics.recipient");
        EXPECT_TRUE(u.post.asked.empty()) << "the courier heard of nothing";
        EXPECT_EQ(u.text("select send_state from shipment where id = " + std::to_string(one.value)),
                  "draft");
        const auto branch = u.draft("branch");
        u.sql("update shop_order set recipient = 'Олена Шевченко' where id = ?1");
        ASSERT_TRUE(u.room->send(branch, ann));
        EXPECT_EQ(u.post.at(0, "deliveryType"), "W2W");
        EXPECT_FALSE(u.post.addresses.at(0).contains("street")) << "a branch is its postcode";
    });
}

TEST(UkrposhtaWaybillTest, streets_and_names_are_read_as_people_write_them) {
    const auto place = [](const std::string& address) {
        WaybillFields f;
        f.service = "door", f.city = "Київ", f.address = address;
        const auto p = ukrposhta::place_of(f);
        return p ? p->street + "|" + p->house + "|" + p->flat : p.error().code;
    };
    EXPECT_EQ(place("01033, Київ, вул. Саксаганського, буд. 12-А, кв. 4"), "Саксаганського|12-А|4");
    EXPECT_EQ(place("01033 вулиця Саксаганського 12А, кв.4"), "Саксаганського|12А|4");
    EXPECT_EQ(place("Saksahanskoho st. 12, apt 4, 01033"), "Saksahanskoho|12|4");
    EXPECT_EQ(place("01033 Саксаганського 12-4"), "Саксаганського|12|4");
    EXPECT_EQ(place("01033 8 Березня 5"), "8 Березня|5|");
    EXPECT_EQ(place("01033 пров. Лесі Українки 5/7"), "пров Лесі Українки|5/7|");
    EXPECT_EQ(place("01033, м. Киев, Саксаганського 12"), "Саксаганського|12|");
    EXPECT_EQ(place(""), "logistics.address");
    EXPECT_EQ(place("01033 ,,, ..."), "logistics.address");
    const auto person = [](const std::string& name) {
        WaybillFields f;
        f.recipient = name;
        const auto p = ukrposhta::person_of(f);
        return p ? p->last + "|" + p->first + "|" + p->middle : p.error().code;
    };
    EXPECT_EQ(person("Шевченко Олена Іванівна"), "Шевченко|Олена|Іванівна");
    EXPECT_EQ(person("Олена Іванівна Шевченко"), "Шевченко|Олена|Іванівна");
    EXPECT_EQ(person("Olena Shevchenko"), "Shevchenko|Olena|");
    EXPECT_EQ(person("Maria de la Cruz"), "de la Cruz|Maria|");
    EXPECT_EQ(person("Олена"), "logistics.recipient");
}

/// The other side is hostile: what it answers stands in an address of the next request.
TEST(UkrposhtaWaybillTest, an_answer_that_is_no_id_goes_no_further) {
    using ukrposhta::read_made;
    EXPECT_EQ(read_made({200, R"({"uuid":"../../clients"})", {}}, "uuid").error().code,
              "logistics.answer");
    EXPECT_EQ(read_made({200, R"({"id":"1,\"x\":2"})", {}}, "id").error().code, "logistics.answer");
    EXPECT_EQ(read_made({200, "<html>", {}}, "id").error().code, "logistics.answer");
    EXPECT_EQ(read_made({200, "[]", {}}, "id").error().code, "logistics.answer");
    EXPECT_EQ(ukrposhta::read_written({200, R"({"uuid":"a","barcode":null})", {}}).error().code,
              "logistics.answer");
    EXPECT_EQ(ukrposhta::read_found({404, "<html>no such page", {}}, "OL1", report).found,
              waybills::Found::unclear)
        << "a page is not its own word that there is none";
    EXPECT_EQ(ukrposhta::read_found({200, R"([1,null,{"uuid":7}])", {}}, "OL1", report).found,
              waybills::Found::nowhere);
}

}  // namespace ukrposhta_test
}  // namespace ol::logistics
