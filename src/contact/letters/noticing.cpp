// A letter that cannot be taken must not hold up the ones behind it: it becomes a notice, with what
// can be read of its head and its bytes to download. What is away for a while (database, disk) is
// waited for instead.
#include <exception>

#include "contact/letters/letters.hpp"
#include "contact/letters/threading.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::letters {
namespace {

using conversations::Arrival;
using conversations::Arrived;

constexpr std::size_t head_most = 64 << 10, noted_most = 500;

bool passes(const Error& e) { return e.kind == Errc::unavailable || e.kind == Errc::too_many; }

/// A letter may throw where nobody expected it to; it is that letter's trouble alone.
Result<Arrived> tried(const std::function<Result<Arrived>()>& what) {
    try {
        return what();
    } catch (const std::exception& e) {
        return Error{Errc::internal, "letters.broken", {}, e.what(), {}};
    }
}

/// The head alone: what broke in the body does not break here.
std::string_view head_of(std::string_view bytes) {
    bytes = bytes.substr(0, head_most);
    for (const std::string_view end : {"\r\n\r\n", "\n\n"})
        if (const auto at = bytes.find(end); at != bytes.npos)
            bytes = bytes.substr(0, at + end.size());
    return bytes;
}

}  // namespace

Result<Arrived> Letters::take_or_note(const rows::Box& box, const std::string& bytes,
                                      const Spot& spot) {
    auto taken = tried([&] { return take(box, bytes, spot); });
    if (taken || passes(taken.error())) return taken;
    log::warn("letters", "letter_not_taken",
              {{"mailbox", std::to_string(box.id.value)},
               {"uid", std::to_string(spot.uid)},
               {"code", taken.error().code}});
    auto noted = tried([&]() -> Result<Arrived> {
        Heads heads;
        const auto read = mail::read(head_of(bytes));
        if (!read) return read.error();
        heads.subject = clipped(read->subject, noted_most);
        if (!read->from.empty()) {
            heads.from_name = clipped(read->from.front().name, noted_most);
            heads.from_address = lower_ascii(clipped(read->from.front().address, noted_most));
        }
        return note(box, bytes, spot, heads);
    });
    if (noted || passes(noted.error())) return noted;
    // Its head may be what nobody takes.
    return tried([&] { return note(box, bytes, spot, {}); });
}

Result<Arrived> Letters::note(const rows::Box& box, const std::string& bytes, const Spot& spot,
                              const Heads& heads) {
    rows::Letter row;
    row.mailbox_id = box.id, row.shop_id = box.shop_id;
    row.subject = heads.subject, row.plain_subject = plain_subject(heads.subject);
    row.from_name = heads.from_name, row.from_address = heads.from_address;
    row.answer_to = mail::is_address(heads.from_address) ? heads.from_address : "";
    row.sort = to_name(mail::Sort::letter), row.files = "[]";
    row.left_out = bytes.empty() ? "not_given" : "unreadable";
    if (!bytes.empty()) {
        auto raw = keep_bytes(bytes);
        if (!raw) return raw.error();
        row.raw = *raw;
    }
    const std::string place = std::to_string(spot.validity) + "." + std::to_string(spot.uid);
    Arrival a;
    a.shop = box.shop_id, a.account = box.id, a.queue = box.queue_id;
    a.key = a.thread = "unread:" + (bytes.empty() ? place : crypto::hex(crypto::sha256(bytes)));
    a.text = heads.subject;
    a.buyer_name = heads.from_name, a.buyer_contact = heads.from_address;
    a.answer_within = Ms{std::int64_t{box.answer_within_s} * 1000};
    return d_.conversations.arrive(
        [=](db::Tx& tx) -> Result<Arrival> {
            rows::place(tx, box.id, spot.validity, spot.uid);
            return a;
        },
        [=](db::Tx& tx, const Arrived& kept) -> Result<> {
            auto mine = row;
            mine.id = kept.message, mine.conversation_id = kept.conversation, mine.at = tx.now;
            rows::insert(tx, mine);
            return {};
        });
}

}  // namespace ol::letters
