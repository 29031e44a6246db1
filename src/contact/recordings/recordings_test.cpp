// The rules as rows: kept by version, checked, on the record, asked by the floor.
#include "contact/recordings/test_house.hpp"

namespace ol::recordings {
namespace {

RecordingSettings no_germans() {
    RecordingSettings in;
    in.rules.resize(1);
    in.rules[0].prefix = "+49";
    in.rules[0].mode = RecordMode::none;
    return in;
}

TEST(recording_settings, kept_by_version_and_obeyed_at_once) {
    in_rooms([](Rooms& r) {
        const CallFacts german{ContactId{5}, QueueId{1}, "+4930123", false};
        EXPECT_TRUE(r.room->decide(german).start);
        EXPECT_EQ(r.room->settings().version, 1);
        const auto saved = r.room->save(r.who(), 1, no_germans());
        ASSERT_TRUE(saved) << saved.error().detail;
        EXPECT_EQ(saved->version, 2);
        EXPECT_FALSE(r.room->decide(german).start);
        const auto late = r.room->save(r.who(), 1, {});
        ASSERT_FALSE(late);
        EXPECT_EQ(late.error().code, "recordings.version");
        const auto again = r.open();
        EXPECT_FALSE(again->decide(german).start);
        EXPECT_EQ(again->settings().version, 2);
        const auto audit = r.h.staff.audit_page({});
        ASSERT_TRUE(audit);
        EXPECT_EQ(audit->items[0].what, "recordings.settings_changed");
    });
}

TEST(recording_settings, a_fault_names_its_field) {
    const auto code = [](const RecordingSettings& in) {
        const auto checked = check(in);
        return checked ? std::string("ok") : checked.error().code + " " + checked.error().field;
    };
    auto in = no_germans();
    in.rules[0].prefix = "0049";
    EXPECT_EQ(code(in), "recordings.prefix rules[0].prefix");
    in = no_germans();
    in.rules[0].mode = RecordMode::share;
    in.rules[0].percent = 100;
    EXPECT_EQ(code(in), "recordings.percent rules[0].percent");
    in = no_germans();
    in.rules.push_back(in.rules[0]);
    EXPECT_EQ(code(in), "recordings.rule_unreached rules");
    in = {};
    in.keep.resize(1);
    in.keep[0].days = -1;
    EXPECT_EQ(code(in), "recordings.days keep[0].days");
    in.keep[0].days = 30;
    EXPECT_EQ(code(in), "ok");
}

}  // namespace
}  // namespace ol::recordings
