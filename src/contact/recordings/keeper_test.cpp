// After the call: made small and sealed without ever losing the sound, deleted when its time is
// over, whatever is cut, full or missing.
#include "contact/recordings/test_house.hpp"

namespace ol::recordings {
namespace {

constexpr Ms day{24LL * 3600 * 1000};

TEST(keeper, makes_a_recording_small_and_measures_it) {
    in_rooms([](Rooms& r) {
        r.add(100, 9);
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        const Row row = r.row(100);
        EXPECT_EQ(row.path, r.folder / "100.flac");
        EXPECT_EQ(row.stage, "kept");
        EXPECT_NEAR(row.silence_permille, 333, 15);
        EXPECT_EQ(row.bytes, static_cast<std::int64_t>(fs::file_size(row.path)));
        EXPECT_FALSE(fs::exists(r.folder / "100.wav"));
        EXPECT_EQ(keeper.state().files, 1);
        EXPECT_LT(keeper.state().kept_bytes, keeper.state().wav_bytes / 2);
    });
}

TEST(keeper, a_talk_that_just_ended_settles_first) {
    in_rooms([](Rooms& r) {
        auto deps = r.keeper_deps();
        deps.settle = Ms{120000};
        Keeper keeper(std::move(deps));
        r.add(100);
        r.work(keeper);
        EXPECT_EQ(r.row(100).stage, "fresh");
        r.h.clock.advance(Ms{120000});
        r.work(keeper);
        EXPECT_EQ(r.row(100).stage, "kept");
    });
}

TEST(keeper, a_kill_at_any_moment_leaves_a_whole_file_that_the_row_names) {
    in_rooms([](Rooms& r) {
        // In the middle of writing: the part is there, the row knows nothing.
        r.add(100);
        write_file(r.folder / "100.flac.part", "fLaC half");
        // After the new name, before the row.
        r.add(101);
        write_file(r.folder / "101.flac", "fLaC half");
        // After the row, before the old file went.
        r.add(102);
        {
            Keeper keeper(r.keeper_deps());
            r.work(keeper);
        }
        write_file(r.folder / "102.wav", wav_of(3));
        ASSERT_TRUE(r.h.db.write([&](db::Tx& tx) -> Result<> {
            tx.exec("update recording set stage = 'swapped', old_path = ?2 where id = ?1",
                    std::int64_t{102}, r.folder / "102.wav");
            return {};
        }));
        Keeper again(r.keeper_deps());
        r.work(again);
        for (const std::int64_t id : {100, 101, 102}) {
            EXPECT_EQ(r.row(id).stage, "kept");
            EXPECT_EQ(r.row(id).path, r.folder / (std::to_string(id) + ".flac"));
            auto bytes = open_bytes(r.row(id).path, {});
            ASSERT_TRUE(bytes);
            EXPECT_TRUE(read_flac(**bytes, [](const media::Pcm&, auto) { return true; }));
        }
        std::size_t files = 0;
        for ([[maybe_unused]] const auto& f : fs::directory_iterator(r.folder.path)) ++files;
        EXPECT_EQ(files, 3U);
    });
}

TEST(keeper, erased_while_it_works_stays_erased_and_leaves_no_file) {
    in_rooms([](Rooms& r) {
        r.add(100);
        auto deps = r.keeper_deps();
        deps.settings = [&r] {  // asked when the work begins
            EXPECT_TRUE(r.h.db.write([](db::Tx& tx) -> Result<> {
                erase(tx, RecordingId{100}, PersonId{1}, "the buyer asked");
                return {};
            }));
            return r.rules;
        };
        Keeper keeper(std::move(deps));
        r.work(keeper);
        EXPECT_EQ(r.row(100).state, "erased");
        EXPECT_EQ(r.row(100).stage, "gone");
        EXPECT_TRUE(fs::is_empty(r.folder.path));
        ASSERT_TRUE(r.h.db.write([](db::Tx& tx) -> Result<> {
            close(tx, RecordingId{100}, "closed", 5000, 100, "abc");
            return {};
        }));
        EXPECT_EQ(r.row(100).state, "erased");
    });
}

TEST(keeper, a_full_disk_puts_it_off_and_the_sound_stays) {
    in_rooms([](Rooms& r) {
        r.add(100);
        auto deps = r.keeper_deps();
        deps.spare_bytes = std::int64_t{1} << 60;
        Keeper keeper(std::move(deps));
        r.work(keeper);
        EXPECT_EQ(r.row(100).stage, "fresh");
        EXPECT_EQ(keeper.state().problem, "recordings.disk_full");
        EXPECT_EQ(read_all(r.folder / "100.wav"), wav_of(3));
        EXPECT_FALSE(keeper.step()) << "not again before a minute is over";
    });
}

TEST(keeper, a_file_that_is_no_sound_is_left_and_holds_up_nobody) {
    in_rooms([](Rooms& r) {
        r.add(100);
        write_file(r.folder / "100.wav", "no sound at all");
        r.add(101);
        fs::remove(r.folder / "101.wav");
        r.add(102);
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        EXPECT_EQ(r.row(100).path, r.folder / "100.wav");
        EXPECT_EQ(read_all(r.folder / "100.wav"), "no sound at all");
        EXPECT_EQ(r.row(101).stage, "kept");
        EXPECT_EQ(r.row(102).path, r.folder / "102.flac");
    });
}

TEST(keeper, seals_with_a_key_that_the_installation_seals) {
    in_rooms([](Rooms& r) {
        r.rules.encrypt = true;
        r.add(100);
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        const Row row = r.row(100);
        EXPECT_EQ(row.path, r.folder / "100.flac.sealed");
        EXPECT_EQ(read_all(row.path).find("fLaC"), std::string::npos);
        // Another start reads the key again; another installation's key does not open it.
        Keys same(r.h.db, r.h.ids, r.key32), other(r.h.db, r.h.ids, std::string(32, 'z'));
        ASSERT_TRUE(same.load());
        ASSERT_TRUE(other.load());
        auto bytes = open_bytes(row.path, [&](std::int64_t id) { return same.key_of(id); });
        ASSERT_TRUE(bytes);
        EXPECT_TRUE(is_flac(**bytes));
        const auto refused =
            open_bytes(row.path, [&](std::int64_t id) { return other.key_of(id); });
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, "recordings.key_wrong");
        EXPECT_EQ(other.state(), "wrong");
    });
}

TEST(keeper, without_its_key_nothing_is_sealed_and_nothing_lost) {
    in_rooms([](Rooms& r) {
        ASSERT_TRUE(r.keys.current());
        Keys other(r.h.db, r.h.ids, std::string(32, 'z'));
        ASSERT_TRUE(other.load());
        r.rules.encrypt = true;
        r.add(100);
        auto deps = r.keeper_deps();
        Keeper keeper(KeeperDeps{deps.db, deps.clock, other, deps.settings, deps.department_of,
                                 deps.deleted, Ms{0}, 0});
        r.work(keeper);
        EXPECT_EQ(keeper.state().problem, "recordings.key_wrong");
        EXPECT_EQ(r.row(100).stage, "fresh");
        EXPECT_TRUE(fs::exists(r.folder / "100.wav"));
    });
}

TEST(keeper, as_it_is_when_nothing_is_to_be_done_with_it) {
    in_rooms([](Rooms& r) {
        r.rules.compress = false;
        r.add(100);
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        EXPECT_EQ(r.row(100).path, r.folder / "100.wav");
        EXPECT_EQ(r.row(100).stage, "kept");
        EXPECT_GE(r.row(100).silence_permille, 0);
        r.rules.encrypt = true;
        r.add(101);
        r.work(keeper);
        EXPECT_EQ(r.row(101).path, r.folder / "101.wav.sealed");
    });
}

std::int64_t id_of(Time t) { return (to_ms(t) - IdSource::epoch_ms) << 12; }

TEST(keeper, deletes_by_its_rule_on_record_and_never_what_is_held) {
    in_rooms([](Rooms& r) {
        const Time now = r.h.clock.now();
        const auto add = [&](int days_ago, int n, std::int64_t queue, const std::string& number) {
            const Time at = now - day * days_ago;
            const auto id = id_of(at) + n;
            r.add(id, 1, [&](Row& row) {
                row.started_at = at;
                row.call.queue = QueueId{queue};
                row.call.number = number;
            });
            return id;
        };
        const auto old = add(40, 1, 1, "+380501112233"), fresh = add(20, 2, 1, "+380501112233"),
                   held = add(40, 3, 1, "+380501112233"), complaint = add(400, 4, 2, "+4930123");
        ASSERT_TRUE(r.room->hold(r.who(), RecordingId{held}, {true, "a court asked"}));
        KeepRule forever, month;
        forever.queue_id = QueueId{2};
        month.days = 30;
        r.rules.keep = {forever, month};
        Keeper keeper(r.keeper_deps());
        const auto would = keeper.preview(r.rules);
        ASSERT_TRUE(would);
        EXPECT_EQ(would->recordings, 1);
        EXPECT_EQ(would->rules[1].recordings, 1);
        EXPECT_EQ(r.row(old).state, "closed") << "asking deletes nothing";
        r.work(keeper);
        EXPECT_EQ(r.row(old).state, "erased");
        EXPECT_EQ(r.row(old).stage, "gone");
        for (const auto id : {fresh, held, complaint}) EXPECT_EQ(r.row(id).state, "closed") << id;
        EXPECT_EQ(r.deleted, std::to_string(old) + "{\"rule\":2,\"days\":30,\"recorded_at\":" +
                                 std::to_string(to_ms(now - day * 40)) + "} ");
        EXPECT_FALSE(fs::exists(r.folder / (std::to_string(old) + ".flac")));
        // Not again on the same day; the next day what has come of age goes.
        r.deleted.clear();
        r.h.clock.advance(day * 11);
        r.work(keeper);
        EXPECT_TRUE(r.deleted.starts_with(std::to_string(fresh))) << r.deleted;
        EXPECT_EQ(r.row(held).state, "closed");
    });
}

TEST(keeper, a_new_rule_does_not_wait_for_tomorrow) {
    in_rooms([](Rooms& r) {
        const Time at = r.h.clock.now() - day * 40;
        const auto old = id_of(at) + 1;
        r.add(old, 1, [&](Row& row) { row.started_at = at; });
        r.rules.keep.resize(1);
        r.rules.keep[0].days = 50;
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        EXPECT_EQ(r.row(old).state, "closed") << "by the first rule it has ten days left";
        r.rules.keep[0].days = 30;
        r.work(keeper);
        EXPECT_EQ(r.row(old).state, "erased");
    });
}

TEST(keeper, many_old_ones_go_in_bounded_steps) {
    in_rooms([](Rooms& r) {
        const Time at = r.h.clock.now() - day * 50;
        ASSERT_TRUE(r.h.db.write([&](db::Tx& tx) -> Result<> {
            for (int n = 0; n < 450; ++n) {
                Row row;
                row.id = RecordingId{id_of(at) + n};
                row.path = r.folder / (std::to_string(n) + ".wav");
                row.started_at = at;
                open(tx, row);
                close(tx, row.id, "closed", 1000, 1, "");
                store::set_stage(tx, row.id, "kept");
            }
            return {};
        }));
        r.rules.keep.resize(1);
        r.rules.keep[0].days = 30;
        Keeper keeper(r.keeper_deps());
        int steps = 0;
        while (keeper.step()) ++steps;
        EXPECT_GE(steps, 3);
        EXPECT_EQ(keeper.preview(r.rules)->recordings, 0);
        EXPECT_EQ(std::count(r.deleted.begin(), r.deleted.end(), '}'), 450);
    });
}

TEST(recordings_keeper, what_is_left_of_a_torn_one_is_made_small_and_sealed_too) {
    in_rooms([](Rooms& r) {
        r.rules.encrypt = true;
        r.add(100);
        ASSERT_TRUE(r.h.db.write([&](db::Tx& tx) -> Result<> {
            lost(tx, 1, RecordingId{100}, 2000, "media.disk_full");
            lost(tx, 2, RecordingId{100}, 2500, "media.disk_slow");  // told once
            recordings::close(tx, RecordingId{100}, "closed", 3000, 48058, "sum");
            EXPECT_EQ(marks(tx.conn, RecordingId{100}).size(), 1U);
            return {};
        }));
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        EXPECT_EQ(r.row(100).state, "failed");
        EXPECT_EQ(r.row(100).path, r.folder / "100.flac.sealed");
        EXPECT_FALSE(fs::exists(r.folder / "100.wav"));
    });
}

}  // namespace
}  // namespace ol::recordings
