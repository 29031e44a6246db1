#include "team/staff/superior.hpp"

#include <gtest/gtest.h>

#include "team/staff/directory.hpp"

namespace ol::staff {
namespace {

constexpr PersonId operator_{1}, supervisor{2}, deputy{3}, head{4};

Links house() {
    return {{operator_, {supervisor, {}, true}},
            {supervisor, {head, deputy, true}},
            {deputy, {supervisor, {}, true}},
            {head, {{}, {}, true}}};
}

TEST(superior, the_direct_one_when_she_is_here) {
    EXPECT_EQ(acting_superior(house(), operator_), supervisor);
}

TEST(superior, the_stand_in_when_she_is_away) {
    Links l = house();
    l[supervisor].here = false;
    EXPECT_EQ(acting_superior(l, operator_), deputy);
}

TEST(superior, one_step_higher_when_both_are_away) {
    Links l = house();
    l[supervisor].here = l[deputy].here = false;
    EXPECT_EQ(acting_superior(l, operator_), head);
}

TEST(superior, nobody_stands_in_as_her_own_superior) {
    Links l = house();
    l[supervisor].here = false;
    EXPECT_EQ(acting_superior(l, deputy), head);
}

TEST(superior, who_answers_in_her_place_the_nearest_first) {
    Links l = house();
    EXPECT_EQ(answering_line(l, supervisor), (std::vector{supervisor, deputy, head}));
    l[supervisor].here = false;
    EXPECT_EQ(answering_line(l, supervisor), (std::vector{deputy, head}));
    l[head].superior = supervisor;  // a cycle of an older version
    EXPECT_EQ(answering_line(l, head), (std::vector{head, deputy}));
    EXPECT_TRUE(answering_line(l, PersonId{99}).empty());
}

TEST(superior, without_one_the_head_of_the_department) {
    Directory d;
    d.departments[DepartmentId{1}] = {DepartmentId{1}, "Orders", head};
    for (const auto id : {operator_, supervisor, head}) {
        d.people[id].person.department_id = DepartmentId{1};
        d.people[id].person.active = true;
    }
    d.people[operator_].person.superior_id = supervisor;
    const Time now = from_ms(1000);
    EXPECT_EQ(acting_superior(d.line_of_command(now), operator_), supervisor) << "her own first";
    EXPECT_EQ(acting_superior(d.line_of_command(now), supervisor), head);
    EXPECT_EQ(acting_superior(d.line_of_command(now), head), std::nullopt) << "never herself";
    EXPECT_EQ(acting_superior(d.links(now), supervisor), std::nullopt);
    d.absences.push_back({supervisor, from_ms(0), from_ms(2000)});
    EXPECT_EQ(acting_superior(d.line_of_command(now), operator_), head) << "one step higher";
}

TEST(superior, nobody_above) {
    Links l = house();
    EXPECT_EQ(acting_superior(l, head), std::nullopt);
    EXPECT_EQ(acting_superior(l, PersonId{99}), std::nullopt);
    for (auto& [id, link] : l) link.here = false;
    EXPECT_EQ(acting_superior(l, operator_), std::nullopt);
}

TEST(superior, a_cycle_is_refused_with_its_chain) {
    const Links l = house();
    const auto r = check_superior(l, head, operator_);
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code, "staff.superior_cycle");
    EXPECT_EQ(r.error().field, "superior_id");
    ASSERT_EQ(r.error().params.size(), 1u);
    EXPECT_EQ(r.error().params[0].second, "4 > 1 > 2 > 4");
    EXPECT_FALSE(check_superior(l, head, head));
    EXPECT_TRUE(check_superior(l, operator_, head));
}

TEST(superior, an_old_cycle_in_the_rows_does_not_hang) {
    Links l = house();
    l[head].superior = supervisor;
    for (auto& [id, link] : l) link.here = id == operator_;
    EXPECT_EQ(acting_superior(l, operator_), std::nullopt);
    EXPECT_TRUE(check_superior(l, operator_, head));
}

}  // namespace
}  // namespace ol::staff
