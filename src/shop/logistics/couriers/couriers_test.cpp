// Contract: what each stored payload of the couriers means, file by file; then the traps of T5, T6.
#include "shop/logistics/couriers/couriers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "shop/logistics/couriers/moves.hpp"

namespace ol::logistics {
namespace {

namespace fs = std::filesystem;

fs::path data() {
    const char* source = std::getenv("OL_SOURCE_DIR");
    return (source ? fs::path(source) : fs::current_path()) / ".." / "shared" / "data" / "couriers";
}

std::string bytes(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// "9:delivered 5:in_transit !3", or "refused CODE", or "error FIELD": a file's meaning in a line.
std::string meaning(Courier courier, std::string_view body) {
    const auto answer = read_tracking(courier, body);
    if (!answer && answer.error().code == "logistics.refused") {
        std::string out = "refused";
        for (const auto& [name, value] : answer.error().params) out += " " + value;
        return out;
    }
    if (!answer) return "error " + answer.error().field;
    std::string out;
    for (const auto& e : answer->events)
        out += (out.empty() ? "" : " ") + e.code + ":" + std::string(to_name(e.status));
    for (const auto& p : answer->problems)
        out += std::string(out.empty() ? "" : " ") + "!" + p.code;
    return out;
}

struct Expected {
    Courier courier;
    const char* meaning;
};

/// Every file of the couriers, and what it means as a tracking answer.
const std::map<std::string, Expected>& expected() {
    constexpr auto np = Courier::novaposhta;
    constexpr auto cd = Courier::cdek;
    static const std::map<std::string, Expected> all{
        {"novaposhta/invalid_number.json", {np, "refused 20001401442"}},
        {"novaposhta/tracked_by_number.json", {np, "9:delivered"}},
        {"novaposhta/tracked_by_number_and_phone.json", {np, "9:delivered"}},
        {"novaposhta/client/tracking-monitor-documents.response.json", {np, "9:delivered"}},
        {"novaposhta/client/tracking-track-document.response.json", {np, "9:delivered"}},
        {"novaposhta/client/tracking-track-document-2.response.json", {np, ""}},
        {"novaposhta/client/tracking-track-documents.response.json",
         {np, "9:delivered 5:in_transit"}},
        {"novaposhta/client/tracking-track-documents-2.response.json", {np, "9:delivered"}},
        {"novaposhta/client/tracking-track-multiple-3.response.json", {np, "9:delivered"}},
        {"novaposhta/client/tracking-get-document-movement.response.json", {np, "!no_status"}},
        {"novaposhta-shopping/invalid_number.json", {Courier::np_shopping, "!not_found"}},
        {"novaposhta-shopping/invalid_response.json", {Courier::np_shopping, "error result"}},
        {"novaposhta-shopping/tracked_by_number.json",
         {Courier::np_shopping,
          "1-0:registered 20:in_transit 400:on_hold 30:in_transit 3-1:delivered 400:on_hold "
          "23:in_transit 20:in_transit 401:in_transit"}},
        {"ukrposhta/last-status-null-fields.json", {Courier::ukrposhta, "654:unknown"}},
        {"ukrposhta/route.json", {Courier::ukrposhta, ""}},
        {"ukrposhta/tracked_by_number.json",
         {Courier::ukrposhta,
          "41000:delivered 20700:in_transit 21500:in_transit 21700:at_point 41000:returned "
          "!not_found !not_found !not_found !not_found !not_found !not_found !not_found "
          "!not_found !not_found !not_found !not_found !not_found !not_found !not_found "
          "!not_found !not_found !not_found !not_found"}},
        {"cdek/webhook-order-status-delivered.json", {cd, "DELIVERED:delivered"}},
        {"cdek/webhook-order-status-received.json",
         {cd, "RECEIVED_AT_SHIPMENT_WAREHOUSE:handed_over"}},
        {"cdek/webhook-print-form.json", {cd, ""}},
        {"cdek/sdk-v2/create-order-success.200.json", {cd, ""}},
        {"cdek/sdk-v2/create-order-success-2.200.json", {cd, ""}},
        {"cdek/sdk-v2/cancel-order.200.json", {cd, ""}},
        {"cdek/sdk-v2/delete-order.200.json", {cd, ""}},
        {"cdek/sdk-v2/get-order-info-by-cdek-number.200.json", {cd, ""}},
        {"cdek/sdk-v2/get-order-info-by-uuid-success.200.json", {cd, ""}},
        {"sfexpress/routes.json",
         {Courier::sfexpress,
          "54:handed_over 30:in_transit 105:in_transit 30:in_transit 605:on_hold 31:in_transit "
          "30:in_transit 36:in_transit 31:in_transit 30:in_transit 36:in_transit 31:in_transit "
          "30:in_transit 36:in_transit 31:in_transit 44:out_for_delivery 204:out_for_delivery "
          "204:out_for_delivery 80:delivered"}},
        {"meest/bad_request.xml", {Courier::meest, "refused 100"}},
        {"meest/tracked_by_number.xml",
         {Courier::meest,
          "606:handed_over 2028:in_transit 2129:in_transit 808:in_transit 1214:in_transit "
          "808:in_transit 1214:in_transit 1622:delivered"}},
        {"fedex/tracking_trackingnumber_notfound.json",
         {Courier::fedex, "!TRACKING.TRACKINGNUMBER.NOTFOUND"}},
        {"fedex/tracked_bu_number.json", {Courier::fedex, "PU:handed_over"}},
        {"fedex/bad_request_error.json", {Courier::fedex, "refused BAD.REQUEST.ERROR"}},
        {"fedex/not_authorized_error.json", {Courier::fedex, "refused NOT.AUTHORIZED.ERROR"}},
        {"ups/invalid_number.xml", {Courier::ups, "refused 150022"}},
        {"ups/tracked_by_number.xml", {Courier::ups, "M:registered D:delivered"}},
        {"usps/error_response.xml", {Courier::usps, "!-2147219283"}},
    };
    return all;
}

TEST(CouriersContractTest, every_payload_means_what_it_says) {
    if (!fs::exists(data())) {
        std::printf("skipped: no ../shared/data\n");
        return;
    }
    for (const auto& [file, want] : expected()) {
        const auto body = bytes(data() / file);
        ASSERT_FALSE(body.empty()) << file;
        EXPECT_EQ(meaning(want.courier, body), want.meaning) << file;
    }
    EXPECT_EQ(meaning(Courier::sfexpress, bytes(data() / "sfexpress/search-routes.response.json")),
              meaning(Courier::sfexpress, bytes(data() / "sfexpress/routes.json")));
}

TEST(CouriersContractTest, whatever_else_is_stored_is_read_or_refused_by_every_reader) {
    if (!fs::exists(data())) return;
    int read = 0;
    for (const auto& entry : fs::recursive_directory_iterator(data())) {
        if (!entry.is_regular_file()) continue;
        const auto body = bytes(entry.path());
        for (const auto& courier : enum_names<Courier>) {
            const auto answer = read_tracking(courier.value, body);
            if (!answer) {
                EXPECT_TRUE(answer.error().code.starts_with("logistics.")) << entry.path();
            }
            ++read;
        }
    }
    EXPECT_GE(read, 97 * 9);
}

TEST(CouriersContractTest, waybills_of_nova_poshta) {
    if (!fs::exists(data())) return;
    for (const auto* file :
         {"create", "create-batch", "create-for-postomat", "create-with-options", "update"}) {
        const auto w = read_waybill(bytes(data() / "novaposhta/client" /
                                          ("waybill-" + std::string(file) + ".response.json")));
        ASSERT_TRUE(w.has_value()) << file;
        EXPECT_EQ(w->number, "20400048799000") << file;
        EXPECT_EQ(w->ref, "waybill-ref-1") << file;
    }
    const auto list = read_waybill_list(
        bytes(data() / "novaposhta/client/tracking-get-document-list.response.json"));
    ASSERT_TRUE(list.has_value());
    ASSERT_EQ(list->size(), 1u);
    EXPECT_EQ(list->front().waybill.number, "20400048799000");
    EXPECT_EQ(read_waybill(bytes(data() / "novaposhta/invalid_number.json")).error().code,
              "logistics.refused");
}

TEST(CouriersContractTest, times_and_places_of_the_full_answers) {
    if (!fs::exists(data())) return;
    const auto np =
        read_tracking(Courier::novaposhta, bytes(data() / "novaposhta/tracked_by_number.json"));
    EXPECT_EQ(iso8601(*np->events.at(0).at), "2022-03-08T13:16:53.000Z") << "Kyiv in winter";
    const auto meest = read_tracking(Courier::meest, bytes(data() / "meest/tracked_by_number.xml"));
    EXPECT_EQ(iso8601(*meest->events.at(0).at), "2016-06-25T12:05:53.000Z");
    EXPECT_EQ(meest->events.at(7).place, "Рівне");
    const auto sf =
        read_tracking(Courier::sfexpress, bytes(data() / "sfexpress/search-routes.response.json"));
    EXPECT_EQ(iso8601(*sf->events.back().at), "2025-05-19T02:40:41.000Z");
    EXPECT_EQ(sf->events.back().waybill, "SF1234123412340");
    const auto cdek =
        read_tracking(Courier::cdek, bytes(data() / "cdek/webhook-order-status-delivered.json"));
    EXPECT_EQ(iso8601(*cdek->events.at(0).at), "2019-07-11T05:41:43.000Z");
    EXPECT_EQ(cdek->events.at(0).waybill, "1106153417");
}

std::string np_answer(const std::string& code, const std::string& more = "") {
    return R"({"success":true,"data":[{"Number":"20","StatusCode":)" + code + more + "}]}";
}

TEST(NovaPoshtaTest, traps) {
    constexpr auto np = Courier::novaposhta;
    EXPECT_EQ(meaning(np, np_answer("106")), "106:delivered") << "received, not refused";
    EXPECT_EQ(meaning(np, np_answer("1")), "1:registered") << "only a paper yet";
    EXPECT_EQ(meaning(np, np_answer("\"3\"")), "!3") << "may be too new to be found";
    EXPECT_TRUE(read_tracking(np, np_answer("3"))->problems.front().temporary);
    EXPECT_EQ(meaning(np, np_answer("999")), "999:unknown");
    EXPECT_EQ(meaning(np, R"({"success":false,"data":[],"errorCodes":["20000100151"]})"),
              "refused 20000100151");
    const auto refused =
        read_tracking(np, np_answer("103", R"(,"LastCreatedOnTheBasisNumber":"59000000000001")"));
    EXPECT_EQ(refused->events.front().next_waybill, "59000000000001");
    EXPECT_EQ(refused->events.front().fault, Fault::customer);
}

TEST(NovaPoshtaTest, the_date_forms_of_one_record) {
    using novaposhta::read_time;
    EXPECT_EQ(iso8601(*read_time("26-02-2022 11:08:03")), "2022-02-26T09:08:03.000Z");
    EXPECT_EQ(iso8601(*read_time("2022-07-08 15:16:53")), "2022-07-08T12:16:53.000Z");
    EXPECT_EQ(iso8601(*read_time("15:16 08.03.2022")), "2022-03-08T13:16:00.000Z");
    EXPECT_EQ(iso8601(*read_time("08.03.2022 15:16:47")), "2022-03-08T13:16:47.000Z");
    EXPECT_EQ(iso8601(*read_time("01.01.2024")), "2023-12-31T22:00:00.000Z");
    for (const auto* bad : {"", "0001-01-01 00:00:00", "soon", "12.2024", "99999999999-1-1",
                            "2022-13-01", "2022-02-02 25:00:00", "1 2 3 4 5 6 7"})
        EXPECT_FALSE(read_time(bad)) << bad;
}

TEST(CdekTest, returned_to_a_warehouse_is_no_return_and_a_part_is_no_whole) {
    const auto push = [](const std::string& attributes) {
        return meaning(Courier::cdek, R"({"type":"ORDER_STATUS","attributes":{"cdek_number":"7",)" +
                                          attributes + "}}");
    };
    EXPECT_EQ(push(R"("code":"RETURNED_TO_SENDER_CITY_WAREHOUSE")"),
              "RETURNED_TO_SENDER_CITY_WAREHOUSE:handed_over");
    EXPECT_EQ(push(R"("code":"RETURNED_TO_TRANSIT_WAREHOUSE")"),
              "RETURNED_TO_TRANSIT_WAREHOUSE:in_transit");
    EXPECT_EQ(push(R"("code":"RETURNED_TO_RECIPIENT_CITY_WAREHOUSE")"),
              "RETURNED_TO_RECIPIENT_CITY_WAREHOUSE:attempt_failed");
    EXPECT_EQ(push(R"("code":"DELIVERED","status_reason_code":"20")"),
              "DELIVERED:partly_delivered");
    EXPECT_EQ(push(R"("code":"DELIVERED","is_return":true)"), "DELIVERED:returned");
    EXPECT_EQ(push(R"("code":"TAKEN_BY_COURIER","is_reverse":true)"), "TAKEN_BY_COURIER:returning");
    EXPECT_EQ(push(R"("code":"ENTERED_TO_SOMEWHERE")"), "ENTERED_TO_SOMEWHERE:unknown");
    const auto order = read_tracking(Courier::cdek,
                                     R"({"entity":{"cdek_number":"7","statuses":[
            {"code":"RECEIVED_AT_SHIPMENT_WAREHOUSE","date_time":"2024-01-02T10:00:00+0300"},
            {"code":"CREATED","date_time":"2024-01-01T10:00:00+0300"}]}})");
    ASSERT_EQ(order->events.size(), 2u);
    EXPECT_EQ(order->events[0].code, "CREATED") << "oldest first";
    EXPECT_EQ(iso8601(*order->events[1].at), "2024-01-02T07:00:00.000Z");
    EXPECT_EQ(fault_of(Courier::cdek, "RETURNED_TO_RECIPIENT_CITY_WAREHOUSE", "35"),
              Fault::courier);
    EXPECT_EQ(fault_of(Courier::cdek, "RETURNED_TO_RECIPIENT_CITY_WAREHOUSE", "13"),
              Fault::customer);
}

TEST(HostileAnswerTest, is_refused_by_its_place) {
    EXPECT_EQ(meaning(Courier::novaposhta, "[]"), "error body");
    EXPECT_EQ(meaning(Courier::novaposhta, R"({"data":{}})"), "error success");
    EXPECT_EQ(meaning(Courier::novaposhta, R"({"success":true,"data":[null,5,{"Number":{}}]})"),
              "");
    EXPECT_EQ(meaning(Courier::cdek, std::string(100, '[')), "error body");
    EXPECT_EQ(meaning(Courier::meest, "<return><a></return>"), "");
    EXPECT_EQ(meaning(Courier::ups, "<TrackResponse"), "error Response");
    std::string deep;
    for (int i = 0; i < 10000; ++i) deep += "<a>";
    EXPECT_EQ(meaning(Courier::usps, deep), "error TrackResponse");
}

// ---- where a parcel stands ----

Time t(int minute) { return from_ms(1'790'000'000'000 + minute * 60'000); }

TEST(MovesTest, late_and_repeated_events_move_nothing_back) {
    const Standing way{Status::out_for_delivery, t(100)};
    EXPECT_FALSE(moved(way, Status::in_transit, t(90))) << "older news";
    EXPECT_FALSE(moved(way, Status::out_for_delivery, t(110))) << "the same again";
    EXPECT_FALSE(moved(way, Status::unknown, t(110)));
    EXPECT_FALSE(moved(way, Status::at_city, t(100))) << "of one moment the further one counts";
    EXPECT_FALSE(moved(way, Status::at_city, std::nullopt));
    EXPECT_EQ(moved(way, Status::attempt_failed, t(101)), Status::attempt_failed);
    EXPECT_EQ(moved({Status::attempt_failed, t(101)}, Status::out_for_delivery, t(200)),
              Status::out_for_delivery)
        << "the next try";
    EXPECT_EQ(moved(way, Status::delivered, t(90)), Status::delivered) << "an end learnt late";
}

TEST(MovesTest, what_has_ended_does_not_wake) {
    for (const auto& s : enum_names<Status>) {
        const auto next = moved({Status::delivered, t(1)}, s.value, t(500));
        EXPECT_EQ(next.has_value(), s.value == Status::partly_delivered) << s.name;
        EXPECT_FALSE(moved({Status::returned, t(1)}, s.value, t(500))) << s.name;
    }
    EXPECT_EQ(moved({Status::cancelled, t(1)}, Status::handed_over, t(2)), Status::handed_over)
        << "a parcel not found may turn up";
}

TEST(MovesTest, any_order_of_arrival_ends_in_the_same_place) {
    struct E {
        Status status;
        Time at;
    };
    std::vector<E> events{{Status::handed_over, t(1)},    {Status::in_transit, t(2)},
                          {Status::at_city, t(3)},        {Status::out_for_delivery, t(4)},
                          {Status::attempt_failed, t(5)}, {Status::out_for_delivery, t(6)},
                          {Status::delivered, t(7)}};
    std::vector<int> order{0, 1, 2, 3, 4, 5, 6};
    do {
        Standing now;
        for (const int i : order) {
            const auto& e = events[static_cast<std::size_t>(i)];
            if (const auto next = moved(now, e.status, e.at)) now = {*next, e.at};
        }
        ASSERT_EQ(now.status, Status::delivered);
    } while (std::next_permutation(order.begin(), order.end()));
}

}  // namespace
}  // namespace ol::logistics
