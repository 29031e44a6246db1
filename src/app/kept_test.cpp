// Everything that any room keeps of a buyer, in the whole program and on both databases: no table
// and no column is forgotten, a merge and its undoing leave nothing, his file has all of it, and
// after an erasure his name, number and address are found nowhere.
#include "app/kept.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "app/wiring.hpp"
#include "platform/base/json.hpp"
#include "platform/base/log.hpp"
#include "platform/db/test_db.hpp"
#include "shop/customers/kept/dump.hpp"
#include "shop/customers/kept/file.hpp"
#include "shop/customers/kept/merging.hpp"
#include "team/staff/audit.hpp"

namespace ol::app {
namespace kept_test {

using customers::ColumnOf;
using customers::columns_of;
using customers::KeptTable;

const bool quiet = (log::set_level(log::Level::error), true);

constexpr const char* name = "Zoriana Markova";
constexpr const char* phone = "+380931234567";
constexpr const char* mail = "zoriana@example.com";
constexpr const char* words = "Zoriana Markova, +380931234567, zoriana@example.com";

std::set<std::string> set_of(std::string_view list) {
    const auto all = columns_of(list);
    return {all.begin(), all.end()};
}

/// All rooms' tables and what the program does with them, without the program.
struct House {
    explicit House(db::Database& d) : db(d), buyers({d, ids, system_clock(), {}, audited()}) {
        customers::PageDeps page{db, ids, system_clock(), buyers, audited()};
        arrange_erasure(page, "no-such-folder");
        customers::add_page_routes(router, std::make_shared<customers::Page>(page));
        customers::MergeDeps merge{db, ids, buyers, audited(), {}, kept, {}, {}};
        customers::add_merge_routes(router, std::make_shared<customers::Merging>(merge));
        customers::FileDeps file{db, buyers, audited(), kept, folder, {}};
        customers::add_file_routes(router, std::make_shared<customers::BuyerFile>(file));
        who.person = PersonId{7};
        who.permissions = {"customers.view", "customers.edit", "customers.reveal", "export"};
    }
    ~House() { std::filesystem::remove_all(folder); }
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    customers::Audit audited() {
        return [this](db::Tx& tx, PersonId by, std::string_view what, std::int64_t subject,
                      std::string_view detail) { chain.append(tx, by, what, subject, detail); };
    }
    bool chain_whole() {
        bool ok = false;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            ok = chain.verify(c).ok;
            return {};
        }));
        return ok;
    }
    http::Response ask(http::Method method, const std::string& path, const std::string& body = "",
                       const std::map<std::string, std::string>& query = {}) {
        http::Request r;
        r.method = method, r.path = "/api/v1/" + path, r.body = body, r.who = who;
        for (const auto& [key, value] : query) r.query[key] = value;
        r.headers = {{"x-requested-with", "orderline"}, {"content-type", "application/json"}};
        return router.handle(r);
    }
    std::int64_t number(const std::string& sql) {
        std::int64_t out = 0;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            const auto r = c.query(sql);
            out = r.empty() ? 0 : r.i64(0, 0);
            return {};
        })) << sql;
        return out;
    }
    void change(const std::string& sql) {
        EXPECT_TRUE(db.write([&](db::Tx& tx) -> Result<> {
            tx.exec(sql);
            return {};
        })) << sql;
    }
    CustomerId buyer(const std::string& called, const std::string& number, const std::string& at) {
        customers::NewCustomer in;
        in.name = called, in.phone = number, in.email = at, in.notes = words;
        in.addresses = {{words, "Kyiv"}};
        in.trusted = {{words, "sister", number}};
        return *db.write_as<CustomerId>(
            [&](db::Tx& tx) { return buyers.create(tx, in, who.person); });
    }
    std::vector<ColumnOf> columns() {
        std::vector<ColumnOf> out;
        EXPECT_TRUE(db.read([&](db::Conn& c) -> Result<> {
            out = customers::every_column(c);
            return {};
        }));
        return out;
    }
    db::Database& db;
    IdSource ids;
    staff::Audit chain{std::string(32, 'k')};
    customers::Customers buyers;
    customers::KeptTables kept = kept_of_all_rooms();
    std::string folder =
        std::filesystem::temp_directory_path() / ("orderline-kept-" + std::to_string(::getpid()));
    http::Router router;
    http::Principal who;
};

void everywhere(const std::function<void(House&)>& body) {
    const auto all = all_migrations();
    db::for_each_database(all, [&](db::Database& d) {
        House house(d);
        body(house);
    });
}

/// One row in every table that can have one of his, with his words wherever words may stand.
class Filler {
public:
    Filler(House& house, CustomerId id) : h_(house), id_(id) {
        for (const auto& c : h_.columns()) columns_[c.table].push_back(c);
        std::erase_if(columns_, [](const auto& t) { return t.second.empty(); });
    }
    void fill() {
        insert("store", set_of(""));
        for (const auto& t : h_.kept.all())
            if (!t.his.empty() && t.name != erased && count(t) == 0)
                insert(std::string(t.name), set_of(t.words));
        for (const auto& t : h_.kept.all())
            if (!t.his.empty() && t.name != erased)
                EXPECT_GT(count(t), 0) << t.name << " has no row of the buyer";
    }

private:
    static constexpr std::string_view erased = "buyer_erasure";  // he is not, yet
    std::int64_t count(const KeptTable& t) {
        std::int64_t out = 0;
        EXPECT_TRUE(h_.db.read([&](db::Conn& c) -> Result<> {
            out =
                c.query("select count(*) from " + std::string(t.name) + " where " + h_.kept.his(t),
                        id_)
                    .i64(0, 0);
            return {};
        })) << t.name;
        return out;
    }
    db::Value value(const ColumnOf& c, const std::set<std::string>& spoken) {
        static const std::map<std::string, std::string> fixed{
            {"promise.kind", "reply"},        {"promise.state", "kept"},
            {"external_event.state", "done"}, {"contact.state", "done"},
            {"recording.state", "kept"},      {"store_checkout.phone", phone},
            {"store_checkout.email", mail},   {"shop_order.desk_state", "completed"},
            {"shop_order.pay_state", "paid"}, {"external_event.ext_key", "7"},
            {"store_order.ext_key", "7"},     {"conversation.channel", "webchat"},
            {"conversation.state", "closed"}, {"conversation.place", "none"},
            {"message.direction", "in"},      {"message.state", "received"},
            {"message_file.state", "kept"},   {"letter.sort", "letter"}};
        if (const auto at = fixed.find(c.table + "." + c.column); at != fixed.end())
            return at->second;
        if (c.text)
            return spoken.contains(c.column) ? std::string(words)
                                             : "x" + std::to_string(h_.ids.next());
        if (c.column == "customer_id" || c.column == "kept_id" || c.column == "low_id")
            return c.table == "order_apart" ? mine_["shop_order"] : id_.value;
        static const std::map<std::string, std::string> links{
            {"order_id", "shop_order"},    {"target_id", "shop_order"},
            {"other_id", "shop_order"},    {"contact_id", "contact"},
            {"task_id", "contact"},        {"conversation_id", "conversation"},
            {"recording_id", "recording"}, {"promise_id", "promise"},
            {"shipment_id", "shipment"},   {"store_id", "store"},
            {"merge_id", "buyer_merge"}};
        if (const auto at = links.find(c.column); at != links.end()) return mine_[at->second];
        if (c.column == "id" && c.table == "conversation_before") return mine_["conversation"];
        if (c.boolean) return false;
        const bool one_of_its_kind = c.column == "id" || c.column.ends_with("_id") ||
                                     c.column.ends_with("seq") || c.column.ends_with("at");
        return one_of_its_kind ? h_.ids.next() : std::int64_t{3};
    }
    void insert(const std::string& table, const std::set<std::string>& spoken) {
        std::string names, places;
        std::vector<db::Value> values;
        for (const auto& c : columns_.at(table)) {
            values.push_back(value(c, spoken));
            if (c.column == "id") mine_[table] = std::get<std::int64_t>(values.back());
            names += (names.empty() ? "" : ", ") + c.column;
            places += (places.empty() ? "?" : ", ?") + std::to_string(values.size());
        }
        const auto done = h_.db.write([&](db::Tx& tx) -> Result<> {
            tx.conn.run("insert into " + table + " (" + names + ") values (" + places + ")",
                        values);
            return {};
        });
        EXPECT_TRUE(done) << table << ": " << (done ? "" : done.error().detail);
    }

    House& h_;
    CustomerId id_;
    std::map<std::string, std::vector<ColumnOf>> columns_;
    std::map<std::string, std::int64_t> mine_;
};

TEST(Kept, NoTableAndNoColumnIsForgotten) {
    everywhere([](House& h) {
        std::map<std::string, const KeptTable*> kept;
        for (const auto& t : h.kept.all()) {
            EXPECT_FALSE(kept.contains(std::string(t.name))) << t.name << " is there twice";
            kept[std::string(t.name)] = &t;
            EXPECT_FALSE(t.his.empty() && t.why.empty()) << t.name << " needs a reason";
        }
        const std::set<std::string> ids{"customer_id",     "order_id",     "contact_id",
                                        "conversation_id", "shipment_id",  "promise_id",
                                        "recording_id",    "phone",        "email",
                                        "buyer_name",      "from_address", "task_id"};
        std::map<std::string, std::set<std::string>> there;
        for (const auto& c : h.columns()) {
            there[c.table].insert(c.column);
            const auto at = kept.find(c.table);
            if (at == kept.end()) {
                EXPECT_FALSE(ids.contains(c.column))
                    << c.table << "." << c.column << ": name the table in its room's kept.cpp";
                continue;
            }
            const auto& t = *at->second;
            if (c.column == "customer_id")
                EXPECT_FALSE(t.key.empty() && t.why.empty())
                    << c.table << " stays at a merge: why?";
            if (!c.text || t.his.empty()) continue;
            EXPECT_NE(set_of(t.words).contains(c.column), set_of(t.codes).contains(c.column))
                << c.table << "." << c.column << ": words of people, or codes of ours?";
        }
        for (const auto& [table, t] : kept)
            for (const auto list : {t->words, t->codes, t->hidden, t->key, t->once})
                for (const auto& column : columns_of(list))
                    EXPECT_TRUE(there[table].contains(column)) << table << "." << column;
    });
}

TEST(Kept, AMergeInTheWholeHouseComesApartAgain) {
    everywhere([](House& h) {
        const auto a = h.buyer("Zoriana Markova", phone, mail);
        const auto b = h.buyer("Z. Markova", phone, "other@example.com");
        Filler(h, a).fill();
        Filler(h, b).fill();
        const auto dump = [&] {
            return customers::dump_of(h.db,
                                      {"journal", "journal_cursor", "audit", "audit_head",
                                       "buyer_merge", "buyer_merge_row"},
                                      {"version"});
        };
        const auto before = dump();
        const auto version = [&](CustomerId id) {
            return std::to_string(
                h.number("select version from customer where id = " + std::to_string(id.value)));
        };
        const auto path = "buyers/" + std::to_string(a.value) + "/merge";
        const auto merged = h.ask(
            http::Method::post, path,
            R"({"gone_id":")" + std::to_string(b.value) + R"(","version":)" + version(a) +
                R"(,"gone_version":)" + version(b) +
                R"(,"name":"kept","language":"kept","tz":"kept","notes":"both","reason":"same"})");
        ASSERT_EQ(merged.status, 200) << merged.body;
        for (const auto& t : h.kept.all())
            if (!t.key.empty() && t.once.empty())
                EXPECT_EQ(h.number("select count(*) from " + std::string(t.name) +
                                   " where customer_id = " + std::to_string(b.value)),
                          0)
                    << t.name;
        const auto id = h.number("select max(id) from buyer_merge where undone_at is null");
        const auto undone =
            h.ask(http::Method::post, "buyer-merges/" + std::to_string(id) + "/undo", "{}");
        ASSERT_EQ(undone.status, 200) << undone.body;
        EXPECT_EQ(dump(), before);
        EXPECT_TRUE(h.chain_whole());
    });
}

TEST(Kept, HisFileHasAllOfIt) {
    everywhere([](House& h) {
        const auto id = h.buyer(name, phone, mail);
        Filler(h, id).fill();
        const auto path = "buyers/" + std::to_string(id.value) + "/file";
        EXPECT_EQ(h.ask(http::Method::post, path, R"({"reason":""})").status, 400);
        const auto made = h.ask(http::Method::post, path, R"({"reason":"his letter"})");
        ASSERT_EQ(made.status, 200) << made.body;
        std::ifstream in(made.file, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)), {});
        EXPECT_TRUE(json::read<json::Raw>(text, 10 << 20)) << "it is JSON";
        for (const auto& t : h.kept.all()) {
            const auto from = text.find("\"table\":\"" + std::string(t.name) + "\"");
            ASSERT_NE(from, std::string::npos) << t.name;
            if (t.his.empty()) continue;
            const auto section = text.substr(from, text.find("{\"what\":", from) - from);
            const auto columns = section.substr(0, section.find("\"rows\""));
            if (t.name != "buyer_erasure")
                EXPECT_NE(section.find("\n["), std::string::npos) << t.name << " gives no row";
            for (const auto& hidden : columns_of(t.hidden))
                EXPECT_EQ(columns.find("\"" + hidden + "\""), std::string::npos) << t.name;
            auto shown = set_of(t.words);
            for (const auto& hidden : columns_of(t.hidden)) shown.erase(hidden);
            if (!shown.empty() && t.name != "pii_view" && t.name != "buyer_merge")
                EXPECT_TRUE(section.find("Zoriana") != std::string::npos ||
                            section.find("93123") != std::string::npos)
                    << t.name;
        }
        EXPECT_EQ(h.number("select count(*) from audit where what = 'customer.exported'"), 1);
        h.who.shops = {1};
        EXPECT_EQ(h.ask(http::Method::post, path, R"({"reason":"r"})").status, 403);
        h.who.shops.clear();
        h.who.permissions.erase("export");
        EXPECT_EQ(h.ask(http::Method::post, path, R"({"reason":"r"})").status, 403);
    });
}

/// Where anything of him stands, in any text of any table.
std::string traces(House& h) {
    std::string out;
    for (const auto& c : h.columns())
        if (c.text)
            for (const auto* part : {"zoriana", "markova", "931234567", "765432139"})
                if (h.number("select count(*) from " + c.table + " where lower(" + c.column +
                             ") like '%" + part + "%'") > 0) {
                    out += c.table + "." + c.column + " ";
                    break;
                }
    return out;
}

std::string plan_in(const std::string& body) {
    const auto at = body.find("\"plan\":\"") + 8;
    return body.substr(at, body.find('"', at) - at);
}

TEST(Kept, AfterAnErasureHeIsFoundNowhereAndFiguresStand) {
    everywhere([](House& h) {
        const auto id = h.buyer(name, phone, mail);
        Filler(h, id).fill();
        const auto him = std::to_string(id.value);
        const auto other = h.buyer(std::string(name) + " jr", "+380931234567", mail);
        h.change("update customer set merged_into = " + him +
                 " where id = " + std::to_string(other.value));
        h.change("update customer_identity set shared = false where customer_id = " + him);
        h.change(
            "insert into contact (id, channel, kind, direction, came_by, shop_id, queue_id, state, "
            "number, caller_name, caller_who, entered_at, exit, wait_ms, talk_ms, hold_ms, "
            "wrap_up_ms, rings, attempts, hang_up_by, disposition, cause, note, note_draft, "
            "task_reason) values (5, 'call', 'in', 'in', 'x', 1, 1, 'done', '+380931234567', "
            "'Zoriana', 'unknown', 1, 'x', 0, 0, 0, 0, 0, 0, '', '', '', '', '', '')");
        EXPECT_NE(traces(h), "");
        const auto sums = [&] {
            return std::to_string(h.number("select sum(total) from shop_order")) + " " +
                   std::to_string(h.number("select sum(total) from order_line")) + " " +
                   std::to_string(h.number("select count(*) from contact")) + " " +
                   std::to_string(h.number("select count(*) from message")) + " " +
                   std::to_string(h.number("select count(*) from promise"));
        };
        const auto before = sums();
        const auto erase = [&](const std::string& plan) {
            return h.ask(http::Method::post, "buyers/" + him + "/erase",
                         R"({"reason":"a letter","plan":")" + plan + R"("})");
        };
        const auto plan = [&] { return h.ask(http::Method::get, "buyers/" + him + "/erasure"); };
        h.change("update shop_order set desk_state = 'confirmed' where customer_id = " + him);
        h.change("update promise set state = 'open' where customer_id = " + him);
        EXPECT_NE(plan().body.find("open_orders"), std::string::npos) << plan().body;
        EXPECT_NE(plan().body.find("open_promises"), std::string::npos);
        const auto kept = erase(plan_in(plan().body));
        EXPECT_EQ(kept.status, 409);
        EXPECT_NE(kept.body.find("customers.erase_kept"), std::string::npos) << kept.body;
        h.change("update shop_order set desk_state = 'completed' where customer_id = " + him);
        h.change("update promise set state = 'kept' where customer_id = " + him);
        EXPECT_NE(erase("").body.find("customers.erase_changed"), std::string::npos);
        const auto done = erase(plan_in(plan().body));
        ASSERT_EQ(done.status, 200) << done.body;
        EXPECT_EQ(traces(h), "") << "these still name him";
        EXPECT_EQ(sums(), before);
        EXPECT_TRUE(h.chain_whole());
    });
}

}  // namespace kept_test
}  // namespace ol::app
