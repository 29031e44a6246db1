#pragma once
// Rows of canned answers and their versions. Private to the room. Ids and times of 0 = none.
#include "contact/canned/types.hpp"
#include "platform/db/db.hpp"

namespace ol::canned::rows {

struct Answer {
    CannedAnswerId id;
    ShopId shop_id;
    std::string key, language, text, draft;
    int live = 0, drafted = 0, newest = 0;  // numbers of versions
    PersonId draft_by, approved_by;
    bool retired = false;
    std::int64_t used = 0;
    Time used_at{}, changed_at{};
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Answer, (),
                      (id, shop_id, key, language, text, draft, live, drafted, newest, draft_by,
                       approved_by, retired, used, used_at, changed_at, version))

struct Version {
    CannedAnswerId answer_id;
    int number = 0;
    std::string text;
    PersonId by_id, approved_by;
    Time at{}, approved_at{};
};
BOOST_DESCRIBE_STRUCT(Version, (), (answer_id, number, text, by_id, approved_by, at, approved_at))

std::optional<Answer> answer(db::Conn& conn, CannedAnswerId id);
bool taken(db::Conn& conn, ShopId shop, const std::string& key, const std::string& language);
int count(db::Conn& conn, ShopId shop);
std::vector<Answer> answers(db::Conn& conn, ShopId shop);  // 0 = of all shops
std::vector<Version> versions(db::Conn& conn, CannedAnswerId id, int limit);
void insert(db::Tx& tx, const Answer& a);
void update(db::Tx& tx, const Answer& a);
void insert(db::Tx& tx, const Version& v);
void approve(db::Tx& tx, CannedAnswerId id, int number, PersonId by);
void count_use(db::Tx& tx, CannedAnswerId id);

}  // namespace ol::canned::rows
