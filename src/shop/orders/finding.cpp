#include "shop/orders/finding.hpp"

#include <algorithm>
#include <limits>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "platform/db/text_index.hpp"
#include "shop/orders/store.hpp"

namespace ol::orders::finding {
namespace {

constexpr db::TextIndex words_index("order_words", "order_id");
constexpr std::size_t searched_most = 4000;  // bytes

/// Orders up to it are not indexed yet.
std::int64_t older_than(db::Conn& c) {
    return c.query("select up_to from order_words_left").i64(0, 0);
}

void count(db::Tx& tx, const Standing& s, int more) {
    tx.exec(R"(insert into order_count (shop_id, desk_state, standing) values (?1, ?2, ?3)
        on conflict (shop_id, desk_state) do update set standing = order_count.standing + ?4)",
            s.shop, to_name(s.state), more, more);
}

/// Between two characters.
std::string cut(std::string text) {
    if (text.size() <= searched_most) return text;
    std::size_t end = searched_most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    return text;
}

std::string of_goods(std::string_view sku, std::string_view name) {
    return " " + std::string(sku) + " " + std::string(name);
}

/// Those of before the index were kept without their goods.
std::string with_goods(db::Conn& c, std::int64_t order, const std::string& was) {
    const auto lines =
        c.query("select sku, name from order_line where order_id = ?1 order by line_no", order);
    std::string goods;
    for (std::size_t i = 0; i < lines.size() && goods.size() < searched_most; ++i)
        goods += of_goods(lines.text(i, 0), lines.text(i, 1));
    const std::string folded = cut(fold(goods));
    if (was.empty() || was.find(folded) != std::string::npos) return was;
    return cut(was + " " + folded);
}

}  // namespace

std::string searched(const Kept& k, std::string_view customer_name) {
    std::string out =
        k.order.number + " " + k.order.recipient + " " + std::string(customer_name) + " " + k.city;
    for (const auto& l : k.order.lines) {
        if (out.size() >= searched_most) break;
        out += of_goods(l.sku, l.name);
    }
    return cut(fold(out));
}

std::optional<Standing> standing(db::Conn& c, OrderId id) {
    const auto r =
        c.query("select searched, desk_state, shop_id from shop_order where id = ?1", id);
    if (r.empty()) return std::nullopt;
    return Standing{r.text(0, 0), from_name<DeskState>(r.text(0, 1)).value_or(DeskState::new_),
                    ShopId{r.i64(0, 2)}};
}

void written(db::Tx& tx, OrderId id, const std::optional<Standing>& was, const Standing& now) {
    if (!was || was->state != now.state || was->shop != now.shop) {
        if (was) count(tx, *was, -1);
        count(tx, now, 1);
    }
    if (was && (was->searched == now.searched || id.value <= older_than(tx.conn))) return;
    if (was) words_index.remove(tx, id.value);
    words_index.put(tx, id.value, search_parts(now.searched));
}

void forget(db::Tx& tx, CustomerId customer) {
    const auto his = tx.query("select id from shop_order where customer_id = ?1", customer);
    for (std::size_t i = 0; i < his.size(); ++i) words_index.remove(tx, his.i64(i, 0));
    if (his.size() > 0) words_index.tidy(tx);
}

bool index_older(db::Tx& tx, int count) {
    if (older_than(tx.conn) == 0) {
        words_index.go_on_tidying(tx);
        return false;
    }
    const auto older =
        tx.query("select id, searched from shop_order where id <= ?1 order by id desc limit ?2",
                 older_than(tx.conn), count);
    for (std::size_t i = 0; i < older.size(); ++i) {
        const auto id = older.i64(i, 0);
        const auto text = with_goods(tx.conn, id, older.text(i, 1));
        words_index.put(tx, id, search_parts(text));
        if (text != older.text(i, 1))
            tx.exec("update shop_order set searched = ?2 where id = ?1", id, text);
    }
    const bool all = std::cmp_less(older.size(), count);
    tx.exec("update order_words_left set up_to = ?1", all ? 0 : older.i64(older.size() - 1, 0) - 1);
    return !all;
}

}  // namespace ol::orders::finding

namespace ol::orders::store {
namespace {

constexpr auto sql_list =
    R"(select id, number, customer_id, desk_state, currency, total, created_at, delivery_from,
    delivery_to, checks_done, owner_id, city, pay_method, shop_id from shop_order where 1 = 1)";
/// A state with fewer is read as it is, so that none of them is missed.
constexpr std::int64_t few = 5000;

std::string escaped(std::string_view s) {
    std::string out;
    for (const char c : s) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string digits_of(std::string_view s) {
    std::string out;
    for (const char c : s)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

/// What somebody typed, as it is looked for.
struct Asked {
    std::string as_is;  // without "#" or "№": people say "#1001"
    std::vector<std::string> words;
    std::vector<SearchTerm> terms;
    std::string tail_reversed;  // of a telephone; "" = not asked, or not for this reader
};

Asked asked(const Filter& f) {
    std::string_view q = trim(f.q);
    while (q.starts_with('#') || q.starts_with("№"))
        q = trim(q.substr(q.starts_with('#') ? 1 : std::string_view("№").size()));
    Asked out{std::string(q), {}, {}, {}};
    const std::string folded = fold(q);
    for (auto& word : split(folded, ' '))
        if (!word.empty() && out.words.size() < search_terms_max)
            out.words.push_back(std::move(word));
    out.terms = part_terms(folded);
    const auto digits = digits_of(f.q);
    const bool number =
        digits.size() >= 4 && f.q.find_first_not_of("0123456789+-() .") == std::string::npos;
    if (f.numbers && number) out.tail_reversed.assign(digits.rbegin(), digits.rend());
    return out;
}

std::int64_t standing_in(db::Conn& c, DeskState state) {
    const auto r = c.query(
        "select cast(coalesce(sum(standing), 0) as bigint) from order_count where desk_state = ?1",
        to_name(state));
    return r.i64(0, 0);
}

/// Conditions with their numbered arguments.
class Where {
public:
    explicit Where(db::Conn& c) : c_(c) {}

    std::string arg(db::Value v) {
        args.push_back(std::move(v));
        return "?" + std::to_string(args.size());
    }

    void shops(const std::vector<std::int64_t>& all) {
        if (all.empty()) return;
        std::string in;
        for (const auto shop : all) in += (in.empty() ? "" : ",") + arg(shop);
        sql += " and shop_id in (" + in + ")";
    }

    /// By the words, the end of a telephone or the store's own id of it.
    void fits(const Asked& a) {
        if (a.words.empty()) return;
        std::string all;
        for (const auto& word : a.words)
            all += (all.empty() ? "" : " and ") +
                   ("searched like " + arg("%" + escaped(word) + "%") + R"( escape '\')");
        sql += " and ((" + all + ")";
        if (!a.tail_reversed.empty())
            sql += " or " +
                   db::begins_with_digits(c_.dialect(), "phone_reversed", arg(a.tail_reversed));
        sql += " or external_id = " + arg(a.as_is) + ")";
    }

    /// Only what indexes give; `fits` then says what of it is meant.
    void among(const Asked& a) {
        if (a.terms.empty()) return;
        const auto d = c_.dialect();
        const auto most = arg(std::int64_t{finding::found_most});
        const db::TextIndex words("order_words", "order_id");
        sql += " and id in (select id from (" +
               words.found(d, arg(db::TextIndex::asked(a.terms, d)),
                           arg(std::numeric_limits<std::int64_t>::max()), most) +
               ") by_words union select id from (select id from shop_order where external_id = " +
               arg(a.as_is) + " limit " + most + ") by_store";
        if (!a.tail_reversed.empty())
            sql += " union select id from (select id from shop_order where " +
                   db::begins_with_digits(d, "phone_reversed", arg(a.tail_reversed)) + " limit " +
                   most + ") by_number";
        sql += ")";
    }

    void after(const std::string& cursor) {
        const auto dot = cursor.find('.');
        if (dot == std::string::npos) return;
        const auto at = arg(std::int64_t{std::strtoll(cursor.c_str(), nullptr, 10)});
        const auto id = arg(std::int64_t{std::strtoll(cursor.c_str() + dot + 1, nullptr, 10)});
        sql += " and (created_at < " + at + " or (created_at = " + at + " and id < " + id + "))";
    }

    std::string sql;
    std::vector<db::Value> args;

private:
    db::Conn& c_;
};

template <class E>
E enum_in(const db::Rows& r, std::size_t row, int col) {
    return from_name<E>(r.text(row, col)).value_or(E{});
}
std::optional<Time> time_in(const db::Rows& r, std::size_t row, int col) {
    return r.is_null(row, col) ? std::nullopt : std::optional(from_ms(r.i64(row, col)));
}

}  // namespace

std::vector<ListRow> list(db::Conn& c, const Filter& f) {
    const auto q = asked(f);
    Where where(c);
    if (f.state) where.sql += " and desk_state = " + where.arg(std::string(to_name(*f.state)));
    where.shops(f.shops);
    where.fits(q);
    if (!f.state || standing_in(c, *f.state) > few) where.among(q);
    where.after(f.cursor);
    const auto most = where.arg(std::int64_t{f.limit + 1});
    const auto r = c.run(sql_list + where.sql + " order by created_at desc, id desc limit " + most,
                         where.args);
    std::vector<ListRow> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({{{r.i64(i, 0)},
                        {r.i64(i, 13)},
                        r.text(i, 1),
                        "",
                        enum_in<DeskState>(r, i, 3),
                        {r.i64(i, 5), r.text(i, 4)},
                        from_ms(r.i64(i, 6)),
                        time_in(r, i, 7),
                        time_in(r, i, 8),
                        r.i64(i, 9),
                        {},
                        r.text(i, 11),
                        enum_in<PayMethod>(r, i, 12)},
                       {r.i64(i, 2)},
                       r.is_null(i, 10) ? std::nullopt : std::optional(PersonId{r.i64(i, 10)})});
    return out;
}

std::map<std::string, std::int64_t> counts(db::Conn& c, const Filter& f) {
    std::map<std::string, std::int64_t> out;
    for (const auto& e : enum_names<DeskState>) out[std::string(e.name)] = 0;
    const auto q = asked(f);
    Where where(c);
    where.shops(f.shops);
    if (!q.words.empty()) {
        where.fits(q);
        where.among(q);
    }
    const std::string from = q.words.empty() ? "cast(sum(standing) as bigint) from order_count"
                                             : "count(*) from shop_order";
    const auto r =
        c.run("select desk_state, " + from + " where 1 = 1" + where.sql + " group by desk_state",
              where.args);
    for (std::size_t i = 0; i < r.size(); ++i) out[r.text(i, 0)] = r.i64(i, 1);
    return out;
}

std::optional<OrderId> of_caller(db::Conn& c, ShopId shop, std::string_view number_digits,
                                 std::string_view phone_tail) {
    const auto digits = [](std::string_view s) {
        return !s.empty() && s.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!digits(number_digits) || !digits(phone_tail) || phone_tail.size() < 4) return std::nullopt;
    const auto r = c.query("select id, number from shop_order where shop_id = ?1 and " +
                               db::begins_with_digits(c.dialect(), "phone_reversed", "?2") +
                               " order by created_at desc, id desc limit 2000",
                           shop, std::string(phone_tail.rbegin(), phone_tail.rend()));
    for (std::size_t i = 0; i < r.size(); ++i)
        if (digits_of(r.text(i, 1)) == number_digits) return OrderId{r.i64(i, 0)};
    return std::nullopt;
}

}  // namespace ol::orders::store
