// One thread for each mailbox: connect, take what is new in its order, wait for news, begin anew
// when the connection is lost.
#include "contact/letters/letters.hpp"
#include "contact/letters/threading.hpp"
#include "platform/base/log.hpp"

namespace ol::letters {
namespace {

constexpr int refused_most = 3;
constexpr Ms idle_most{25 * 60000};  // servers end an IDLE after 30 minutes (RFC 2177)

}  // namespace

Letters::Letters(Deps deps)
    : d_(std::move(deps)),
      signs_({d_.db, d_.clock, d_.key32, d_.public_url, d_.fetch, d_.allow_private}),
      dkims_(d_.db, d_.clock, d_.key32, d_.records) {}

Result<> Letters::start() {
    std::vector<rows::Box> boxes;
    auto done = d_.db.read([&](db::Conn& conn) -> Result<> {
        boxes = rows::boxes(conn);
        return {};
    });
    if (!done) return done;
    for (const auto& box : boxes)
        if (box.enabled) begin(box.id);
    return {};
}

void Letters::stop() {
    stopping_ = true;
    std::vector<MailboxId> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, fetcher] : fetchers_) {
            fetcher->stop = true;
            all.push_back(id);
        }
    }
    wake_.notify_all();
    for (const auto id : all) end(id);
}

void Letters::begin(MailboxId id) {
    end(id);
    auto fetcher = std::make_unique<Fetcher>();
    auto* one = fetcher.get();
    one->thread = std::thread([this, id, one] { work(id, one->stop); });
    const std::lock_guard lock(mutex_);
    fetchers_[id] = std::move(fetcher);
}

void Letters::end(MailboxId id) {
    std::unique_ptr<Fetcher> old;
    {
        const std::lock_guard lock(mutex_);
        if (const auto at = fetchers_.find(id); at != fetchers_.end()) {
            old = std::move(at->second);
            fetchers_.erase(at);
            old->stop = true;
        }
    }
    wake_.notify_all();
    if (old) old->thread.join();
}

void Letters::stands(MailboxId id, MailboxState state, const std::string& trouble) {
    const std::lock_guard lock(mutex_);
    auto& now = standing_[id];
    if (now.state == state && now.trouble == trouble) return;
    now = {state, trouble, d_.clock.now()};
}

void Letters::work(MailboxId id, const std::atomic<bool>& stop) {
    int failures = 0;
    stands(id, MailboxState::connecting);
    while (!stop) {
        const auto served = serve(id, stop, failures);
        if (stop) break;
        ++failures;
        stands(id, MailboxState::failing, served ? "mail.lost" : served.error().code);
        log::warn("letters", "mailbox_failed",
                  {{"mailbox", std::to_string(id.value)},
                   {"code", served ? "mail.lost" : served.error().code}});
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, again_in(failures), [&stop] { return stop.load(); });
    }
}

Result<rows::Box> Letters::box_now(MailboxId id) const {
    return d_.db.read_as<rows::Box>([&](db::Conn& conn) -> Result<rows::Box> {
        auto box = rows::box(conn, id);
        if (!box) return not_found("letters.no_mailbox", "There is no such mailbox.");
        return *box;
    });
}

/// One connection, until it is lost.
Result<> Letters::serve(MailboxId id, const std::atomic<bool>& stop, int& failures) {
    const auto box = box_now(id);
    if (!box) return box.error();
    auto login = receiving(*box);
    if (!login) return login.error();
    login->stop = &stop;
    auto imap = mail::Imap::connect(*login, d_.letter_most);
    if (!imap) {
        if (imap.error().code == "mail.login") signs_.refused(id);  // the next token is a new one
        return imap.error();
    }
    const auto folder = (*imap)->open(box->folder);
    if (!folder) return folder.error();
    if (auto placed = find_place(*folder, id); !placed) return placed;
    while (!stop) {
        if (auto done = drain(**imap, id); !done) return done;
        failures = 0;
        stands(id, MailboxState::working);
        if (auto news = (*imap)->wait(idle_most); !news) return news.error();
    }
    return {};
}

/// New here: from now on. The folder's numbers mean something else: all since the mailbox was
/// added is looked at again, and what is known is known by its key.
Result<> Letters::find_place(const mail::Folder& folder, MailboxId id) {
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto box = rows::box(tx.conn, id);
        if (!box || box->validity == folder.validity) return {};
        const bool fresh = box->validity == 0;
        rows::place(tx, id, folder.validity, fresh && folder.next > 0 ? folder.next - 1 : 0);
        return {};
    });
}

Result<> Letters::drain(mail::Imap& imap, MailboxId id) {
    const auto box = box_now(id);
    if (!box) return box.error();
    const auto fresh = imap.after(static_cast<std::uint32_t>(box->last_uid), box->made_at);
    if (!fresh) return fresh.error();
    for (const auto uid : *fresh)
        if (auto done = fetch(imap, *box, uid); !done) return done;
    return {};
}

Result<> Letters::fetch(mail::Imap& imap, const rows::Box& box, std::uint32_t uid) {
    Spot spot{box.validity, uid, 0, false};
    const auto bytes = imap.bytes_of(uid);
    if (!bytes) return not_given(box, spot, bytes.error());
    spot.bytes = *bytes;
    spot.headers_only = *bytes > d_.letter_most;
    const auto letter = imap.letter(uid, spot.headers_only);
    if (!letter) return not_given(box, spot, letter.error());
    if (letter->empty()) return {};  // deleted meanwhile
    const auto taken = take_or_note(box, *letter, spot);
    if (!taken) return taken.error();
    return {};
}

/// The server refuses this one letter (a damaged file of its own): after three times it is told of
/// as a notice, and the ones behind it come.
Result<> Letters::not_given(const rows::Box& box, const Spot& spot, const Error& why) {
    if (why.code != "mail.imap") return why;
    {
        const std::lock_guard lock(mutex_);
        auto& [uid, times] = refused_[box.id];
        times = uid == spot.uid ? times + 1 : 1;
        uid = spot.uid;
        if (times < refused_most) return why;
    }
    log::warn("letters", "letter_not_given",
              {{"mailbox", std::to_string(box.id.value)}, {"uid", std::to_string(spot.uid)}});
    const auto noted = note(box, "", spot, {});
    return noted ? Result<>{} : Result<>{noted.error()};
}

}  // namespace ol::letters
