#pragma once
// For the room's tests: the room with a database, staff, buyers and orders behind it, and a folder.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "contact/recordings/keeper.hpp"
#include "contact/recordings/recordings.hpp"
#include "team/staff/test_house.hpp"

namespace ol::recordings {

namespace fs = std::filesystem;

// The tables of contact/calls that this room's migrations take over or look at once.
constexpr db::Migration of_calls[] = {
    {"calls", 1, "as contact/calls makes them",
     "create table contact (id bigint primary key, shop_id bigint not null, queue_id bigint not "
     "null, customer_id bigint, number text not null, direction text not null, disposition text "
     "not null);\n"
     "create table recording (id bigint primary key, contact_id bigint not null, path text not "
     "null, state text not null, started_at bigint not null, duration_ms bigint not null, bytes "
     "bigint not null, sha256 text not null, operator_id bigint, erased_by bigint, erased_at "
     "bigint, erase_reason text not null);\n"
     "create table contact_span (contact_id bigint not null, agent_id bigint not null);\n"
     "create table contact_part (contact_id bigint not null, person_id bigint not null, what text "
     "not null)"}};

struct Folder {
    Folder() {
        char name[] = "/tmp/ol-recordings-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() { fs::remove_all(path); }
    std::string operator/(const std::string& file) const { return path + "/" + file; }
    std::string path;
};

/// A stereo mu-law WAV as media writes it: both channels speak in turns of a second, then a second
/// of nothing.
inline std::string wav_of(int seconds) {
    const auto le = [](std::uint32_t v, int n) {
        std::string out;
        for (int i = 0; i < n; ++i) out += static_cast<char>(v >> (8 * i));
        return out;
    };
    const auto ulaw = [](int sample) {
        const int sign = sample < 0 ? 0x80 : 0;
        int magnitude = std::min(32635, std::abs(sample)) + 0x84, exponent = 7;
        for (int bit = 0x4000; exponent > 0 && (magnitude & bit) == 0; bit >>= 1) --exponent;
        return static_cast<char>(~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 15)));
    };
    std::string data;
    for (int i = 0; i < seconds * 8000; ++i) {
        const int who = (i / 8000) % 3;
        const double t = i / 8000.0;
        const int voice = static_cast<int>(6000 * std::sin(6.2832 * 300 * t) *
                                           (0.6 + 0.4 * std::sin(6.2832 * 3 * t)));
        data += ulaw(who == 0 ? voice : 0);
        data += ulaw(who == 1 ? voice / 2 : 0);
    }
    const auto n = static_cast<std::uint32_t>(data.size());
    return "RIFF" + le(n + 50, 4) + "WAVEfmt " + le(18, 4) + le(7, 2) + le(2, 2) + le(8000, 4) +
           le(16000, 4) + le(2, 2) + le(8, 2) + le(0, 2) + "fact" + le(4, 4) + le(n / 2, 4) +
           "data" + le(n, 4) + data;
}

inline void write_file(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}
inline std::string read_all(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Rows and files with a keeper of their own, whose steps the test takes.
struct Rooms {
    explicit Rooms(staff::House& house)
        : h(house), head(h.person("head", {"head"})), room(open()), keys(h.db, h.ids, key32) {
        rules.compress = true;
    }
    std::unique_ptr<Recordings> open() {
        Deps d{h.db, h.ids, h.clock, h.staff, customers, orders, key32, Ms{0}, {}};
        d.callers = [](db::Conn&, std::span<const ContactId>) {
            return std::map<ContactId, std::string>{};
        };
        auto made = std::make_unique<Recordings>(std::move(d));
        EXPECT_TRUE(made->load());
        return made;
    }
    KeeperDeps keeper_deps() {
        KeeperDeps d{h.db,
                     h.clock,
                     keys,
                     [this] { return rules; },
                     [this](PersonId p) { return departments[p]; },
                     [this](db::Tx&, RecordingId id, const std::string& detail) {
                         deleted += std::to_string(id.value) + detail + " ";
                     }};
        d.settle = Ms{0};
        d.spare_bytes = 0;
        return d;
    }
    http::Principal who() { return h.as(head); }
    /// A recording of that many seconds, closed.
    Row add(std::int64_t id, int seconds = 3, const std::function<void(Row&)>& change = {}) {
        Row row;
        row.id = RecordingId{id};
        row.call = {ContactId{id}, ShopId{1}, QueueId{1}, {}, "+380501112233", "in", ""};
        row.path = folder / (std::to_string(id) + ".wav");
        row.started_at = h.clock.now();
        row.operator_id = head;
        if (change) change(row);
        const std::string wav = wav_of(seconds);
        write_file(row.path, wav);
        EXPECT_TRUE(h.db.write([&](db::Tx& tx) -> Result<> {
            recordings::open(tx, row);
            recordings::close(tx, row.id, "closed", seconds * 1000,
                              static_cast<std::int64_t>(wav.size()), "sum");
            return {};
        }));
        return row;
    }
    Row row(std::int64_t id) {
        std::optional<Row> out;
        EXPECT_TRUE(h.db.read([&](db::Conn& conn) -> Result<> {
            out = find(conn, RecordingId{id});
            return {};
        }));
        return out.value_or(Row{});
    }
    void work(Keeper& keeper) {
        for (int i = 0; i < 100 && keeper.step(); ++i) {
        }
    }
    http::Response call(http::Method method, const std::string& path, const std::string& body = "",
                        std::map<std::string, std::string> query = {},
                        const http::Principal* as = nullptr) {
        http::Router router;
        add_routes(router, *room);
        http::Request r;
        r.method = method;
        r.path = "/api/v1/" + path;
        r.body = body;
        r.query = std::move(query);
        r.who = as ? *as : who();
        r.headers["if-match"] = "\"1\"";
        return router.handle(r);
    }

    const std::string key32 = std::string(32, 'k');
    staff::House& h;
    PersonId head;
    Folder folder;
    customers::Customers customers{{h.db, h.ids, h.clock, {}, {}}};
    promises::Promises promises{{h.db, h.ids, h.clock, customers, {}, {}}};
    orders::Orders orders{{h.db, h.ids, h.clock, customers, promises, {}, {}, {}, {}}};
    std::unique_ptr<Recordings> room;
    Keys keys;
    RecordingSettings rules;
    std::map<PersonId, DepartmentId> departments;
    std::string deleted;
};

inline void in_rooms(const std::function<void(Rooms&)>& body) {
    ManualClock clock;
    std::vector<db::Migration> all;
    for (const auto& list :
         {staff::migrations(), customers::migrations(), promises::migrations(),
          orders::migrations(), std::span<const db::Migration>(of_calls), migrations()})
        all.insert(all.end(), list.begin(), list.end());
    db::for_each_database(
        all,
        [&](db::Database& database) {
            clock.set(parse_iso8601("2026-11-16T12:00:00Z").value());
            staff::House house(database, clock);
            Rooms rooms(house);
            body(rooms);
        },
        clock);
}

}  // namespace ol::recordings
