#include "contact/conversations/cascade_rows.hpp"

#include "platform/base/json.hpp"
#include "platform/db/row_map.hpp"

namespace ol::conversations::rows {
namespace {

CascadeRule rule_of(const db::Rows& r, std::size_t i) {
    CascadeRule out{ShopId{r.i64(i, 0)}, {}, r.i64(i, 2)};
    if (auto kept = json::read<CascadeIn>(r.text(i, 1))) out.steps = std::move(kept->steps);
    return out;
}

}  // namespace

CascadeRule cascade_rule(db::Conn& conn, ShopId shop) {
    const auto r =
        conn.query("select shop_id, steps, version from cascade_rule where shop_id = ?1", shop);
    return r.empty() ? CascadeRule{shop, {}, 1} : rule_of(r, 0);
}
std::vector<CascadeRule> cascade_rules(db::Conn& conn) {
    const auto r = conn.query("select shop_id, steps, version from cascade_rule order by shop_id");
    std::vector<CascadeRule> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back(rule_of(r, i));
    return out;
}
void keep_rule(db::Tx& tx, const CascadeRule& rule) {
    tx.exec("delete from cascade_rule where shop_id = ?1", rule.shop_id);
    tx.exec("insert into cascade_rule (shop_id, steps, version) values (?1, ?2, ?3)", rule.shop_id,
            json::write(CascadeIn{rule.steps}), rule.version);
}

std::optional<Cascade> cascade(db::Conn& conn, MessageId first) {
    return db::select_one<Cascade>(conn, "select * from cascade where id = ?1", first);
}
std::optional<Cascade> cascade_with(db::Conn& conn, MessageId message) {
    return db::select_one<Cascade>(
        conn,
        "select c.* from cascade_message m join cascade c on c.id = m.cascade_id "
        "where m.message_id = ?1",
        message);
}
std::vector<Cascade> cascades_waiting(db::Conn& conn) {
    return db::select<Cascade>(conn, "select * from cascade where state = 'waits' order by id");
}
void keep_step(db::Tx& tx, const Cascade& c) {
    tx.exec("insert into cascade_message (message_id, cascade_id) values (?1, ?2)", c.message_id,
            c.id);
}
void insert(db::Tx& tx, const Cascade& c) {
    db::insert(tx, "cascade", c);
    keep_step(tx, c);
}
void update(db::Tx& tx, const Cascade& c) { db::update(tx, "cascade", c); }

}  // namespace ol::conversations::rows
