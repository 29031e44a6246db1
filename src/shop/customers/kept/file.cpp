#include "shop/customers/kept/file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "platform/base/crypto.hpp"
#include "platform/base/json.hpp"
#include "platform/base/text.hpp"
#include "shop/customers/kept/merging.hpp"

namespace ol::customers {
namespace {

constexpr std::int64_t piece_rows = 500;
constexpr std::size_t file_reason_max = 300;

std::string value_of(const db::Value& v) {
    if (const auto* s = std::get_if<std::string>(&v)) return json::quote(*s);
    if (const auto* i = std::get_if<std::int64_t>(&v)) return std::to_string(*i);
    if (const auto* b = std::get_if<bool>(&v)) return *b ? "true" : "false";
    if (const auto* d = std::get_if<double>(&v)) return std::to_string(*d);
    return "null";
}

/// The table's columns in their order, without those that are kept twice or name a place on disk.
std::vector<std::string> shown(db::Conn& c, const KeptTable& t) {
    const auto all = c.query("select * from " + std::string(t.name) + " where 1 = 0");
    const auto hidden = columns_of(t.hidden);
    std::vector<std::string> out;
    std::ranges::copy_if(all.columns, std::back_inserter(out), [&](const auto& column) {
        return std::ranges::find(hidden, column) == hidden.end();
    });
    return out;
}

std::string joined(const std::vector<std::string>& parts) {
    std::string out;
    for (const auto& p : parts) out += (out.empty() ? "" : ", ") + p;
    return out;
}

void write_rows(const db::Rows& rows, bool& first, std::ostream& out) {
    for (const auto& row : rows.rows) {
        out << (first ? "\n[" : ",\n[");
        first = false;
        for (std::size_t i = 0; i < row.size(); ++i) out << (i ? "," : "") << value_of(row[i]);
        out << "]";
    }
}

void write_section(db::Conn& c, const KeptTables& tables, const KeptTable& t,
                   const std::vector<CustomerId>& cards, std::ostream& out) {
    const auto columns = shown(c, t);
    out << "{\"what\":" << json::quote(t.what) << ",\"table\":" << json::quote(t.name)
        << ",\"columns\":[";
    for (std::size_t i = 0; i < columns.size(); ++i)
        out << (i ? "," : "") << json::quote(columns[i]);
    out << "],\"rows\":[";
    const auto sql = "select " + joined(columns) + " from " + std::string(t.name) + " where " +
                     tables.his(t) + " order by " + (columns.size() > 1 ? "1, 2" : "1") +
                     " limit ?2 offset ?3";
    bool first = true;
    for (const auto card : cards)
        for (std::int64_t at = 0;; at += piece_rows) {
            const auto rows = c.query(sql, card, piece_rows, at);
            write_rows(rows, first, out);
            if (std::cmp_less(rows.size(), piece_rows)) break;
        }
    out << "]}";
}

}  // namespace

void write_file(db::Conn& c, const KeptTables& tables, CustomerId id, Time now, std::ostream& out) {
    auto cards = merged_cards(c, id);
    cards.insert(cards.begin(), id);
    out << "{\"format\":\"orderline-buyer/1\",\"customer_id\":\"" << id.value << "\",\"cards\":[";
    for (std::size_t i = 0; i < cards.size(); ++i)
        out << (i ? "," : "") << '"' << cards[i].value << '"';
    out << "],\"made_at\":" << to_ms(now) << ",\"sections\":[";
    bool first = true;
    for (const auto& t : tables.all()) {
        if (t.his.empty()) continue;
        out << (first ? "\n" : ",\n");
        first = false;
        write_section(c, tables, t, cards, out);
    }
    out << "],\"left_out\":[";
    first = true;
    for (const auto& t : tables.all()) {
        if (!t.his.empty()) continue;
        out << (first ? "\n" : ",\n") << "{\"table\":" << json::quote(t.name)
            << ",\"why\":" << json::quote(t.why) << "}";
        first = false;
    }
    out << "]}\n";
}

Result<std::string> BuyerFile::make(CustomerId id, const AskFile& in, PersonId by) const {
    if (trim(in.reason).empty())
        return invalid("customers.reason", "reason",
                       "Say on whose request the file is made; the reason is kept.");
    if (utf8_length(in.reason) > file_reason_max)
        return invalid("customers.too_long", "reason", "At most 300 characters fit here.");
    // What cannot be written down is not given away: the record is the condition.
    auto noted = d_.db.write_as<Time>([&](db::Tx& tx) -> Result<Time> {
        if (auto card = d_.customers.customer(tx.conn, id, Visibility::masked); !card)
            return card.error();
        d_.customers.log_view(tx, {by, {}, id, "file", std::string(trim(in.reason))});
        tx.journal({"customer.exported", id.value, by.value});
        if (d_.audit) d_.audit(tx, by, "customer.exported", id.value, "{}");
        return tx.now;
    });
    if (!noted) return noted.error();
    std::error_code ignored;
    std::filesystem::create_directories(d_.folder, ignored);
    const auto path = d_.folder + "/" + crypto::hex(crypto::random_bytes(16)) + ".json";
    std::ofstream out(path, std::ios::binary);
    auto read = d_.db.read([&](db::Conn& c) -> Result<> {
        write_file(c, d_.tables, id, *noted, out);
        return {};
    });
    out.close();
    if (read && out) {
        if (d_.sent_later) d_.sent_later(path);
        return path;
    }
    std::filesystem::remove(path, ignored);
    if (!read) return read.error();
    return unavailable("customers.file", "The file could not be written; is the disk full?");
}

void add_file_routes(http::Router& router, std::shared_ptr<BuyerFile> file) {
    http::Route r;
    r.method = http::Method::post;
    r.path = "/api/v1/buyers/{id}/file";
    r.summary = "Everything that is kept about one buyer, as a JSON file; in the audit";
    r.tag = "customers";
    r.permission = "export";
    r.in = json::schema<AskFile>();
    r.handler = [file](http::Request& request) -> http::Response {
        const auto in = json::read<AskFile>(request.body);
        if (!in) return http::problem(in.error());
        if (!request.who.may("customers.view") || !request.who.shops.empty())
            return http::problem(forbidden(
                "customers.file_right", "Only who leads all shops takes everything of a buyer."));
        const CustomerId id{request.id_param("id").value_or(0)};
        const auto path = file->make(id, *in, request.who.person);
        if (!path) return http::problem(path.error());
        http::Response out;
        out.file = *path;
        out.headers = {{"Content-Disposition",
                        "attachment; filename=\"buyer-" + std::to_string(id.value) + ".json\""},
                       {"Cache-Control", "no-store"}};
        return out;
    };
    router.add(std::move(r));
}

}  // namespace ol::customers
