#pragma once
// Files of conversations: bytes under their SHA-256 on the disk, rows that say whose they are, what
// the scanner thinks of them, and what is still to be fetched from a channel. Public header of the
// room; conversations and letters stand above it.
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <thread>

#include "contact/files/arriving.hpp"
#include "contact/files/rows.hpp"
#include "contact/files/store.hpp"
#include "contact/files/types.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"

namespace ol::files {

std::span<const db::Migration> migrations();

constexpr std::size_t files_most = 10;           // of one answer
constexpr std::int64_t unsent_most = 200 << 20;  // bytes that one person has uploaded and not sent
constexpr Ms unsent_for{24LL * 3600 * 1000}, link_for{30LL * 24 * 3600 * 1000};
constexpr int tries_most = 8;

/// After so many failures: 5 s, times four, at most an hour.
Ms again_after(std::int64_t failures);

struct Settings {
    std::string dir;
    std::int64_t most_bytes = 25 << 20;  // of one file, in and out
    std::string scanner;                 // clamd's socket; empty: nobody looks
    bool away_passes = false;            // while it is away, what is not checked is given out
    std::string key32, public_url;       // of links for channels and buyers
};

/// What a channel gave.
struct Fetched {
    std::string bytes, name;  // name: "" = as told before
};
struct Wanted {
    ChannelAccountId account;
    std::string source;  // as it was expected
    std::int64_t most_bytes = 0;
};

/// What the rooms above tell; before start().
struct Ties {
    /// Blocks; on a thread of this room. Errors of kind unavailable and too_many are tried again.
    std::function<Result<Fetched>(const Wanted&)> fetch;
    std::function<Result<>(const http::Principal&, ConversationId)> may_see;
    /// How large a file she may send there: of the conversation's channel. 0: it sends no files.
    std::function<Result<std::int64_t>(const http::Principal&, ConversationId)> may_send;
    /// After the commit; any thread, must not block.
    std::function<void(ConversationId, MessageId)> changed;
};

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Settings settings;
};

/// Whose a file is.
struct Place {
    ConversationId conversation;
    MessageId message;
    ChannelAccountId account;
};

/// A file that leaves: `url` is for the channel to fetch it, "" when nobody reaches us.
struct Leaving {
    FileId id;
    std::string name, type, url;
    std::int64_t bytes = 0;
};

/// Thread-safe.
class Files {
public:
    explicit Files(Deps deps);
    ~Files() { stop(); }
    void tie(Ties ties) { ties_ = std::move(ties); }
    void start(int threads = 2);
    void stop();
    void wake();  // there is something to do; after the commit
    void add_routes(http::Router& router);
    const Settings& settings() const { return d_.settings; }

    // ---- within a transaction of the room above ----
    void expect(db::Tx& tx, const Place& place, int number, const std::string& told_name,
                std::int64_t told_bytes, const std::string& source);
    // ---- of a buyer's page ----
    struct PartTaken {
        std::int64_t have = 0;
        std::optional<Kept> whole;  // the last part is here
    };
    /// Errors: as Arriving::add, files.disk. After the commit of the whole: arrived().
    Result<PartTaken> part(const Part& part, std::string_view bytes);
    void arrived(const Part& part) { arriving_.drop(part); }

    /// Before the transaction; errors: files.disk.
    Result<Kept> put(std::string_view bytes) { return store_.put(bytes); }
    FileView attach(db::Tx& tx, const Place& place, int number, const std::string& told_name,
                    const Kept& kept);
    /// Her uploads become that message's. Errors: files.no_upload, files.not_checked,
    /// files.infected, files.too_many.
    Result<std::vector<FileView>> send(db::Tx& tx, const http::Principal& who, const Place& place,
                                       const std::vector<FileId>& uploads);
    /// The buyer took his message back.
    void taken_back(db::Tx& tx, MessageId message);

    // ---- reading ----
    std::map<MessageId, std::vector<FileView>> of(db::Conn& conn,
                                                  const std::vector<MessageId>& messages) const;
    std::optional<FileView> of(db::Conn& conn, MessageId message, int number) const;
    std::vector<Leaving> leaving(db::Conn& conn, MessageId message) const;
    /// Whole, of a file that may be given out. Errors: files.no_file, files.infected,
    /// files.not_checked, files.missing.
    Result<std::string> bytes(FileId id) const;
    /// "/public/v1/files/<token>/<name>": whoever has it may fetch the file for a month.
    std::string link(FileId id, const std::string& name) const;

    // ---- of the desk ----
    Result<FileView> upload(const http::Principal& who, ConversationId conversation,
                            const std::string& told_name, std::string_view bytes);
    Result<FileNothing> discard(const http::Principal& who, FileId id);
    Result<FileView> again(const http::Principal& who, FileId id);
    http::Response download(const http::Principal& who, FileId id) const;
    http::Response preview(const http::Principal& who, FileId id) const;
    http::Response linked(const std::string& token) const;

    /// The next thing that is due, done; false: nothing is. For the threads, and for tests.
    bool step();
    /// Bytes that no row names, uploads that nobody sent.
    void sweep();

private:
    struct Given {
        rows::File file;
        rows::Blob blob;
    };
    Result<Given> given(FileId id) const;
    Result<> gives(const rows::Blob& blob) const;
    Result<rows::File> seen(const http::Principal& who, FileId id) const;
    FileView view(db::Conn& conn, const rows::File& f) const;
    http::Response response(const Given& g) const;
    rows::Blob blob_of(const Kept& kept, Time now) const;

    // ---- keeper.cpp ----
    void work();
    std::optional<rows::File> claim_due();
    std::optional<rows::Blob> claim_unchecked();
    void fetch_one(const rows::File& f);
    void not_fetched(FileId id, const Error& why);
    void scan_one(const rows::Blob& b);
    Ms until_next() const;
    void tell(const std::string& sha256);

    Deps d_;
    Ties ties_;
    Store store_;
    Arriving arriving_;
    mutable std::mutex mutex_;  // guards what is below
    std::condition_variable wake_;
    std::vector<std::thread> threads_;
    std::set<FileId> fetching_;
    std::set<std::string> scanning_;
    std::map<std::string, Time> scan_after_;  // of those that the scanner did not answer for
    Time sweep_at_{};
    bool stopping_ = false, woken_ = false;
};

/// "📎 bill.pdf, photo.jpg"; "" when the message has none.
std::string names_of(db::Conn& conn, MessageId message);

/// Of an erased buyer's conversation; the bytes go with the next sweep.
void erase(db::Tx& tx, ConversationId conversation);

}  // namespace ol::files
