// The matrix of rights: golden against README.md, scope, union, and who may grant what.
#include "team/staff/roles.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace ol::staff {
namespace {

using Strings = std::vector<std::string>;

TEST(roles, the_matrix_in_the_readme_is_true) {
    const char* root = std::getenv("OL_SOURCE_DIR");
    ASSERT_NE(root, nullptr);
    std::ifstream in(std::string(root) + "/src/team/staff/README.md");
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_NE(text.str().find(role_matrix()), std::string::npos) << "put this into README.md:\n"
                                                                 << role_matrix();
}

TEST(roles, are_the_21_of_the_house_each_once) {
    std::set<std::string_view> codes;
    for (const RoleRule& r : all_roles()) codes.insert(r.code);
    EXPECT_EQ(codes.size(), 21u);
    EXPECT_EQ(find_role("janitor"), nullptr);
}

TEST(roles, owner_may_everything_everywhere) {
    const Rights r = rights_of(Strings{"owner"}, {}, {});
    EXPECT_EQ(codes_of(r.may).size(), permission_codes.size());
    EXPECT_TRUE(r.shops.empty());
    EXPECT_TRUE(r.departments.empty());
}

TEST(roles, it_sees_no_buyers_and_no_recordings) {
    for (const auto& code : codes_of(find_role("it")->may))
        for (std::string_view closed :
             {"customers", "orders", "recordings", "contacts", "promises", "export", "imports"})
            EXPECT_FALSE(code.starts_with(closed)) << code;
    EXPECT_TRUE(find_role("it")->may.has(Permission::settings_edit));
}

TEST(roles, nothing_held_is_nothing_allowed) {
    EXPECT_TRUE(rights_of({}, {}, {}).may.empty());
    EXPECT_TRUE(rights_of(Strings{"janitor"}, {}, {}).may.empty());
}

TEST(roles, a_shop_role_sees_its_shops_and_without_shops_none) {
    const std::vector<ShopId> two{ShopId{7}, ShopId{9}};
    EXPECT_EQ(rights_of(Strings{"inbound_operator"}, two, {}).shops,
              (std::set<std::int64_t>{7, 9}));
    EXPECT_EQ(rights_of(Strings{"inbound_operator"}, {}, {}).shops, (std::set<std::int64_t>{0}));
}

TEST(roles, a_department_role_sees_its_people_and_without_department_none) {
    const std::vector<ShopId> one{ShopId{7}};
    EXPECT_EQ(rights_of(Strings{"department_manager"}, one, DepartmentId{3}).departments,
              (std::set<std::int64_t>{3}));
    EXPECT_EQ(rights_of(Strings{"department_manager"}, one, {}).departments,
              (std::set<std::int64_t>{0}));
}

TEST(roles, several_roles_unite_and_a_wide_role_covers_what_it_has_itself) {
    const std::vector<ShopId> one{ShopId{7}};
    const Rights r = rights_of(Strings{"head", "inbound_operator"}, one, {});
    EXPECT_TRUE(r.shops.empty());
    EXPECT_TRUE(r.may.has(Permission::audit_view) && r.may.has(Permission::desk_work));
}

TEST(roles, a_narrow_right_does_not_leak_to_every_shop_through_a_wide_role) {
    const std::vector<ShopId> one{ShopId{7}};
    EXPECT_EQ(rights_of(Strings{"personnel", "inbound_operator"}, one, {}).shops,
              (std::set<std::int64_t>{7}));
    EXPECT_EQ(rights_of(Strings{"quality", "inbound_operator"}, one, {}).shops,
              (std::set<std::int64_t>{7}));
    EXPECT_EQ(rights_of(Strings{"quality", "department_manager"}, one, DepartmentId{3}).departments,
              (std::set<std::int64_t>{3}));
}

TEST(roles, grants_never_reach_above_the_granter) {
    EXPECT_TRUE(may_grant(Strings{"owner"}, "owner"));
    EXPECT_FALSE(may_grant(Strings{"head"}, "owner"));
    EXPECT_TRUE(may_grant(Strings{"head"}, "operations_manager"));
    EXPECT_TRUE(may_grant(Strings{"personnel"}, "inbound_operator"));
    EXPECT_FALSE(may_grant(Strings{"personnel"}, "head"));
    EXPECT_FALSE(may_grant(Strings{"it"}, "inbound_operator")) << "IT would see buyers through her";
    EXPECT_TRUE(may_grant(Strings{"it"}, "it"));
    EXPECT_TRUE(may_grant(Strings{"department_manager"}, "supervisor"));
    EXPECT_FALSE(may_grant(Strings{"department_manager"}, "head"));
    EXPECT_FALSE(may_grant(Strings{"owner"}, "janitor"));
}

}  // namespace
}  // namespace ol::staff
