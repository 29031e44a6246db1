// A fetched letter into its thread: its bytes to the disk first, then its rows and the mailbox's
// place in one commit. Killed in between, it is fetched again and is the same letter.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "contact/letters/letters.hpp"
#include "contact/letters/threading.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "platform/mail/mail.hpp"

namespace ol::letters {
namespace {

using conversations::Arrival;
using conversations::Arrived;

constexpr std::size_t text_most = 20000, quoted_most = 100000, line_most = 500;
constexpr Ms alike_for{30LL * 24 * 3600 * 1000};

std::string line(std::string_view text, std::size_t most = line_most) {
    return std::string(clipped(text, most));
}

std::string joined(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : " ") + one;
    return out;
}

std::string people(const std::vector<mail::Person>& all) {
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : ", ") + one.address;
    return line(out, 2000);
}

std::vector<LetterFile> files_of(const mail::Received& letter) {
    std::vector<LetterFile> out;
    for (const auto& f : letter.files)
        out.push_back({static_cast<int>(out.size()) + 1, line(f.name), line(f.type),
                       static_cast<std::int64_t>(f.bytes.size())});
    return out;
}

std::vector<std::string> all_addresses(db::Conn& conn) {
    std::vector<std::string> out;
    for (const auto& box : rows::boxes(conn)) out.push_back(lower_ascii(box.address));
    return out;
}

/// References and In-Reply-To, the nearest first; then the token; then subject and sender.
std::optional<ConversationId> thread_of(db::Conn& conn, const rows::Box& box,
                                        const mail::Received& letter, Time now) {
    auto ids = letter.in_reply_to;
    ids.insert(ids.end(), letter.references.rbegin(), letter.references.rend());
    for (const auto& id : ids)
        if (const auto known = rows::by_rfc_id(conn, box.shop_id, id))
            return known->conversation_id;
    std::vector<std::string> to;
    for (const auto* list : {&letter.to, &letter.cc})
        for (const auto& one : *list) to.push_back(one.address);
    for (const auto& token :
         {lower_ascii(mail::token_of(to, box.address)), subject_token(letter.subject)})
        if (const auto known = rows::of_token(conn, box.shop_id, token)) return known;
    const std::string subject = plain_subject(letter.subject);
    if (subject.empty() || letter.from.empty()) return std::nullopt;
    const auto alike = rows::alike(conn, box.id, lower_ascii(letter.from.front().address),
                                   line(subject), now - alike_for);
    return alike ? std::optional(alike->conversation_id) : std::nullopt;
}

/// One that cannot be read, or of which only the headers were fetched, is told of all the same.
mail::Received understood(const std::string& bytes, const Spot& spot) {
    mail::Received out;
    if (auto read = mail::read(bytes))
        out = std::move(*read);
    else
        out.left_out.emplace_back("unreadable");
    if (spot.headers_only) out.left_out.emplace_back("too_large");
    return out;
}

rows::Letter row_of(const rows::Box& box, const mail::Received& letter, const std::string& quoted) {
    rows::Letter row;
    row.mailbox_id = box.id, row.shop_id = box.shop_id;
    row.rfc_id = line(letter.message_id, 990);
    auto ids = letter.references.empty() ? letter.in_reply_to : letter.references;
    row.reply_ids = joined(answer_references(joined(ids), ""));
    row.subject = line(letter.subject), row.plain_subject = line(plain_subject(letter.subject));
    if (!letter.from.empty()) {
        row.from_name = line(letter.from.front().name);
        row.from_address = lower_ascii(line(letter.from.front().address));
    }
    row.answer_to = row.from_address;
    if (!letter.reply_to.empty() && mail::is_address(letter.reply_to.front().address))
        row.answer_to = letter.reply_to.front().address;
    row.to_line = people(letter.to);
    row.quoted = std::string(clipped(quoted, quoted_most));
    row.sort = to_name(letter.sort);
    row.files = json::write(files_of(letter));
    row.left_out = joined(letter.left_out);
    row.has_page = !letter.html.empty();
    if (row.has_page) row.remote_pictures = mail::harmless(letter.html).remote_pictures;
    return row;
}

}  // namespace

Result<conversations::Arrived> Letters::take(const rows::Box& box, const std::string& bytes,
                                             const Spot& spot) {
    auto letter = understood(bytes, spot);
    auto raw = keep_bytes(bytes);
    if (!raw) return raw.error();
    std::vector<files::Kept> kept_files;
    for (const auto& f : letter.files) {
        if (!d_.files) break;
        auto one = d_.files->put(f.bytes);
        if (!one) return one.error();
        kept_files.push_back(std::move(*one));
    }
    auto [fresh, quoted] = mail::fold(letter.text);
    if (fresh.size() > text_most) letter.left_out.emplace_back("text");
    auto row = row_of(box, letter, quoted);
    row.raw = *raw;
    Arrival a;
    a.shop = box.shop_id, a.account = box.id, a.queue = box.queue_id;
    a.key = key_of(letter, bytes), a.thread = a.key;
    a.text = std::string(clipped(fresh, text_most));
    if (a.text.empty()) a.text = row.subject;
    a.buyer_name = row.from_name, a.buyer_contact = row.from_address;
    a.answer_within = Ms{std::int64_t{box.answer_within_s} * 1000};
    auto arrived = d_.conversations.arrive(
        [=](db::Tx& tx) -> Result<Arrival> {
            Arrival out = a;
            out.wakes = wakes(letter, all_addresses(tx.conn));
            out.conversation = thread_of(tx.conn, box, letter, tx.now);
            // A bounce belongs where the letter that it is about went out.
            if (const auto about = rows::by_rfc_id(tx.conn, box.shop_id, letter.about))
                out.conversation = about->conversation_id;
            rows::place(tx, box.id, spot.validity, spot.uid);
            return out;
        },
        [=](db::Tx& tx, const Arrived& kept) -> Result<> {
            auto mine = row;
            mine.id = kept.message, mine.conversation_id = kept.conversation, mine.at = tx.now;
            rows::insert(tx, mine);
            for (std::size_t i = 0; i < kept_files.size(); ++i)
                d_.files->attach(tx, {kept.conversation, kept.message, box.id},
                                 static_cast<int>(i) + 1, letter.files[i].name, kept_files[i]);
            return {};
        });
    if (!arrived) return arrived;
    if (!kept_files.empty()) d_.files->wake();
    if (letter.sort == mail::Sort::bounce)
        if (auto told = bounced(letter, box.shop_id); !told) return told.error();
    return arrived;
}

/// Ours did not reach him, for good: its message says so. Told again, it stays so.
Result<> Letters::bounced(const mail::Received& letter, ShopId shop) {
    const bool for_good = std::ranges::any_of(letter.failures, [](const mail::Failure& f) {
        return f.action == "failed" && !f.status.starts_with('4');
    });
    if (!for_good) return {};
    auto about = d_.db.read_as<std::optional<rows::Letter>>(
        [&](db::Conn& conn) -> Result<std::optional<rows::Letter>> {
            return rows::by_rfc_id(conn, shop, letter.about);
        });
    if (!about) return about.error();
    if (!*about || !(*about)->ours) return {};
    auto told = d_.conversations.not_arrived((*about)->id, "conversations.out_bounced");
    return told ? Result<>{} : Result<>{told.error()};
}

/// The file is whole or not there; written and synced before its row is.
Result<std::string> Letters::keep_bytes(const std::string& bytes) const {
    const std::string name = crypto::hex(crypto::sha256(bytes));
    const std::string path = d_.dir + "/" + name, fresh = path + ".new";
    std::error_code error;
    std::filesystem::create_directories(d_.dir, error);
    if (std::filesystem::exists(path, error)) return name;
    const Error no_room = unavailable("letters.disk", "A letter cannot be written to the disk.");
    const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return no_room;
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto n = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (n <= 0) break;
        done += static_cast<std::size_t>(n);
    }
    const bool whole = done == bytes.size() && ::fsync(fd) == 0;
    ::close(fd);
    if (!whole) return no_room;
    std::filesystem::rename(fresh, path, error);
    if (error) return no_room;
    const int folder = ::open(d_.dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return name;
}

Result<std::string> Letters::bytes_of(const std::string& raw) const {
    std::ifstream file(d_.dir + "/" + raw, std::ios::binary);
    if (raw.empty() || !file)
        return not_found("letters.gone", "The letter's bytes are not kept any more.");
    return std::string(std::istreambuf_iterator<char>(file), {});
}

void erase_buyer(db::Tx& tx, CustomerId customer, const std::string& dir) {
    for (const auto id : conversations::of_buyer(tx.conn, customer)) {
        const auto letters = rows::letters_of(tx.conn, id);
        tx.exec(
            "update letter set rfc_id = '', reply_ids = '', subject = '', plain_subject = '', "
            "from_name = '', from_address = '', answer_to = '', to_line = '', quoted = '', files = "
            "'[]', raw = '', "
            "has_page = ?2 where conversation_id = ?1",
            id, false);
        for (const auto& one : letters) {
            std::error_code ignored;
            if (!one.raw.empty() && !rows::raw_used(tx.conn, one.raw))
                std::filesystem::remove(dir + "/" + one.raw, ignored);
        }
    }
}

}  // namespace ol::letters
