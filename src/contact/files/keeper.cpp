// What is done behind everybody's back, on threads of the room: files are fetched from channels,
// looked at by the scanner, and swept when nobody names them.
#include <algorithm>
#include <exception>
#include <unordered_set>

#include "contact/files/files.hpp"
#include "contact/files/scanner.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/json.hpp"
#include "platform/base/log.hpp"

namespace ol::files {
namespace {

constexpr Ms sweep_every{10LL * 60 * 1000}, scan_again{30'000}, disk_again{60'000};
constexpr Ms wait_most{60'000}, wait_least{50};

bool comes_later(const Error& e) { return e.kind == Errc::unavailable || e.kind == Errc::too_many; }

FileTrouble trouble_of(const Error& e) {
    FileTrouble out{e.code, {}, {}};
    for (const auto& [name, value] : e.params) out.params.push_back({name, value});
    return out;
}

std::string opened(const std::string& key32, const std::string& sealed) {
    const auto raw = crypto::unbase64(sealed);
    if (!raw) return {};
    const auto plain = crypto::unseal(key32, *raw);
    return plain ? *plain : "";
}

}  // namespace

void Files::start(int threads) {
    store_.clear_begun();
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

void Files::stop() {
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        threads = std::move(threads_);
    }
    wake_.notify_all();
    for (auto& thread : threads) thread.join();
}

void Files::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    wake_.notify_all();
}

void Files::work() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        woken_ = false;
        lock.unlock();
        const bool did = step();
        const Ms pause = did ? Ms{0} : until_next();
        lock.lock();
        if (!did) wake_.wait_for(lock, pause, [this] { return stopping_ || woken_; });
    }
}

bool Files::step() {
    if (const auto f = claim_due()) {
        fetch_one(*f);
        const std::lock_guard lock(mutex_);
        fetching_.erase(f->id);
        return true;
    }
    if (const auto b = claim_unchecked()) {
        scan_one(*b);
        const std::lock_guard lock(mutex_);
        scanning_.erase(b->sha256);
        return true;
    }
    {
        const std::lock_guard lock(mutex_);
        if (d_.clock.now() < sweep_at_) return false;
        sweep_at_ = d_.clock.now() + sweep_every;
    }
    sweep();
    return false;
}

std::optional<rows::File> Files::claim_due() {
    std::optional<rows::File> out;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto all = rows::due(conn, d_.clock.now(), 20);
        const std::lock_guard lock(mutex_);
        for (const auto& f : all)
            if (!out && fetching_.insert(f.id).second) out = f;
        return {};
    });
    return out;
}

std::optional<rows::Blob> Files::claim_unchecked() {
    if (d_.settings.scanner.empty()) return std::nullopt;
    std::optional<rows::Blob> out;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto all = rows::unchecked(conn, 200);
        const std::lock_guard lock(mutex_);
        for (const auto& b : all) {
            const auto at = scan_after_.find(b.sha256);
            const bool due = at == scan_after_.end() || at->second <= d_.clock.now();
            if (!out && due && scanning_.insert(b.sha256).second) out = b;
        }
        return {};
    });
    return out;
}

Ms Files::until_next() const {
    Time next = d_.clock.now() + wait_most;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        if (const auto due = rows::next_due(conn)) next = std::min(next, *due);
        return {};
    });
    const std::lock_guard lock(mutex_);
    for (const auto& [_, at] : scan_after_) next = std::min(next, at);
    // What another thread has in hand is due all the time: no running in circles.
    const Ms least = fetching_.empty() ? wait_least : Ms{1000};
    return std::max(least, next - d_.clock.now());
}

void Files::fetch_one(const rows::File& f) {
    Result<Fetched> got = conflict("files.channel_off", "Nobody fetches for this channel.");
    const std::string source = opened(d_.settings.key32, f.source);
    try {
        if (ties_.fetch) got = ties_.fetch(Wanted{f.account_id, source, d_.settings.most_bytes});
    } catch (const std::exception& e) {
        got = Error{Errc::internal, "files.broken", {}, e.what(), {}};
    }
    if (!got) return not_fetched(f.id, got.error());
    const auto kept = store_.put(got->bytes);
    if (!kept) return not_fetched(f.id, kept.error());
    const auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        auto now = rows::file(tx.conn, f.id);
        if (!now || now->state != FileState::waiting) return {};  // erased meanwhile
        now->state = FileState::kept, now->sha256 = kept->sha256;
        now->name = clean_name(now->name.empty() ? got->name : now->name, kept->kind);
        now->told_bytes = kept->bytes;
        now->trouble.clear(), now->source.clear();
        rows::have(tx, blob_of(*kept, tx.now));
        rows::update(tx, *now);
        return {};
    });
    if (!done) return not_fetched(f.id, done.error());
    if (ties_.changed) ties_.changed(f.conversation_id, f.message_id);
}

/// Tried again where time may help; a disk without room or a database that is away is waited for.
void Files::not_fetched(FileId id, const Error& why) {
    std::optional<rows::File> told;
    const auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        auto f = rows::file(tx.conn, id);
        if (!f || f->state != FileState::waiting) return {};
        auto trouble = trouble_of(why);
        const bool ours = why.code == "files.disk" || why.code.starts_with("db.");
        if (!ours) ++f->attempts;
        const bool later = ours || (comes_later(why) && f->attempts < tries_most);
        f->next_at = tx.now + (ours ? disk_again : again_after(f->attempts));
        if (later)
            trouble.next_at = f->next_at;
        else
            f->state = FileState::failed;
        f->trouble = json::write(trouble);
        rows::update(tx, *f);
        told = *f;
        return {};
    });
    log::warn("files", "not_fetched", {{"file", std::to_string(id.value)}, {"code", why.code}});
    if (done && told && ties_.changed) ties_.changed(told->conversation_id, told->message_id);
}

void Files::scan_one(const rows::Blob& b) {
    const auto found = scan(d_.settings.scanner, store_.path(b.sha256));
    if (!found) {
        log::warn("files", "not_checked", {{"code", found.error().code}});
        const std::lock_guard lock(mutex_);
        scan_after_[b.sha256] = d_.clock.now() + scan_again;
        return;
    }
    const bool clean = found->threat.empty();
    const auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        rows::verdict(tx, b.sha256, clean ? Check::clean : Check::infected, found->threat);
        return {};
    });
    {
        const std::lock_guard lock(mutex_);
        scan_after_.erase(b.sha256);
        if (!done) scan_after_[b.sha256] = d_.clock.now() + scan_again;
    }
    if (!clean) log::warn("files", "infected", {{"threat", found->threat}});
    if (done) tell(b.sha256);
}

void Files::tell(const std::string& sha256) {
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        for (const auto& at : rows::where(conn, sha256))
            if (ties_.changed) ties_.changed(at.conversation, at.message);
        return {};
    });
}

void Files::sweep() {
    arriving_.sweep(d_.clock.now());
    std::unordered_set<std::string> named;
    const auto seen = d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto r = conn.query("select distinct sha256 from message_file where sha256 <> ''");
        for (std::size_t i = 0; i < r.size(); ++i) named.insert(r.text(i, 0));
        return {};
    });
    if (!seen) return;
    std::vector<std::string> strange;
    for (auto& name : store_.names())
        if (!named.contains(name)) strange.push_back(std::move(name));
    const auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const auto& f : rows::unsent(tx.conn, tx.now - unsent_for, 200))
            rows::remove(tx, f.id);
        for (const auto& sha : rows::left(tx.conn, 1000)) rows::forget(tx, sha);
        store_.remove(strange, [&](const std::string& sha) { return rows::used(tx.conn, sha); });
        return {};
    });
    if (!done) log::warn("files", "not_swept", {{"code", done.error().code}});
}

}  // namespace ol::files
