#include "shop/customers/named.hpp"

#include "platform/base/text.hpp"
#include "platform/db/text_index.hpp"
#include "shop/customers/store.hpp"

namespace ol::customers::named {
namespace {

constexpr db::TextIndex words_index("customer_words", "customer_id");
constexpr int found_most = 2000;

std::int64_t older_than(db::Conn& c) {
    return c.query("select up_to from customer_words_left").i64(0, 0);
}

constexpr std::string_view sql_fits = R"(select id from customer where name_folded like ?1
    escape '\' and id < ?2 and merged_into is null)";

}  // namespace

void written(db::Tx& tx, CustomerId id, std::string_view name, bool fresh) {
    if (!fresh && id.value <= older_than(tx.conn)) return;
    if (!fresh) words_index.remove(tx, id.value);
    words_index.put(tx, id.value, search_parts(name));
}

void forget(db::Tx& tx, CustomerId id) {
    words_index.remove(tx, id.value);
    words_index.tidy(tx);
}

std::vector<CustomerId> found(db::Conn& c, std::string_view folded, std::int64_t before,
                              int limit) {
    const auto terms = part_terms(folded);
    const auto d = c.dialect();
    std::string sql(sql_fits);
    std::vector<db::Value> args{"%" + store::like_escaped(folded) + "%", before,
                                std::int64_t{limit}};
    if (!terms.empty()) {
        sql += " and id in (select id from (" + words_index.found(d, "?4", "?2", "?5") + ") f)";
        args.emplace_back(db::TextIndex::asked(terms, d));
        args.emplace_back(std::int64_t{found_most});
    }
    const auto r = c.run(sql + " order by id desc limit ?3", args);
    std::vector<CustomerId> out;
    for (std::size_t i = 0; i < r.size(); ++i) out.push_back({r.i64(i, 0)});
    return out;
}

bool index_older(db::Tx& tx, int count) {
    if (older_than(tx.conn) == 0) {
        words_index.go_on_tidying(tx);
        return false;
    }
    const auto older =
        tx.query("select id, name from customer where id <= ?1 order by id desc limit ?2",
                 older_than(tx.conn), count);
    for (std::size_t i = 0; i < older.size(); ++i)
        words_index.put(tx, older.i64(i, 0), search_parts(older.text(i, 1)));
    const bool all = std::cmp_less(older.size(), count);
    tx.exec("update customer_words_left set up_to = ?1",
            all ? 0 : older.i64(older.size() - 1, 0) - 1);
    return !all;
}

}  // namespace ol::customers::named
