// Settings of numbers for faxes.
#include <algorithm>

#include "contact/fax/fax.hpp"
#include "platform/base/text.hpp"
#include "platform/media/fax/pages.hpp"

namespace ol::fax {
namespace {

constexpr int answer_within_most_s = 14 * 24 * 3600;

bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}
Error no_line() { return not_found("fax.no_line", "There is no such number, or it is not yours."); }

std::string bare(std::string_view text) {
    std::string out;
    for (const char c : trim(text))
        if (std::string_view(" -()./").find(c) == std::string_view::npos) out += c;
    return out;
}
bool is_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    return text.size() >= 2 && text.size() <= 15 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}
/// What machines show of each other (ITU-T T.30): digits, letters, plus and space.
bool is_station(std::string_view text) {
    return text.size() <= 20 && std::ranges::all_of(text, [](char c) {
               return c == ' ' || c == '+' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                      (c >= 'a' && c <= 'z');
           });
}

Result<> check(const FaxLineIn& in) {
    if (!is_number(bare(in.number)))
        return invalid("fax.number", "number", "2 to 15 digits, and perhaps a plus before them.");
    if (in.name.size() > 100 || (!in.name.empty() && !plain_line(in.name)))
        return invalid("fax.name", "name", "One line of plain text, at most 100 bytes.");
    if (!is_station(in.station))
        return invalid("fax.station", "station",
                       "At most 20 of digits, Latin letters, plus and space.");
    const bool ascii = std::ranges::all_of(in.header, [](char c) { return c >= ' ' && c <= '~'; });
    if (in.header.size() > 50 || !ascii)
        return invalid("fax.header", "header", "At most 50 Latin letters, digits and signs.");
    if (in.answer_within_s < 0 || in.answer_within_s > answer_within_most_s)
        return invalid("fax.answer_within", "answer_within_s",
                       "0 (no promise) to 1209600 seconds.");
    return {};
}

void take_fields(rows::Line& l, const FaxLineIn& in, const std::string& region) {
    l.number = one_spelling(in.number, region), l.name = in.name;
    l.station = in.station.empty() ? l.number : in.station, l.header = in.header;
    l.queue_id = in.queue_id.value_or(QueueId{});
    l.answer_within_s = in.answer_within_s;
    l.t38 = in.t38, l.ecm = in.ecm, l.enabled = in.enabled;
}

conversations::rows::Account account_of(const rows::Line& l) {
    conversations::rows::Account a;
    a.id = l.id, a.shop_id = l.shop_id, a.kind = conversations::ChannelKind::fax;
    a.name = l.name.empty() ? l.number : l.name;
    a.public_key = "fax:" + std::to_string(l.id.value);
    a.enabled = l.enabled, a.queue_id = l.queue_id, a.version = l.version;
    return a;
}

bool same_number(std::string_view a, std::string_view b) {
    return trunks::queue_of({.numbers = {{std::string(a), QueueId{1}}}}, b).has_value();
}

}  // namespace

std::string one_spelling(std::string_view number, const std::string& region) {
    const auto digits = bare(number);
    return normal_phone(digits, region).value_or(digits);
}

FaxLine Faxes::shown(const rows::Line& l) const {
    FaxLine out;
    out.id = l.id, out.shop_id = l.shop_id, out.number = l.number, out.name = l.name;
    out.station = l.station, out.header = l.header;
    if (l.queue_id) out.queue_id = l.queue_id;
    out.answer_within_s = l.answer_within_s, out.t38 = l.t38, out.ecm = l.ecm;
    out.enabled = l.enabled, out.version = l.version;
    return out;
}

void Faxes::reload() {
    std::vector<rows::Line> now;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        now = rows::lines(conn);
        return {};
    });
    for (auto& l : now) l.number = one_spelling(l.number, d_.region(l.shop_id));
    const std::lock_guard lock(mutex_);
    known_ = std::move(now);
}

std::optional<rows::Line> Faxes::line_of(std::string_view called) const {
    const std::lock_guard lock(mutex_);
    if (stopping_) return std::nullopt;
    // As it came first: carriers spell a number of theirs now so, now so.
    for (const auto& l : known_)
        if (l.enabled && same_number(l.number, called)) return l;
    for (const auto& l : known_)
        if (l.enabled && same_number(l.number, one_spelling(called, d_.region(l.shop_id))))
            return l;
    return std::nullopt;
}

Result<FaxLineList> Faxes::lines(const http::Principal& who) const {
    return d_.db.read_as<FaxLineList>([&](db::Conn& conn) -> Result<FaxLineList> {
        FaxLineList out;
        for (const auto& l : rows::lines(conn))
            if (in_shops(who, l.shop_id)) out.items.push_back(shown(l));
        out.can_send = modem::can_draw();
        return out;
    });
}

Result<FaxLine> Faxes::add(const http::Principal& who, const FaxLineIn& in) {
    if (auto ok = check(in); !ok) return ok.error();
    if (!in_shops(who, in.shop_id) || !d_.has_shop(in.shop_id))
        return not_found("staff.shop_not_found", "There is no such shop, or it is not yours.");
    auto made = d_.db.write_as<rows::Line>([&](db::Tx& tx) -> Result<rows::Line> {
        rows::Line l;
        l.id = d_.ids.next_id<LineId>(), l.shop_id = in.shop_id, l.made_at = tx.now;
        take_fields(l, in, d_.region(l.shop_id));
        for (const auto& other : rows::lines(tx.conn))
            if (same_number(one_spelling(other.number, d_.region(other.shop_id)), l.number))
                return conflict("fax.number_taken", "This number takes faxes already.");
        if (l.queue_id && !d_.has_queue(tx.conn, l.queue_id, l.shop_id))
            return invalid("conversations.queue", "queue_id", "This shop has no such queue.");
        rows::insert(tx, l);
        conversations::Conversations::keep_account(tx, account_of(l));
        if (d_.audit) d_.audit(tx, who.person, "fax_line.created", l.id.value);
        return l;
    });
    if (!made) return made.error();
    reload();
    return shown(*made);
}

Result<FaxLine> Faxes::change(const http::Principal& who, LineId id, std::int64_t version,
                              const FaxLineIn& in) {
    if (auto ok = check(in); !ok) return ok.error();
    auto changed = d_.db.write_as<rows::Line>([&](db::Tx& tx) -> Result<rows::Line> {
        auto l = rows::line(tx.conn, id);
        if (!l || !in_shops(who, l->shop_id)) return no_line();
        if (l->version != version)
            return conflict("fax.version_conflict",
                            "Somebody changed this number meanwhile; look, then save again.");
        take_fields(*l, in, d_.region(l->shop_id));
        for (const auto& other : rows::lines(tx.conn))
            if (other.id != id &&
                same_number(one_spelling(other.number, d_.region(other.shop_id)), l->number))
                return conflict("fax.number_taken", "This number takes faxes already.");
        if (l->queue_id && !d_.has_queue(tx.conn, l->queue_id, l->shop_id))
            return invalid("conversations.queue", "queue_id", "This shop has no such queue.");
        ++l->version;
        rows::update(tx, *l);
        conversations::Conversations::keep_account(tx, account_of(*l));
        if (d_.audit) d_.audit(tx, who.person, "fax_line.changed", id.value);
        return *l;
    });
    if (!changed) return changed.error();
    reload();
    return shown(*changed);
}

}  // namespace ol::fax
