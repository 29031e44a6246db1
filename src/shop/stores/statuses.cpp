// Statuses that a platform's documents do not explain: asked about once, by name, answered by a
// person; and orders that could not be taken.
#include "platform/base/names.hpp"
#include "shop/stores/connected.hpp"

namespace ol::stores {

Result<std::vector<ShopStatus>> Stores::statuses(StoreId id) const {
    return d_.db.read_as<std::vector<ShopStatus>>(
        [&](db::Conn& c) -> Result<std::vector<ShopStatus>> {
            const auto r = c.query(R"(select s.code, s.name, s.meaning, s.asked_at, (select count(*)
                from store_order o where o.store_id = s.store_id and o.status = s.code)
                from store_status s where s.store_id = ?1 order by s.meaning, s.asked_at, s.code)",
                                   id);
            std::vector<ShopStatus> out;
            for (std::size_t i = 0; i < r.size(); ++i)
                out.push_back({r.text(i, 0), r.text(i, 1), from_name<StatusMeaning>(r.text(i, 2)),
                               r.i64(i, 4), from_ms(r.i64(i, 3))});
            return out;
        });
}

Result<> Stores::answer_status(StoreId id, const AnswerStatus& in, PersonId by) {
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec(R"(update store_status set meaning = ?3, answered_at = ?4, answered_by = ?5
            where store_id = ?1 and code = ?2)",
                    id, in.code, in.meaning, tx.now, by) != 1)
            return not_found("stores.status_unknown", "The shop has not used this status.");
        Connected s;
        s.row.id = id;
        s.row.kind = tx.query("select kind from store where id = ?1", id).text(0, 0);
        const auto rows = tx.query(
            "select ext_key from store_order where store_id = ?1 and status = ?2", id, in.code);
        for (std::size_t i = 0; i < rows.size(); ++i) read_again(tx, s, rows.text(i, 0));
        tx.journal({"store.status_answered", id.value, by.value,
                    "{\"meaning\":" + json::quote(to_name(in.meaning)) + "}"});
        return {};
    });
    if (!done) return done.error();
    {
        const std::lock_guard lock(mutex_);
        event_waits_ = true;
    }
    wake_.notify_one();
    return {};
}

void Stores::read_again(db::Tx& tx, const Connected& s, const std::string& key) const {
    tx.exec(R"(insert into external_event (id, store_id, source, topic, ext_key, body_hash, body,
        received_at, state, attempts, next_at, error)
        values (?1,?2,?3,'again',?4,?5,'',?6,'waiting',0,0,'')
        on conflict (source, topic, ext_key, body_hash) do nothing)",
            d_.ids.next(), s.row.id, s.origin(), key, std::to_string(to_ms(tx.now)), tx.now);
}

Result<std::vector<RefusedOrderRow>> Stores::refused_orders(StoreId id) const {
    return d_.db.read_as<std::vector<RefusedOrderRow>>(
        [&](db::Conn& c) -> Result<std::vector<RefusedOrderRow>> {
            const auto r = c.query(R"(select ext_key, number, error from store_order
                where store_id = ?1 and error <> '' order by created_at desc, ext_key limit 200)",
                                   id);
            std::vector<RefusedOrderRow> out;
            for (std::size_t i = 0; i < r.size(); ++i)
                out.push_back({r.text(i, 0), r.text(i, 1), r.text(i, 2)});
            return out;
        });
}

}  // namespace ol::stores
