#include "contact/recordings/store.hpp"

#include "contact/recordings/row_sql.hpp"

namespace ol::recordings::store {
namespace {

/// Conditions of a search, with their values behind numbered placeholders. Only what narrows is
/// said, so that the database can choose the index that fits.
class Where {
public:
    Where& add(const std::string& condition, db::Value value) {
        values.push_back(std::move(value));
        auto at = condition.find('?');
        text += (text.empty() ? "where " : " and ") + condition.substr(0, at) + "?" +
                std::to_string(values.size()) + condition.substr(at + 1);
        return *this;
    }
    template <class Ids>
    static std::string list(const Ids& ids) {
        std::string out;
        for (const std::int64_t id : ids) out += (out.empty() ? "" : ",") + std::to_string(id);
        return out;
    }
    template <class Ids>
    Where& in(const char* column, const Ids& ids) {
        const std::string some = list(ids);
        text += std::string(text.empty() ? "where " : " and ") + column + " in (" +
                (some.empty() ? "null" : some) + ")";
        return *this;
    }
    void also(const std::string& condition) {
        text += (text.empty() ? "where " : " and ") + condition;
    }
    std::string text;
    std::vector<db::Value> values;
};

void buyer(Where& w, const Search& s) {
    if (s.customers.empty() && s.number.empty()) return;
    std::string any;
    if (!s.customers.empty()) any = "customer_id in (" + Where::list(s.customers) + ")";
    if (s.number.empty()) return w.also(any);
    // Digits alone: nothing of them can end the text or be a pattern.
    w.also("(" + any + (any.empty() ? "" : " or ") + "number like '%" + s.number + "')");
}

}  // namespace

std::vector<Row> search(db::Conn& conn, const Search& s) {
    Where w;
    if (s.before_id > 0) w.add("id < ?", s.before_id);
    if (s.from_id > 0) w.add("id >= ?", s.from_id);
    if (s.to_id > 0) w.add("id < ?", s.to_id);
    if (!s.shops.empty()) w.in("shop_id", s.shops);
    buyer(w, s);
    if (s.agent)
        w.add("id in (select recording_id from recording_voice where person_id = ?)",
              s.agent.value);
    if (s.queue) w.add("queue_id = ?", s.queue.value);
    if (!s.direction.empty()) w.add("direction = ?", s.direction);
    if (!s.disposition.empty()) w.add("disposition = ?", s.disposition);
    if (!s.state.empty()) w.add("state = ?", s.state);
    if (s.least_ms > 0) w.add("duration_ms >= ?", s.least_ms);
    if (s.most_ms > 0) w.add("duration_ms <= ?", s.most_ms);
    if (s.silence_from > 0) w.add("silence_permille >= ?", std::int64_t{s.silence_from});
    if (s.silence_to > 0) {
        w.add("silence_permille <= ?", std::int64_t{s.silence_to});
        w.also("silence_permille >= 0");
    }
    return rows_of(conn.run(
        std::string(row_columns) + w.text + " order by id desc limit " + std::to_string(s.limit),
        w.values));
}

std::optional<Row> next_fresh(db::Conn& conn) {
    const auto r = conn.query(std::string(row_columns) +
                              "where stage = 'fresh' and state in ('closed', 'repaired', 'failed') "
                              "order by closed_at, id limit 1");
    if (r.empty()) return std::nullopt;
    return row_of(r, 0);
}

std::vector<Row> in_stage(db::Conn& conn, std::string_view stage, int limit) {
    return rows_of(
        conn.query(std::string(row_columns) + "where stage = ?1 order by closed_at, id limit ?2",
                   stage, limit));
}

bool swap(db::Tx& tx, const Row& row, const std::string& path, std::int64_t bytes) {
    return tx.exec(
               "update recording set path = ?2, old_path = ?3, bytes = ?4, stage = 'swapped' "
               "where id = ?1 and stage = 'fresh' and state <> 'erased'",
               row.id, path, row.path, bytes) == 1;
}

void measured(db::Tx& tx, RecordingId id, int silence_permille, int left_db, int right_db) {
    tx.exec(
        "update recording set silence_permille = ?2, level_left_db = ?3, level_right_db = ?4 "
        "where id = ?1",
        id, silence_permille, left_db, right_db);
}

void set_stage(db::Tx& tx, RecordingId id, std::string_view stage) {
    // What is erased meanwhile only goes on to be gone.
    tx.exec(
        "update recording set stage = ?2, old_path = '' where id = ?1 and "
        "(stage <> 'erase' or ?2 = 'gone')",
        id, stage);
}

bool delete_kept(db::Tx& tx, RecordingId id, std::string_view reason) {
    return tx.exec(
               "update recording set state = 'erased', erased_at = ?2, erase_reason = ?3, "
               "stage = 'erase' where id = ?1 and state <> 'erased' and hold = false",
               id, tx.now, reason) == 1;
}

void hold(db::Tx& tx, RecordingId id, bool on) {
    tx.exec("update recording set hold = ?2 where id = ?1", id, on);
}

std::vector<Row> kept_before(db::Conn& conn, std::int64_t after_id, std::int64_t before_id,
                             int limit) {
    return rows_of(conn.query(std::string(row_columns) +
                                  "where id > ?1 and id < ?2 and state not in ('erased', 'open') "
                                  "and hold = false order by id limit ?3",
                              after_id, before_id, limit));
}

Waiting waiting(db::Conn& conn) {
    const auto r = conn.query(
        "select stage, count(*) from recording where stage in ('fresh', 'erase') "
        "and state <> 'open' group by stage");
    Waiting out;
    for (std::size_t i = 0; i < r.size(); ++i)
        (r.text(i, 0) == "fresh" ? out.fresh : out.erase) = r.i64(i, 1);
    return out;
}

std::vector<KeyRow> keys(db::Conn& conn) {
    const auto r = conn.query("select id, sealed from recording_key order by id");
    std::vector<KeyRow> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0), r.text(i, 1)});
    return out;
}

void save(db::Tx& tx, const KeyRow& key, Time at) {
    tx.exec("insert into recording_key (id, sealed, made_at) values (?1, ?2, ?3)", key.id,
            key.sealed, at);
}

std::optional<Time> last_done(db::Conn& conn, std::string_view duty) {
    const auto r = conn.query("select at from recording_duty where name = ?1", duty);
    if (r.empty()) return std::nullopt;
    return from_ms(r.i64(0, 0));
}

void done(db::Tx& tx, std::string_view duty, Time at) {
    if (tx.exec("update recording_duty set at = ?2 where name = ?1", duty, at) == 0)
        tx.exec("insert into recording_duty (name, at) values (?1, ?2)", duty, at);
    // What was done by rules that are no more is of no use.
    tx.exec("delete from recording_duty where name <> ?1 and at <= ?2", duty, at);
}

}  // namespace ol::recordings::store
