#include "contact/calls/store.hpp"

#include <boost/json.hpp>

namespace ol::calls::store {
namespace {

// The floor's row may be some milliseconds behind what a request has written and acknowledged: an
// empty disposition, cause or note never wipes a written one, and what is done stays done.
constexpr std::string_view save_contact_sql = R"sql(
insert into contact (id, channel, kind, direction, came_by, shop_id, queue_id, state, number, caller_name, caller_who,
  customer_id, entered_at, queued_at, answered_at, ended_at, exit, wait_ms, talk_ms, hold_ms, wrap_up_ms, rings, attempts,
  agent_id, hang_up_by, disposition, cause, note, note_draft, source_contact_id, task_reason, recording_id, due_at,
  calls, tries, order_id, rating)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25,
  ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37)
on conflict (id) do update set state = case when contact.state = 'done' then 'done' else excluded.state end,
  number = excluded.number, caller_name = excluded.caller_name,
  caller_who = excluded.caller_who, customer_id = coalesce(excluded.customer_id, contact.customer_id),
  queued_at = excluded.queued_at,
  answered_at = excluded.answered_at, ended_at = excluded.ended_at, exit = excluded.exit, wait_ms = excluded.wait_ms,
  talk_ms = excluded.talk_ms, hold_ms = excluded.hold_ms, wrap_up_ms = excluded.wrap_up_ms, rings = excluded.rings,
  attempts = excluded.attempts, agent_id = excluded.agent_id, hang_up_by = excluded.hang_up_by,
  disposition = case when excluded.disposition = '' then contact.disposition else excluded.disposition end,
  cause = case when excluded.disposition = '' then contact.cause else excluded.cause end,
  note = case when excluded.note = '' then contact.note else excluded.note end, recording_id = excluded.recording_id,
  due_at = excluded.due_at, calls = excluded.calls, tries = excluded.tries, order_id = excluded.order_id,
  rating = coalesce(excluded.rating, contact.rating)
)sql";

constexpr std::string_view contact_columns =
    "select id, channel, kind, direction, came_by, shop_id, queue_id, state, number, caller_name, "
    "caller_who, customer_id, "
    "entered_at, queued_at, answered_at, ended_at, exit, wait_ms, talk_ms, hold_ms, wrap_up_ms, "
    "rings, attempts, agent_id, "
    "hang_up_by, disposition, cause, note, note_draft, source_contact_id, task_reason, "
    "recording_id, due_at, calls, tries, order_id, rating from contact ";

std::optional<Time> set_time(Time t) { return t == Time{} ? std::nullopt : std::optional(t); }
template <class T>
std::optional<T> set_id(T id) {
    return id ? std::optional(id) : std::nullopt;
}

ContactRecord contact_of(const db::Rows& r, std::size_t i) {
    ContactRecord c;
    int k = 0;
    auto text = [&] { return r.text(i, k++); };
    auto number = [&] { return r.i64(i, k++); };
    c.id = ContactId{number()};
    c.channel = text();
    c.kind = text();
    c.direction = text();
    c.came_by = text();
    c.shop = ShopId{number()};
    c.queue = QueueId{number()};
    c.state = text();
    c.number = text();
    c.caller_name = text();
    c.caller_who = text();
    c.customer = CustomerId{number()};
    c.entered_at = from_ms(number());
    c.queued_at = from_ms(number());
    c.answered_at = from_ms(number());
    c.ended_at = from_ms(number());
    c.exit = text();
    c.wait_ms = number();
    c.talk_ms = number();
    c.hold_ms = number();
    c.wrap_up_ms = number();
    c.rings = static_cast<int>(number());
    c.attempts = static_cast<int>(number());
    c.agent = PersonId{number()};
    c.hang_up_by = text();
    c.disposition = text();
    c.cause = text();
    c.note = text();
    c.note_draft = text();
    c.source = ContactId{number()};
    c.task_reason = text();
    c.recording = RecordingId{number()};
    c.due_at = from_ms(number());
    c.calls = static_cast<int>(number());
    c.tries = static_cast<int>(number());
    c.order = OrderId{number()};
    c.rating = static_cast<int>(number());
    return c;
}

std::vector<ContactRecord> contacts_of(const db::Rows& rows) {
    std::vector<ContactRecord> out;
    for (std::size_t i = 0; i < rows.size(); i++) out.push_back(contact_of(rows, i));
    return out;
}

/// " and <column> in (1,2)"; nothing for an empty list. Numbers only, so nothing to escape.
std::string within(std::string_view column, const auto& ids) {
    std::string list;
    for (const std::int64_t id : ids) list += (list.empty() ? "" : ",") + std::to_string(id);
    return list.empty() ? "" : " and " + std::string(column) + " in (" + list + ")";
}

std::string params_json(const routing::Reason& reason) {
    boost::json::array all;
    for (const auto& [key, value] : reason.params) all.push_back(boost::json::array{key, value});
    return boost::json::serialize(all);
}

std::vector<std::pair<std::string, std::string>> params_of(const std::string& text) {
    std::vector<std::pair<std::string, std::string>> out;
    boost::system::error_code error;
    const auto value = boost::json::parse(text, error);
    if (error || !value.is_array()) return out;
    for (const auto& pair : value.as_array()) {
        if (!pair.is_array() || pair.as_array().size() != 2) continue;
        const auto& both = pair.as_array();
        if (both[0].is_string() && both[1].is_string())
            out.emplace_back(both[0].as_string(), both[1].as_string());
    }
    return out;
}

}  // namespace

void save(db::Tx& tx, const ContactRecord& c) {
    tx.exec(save_contact_sql, c.id, c.channel, c.kind, c.direction, c.came_by, c.shop, c.queue,
            c.state, c.number, c.caller_name, c.caller_who, set_id(c.customer), c.entered_at,
            set_time(c.queued_at), set_time(c.answered_at), set_time(c.ended_at), c.exit, c.wait_ms,
            c.talk_ms, c.hold_ms, c.wrap_up_ms, c.rings, c.attempts, set_id(c.agent), c.hang_up_by,
            c.disposition, c.cause, c.note, c.note_draft, set_id(c.source), c.task_reason,
            set_id(c.recording), set_time(c.due_at), c.calls, c.tries, set_id(c.order),
            c.rating ? std::optional(std::int64_t{c.rating}) : std::nullopt);
    if (c.recording) recordings::tell(tx, c.recording, call_of(c));
}

recordings::CallOf call_of(const ContactRecord& c) {
    return {c.id, c.shop, c.queue, c.customer, c.number, c.direction, c.disposition};
}

std::optional<ContactRecord> load(db::Conn& conn, ContactId id) {
    auto rows = conn.query(std::string(contact_columns) + "where id = ?1", id);
    if (rows.empty()) return std::nullopt;
    return contact_of(rows, 0);
}

std::vector<ContactRecord> live(db::Conn& conn) {
    return contacts_of(
        conn.query(std::string(contact_columns) + "where state <> 'done' order by id"));
}

void save_draft(db::Tx& tx, ContactId id, const std::string& text) {
    tx.exec("update contact set note_draft = ?2 where id = ?1", id, text);
}

bool link_customer(db::Tx& tx, ContactId id, CustomerId customer) {
    return tx.exec("update contact set customer_id = ?2 where id = ?1", id, customer) == 1;
}

void save(db::Tx& tx, const ExplainRow& row) {
    tx.exec(
        "insert into contact_explain (id, contact_id, at, agent_id, code, params) values (?1, ?2, "
        "?3, ?4, ?5, ?6)",
        row.id, row.contact, row.at, row.agent, row.reason.code, params_json(row.reason));
}

std::vector<ExplainRow> explains(db::Conn& conn, ContactId contact) {
    auto r = conn.query(
        "select id, at, agent_id, code, params from contact_explain where contact_id = ?1 order by "
        "id limit 500",
        contact);
    std::vector<ExplainRow> out;
    for (std::size_t i = 0; i < r.size(); i++)
        out.push_back({r.i64(i, 0),
                       contact,
                       from_ms(r.i64(i, 1)),
                       PersonId{r.i64(i, 2)},
                       {r.text(i, 3), params_of(r.text(i, 4))}});
    return out;
}

std::map<ContactId, std::string> caller_names(db::Conn& conn, std::span<const ContactId> ids) {
    std::map<ContactId, std::string> out;
    std::vector<std::int64_t> plain;
    for (const ContactId id : ids) plain.push_back(id.value);
    if (plain.empty()) return out;
    const auto r = conn.query("select id, caller_name from contact where caller_name <> ''" +
                              within("id", plain));
    for (std::size_t i = 0; i < r.size(); ++i) out[ContactId{r.i64(i, 0)}] = r.text(i, 1);
    return out;
}

std::vector<ContactRecord> contacts(db::Conn& conn, const ContactFilter& f) {
    return contacts_of(conn.query(
        std::string(contact_columns) +
            "where (?1 = 0 or id < ?1) and (?2 = '' or exit = ?2) and (?3 = '' or kind = ?3) and "
            "(?5 = 0 or agent_id = ?5 or id in (select contact_id from contact_span where "
            "agent_id = ?5) or id in (select contact_id from contact_part where person_id = ?5 and "
            "what = 'conference')) and (?6 = 0 or rating <= ?6)" +
            within("id", f.ids) + within("shop_id", f.shops) + " order by id desc limit ?4",
        f.before_id, f.exit, f.kind, f.limit, f.agent, std::int64_t{f.rating_max}));
}

std::vector<ContactRecord> tasks(db::Conn& conn, const std::set<std::int64_t>& shops) {
    return contacts_of(conn.query(std::string(contact_columns) +
                                  "where channel = 'task' and state <> 'done'" +
                                  within("shop_id", shops) + " order by entered_at, id limit 500"));
}

bool was_hers(db::Conn& conn, ContactId contact, PersonId person) {
    const auto r =
        conn.query("select count(*) from contact_explain where contact_id = ?1 and agent_id = ?2",
                   contact, person);
    return r.i64(0, 0) > 0;
}

std::vector<ContactRecord> of_customer(db::Conn& conn, CustomerId customer, ContactId except,
                                       int limit) {
    return contacts_of(
        conn.query(std::string(contact_columns) +
                       "where customer_id = ?1 and id <> ?2 order by entered_at desc limit ?3",
                   customer, except, limit));
}

std::vector<ContactRecord> visits_since(db::Conn& conn, Time since) {
    return contacts_of(conn.query(std::string(contact_columns) +
                                      "where entered_at >= ?1 and channel = 'call' and "
                                      "(queued_at is not null or exit = 'closed') "
                                      "order by coalesce(queued_at, entered_at)",
                                  since));
}

void save_chosen(db::Tx& tx, const Chosen& c) {
    tx.exec(
        "insert into agent_chosen (person_id, state, reason, since) values (?1, ?2, ?3, ?4) on "
        "conflict (person_id) do update set "
        "state = excluded.state, reason = excluded.reason, since = excluded.since",
        c.person, c.state, c.reason, c.since);
}

std::vector<Chosen> chosen(db::Conn& conn) {
    auto r =
        conn.query("select person_id, state, reason, since from agent_chosen order by person_id");
    std::vector<Chosen> out;
    for (std::size_t i = 0; i < r.size(); i++)
        out.push_back({PersonId{r.i64(i, 0)}, r.text(i, 1), r.text(i, 2), from_ms(r.i64(i, 3))});
    return out;
}

std::optional<Run> last_run(db::Conn& conn) {
    auto r = conn.query(
        "select id, started_at, beat_at, clean from server_run order by id desc limit 1");
    if (r.empty()) return std::nullopt;
    return Run{r.i64(0, 0), from_ms(r.i64(0, 1)), from_ms(r.i64(0, 2)), r.flag(0, 3)};
}
void start_run(db::Tx& tx, std::int64_t id) {
    tx.exec("insert into server_run (id, started_at, beat_at, clean) values (?1, ?2, ?2, false)",
            id, tx.now);
}
void beat_run(db::Tx& tx, std::int64_t id) {
    tx.exec("update server_run set beat_at = ?2 where id = ?1", id, tx.now);
}
void end_run(db::Tx& tx, std::int64_t id) {
    tx.exec("update server_run set beat_at = ?2, clean = true where id = ?1", id, tx.now);
}

}  // namespace ol::calls::store
