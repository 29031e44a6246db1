// What couriers' directories say, row by row; names across spellings; what a point takes.
#include <gtest/gtest.h>

#include "shop/logistics/ways/names.hpp"
#include "shop/logistics/ways/places.hpp"

namespace ol::logistics {
namespace {

TEST(PlacesTest, a_branch_of_nova_poshta_with_its_limits) {
    // Numbers come as text and as numbers; a weight of 0 is no limit.
    const auto page = places::novaposhta_points(R"({"success":true,"data":[{
        "Ref":"r1","CityRef":"c1","Number":"12","Description":"Відділення №12: вул. Січова, 4",
        "DescriptionRu":"Отделение №12: ул. Сечевая, 4","ShortAddress":"Київ, Січова, 4",
        "PostFinance":"0","PaymentAccess":0,"POSTerminal":"1","TotalMaxWeightAllowed":"0",
        "PlaceMaxWeightAllowed":30,"ReceivingLimitationsOnDimensions":{"Width":70,"Height":"70",
        "Length":120},"WarehouseStatus":"Working","CategoryOfWarehouse":"Branch",
        "MaxDeclaredCost":"5000","DenyToSelect":"0","PostalCodeUA":"03045"}],
        "info":{"totalCount":"41000"}})");
    ASSERT_TRUE(page) << page.error().detail;
    ASSERT_EQ(page->items.size(), 1u);
    const auto& p = page->items[0];
    EXPECT_EQ(page->total, 41000);
    EXPECT_EQ(p.number, "12");
    EXPECT_EQ(p.postcode, "03045");
    EXPECT_EQ(p.kind, PointKind::branch);
    EXPECT_TRUE(p.open);
    EXPECT_EQ(p.limits, (PointLimits{30'000, 120, 70, 70, 500'000, true}));
}

TEST(PlacesTest, a_locker_a_closed_branch_and_rows_that_cannot_be_read) {
    const auto page = places::novaposhta_points(R"({"success":true,"data":[
        {"Ref":"a","CityRef":"c","Description":"Поштомат №5","CategoryOfWarehouse":"Postomat"},
        {"Ref":"b","CityRef":"c","Description":"№6","WarehouseStatus":"Closed"},
        {"Ref":"d","CityRef":"c","Description":"№7","DenyToSelect":"1"},
        {"Ref":"e","Description":null}, {"Number":"1"}, 7]})");
    ASSERT_TRUE(page);
    ASSERT_EQ(page->items.size(), 3u);
    EXPECT_EQ(page->items[0].kind, PointKind::locker);
    EXPECT_FALSE(page->items[0].limits.takes_cod);
    EXPECT_FALSE(page->items[1].open);
    EXPECT_FALSE(page->items[2].open);
    EXPECT_EQ(page->refs, std::vector<std::string>{"e"});
    EXPECT_EQ(page->nameless, 2);
    EXPECT_EQ(page->total, -1);
}

TEST(PlacesTest, what_is_no_directory_is_an_error_with_its_code) {
    EXPECT_EQ(places::novaposhta_cities("<html>").error().code, "logistics.answer");
    EXPECT_EQ(places::novaposhta_cities(R"({"success":true})").error().code, "logistics.answer");
    const auto no = places::novaposhta_cities(
        R"({"success":false,"data":[],"errorCodes":["20000200068"]})");
    EXPECT_EQ(no.error().code, "logistics.refused");
    EXPECT_EQ(no.error().params.at(0).second, "20000200068");
    EXPECT_EQ(places::ukrposhta_cities("{}").error().code, "logistics.answer");
    EXPECT_EQ(places::ukrposhta_regions(R"({"Entries":{"Entry":[]}})").error().code,
              "logistics.answer");
    EXPECT_EQ(places::ukrposhta_regions(R"({"Entries":{"Entry":[{"REGION_ID":"1&x=2"}]}})")
                  .error()
                  .code,
              "logistics.answer");
}

TEST(PlacesTest, ukrposhta_writes_zero_for_nothing_and_one_entry_without_brackets) {
    const auto cities = places::ukrposhta_cities(R"({"Entries":{"Entry":{"CITY_ID":29713,
        "CITY_UA":"Кропивницький","CITY_RU":"0","CITY_EN":"Kropyvnytskyi",
        "OLDCITY_UA":"Кіровоград","REGION_UA":"Кіровоградська","DISTRICT_UA":null}}})");
    ASSERT_TRUE(cities);
    ASSERT_EQ(cities->items.size(), 1u);
    EXPECT_EQ(cities->items[0].ref, "29713");
    EXPECT_EQ(cities->items[0].spellings,
              (std::vector<std::string>{"Kropyvnytskyi", "Кіровоград"}));
    const auto points = places::ukrposhta_points(R"({"Entries":{"Entry":[
        {"ID":"1","POCITY_ID":"29713","POSTINDEX":"25001","PO_LONG":"ВПЗ 1","LOCK_CODE":"0"},
        {"ID":"2","POCITY_ID":"29713","POSTINDEX":"25002","PO_SHORT":"ВПЗ 2","LOCK_CODE":65535,
         "TYPE_LONG":"Поштомат"}]}})");
    ASSERT_TRUE(points);
    EXPECT_TRUE(points->items[0].open);
    EXPECT_FALSE(points->items[1].open);
    EXPECT_EQ(points->items[1].kind, PointKind::locker);
    EXPECT_EQ(points->items[1].postcode, "25002");
}

TEST(NamesTest, a_name_is_found_in_three_alphabets_by_any_part) {
    const auto match = [](std::string_view asked, std::vector<std::string> names) {
        std::vector<names::Keys> keys;
        for (const auto& n : names) keys.push_back(names::keys_of(n));
        return names::match(names::keys_of(asked), keys);
    };
    const std::vector<std::string> kyiv{"Київ", "Киев"};
    for (const auto* asked : {"Київ", "киев", "Kyiv", "KIEV", "м. Київ", "Kiyv"})
        EXPECT_GE(match(asked, kyiv), 0) << asked;
    EXPECT_EQ(match("ки", kyiv), 1);
    EXPECT_EQ(match("Франк", {"Івано-Франківськ"}), 1);
    EXPECT_EQ(match("frankivsk", {"Івано-Франківськ"}), 1);
    EXPECT_EQ(match("kharkov", {"Харків"}), 2);
    EXPECT_EQ(match("вниц", {"Кропивницький"}), 4);
    EXPECT_EQ(match("Львів", kyiv), -1);
    EXPECT_EQ(match("Івано-Одеса", {"Івано-Франківськ"}), -1);  // every word asked for
    EXPECT_EQ(match("", kyiv), -1);
}

TEST(NamesTest, numbers_stay_what_they_are) {
    EXPECT_EQ(names::searched({"Відділення №11, вул. 22 Січня"}), " 11 22 sqn");
    EXPECT_EQ(names::patterns_of("11"), std::vector<std::string>{"% 11%"});
    EXPECT_EQ(names::patterns_of("а%_"), std::vector<std::string>{"% a%"});
    EXPECT_EQ(names::after("klv"), "klw");
    EXPECT_EQ(names::after("天"), "");
}

TEST(LimitsTest, a_point_says_what_it_does_not_take) {
    const PointLimits locker{20'000, 60, 40, 30, 1'000'000, false};
    EXPECT_EQ(refusal(locker, {20'000, 60, 40, 30, 0, 0}).code, "");
    EXPECT_EQ(refusal(locker, {20'001, 0, 0, 0, 0, 0}).code, "weight");
    EXPECT_EQ(refusal(locker, {20'001, 0, 0, 0, 0, 0}).limit, 20'000);
    // Turned, it fits; with one side too long it does not.
    EXPECT_EQ(refusal(locker, {1000, 30, 60, 40, 0, 0}).code, "");
    EXPECT_EQ(refusal(locker, {1000, 61, 10, 10, 0, 0}).limit, 60);
    EXPECT_EQ(refusal(locker, {1000, 50, 45, 10, 0, 0}).code, "size");
    EXPECT_EQ(refusal(locker, {0, 0, 0, 0, 0, 100}).code, "cod");
    EXPECT_EQ(refusal(locker, {0, 0, 0, 0, 1'000'001, 0}).code, "value");
    EXPECT_EQ(refusal({}, {900'000, 900, 900, 900, 1 << 30, 5}).code, "");  // no limit told
}

}  // namespace
}  // namespace ol::logistics
