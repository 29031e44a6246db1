// Imports of files on both databases: a result for each row, idempotent, cancelled, interrupted.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "shop/stores/test_world.hpp"

namespace ol::stores {
namespace imports_test {

void everywhere(const std::function<void(World&)>& body) {
    ManualClock clock(from_ms(1'795'000'000'000));
    db::for_each_database(
        all_migrations(),
        [&](db::Database& d) {
            World w(d, clock, {});
            body(w);
        },
        clock);
}

Import import(World& w, const std::string& bytes, StartImport how = {}) {
    auto up = w.imports.upload(kettles, "orders.csv", bytes, PersonId{7});
    EXPECT_TRUE(up) << (up ? "" : up.error().code);
    auto begun = w.imports.begin(up->id, how);
    EXPECT_TRUE(begun) << (begun ? "" : begun.error().code);
    w.imports.run(up->id);
    return *w.imports.get(up->id);
}

std::string report(World& w, ImportId id) {
    std::ifstream in(w.imports.report_path(id), std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

const std::string sample =
    "Номер замовлення;ПІБ;Телефон;Товар;Кількість;Ціна;Місто;Адреса\r\n"
    "10482;Оксана Коваль;050 111-22-33;Чайник X2;1;1250,00;Київ;\"Саксаганського 12; кв. 4\"\r\n"
    "10482;Оксана Коваль;050 111-22-33;Фільтр;2;70,00;Київ;\"Саксаганського 12; кв. 4\"\r\n"
    "10483;Тарас;12;Чайник;1;1250,00;Львів;Головна 7\r\n"
    "10484;Тарас;067 111 22 44;Чайник;1;багато;Львів;Головна 7\r\n"
    "10485;Тарас;067 111 22 44;Чайник;1;1250,00;Львів\r\n"
    "10486;Іван;067 111 22 45;Чайник;1;1250,00;Львів;Головна 7\r\n"
    "10482;Іван;067 111 22 45;Чайник;1;1250,00;Львів;Головна 7\r\n";

TEST(Imports, EachRowHasItsResultAndTheSecondTimeNothingChanges) {
    everywhere([](World& w) {
        const auto up = *w.imports.upload(kettles, "orders.csv", sample, PersonId{7});
        EXPECT_EQ(up.charset, "utf-8");
        EXPECT_EQ(up.separator, ";");
        EXPECT_EQ(up.columns.size(), 8u);
        EXPECT_EQ(up.map.at("Телефон"), "phone");
        EXPECT_EQ(up.sample.size(), 5u);
        EXPECT_EQ(up.state, ImportState::uploaded);

        StartImport how;
        how.save_as = "spreadsheet";
        const auto done = import(w, sample, how);
        EXPECT_EQ(done.state, ImportState::done) << done.error;
        EXPECT_EQ(done.rows, 7);
        EXPECT_EQ(done.done, 7);
        EXPECT_EQ(done.created, 3);
        EXPECT_EQ(done.failed, 4);
        const auto words = report(w, done.id);
        for (const auto* line :
             {"2,created,,", "3,created,,", "4,failed,imports.phone,", "5,failed,imports.amount,",
              "6,failed,imports.cells,", "7,created,,", "8,failed,imports.number_repeated,"})
            EXPECT_NE(words.find(line), words.npos) << line << "\n" << words;
        EXPECT_EQ(w.number("select total from shop_order where number = '10482'"), 139000);
        EXPECT_EQ(w.number("select count(*) from order_line"), 3);
        EXPECT_EQ(w.text("select city from shop_order where number = '10482'"), "Київ");

        w.clock.advance(Ms{3'600'000});
        const auto versions = w.number("select sum(version) from shop_order");
        const auto again = import(w, sample);
        EXPECT_EQ(again.created, 0);
        EXPECT_EQ(again.updated, 0);
        EXPECT_EQ(again.unchanged, 3);
        EXPECT_EQ(w.number("select sum(version) from shop_order"), versions);
        EXPECT_EQ(w.number("select count(*) from import_seen"), 0);
        ASSERT_EQ(again.maps.size(), 1u);
        EXPECT_EQ(again.maps[0].name, "spreadsheet");
        EXPECT_EQ(again.maps[0].map.at("Ціна"), "price");
    });
}

TEST(Imports, EncodingsAreRecognisedOrRefusedByRow) {
    everywhere([](World& w) {
        const std::string cp1251 =
            "\xCD\xEE\xEC\xE5\xF0;\xD2\xE5\xEB\xE5\xF4\xEE\xED;\xD1\xF3\xEC\xEC\xE0;"
            "\xC3\xEE\xF0\xEE\xE4\n"
            "1;0501112233;100;\xCA\xE8\xE5\xE2\n2;0501112233;100;\xCC\xEE\xF1\xEA\xE2\xE0\n";
        const auto done = import(w, cp1251);
        EXPECT_EQ(done.charset, "windows-1251");
        EXPECT_EQ(done.created, 2) << report(w, done.id);
        EXPECT_EQ(w.text("select city from shop_order where number = '1'"), "Киев");

        std::string mixed =
            "number,phone,total,city\n3,0501112233,100,Kyiv\n4,0501112233,100,\xCA\xE8\xBF\xE2\n5,"
            "0501112233,100,Львів\n";
        StartImport how;
        how.charset = "utf-8";
        const auto partial = import(w, mixed, how);
        EXPECT_EQ(partial.created, 2);
        EXPECT_EQ(partial.failed, 1);
        EXPECT_NE(report(w, partial.id).find("3,failed,imports.encoding,"), std::string::npos)
            << report(w, partial.id);
    });
}

TEST(Imports, WhatCannotStartSaysWhy) {
    everywhere([](World& w) {
        EXPECT_EQ(w.imports.upload(kettles, "x.csv", " \n", {}).error().code, "imports.empty");
        const auto up = *w.imports.upload(kettles, "x.csv", "a,b\n1,2\n", {});
        const auto no = w.imports.begin(up.id, {});
        EXPECT_EQ(no.error().code, "imports.columns");
        EXPECT_EQ(no.error().params.size(), 3u);
        EXPECT_EQ(w.imports.get(ImportId{9}).error().code, "imports.unknown");
        EXPECT_EQ(w.imports.cancel(up.id)->state, ImportState::cancelled);
    });
}

std::string many(int rows) {
    std::string out = "number,phone,total,customer\n";
    for (int i = 0; i < rows; ++i)
        out += std::to_string(i) + ",05011" + std::to_string(10000 + i % 90000) + ",100.00,Buyer " +
               std::to_string(i) + "\n";
    return out;
}

TEST(Imports, CancelStopsBetweenBatchesAndARestartGoesOn) {
    everywhere([](World& w) {
        const auto up = *w.imports.upload(kettles, "x.csv", many(1700), {});
        ASSERT_TRUE(w.imports.begin(up.id, {}));
        EXPECT_EQ(w.imports.begin(up.id, {}).error().code, "imports.state");
        EXPECT_EQ(w.imports.cancel(up.id)->state, ImportState::running);
        w.imports.run(up.id);
        auto now = *w.imports.get(up.id);
        EXPECT_EQ(now.state, ImportState::cancelled);
        EXPECT_EQ(now.rows, 1700);
        EXPECT_EQ(now.done % 500, 0);
        ASSERT_TRUE(w.imports.begin(up.id, {}));
        w.imports.run(up.id);
        now = *w.imports.get(up.id);
        EXPECT_EQ(now.state, ImportState::done);
        EXPECT_EQ(now.done, 1700);
        EXPECT_EQ(w.number("select count(*) from shop_order"), 1700);
        EXPECT_FALSE(std::filesystem::exists(w.dir / (std::to_string(up.id.value) + ".csv")))
            << "the upload is not kept";
    });
}

/// Everything of the file that is somewhere: on the disk, in the table, in the report.
std::string left(World& w) {
    std::string out = w.text("select head from import_job order by id desc limit 1");
    for (const auto& entry : std::filesystem::directory_iterator(w.dir)) {
        std::ifstream in(entry.path(), std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        out += text.str();
    }
    return out;
}

TEST(Imports, TheFileIsErasedOnceItsImportIsOverAndTheReportNamesRowsOnly) {
    everywhere([](World& w) {
        const auto over = import(w, sample);
        EXPECT_EQ(over.state, ImportState::done);
        EXPECT_GT(over.failed, 0) << "some of its rows were refused";
        for (const auto* word : {"Оксана", "Тарас", "Іван", "111", "Саксаганського", "Головна"})
            EXPECT_EQ(left(w).find(word), std::string::npos) << word;
        EXPECT_NE(report(w, over.id).find("4,failed,imports.phone,"), std::string::npos)
            << report(w, over.id);
        EXPECT_EQ(w.imports.begin(over.id, {}).error().code, "imports.file_gone");

        const auto all_wrong = import(w, "number,phone,total\n1,none,Zoriana\n");
        EXPECT_EQ(all_wrong.failed, 1);
        EXPECT_EQ(left(w).find("Zoriana"), std::string::npos);

        const auto up = *w.imports.upload(kettles, "x.csv", sample, {});
        EXPECT_NE(left(w).find("Оксана"), std::string::npos);
        EXPECT_EQ(w.imports.cancel(up.id)->state, ImportState::cancelled);
        EXPECT_EQ(left(w).find("Оксана"), std::string::npos) << "nobody wants it";
    });
}

TEST(Imports, WhatNobodyStartsAndWhatIsStoppedIsErasedAfterADay) {
    everywhere([](World& w) {
        const auto up = *w.imports.upload(kettles, "x.csv", sample, {});
        std::ofstream(w.dir / "77.csv") << "Zoriana, of an upload that was never written down";
        std::ofstream(w.dir / "notes.csv") << "not ours";
        EXPECT_EQ(w.imports.sweep(), 1) << "the one that belongs to nothing";
        EXPECT_NE(left(w).find("Оксана"), std::string::npos) << "it may still be started";
        w.clock.advance(Ms{86'400'001});
        const auto fresh = *w.imports.upload(kettles, "y.csv", many(3), {});
        ASSERT_TRUE(w.imports.begin(fresh.id, {}));  // it runs, however long
        EXPECT_EQ(w.imports.sweep(), 1);
        EXPECT_EQ(w.imports.begin(up.id, {}).error().code, "imports.file_gone");
        EXPECT_EQ(w.text("select head from import_job order by id limit 1").find("Оксана"),
                  std::string::npos);
        w.clock.advance(Ms{86'400'001});
        EXPECT_EQ(w.imports.sweep(), 0) << "running";
        EXPECT_TRUE(std::filesystem::exists(w.dir / "notes.csv"));
    });
}

TEST(Imports, ACrashLeavesAFailedImportThatCanStartAgain) {
    everywhere([](World& w) {
        const auto up = *w.imports.upload(kettles, "x.csv", many(3), {});
        ASSERT_TRUE(w.imports.begin(up.id, {}));  // "running", and then the server dies
        Imports next(w.deps);
        next.start();
        EXPECT_EQ(next.get(up.id)->error, "imports.interrupted");
        ASSERT_TRUE(next.begin(up.id, {}));
        for (int i = 0; i < 10'000 && next.get(up.id)->state == ImportState::running; ++i)
            std::this_thread::yield();
        EXPECT_EQ(next.get(up.id)->state, ImportState::done);
        next.stop();
        EXPECT_EQ(w.number("select count(*) from shop_order"), 3);
    });
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool counts_memory = false;  // freed memory stays in the sanitizer's quarantine
#else
constexpr bool counts_memory = true;
#endif
#else
constexpr bool counts_memory = true;
#endif

std::int64_t resident_kib() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t total = 0, resident = 0;
    statm >> total >> resident;
    return resident * 4;
}

/// OL_IMPORT_ROWS=1000000 runs it at full length; a fault in flatness shows at any.
TEST(Imports, ProgressIsShownAndMemoryStaysFlat) {
    const char* wanted = std::getenv("OL_IMPORT_ROWS");
    const int rows = wanted ? std::atoi(wanted) : 3000;
    ManualClock clock(from_ms(1'795'000'000'000));
    db::TestDatabase db(all_migrations(), db::Dialect::sqlite, clock);
    World w(*db, clock, {});
    const auto up = *w.imports.upload(kettles, "x.csv", many(rows), {});
    w.imports.start();
    const auto before = resident_kib();
    ASSERT_TRUE(w.imports.begin(up.id, {}));
    std::int64_t seen = 0, steps = 0, peak = before;
    for (auto now = *w.imports.get(up.id); now.state == ImportState::running;
         now = *w.imports.get(up.id)) {
        EXPECT_GE(now.done, seen);
        steps += now.done > seen;
        seen = now.done;
        peak = std::max(peak, resident_kib());
        std::this_thread::yield();
    }
    const auto now = *w.imports.get(up.id);
    EXPECT_EQ(now.state, ImportState::done) << now.error;
    EXPECT_EQ(now.created, rows);
    EXPECT_GE(steps, 1);
    std::printf("%d rows, %ld progress steps, memory grew by %ld KiB\n", rows,
                static_cast<long>(steps), static_cast<long>(peak - before));
    if (counts_memory) {
        EXPECT_LT(peak - before, 48 << 10);
    }
}

}  // namespace imports_test
}  // namespace ol::stores
