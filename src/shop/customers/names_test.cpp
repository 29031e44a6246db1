// T10 as a table: which names may be one person's, and what a mask leaves.
#include <gtest/gtest.h>

#include "shop/customers/customers.hpp"

namespace ol::customers {
namespace {

struct Case {
    const char* a;
    const char* b;
    bool compatible;
};

constexpr Case cases[] = {
    {"Oksana Koval", "Oksana Koval", true},
    {"Koval Oksana", "oksana  KOVAL", true},
    {"O. Koval", "Oksana Koval", true},
    {"Koval", "Oksana Koval", true},
    {"Оксана Коваль", "коваль О.", true},
    {"Oksana Ivanivna Koval", "Oksana Koval", true},
    {"Oksana Koval", "Petro Koval", false},
    {"P. Koval", "Oksana Koval", false},
    {"Oksana Koval", "Oksana Melnyk", false},
    {"O. K.", "Oksana Koval", false},  // initials alone prove nothing
    {"", "Oksana Koval", false},
    {"", "", false},
    {"Anna Anna", "Anna Koval", false},  // one word is not counted twice
    {"D'Arc Jeanne", "Jeanne DArc", true},
    {"王小明", "王小明", true},
};

TEST(Names, CompatibleByTable) {
    for (const auto& c : cases) {
        EXPECT_EQ(compatible_names(c.a, c.b), c.compatible) << c.a << " / " << c.b;
        EXPECT_EQ(compatible_names(c.b, c.a), c.compatible) << c.b << " / " << c.a;
    }
}

TEST(Names, MasksLeaveNoWay) {
    EXPECT_EQ(mask_email("oksana.koval@example.com"), "ok***@example.com");
    EXPECT_EQ(mask_email("ab@x.io"), "a***@x.io");
    EXPECT_EQ(mask_email("no address"), "***");
    EXPECT_EQ(mask_email("їжак.довгий@x.io"), "їж***@x.io");
    EXPECT_EQ(mask_address("Saksahanskoho 12, apt 4", "Kyiv"), "Kyiv ***");
    EXPECT_EQ(mask_address("Saksahanskoho 12", ""), "***");
    EXPECT_EQ(mask_address("", ""), "");
}

TEST(Names, MaskedCustomerKeepsNothingThatIdentifies) {
    Customer c;
    c.name = "Oksana Koval";
    c.notes = "door code 1234";
    c.identities = {{{1}, IdentityKind::phone, "+380501112233"},
                    {{2}, IdentityKind::email, "oksana@example.com"}};
    c.addresses = {{{3}, "Saksahanskoho 12", "Kyiv", "", "01033"}};
    c.trusted = {{{4}, "Petro Koval", "husband", "+380671112244", true}};
    const auto m = masked(c);
    EXPECT_EQ(m.identities[0].value.find("111"), std::string::npos);
    EXPECT_TRUE(m.identities[0].masked);
    EXPECT_EQ(m.identities[1].value, "ok***@example.com");
    EXPECT_EQ(m.addresses[0].text, "Kyiv ***");
    EXPECT_EQ(m.addresses[0].postcode, "");
    EXPECT_EQ(m.trusted[0].phone.find("111"), std::string::npos);
    EXPECT_EQ(m.notes, "");
}

}  // namespace
}  // namespace ol::customers
