// Who finds and hears recordings: the search, the sound in parts, what is on the record.
#include "contact/recordings/test_house.hpp"

namespace ol::recordings {
namespace {

std::string ids_in(const http::Response& r) {
    std::string out;
    for (std::size_t at = 0; (at = r.body.find("{\"id\":\"", at)) != std::string::npos;) {
        at += 7;
        out += r.body.substr(at, r.body.find('"', at) - at) + " ";
    }
    return r.status == 200 ? out : std::to_string(r.status) + r.body;
}
std::string audited(Rooms& r) {
    std::string out;
    const auto page = r.h.staff.audit_page({});
    if (page)
        for (const auto& row : page->items)
            if (row.what.starts_with("recording")) out += row.what + " ";
    return out;
}
std::string header(const http::Response& r, const std::string& name) {
    for (const auto& [key, value] : r.headers)
        if (key == name) return value;
    return "";
}

TEST(recordings_search, by_buyer_agent_queue_length_silence_result_and_day) {
    in_rooms([](Rooms& r) {
        const auto base = (to_ms(r.h.clock.now()) - IdSource::epoch_ms) << 12;
        const Ms day{24LL * 3600 * 1000};
        const auto id = [&](int n) { return base - (to_ms(Time{day}) << 12) * n; };
        const PersonId other = r.h.person("other", {"quality"});
        r.add(id(0), 1);
        r.add(id(1), 2, [&](Row& row) {
            row.call.number = "+380671234567";
            row.call.queue = QueueId{2};
        });
        r.add(id(2), 6, [&](Row& row) {
            row.operator_id = other;
            row.call.disposition = "complaint";
            row.call.direction = "out";
        });
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        const auto found = [&](std::map<std::string, std::string> query) {
            query.emplace("limit", "50");
            return ids_in(r.call(http::Method::get, "recordings", "", query));
        };
        const std::string zero = std::to_string(id(0)) + " ", one = std::to_string(id(1)) + " ",
                          two = std::to_string(id(2)) + " ";
        EXPECT_EQ(found({}), zero + one + two);
        EXPECT_EQ(found({{"q", "1234567"}}), one);
        EXPECT_EQ(found({{"q", "nobody of this name"}}), "");
        EXPECT_EQ(found({{"agent", std::to_string(other.value)}}), two);
        ASSERT_TRUE(r.h.db.write([&](db::Tx& tx) -> Result<> {
            spoke(tx, RecordingId{id(1)}, other);
            spoke(tx, RecordingId{id(1)}, other);
            return {};
        }));
        EXPECT_EQ(found({{"agent", std::to_string(other.value)}}), one + two)
            << "also where she was not the first";
        EXPECT_NE(r.call(http::Method::get, "recordings", "", {{"queue", "2"}, {"limit", "50"}})
                      .body.find("\"other_names\":[\"Person other\"]"),
                  std::string::npos);
        EXPECT_EQ(found({{"queue", "2"}}), one);
        EXPECT_EQ(found({{"disposition", "complaint"}}), two);
        EXPECT_EQ(found({{"direction", "in"}}), zero + one);
        EXPECT_EQ(found({{"least_s", "2"}, {"most_s", "5"}}), one);
        EXPECT_EQ(found({{"silence_from", "20"}}), two);
        EXPECT_EQ(found({{"silence_to", "20"}}), zero + one);
        EXPECT_EQ(found({{"order", "4711"}}), "");
        const auto now = to_ms(r.h.clock.now());
        EXPECT_EQ(found({{"from", std::to_string(now - day.count() * 3 / 2)},
                         {"to", std::to_string(now - day.count() / 2)}}),
                  one);
        const auto first = r.call(http::Method::get, "recordings", "", {{"limit", "2"}});
        EXPECT_NE(first.body.find("\"next\":\"" + std::to_string(id(1)) + "\""), std::string::npos);
        EXPECT_EQ(found({{"cursor", std::to_string(id(1))}}), two);
    });
}

TEST(recordings_search, another_shop_is_not_there) {
    in_rooms([](Rooms& r) {
        r.add(100);
        http::Principal who = r.who();
        who.shops = {2};
        EXPECT_EQ(ids_in(r.call(http::Method::get, "recordings", "", {{"limit", "50"}}, &who)), "");
        for (const char* what : {"audio", "peaks", "marks", "download"})
            EXPECT_EQ(r.call(http::Method::get, std::string("recordings/100/") + what, "",
                             {{"points", "100"}}, &who)
                          .status,
                      404)
                << what;
        const std::string reason = R"({"reason":"x"})";
        EXPECT_EQ(r.call(http::Method::post, "recordings/100/erase", reason, {}, &who).status, 404);
        EXPECT_EQ(r.row(100).state, "closed");
    });
}

TEST(recordings_sound, talks_need_a_right_and_voicemail_is_for_who_takes_the_task) {
    in_rooms([](Rooms& r) {
        r.add(100);
        r.add(101, 1, [](Row& row) { row.operator_id = {}; });
        http::Principal who = r.who();
        who.permissions = {"contacts.view"};
        EXPECT_EQ(r.call(http::Method::get, "recordings/100/audio", "", {}, &who).status, 403);
        EXPECT_EQ(audited(r), "") << "a refused listener has not listened";
        EXPECT_EQ(r.call(http::Method::get, "recordings/101/audio", "", {}, &who).file,
                  r.folder / "101.wav");
        EXPECT_EQ(r.call(http::Method::get, "recordings/101/download", "", {}, &who).status, 403);
        who.permissions.insert("recordings.listen");
        const auto heard = r.call(http::Method::get, "recordings/100/audio", "", {}, &who);
        EXPECT_EQ(heard.content_type, "audio/wav");
        EXPECT_EQ(audited(r), "recording.listened recording.listened ");
        who.permissions.insert("export");
        EXPECT_EQ(r.call(http::Method::get, "recordings/100/download", "", {}, &who).status, 403)
            << "a right of its own";
        who.permissions.insert("recordings.download");
        const auto file = r.call(http::Method::get, "recordings/100/download", "", {}, &who);
        EXPECT_TRUE(header(file, "Content-Disposition").starts_with("attachment"));
        EXPECT_TRUE(audited(r).starts_with("recording.downloaded "));
    });
}

TEST(recordings_sound, no_range_of_it_is_heard_off_the_record) {
    in_rooms([](Rooms& r) {
        r.add(100);
        http::Router router;
        add_routes(router, *r.room);
        const auto ask = [&](const std::string& what, const std::string& range) {
            http::Request q;
            q.method = http::Method::get;
            q.path = "/api/v1/recordings/100/" + what;
            q.who = r.who();
            q.headers["range"] = range;
            EXPECT_LT(router.handle(q).status, 300);
        };
        ask("audio", "bytes=1-");
        EXPECT_EQ(audited(r), "recording.listened ");
        ask("audio", "bytes=500-");  // a seek in what she hears
        EXPECT_EQ(audited(r), "recording.listened ");
        ask("download", "bytes=1-");
        ask("download", "bytes=500-");
        EXPECT_EQ(audited(r), "recording.downloaded recording.downloaded recording.listened ");
        r.h.clock.set(r.h.clock.now() + Ms{24 * 3600 * 1000});
        ask("audio", "bytes=1-");
        EXPECT_TRUE(audited(r).starts_with("recording.listened recording.downloaded "));
    });
}

TEST(recordings_hold, holding_is_a_right_of_its_own) {
    in_rooms([](Rooms& r) {
        r.add(100);
        http::Principal who = r.who();
        who.permissions = {"contacts.view", "recordings.listen", "recordings.erase"};
        const auto hold = [&] {
            return r
                .call(http::Method::post, "recordings/100/hold",
                      R"({"on":true,"reason":"a court asked"})", {}, &who)
                .status;
        };
        EXPECT_EQ(hold(), 403);
        who.permissions = {"contacts.view", "recordings.hold"};
        EXPECT_EQ(hold(), 403) << "what she may not hear she does not change";
        who.permissions.insert("recordings.listen");
        EXPECT_EQ(hold(), 200);
        EXPECT_EQ(audited(r), "recording.held ");
    });
}

TEST(recordings_sound, an_encrypted_one_is_heard_whole_and_in_parts) {
    in_rooms([](Rooms& r) {
        r.rules.encrypt = true;
        r.add(100, 30);
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        r.room = r.open();  // a start that reads the key
        http::Router router;
        add_routes(router, *r.room);
        const auto ask = [&](const std::string& range) {
            http::Request q;
            q.method = http::Method::get;
            q.path = "/api/v1/recordings/100/audio";
            q.who = r.who();
            if (!range.empty()) q.headers["range"] = range;
            return router.handle(q);
        };
        const auto whole = ask("");
        ASSERT_EQ(whole.status, 200) << whole.body;
        EXPECT_EQ(whole.content_type, "audio/flac");
        EXPECT_TRUE(whole.body.starts_with("fLaC"));
        const auto size = whole.body.size();
        const auto part = ask("bytes=10-19");
        EXPECT_EQ(part.status, 206);
        EXPECT_EQ(part.body, whole.body.substr(10, 10));
        EXPECT_EQ(header(part, "Content-Range"), "bytes 10-19/" + std::to_string(size));
        EXPECT_EQ(ask("bytes=-5").body, whole.body.substr(size - 5));
        EXPECT_EQ(ask("bytes=" + std::to_string(size - 3) + "-").body, whole.body.substr(size - 3));
        EXPECT_EQ(ask("bytes=" + std::to_string(size) + "-").status, 416);
        EXPECT_EQ(ask("bytes=5-2").status, 200);
        EXPECT_EQ(ask("nonsense").status, 200);
        const auto peaks =
            r.call(http::Method::get, "recordings/100/peaks", "", {{"points", "60"}});
        EXPECT_EQ(peaks.status, 200) << peaks.body;
        EXPECT_NE(peaks.body.find("\"duration_ms\":30000"), std::string::npos);
    });
}

TEST(recordings_sound, the_wave_is_the_same_however_it_is_kept) {
    in_rooms([](Rooms& r) {
        const auto wave = [&] {
            const auto p = r.room->peaks(r.who(), RecordingId{100}, 60);
            EXPECT_TRUE(p);
            return *p;
        };
        r.add(100, 6);
        const auto plain = wave();
        EXPECT_EQ(plain.duration_ms, 6000);
        EXPECT_GT(plain.left[3], 10) << "the buyer speaks in the first second";
        EXPECT_EQ(plain.right[3], 0);
        EXPECT_GT(plain.right[15], 2);
        r.rules.compress = false;
        r.rules.encrypt = true;
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        ASSERT_EQ(r.row(100).path, r.folder / "100.wav.sealed");
        r.room = r.open();  // a start that reads the key
        const auto sealed = wave();
        EXPECT_EQ(sealed.duration_ms, plain.duration_ms);
        EXPECT_EQ(sealed.left, plain.left);
        EXPECT_EQ(sealed.right, plain.right);
    });
}

TEST(recordings_sound, what_is_gone_says_so) {
    in_rooms([](Rooms& r) {
        r.add(100);
        fs::remove(r.folder / "100.wav");
        const auto gone = r.call(http::Method::get, "recordings/100/audio");
        EXPECT_EQ(gone.status, 404);
        EXPECT_NE(gone.body.find("recordings.file_missing"), std::string::npos);
        EXPECT_EQ(r.call(http::Method::get, "recordings/x/audio").status, 400);
        EXPECT_EQ(r.call(http::Method::get, "recordings/999/audio").status, 404);
    });
}

TEST(recordings_sound, erased_on_request_reaches_small_and_sealed_files) {
    in_rooms([](Rooms& r) {
        r.rules.encrypt = true;
        r.add(100);
        Keeper keeper(r.keeper_deps());
        r.work(keeper);
        const auto post = [&](const std::string& what, const std::string& body) {
            return r.call(http::Method::post, "recordings/100/" + what, body).status;
        };
        EXPECT_EQ(post("erase", R"({"reason":" "})"), 400);
        EXPECT_EQ(post("hold", R"({"on":true,"reason":"a court asked"})"), 200);
        EXPECT_EQ(post("erase", R"({"reason":"he asked"})"), 409) << "held";
        EXPECT_EQ(post("hold", R"({"on":false,"reason":"it is over"})"), 200);
        EXPECT_EQ(post("erase", R"({"reason":"he asked"})"), 200);
        r.work(keeper);
        EXPECT_TRUE(fs::is_empty(r.folder.path));
        EXPECT_EQ(r.call(http::Method::get, "recordings/100/audio").status, 404);
        EXPECT_EQ(audited(r), "recording.erased recording.released recording.held ");
    });
}

TEST(recordings_marks, a_moment_and_a_stretch_with_who_did_it) {
    in_rooms([](Rooms& r) {
        r.add(100);
        ASSERT_TRUE(r.h.db.write([&](db::Tx& tx) -> Result<> {
            MarkRow hold{1, RecordingId{100}, 2000, -1, "hold", r.head};
            save(tx, hold);
            save(tx, {2, RecordingId{100}, 500, -1, "swap", {}});
            hold.to_ms = 2500;
            save(tx, hold);
            return {};
        }));
        const auto marks = r.room->marks(r.who(), RecordingId{100});
        ASSERT_TRUE(marks);
        ASSERT_EQ(marks->items.size(), 2U);
        EXPECT_EQ(marks->items[0].what, "swap");
        EXPECT_FALSE(marks->items[0].to_ms);
        EXPECT_EQ(marks->items[1].to_ms, 2500);
        EXPECT_FALSE(marks->items[1].person_name.empty());
    });
}

}  // namespace
}  // namespace ol::recordings
