// One address in three alphabets, and what must not be taken for one.
#include "shop/orders/address.hpp"

#include <gtest/gtest.h>

namespace ol::orders {
namespace address_test {

bool same(const char* a, const char* city_a, const char* b, const char* city_b) {
    return same_address(address_norm(a, city_a), address_norm(b, city_b));
}

TEST(Address, a_city_has_one_form_in_three_alphabets) {
    for (const auto& spellings : std::vector<std::vector<const char*>>{
             {"Київ", "Киев", "Kyiv", "Kiev", "м. Київ", "г.Киев", "KYIV "},
             {"Харків", "Харьков", "Kharkiv", "Kharkov"},
             {"Львів", "Львов", "Lviv", "L'viv"},
             {"Одеса", "Одесса", "Odesa", "Odessa"},
             {"Дніпро", "Днепр", "Dnipro", "Днепропетровск"},
             {"Миколаїв", "Николаев", "Mykolaiv", "Nikolaev"},
             {"Кривий Ріг", "Кривой Рог", "Kryvyi Rih", "Krivoy Rog"},
             {"Запоріжжя", "Запорожье", "Zaporizhzhia", "Zaporozhye"},
             {"Чернівці", "Черновцы", "Chernivtsi"},
             {"Івано-Франківськ", "Ивано-Франковск", "Ivano-Frankivsk"},
             {"Хмельницький", "Хмельницкий", "Khmelnytskyi"}})
        for (const auto* s : spellings) EXPECT_EQ(city_norm(s), city_norm(spellings[0])) << s;
    for (const auto* other : {"Харків", "Львів", "Одеса", "Суми", "Луцьк", "Рівне", ""})
        EXPECT_NE(city_norm(other), city_norm("Київ")) << other;
}

TEST(Address, a_street_is_the_same_however_it_is_written) {
    constexpr auto uk = "вул. Саксаганського, буд. 12, кв. 4";
    EXPECT_TRUE(same(uk, "Київ", "ул. Саксаганского 12/4", "Киев"));
    EXPECT_TRUE(same(uk, "Київ", "Saksahanskoho st. 12, apt 4", "Kyiv"));
    EXPECT_TRUE(same(uk, "Київ", "01033, м. Київ, САКСАГАНСЬКОГО 12 кв 4", "Київ"));
    EXPECT_TRUE(same("Шевченка 12а", "Львів", "Shevchenka, 12 А", "Lviv"));
    EXPECT_TRUE(same("Нова пошта, відділення №5", "Суми", "Отделение 5", "Сумы"));
}

TEST(Address, another_house_flat_street_or_city_is_another_address) {
    constexpr auto uk = "вул. Саксаганського, буд. 12, кв. 4";
    EXPECT_FALSE(same(uk, "Київ", "вул. Саксаганського, буд. 12, кв. 5", "Київ"));
    EXPECT_FALSE(same(uk, "Київ", "вул. Саксаганського, буд. 12", "Київ"));
    EXPECT_FALSE(same(uk, "Київ", "вул. Сагайдачного, буд. 12, кв. 4", "Київ"));
    EXPECT_FALSE(same(uk, "Київ", uk, "Харків"));
    EXPECT_FALSE(same("", "Київ", "", "Київ"));
    EXPECT_FALSE(same("вул. Саксаганського", "Київ", "вул. Саксаганського", "Київ"));  // no house
    EXPECT_FALSE(same("<script>alert(1)</script>", "", "", ""));
}

}  // namespace address_test
}  // namespace ol::orders
