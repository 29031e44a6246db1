#include "contact/canned/rows.hpp"

#include "contact/canned/canned.hpp"
#include "platform/db/row_map.hpp"

namespace ol::canned {
namespace {

constexpr std::string_view first_sql = R"sql(
create table canned_answer (
  id bigint primary key, shop_id bigint not null, key text not null, language text not null,
  text text not null, draft text not null, live bigint not null, drafted bigint not null,
  newest bigint not null, draft_by bigint not null, approved_by bigint not null,
  retired boolean not null, used bigint not null, used_at bigint not null,
  changed_at bigint not null, version bigint not null);
create unique index canned_answer_key on canned_answer (shop_id, key, language);
create table canned_version (
  answer_id bigint not null, number bigint not null, text text not null, by_id bigint not null,
  approved_by bigint not null, at bigint not null, approved_at bigint not null,
  primary key (answer_id, number));
)sql";

constexpr db::Migration all[] = {{"canned", 1, "canned answers and their versions", first_sql}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

namespace rows {

std::optional<Answer> answer(db::Conn& conn, CannedAnswerId id) {
    return db::select_one<Answer>(conn, "select * from canned_answer where id = ?1", id);
}

bool taken(db::Conn& conn, ShopId shop, const std::string& key, const std::string& language) {
    return !conn.query(
                    "select 1 from canned_answer where shop_id = ?1 and key = ?2 and "
                    "language = ?3",
                    shop, key, language)
                .empty();
}

int count(db::Conn& conn, ShopId shop) {
    return static_cast<int>(
        conn.query("select count(*) from canned_answer where shop_id = ?1", shop).i64(0, 0));
}

std::vector<Answer> answers(db::Conn& conn, ShopId shop) {
    return db::select<Answer>(conn,
                              "select * from canned_answer where (?1 = 0 or shop_id = ?1) "
                              "order by retired, key, language, id",
                              shop);
}

std::vector<Version> versions(db::Conn& conn, CannedAnswerId id, int limit) {
    return db::select<Version>(
        conn, "select * from canned_version where answer_id = ?1 order by number desc limit ?2", id,
        limit);
}

void insert(db::Tx& tx, const Answer& a) { db::insert(tx, "canned_answer", a); }
void update(db::Tx& tx, const Answer& a) { db::update(tx, "canned_answer", a); }
void insert(db::Tx& tx, const Version& v) { db::insert(tx, "canned_version", v); }

void approve(db::Tx& tx, CannedAnswerId id, int number, PersonId by) {
    tx.exec(
        "update canned_version set approved_by = ?3, approved_at = ?4 where answer_id = ?1 and "
        "number = ?2",
        id, number, by, tx.now);
}

/// No change of its version: who edits the text meanwhile is not disturbed.
void count_use(db::Tx& tx, CannedAnswerId id) {
    tx.exec("update canned_answer set used = used + 1, used_at = ?2 where id = ?1", id, tx.now);
}

}  // namespace rows
}  // namespace ol::canned
