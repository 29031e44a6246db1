// The copy of a conversation by mail: once, when it is over, to an address that he gives. It is
// noted before it leaves; what surely did not leave may be asked for again.
#include <algorithm>

#include "contact/conversations/doors/doors.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "platform/mail/mail.hpp"

namespace ol::doors {
namespace {

// thread: hash of the chat's key and the buyer's token. A row: its copy has left, or is leaving.
constexpr std::string_view copies_sql =
    "create table chat_copy (thread text primary key, at bigint not null)";
constexpr db::Migration all[] = {{"doors", 1, "copies of chats", copies_sql}};

Result<> claim(db::Database& db, const std::string& thread) {
    return db.write([&](db::Tx& tx) -> Result<> {
        if (!tx.conn.query("select at from chat_copy where thread = ?1", thread).empty())
            return conflict("doors.copied", "The copy of this conversation has been sent.");
        tx.exec("insert into chat_copy (thread, at) values (?1, ?2)", thread, tx.now);
        return {};
    });
}

void give_back(db::Database& db, const std::string& thread) {
    (void)db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("delete from chat_copy where thread = ?1", thread);
        return {};
    });
}

}  // namespace

std::span<const db::Migration> migrations() { return all; }

Result<Copy> Doors::copy_of(const From& from, const TranscriptAsk& in, ShopId shop) {
    const auto welcome = d_.conversations.hello(from, {in.key, in.token, in.language});
    if (!welcome) return welcome.error();
    if (!welcome->conversation)
        return not_found("conversations.no_conversation", "There is no conversation to copy.");
    if (welcome->conversation->state != "closed")
        return conflict("doors.not_over", "A copy is sent when the conversation is over.");
    std::vector<conversations::BuyerMessage> words;
    for (bool more = true; more && words.size() < copied_most;) {  // the newest first
        std::optional<std::int64_t> before;
        if (!words.empty()) before = words.front().seq;
        auto page = d_.conversations.history(from, {in.key, in.token, std::nullopt, before});
        if (!page) return page.error();
        words.insert(words.begin(), page->messages.begin(), page->messages.end());
        more = page->more && !page->messages.empty();
    }
    if (std::ranges::none_of(words, [](const auto& m) { return m.from == "shop"; }))
        return conflict("doors.not_answered",
                        "Nobody has answered here: there is nothing to send.");
    const auto told = copy_words(welcome->language);
    std::string subject(told.subject);
    subject.replace(subject.find("{shop}"), 6, welcome->shop_name);
    return Copy{shop, in.email, subject,
                copy_text(words, told, welcome->shop_name, d_.call_times(shop, {}).tz), ""};
}

Result<TranscriptTold> Doors::transcript(const From& from, const TranscriptAsk& in) {
    const auto door = d_.conversations.door(from, in.key);
    if (!door) return door.error();
    if (!d_.db || !d_.mail || !d_.has_mail || !d_.has_mail(door->shop))
        return conflict("doors.no_mail", "This shop sends no letters.");
    const bool whole = in.email.find('.', in.email.find('@') + 1) != in.email.npos;
    if (!mail::is_address(in.email) || !whole)
        return invalid("mail.address", "email", "One plain address, like ann@shop.example.");
    if (auto ok = slow_enough(copies_, from.ip); !ok) return ok.error();
    if (auto ok = slow_enough(copies_here_, in.key); !ok) return ok.error();
    auto copy = copy_of(from, in, door->shop);
    if (!copy) return copy.error();
    if (auto ok = slow_enough(mailboxes_, lower_ascii(in.email)); !ok) return ok.error();
    const std::string thread = crypto::hex(crypto::sha256(in.key + ":" + in.token));
    copy->key = "olcopy." + thread.substr(0, 32);
    const std::unique_lock one(mailing_, std::try_to_lock);
    if (!one) return unavailable("doors.busy", "Another copy is leaving; try again in a moment.");
    if (auto ok = claim(*d_.db, thread); !ok) return ok.error();
    const auto sent = d_.mail(*copy);
    if (!sent && sent.error().code != "mail.unanswered") give_back(*d_.db, thread);
    if (!sent) return sent.error();
    return TranscriptTold{true};
}

}  // namespace ol::doors
