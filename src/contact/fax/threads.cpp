// What a conversation's messages have besides their words: faxes, and what was registered by hand.
#include <algorithm>

#include "contact/fax/fax.hpp"
#include "platform/base/text.hpp"

namespace ol::fax {
namespace {

using conversations::Arrival;

constexpr std::size_t text_most = 20000;
constexpr Ms a_day{24LL * 3600 * 1000};

Fax view_of(const rows::Call& row) {
    Fax out;
    out.id = row.id, out.line_id = row.line_id, out.message_id = row.message_id;
    out.sends = row.sends, out.number = row.number, out.station = row.station;
    out.state = row.state, out.code = row.code, out.pages = row.pages;
    out.pages_all = row.pages_all, out.wire = row.wire;
    out.bits_per_second = row.bits_per_second, out.began_at = row.began_at;
    if (row.ended_at != Time{}) out.ended_at = row.ended_at;
    const bool some = row.pages > 0 || (!row.sends && row.pages_all > 0);
    out.partial = row.state == FaxState::done && row.code != "ok" && some;
    return out;
}

Error no_such_line() {
    return not_found("fax.no_line", "There is no such number, or it is not yours.");
}

/// Nobody waits: the line, clocks and people are not moved by it.
Arrival begun_by_us(const rows::Line& line, const std::string& number) {
    Arrival a;
    a.shop = line.shop_id, a.channel = conversations::ChannelKind::fax, a.account = line.id;
    a.queue = line.queue_id, a.thread = a.buyer_contact = number;
    a.key = "to:" + number, a.direction = conversations::Direction::system;
    a.text = "fax_begun", a.wakes = false;
    return a;
}

Error hidden() { return not_found("conversations.not_found", "There is no such conversation."); }

Result<> check(const ByHandIn& in, Time now) {
    if (in.text.empty() && in.files.empty())
        return invalid("fax.hand_empty", "text", "Write what it says, or attach a scan.");
    if (in.text.size() > text_most || !valid_utf8(in.text))
        return invalid("fax.hand_text", "text", "At most 20,000 bytes of text.");
    if (in.client_id.empty() || in.client_id.size() > 64)
        return invalid("fax.hand_client_id", "client_id", "1 to 64 characters.");
    if (in.dated_at == Time{} || in.dated_at > now + a_day)
        return invalid("fax.hand_date", "dated_at", "The day it was written, not one to come.");
    return {};
}

}  // namespace

Result<FaxCalls> Faxes::calls(const http::Principal& who, LineId id) const {
    return d_.db.read_as<FaxCalls>([&](db::Conn& conn) -> Result<FaxCalls> {
        const auto line = rows::line(conn, id);
        const bool hers = line && (who.shops.empty() || who.shops.contains(line->shop_id.value));
        if (!hers) return no_such_line();
        FaxCalls out;
        for (const auto& row : rows::of_line(conn, id, 50)) {
            out.items.push_back(view_of(row));
            // Settings are no place for buyers' numbers.
            out.items.back().number = out.items.back().station = "";
        }
        return out;
    });
}

Result<FaxList> Faxes::of(const http::Principal& who, ConversationId id) const {
    std::string number;
    ShopId shop;
    bool known = false;
    auto out = d_.db.read_as<FaxList>([&](db::Conn& conn) -> Result<FaxList> {
        const auto with = d_.conversations.with(conn, who, id);
        if (!with) return hidden();
        shop = with->shop_id, known = bool(with->customer_id);
        FaxList list;
        for (const auto& row : rows::of(conn, id)) {
            list.faxes.push_back(view_of(row));
            if (number.empty()) number = row.number;
        }
        for (const auto& row : rows::hands_of(conn, id))
            list.by_hand.push_back({row.message_id, row.sort, row.dated_at, row.by_person});
        return list;
    });
    if (out && !known && !number.empty() && d_.guess)
        out->guess = d_.guess(who, number, d_.region(shop));
    return out;
}

Result<conversations::Acted> Faxes::thread_to(const http::Principal& who, LineId id,
                                              const FaxToIn& in) {
    auto arrived = d_.conversations.arrive(
        [&](db::Tx& tx) -> Result<Arrival> {
            const auto line = rows::line(tx.conn, id);
            if (!line || !(who.shops.empty() || who.shops.contains(line->shop_id.value)))
                return no_such_line();
            if (!line->enabled)
                return conflict("fax.line_off", "This number is switched off in the settings.");
            const auto number = normal_phone(in.number, d_.region(line->shop_id));
            if (!number)
                return invalid("fax.short_number", "number",
                               "A full number, with its area; 112 and its like take no faxes.");
            return begun_by_us(*line, *number);
        },
        [&](db::Tx& tx, const conversations::Arrived& kept) -> Result<> {
            if (d_.audit)
                d_.audit(tx, who.person, "conversation.fax_begun", kept.conversation.value);
            return {};
        });
    if (!arrived) return arrived.error();
    return hers(who, arrived->conversation, in.customer_id);
}

/// She takes it, and says whose it is when she knows.
Result<conversations::Acted> Faxes::hers(const http::Principal& who, ConversationId id,
                                         std::optional<CustomerId> buyer) {
    auto seen = d_.conversations.view(who, id);
    if (!seen) return seen.error();
    const auto& now = seen->conversation;
    auto taken = now.state == conversations::State::closed
                     ? d_.conversations.reopen(who, id, now.version)
                     : d_.conversations.take(who, id, now.version);
    if (!taken || !buyer || taken->conversation.customer_id == buyer) return taken;
    return d_.conversations.link(who, id, taken->conversation.version, {buyer});
}

Result<ByHand> Faxes::by_hand(const http::Principal& who, ConversationId id, const ByHandIn& in) {
    if (auto ok = check(in, d_.clock.now()); !ok) return ok.error();
    const std::string key = std::to_string(who.person.value) + ":" + in.client_id;
    std::optional<rows::Hand> twice;
    auto arrived = d_.conversations.arrive(
        [&](db::Tx& tx) -> Result<Arrival> {
            const auto with = d_.conversations.with(tx.conn, who, id);
            if (!with) return hidden();
            twice = rows::hand_by_key(tx.conn, key);
            if (twice) return conflict("fax.hand_twice", "This stands in the thread already.");
            Arrival a;
            a.shop = with->shop_id, a.conversation = id;
            a.key = "hand:" + key;
            a.text = in.text.empty() ? "📄" : in.text;
            a.wakes = false;  // she has it in her hand: no clock begins, nobody is called
            return a;
        },
        [&](db::Tx& tx, const conversations::Arrived& kept) -> Result<> {
            rows::insert(tx,
                         {kept.message, kept.conversation, in.sort, in.dated_at, who.person, key});
            auto sent = d_.files.send(tx, who, {kept.conversation, kept.message, {}}, in.files);
            if (!sent) return sent.error();
            if (d_.audit) d_.audit(tx, who.person, "conversation.by_hand", kept.message.value);
            return {};
        });
    if (twice) return ByHand{twice->message_id, twice->sort, twice->dated_at, twice->by_person};
    if (!arrived) return arrived.error();
    return ByHand{arrived->message, in.sort, in.dated_at, who.person};
}

void erase_buyer(db::Tx& tx, CustomerId customer) {
    for (const auto id : conversations::of_buyer(tx.conn, customer))
        tx.exec("update fax set number = '', station = '' where conversation_id = ?1", id);
}

}  // namespace ol::fax
