#include "contact/conversations/rows.hpp"

#include <algorithm>

#include "contact/conversations/text_index.hpp"
#include "platform/db/row_map.hpp"

namespace ol::conversations::rows {
namespace {

/// " and shop_id in (1, 2)": numbers of ours, never text from outside.
std::string in_shops(const std::set<std::int64_t>& shops) {
    if (shops.empty()) return {};
    std::string list;
    for (const auto shop : shops) list += (list.empty() ? "" : ", ") + std::to_string(shop);
    return " and shop_id in (" + list + ")";
}

std::string where_of(const ThreadFilter& f) {
    switch (f.view) {
        case View::mine: return "place = 'hers' and assignee_id = ?1";
        case View::waiting: return "place = 'line' and ?1 = ?1";
        case View::all: return "?1 = ?1";
        case View::closed:
            return f.of_all ? "state = 'closed' and ?1 = ?1"
                            : "state = 'closed' and assignee_id = ?1";
    }
    return {};
}

/// The most urgent first: whose clock runs out, then who has waited longest.
const char* order_of(View view) {
    switch (view) {
        case View::mine:
            return " order by case when state = 'waiting_us' then 0 else 1 end, "
                   "case when answer_due_at = 0 then 1 else 0 end, answer_due_at, last_at, id";
        case View::waiting: return " order by line_since, id";
        case View::all:
        case View::closed: return " order by last_at desc, id desc";
    }
    return "";
}

}  // namespace

std::optional<Account> account(db::Conn& conn, ChannelAccountId id) {
    return db::select_one<Account>(conn, "select * from channel_account where id = ?1", id);
}
std::optional<Account> account_by_key(db::Conn& conn, std::string_view key) {
    return db::select_one<Account>(conn, "select * from channel_account where public_key = ?1",
                                   key);
}
std::vector<Account> accounts(db::Conn& conn) {
    return db::select<Account>(conn,
                               "select * from channel_account where removed_at = 0 "
                               "order by shop_id, id");
}
void insert(db::Tx& tx, const Account& a) { db::insert(tx, "channel_account", a); }
void update(db::Tx& tx, const Account& a) { db::update(tx, "channel_account", a); }

std::optional<Thread> thread(db::Conn& conn, ConversationId id) {
    return db::select_one<Thread>(conn, "select * from conversation where id = ?1", id);
}
std::optional<Thread> thread_named(db::Conn& conn, ChannelAccountId account,
                                   std::string_view name) {
    return db::select_one<Thread>(
        conn, "select * from conversation where account_id = ?1 and thread = ?2", account, name);
}
std::optional<Thread> thread_of_contact(db::Conn& conn, ContactId contact) {
    if (!contact) return std::nullopt;
    return db::select_one<Thread>(conn, "select * from conversation where contact_id = ?1",
                                  contact);
}
void insert(db::Tx& tx, const Thread& t) { db::insert(tx, "conversation", t); }
void update(db::Tx& tx, const Thread& t) { db::update(tx, "conversation", t); }

std::vector<Thread> standing(db::Conn& conn) {
    return db::select<Thread>(
        conn, "select * from conversation where place in ('line', 'hers') order by line_since, id");
}
std::vector<Thread> to_wake(db::Conn& conn, Time now) {
    return db::select<Thread>(conn,
                              "select * from conversation where place = 'hers' and "
                              "state = 'snoozed' and snoozed_until <= ?1 order by id",
                              now);
}
std::vector<Thread> to_rest(db::Conn& conn, Time quiet_since) {
    return db::select<Thread>(conn,
                              "select * from conversation where place = 'hers' and resting = ?1 "
                              "and state = 'waiting_buyer' and last_at <= ?2 order by id",
                              false, quiet_since);
}

std::vector<Thread> threads(db::Conn& conn, const ThreadFilter& f) {
    std::string sql = "select * from conversation where " + where_of(f) + in_shops(f.shops);
    if (f.shop) sql += " and shop_id = " + std::to_string(f.shop.value);
    sql += " and (?2 = '' or search like '%' || ?2 || '%')";
    sql += order_of(f.view);
    sql += " limit ?3 offset ?4";
    return db::select<Thread>(conn, sql, f.person, f.q, f.limit, f.offset);
}

ConversationCounts counts(db::Conn& conn, PersonId person, const std::set<std::int64_t>& shops) {
    const auto of = [&](const std::string& where) {
        return static_cast<int>(
            conn.query("select count(*) from conversation where " + where + in_shops(shops), person)
                .i64(0, 0));
    };
    return {of("place = 'hers' and assignee_id = ?1"), of("place = 'line' and ?1 = ?1")};
}

void insert(db::Tx& tx, const Words& w) {
    db::insert(tx, "message", w);
    index(tx, w);
}

std::optional<Words> words_of(db::Conn& conn, MessageId id) {
    return db::select_one<Words>(conn, "select * from message where id = ?1", id);
}
std::optional<Words> words_by_external(db::Conn& conn, ChannelAccountId account,
                                       std::string_view external_id) {
    return db::select_one<Words>(conn,
                                 "select * from message where account_id = ?1 and external_id = ?2",
                                 account, external_id);
}

std::vector<Words> words(db::Conn& conn, const WordsFilter& f) {
    std::string sql =
        "select * from message where conversation_id = ?1 and seq > ?2 and (?3 = 0 or seq < ?3)";
    if (!f.notes) sql += " and direction <> 'note'";
    sql += f.from_oldest ? " order by seq limit ?4" : " order by seq desc limit ?4";
    auto out = db::select<Words>(conn, sql, f.conversation, f.since, f.before, f.limit);
    if (!f.from_oldest) std::ranges::reverse(out);
    return out;
}

void mark_out(db::Tx& tx, ConversationId conversation, std::int64_t up_to, MessageState state) {
    const bool read = state == MessageState::read;
    tx.exec(read ? "update message set state = 'read' where conversation_id = ?1 and seq <= ?2 "
                   "and direction = 'out' and state in ('sent', 'delivered')"
                 : "update message set state = 'delivered' where conversation_id = ?1 and "
                   "seq <= ?2 and direction = 'out' and state = 'sent'",
            conversation, up_to);
}

bool opened_by_us(db::Conn& conn, ConversationId conversation) {
    const auto last = [&](const char* which) {
        const auto r =
            conn.query("select coalesce(max(seq), 0) from message where conversation_id = ?1 and " +
                           std::string(which),
                       conversation);
        return r.i64(0, 0);
    };
    return last("direction = 'system' and text = 'reopened'") > last("direction = 'in'");
}

int unread_after(db::Conn& conn, ConversationId conversation, std::int64_t seq) {
    return static_cast<int>(conn.query("select count(*) from message where conversation_id = ?1 "
                                       "and direction = 'in' and seq > ?2",
                                       conversation, seq)
                                .i64(0, 0));
}

std::vector<Thread> of_customer(db::Conn& conn, CustomerId customer) {
    return db::select<Thread>(conn, "select * from conversation where customer_id = ?1 order by id",
                              customer);
}

std::optional<CustomerId> signed_buyer(db::Conn& conn, ShopId shop, std::string_view id) {
    const auto rows = conn.query(
        "select customer_id from signed_buyer where shop_id = ?1 and external_id = ?2", shop, id);
    return rows.size() ? std::optional(CustomerId{rows.i64(0, 0)}) : std::nullopt;
}
void keep_signed(db::Tx& tx, ShopId shop, std::string_view id, CustomerId customer) {
    tx.exec("delete from signed_buyer where shop_id = ?1 and external_id = ?2", shop, id);
    tx.exec("insert into signed_buyer (shop_id, external_id, customer_id) values (?1, ?2, ?3)",
            shop, id, customer);
}

void erase(db::Tx& tx, CustomerId customer) {
    if (!customer) return;
    const auto his = tx.query(
        "select id from message where conversation_id in "
        "(select id from conversation where customer_id = ?1)",
        customer);
    for (std::size_t i = 0; i < his.size(); ++i) unindex(tx, MessageId{his.i64(i, 0)});
    if (his.size() > 0) tidy_index(tx);
    tx.exec("delete from signed_buyer where customer_id = ?1", customer);
    tx.exec(
        "delete from sms_piece where thread in "
        "(select thread from conversation where customer_id = ?1)",
        customer);
    tx.exec(
        "update message set text = '', trouble = '' where direction <> 'system' and "
        "conversation_id in "
        "(select id from conversation where customer_id = ?1)",
        customer);
    // His token finds nothing any more: what he writes later is a new conversation.
    tx.exec(
        "update conversation set buyer_name = '', buyer_contact = '', search = '', preview = '', "
        "page = '', rating_words = '', topic = '', signed_id = '', thread = 'erased-' || cast(id "
        "as text) "
        "where customer_id = ?1",
        customer);
}

}  // namespace ol::conversations::rows
