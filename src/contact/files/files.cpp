#include "contact/files/files.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/crypto.hpp"
#include "platform/base/json.hpp"
#include "platform/base/text.hpp"

namespace ol::files {
namespace {

Error no_file() { return not_found("files.no_file", "There is no such file, or it is gone."); }

std::string sealed(const std::string& key32, const std::string& plain) {
    return plain.empty() ? plain : crypto::base64(crypto::seal(key32, plain));
}

/// The number of the file, until when, and what only we can write under both.
std::string mark_of(const std::string& key32, std::string_view what) {
    return crypto::hex(crypto::hmac_sha256(key32, "files " + std::string(what))).substr(0, 40);
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size() || out < 0) return std::nullopt;
    return out;
}

}  // namespace

Ms again_after(std::int64_t failures) {
    const auto shift = std::clamp<std::int64_t>(failures - 1, 0, 6) * 2;
    return std::min(Ms{5'000} * (std::int64_t{1} << shift), Ms{3'600'000});
}

Files::Files(Deps deps)
    : d_(std::move(deps)), store_(d_.settings.dir), arriving_(d_.settings.dir) {}

// ---- within a transaction ----

void Files::expect(db::Tx& tx, const Place& place, int number, const std::string& told_name,
                   std::int64_t told_bytes, const std::string& source) {
    rows::File f;
    f.id = d_.ids.next_id<FileId>();
    f.conversation_id = place.conversation, f.message_id = place.message;
    f.account_id = place.account, f.number = number;
    f.name = told_name.empty() ? "" : clean_name(told_name, {});
    f.told_bytes = told_bytes;
    f.source = sealed(d_.settings.key32, source);
    f.next_at = f.made_at = tx.now;
    rows::insert(tx, f);
}

Result<Files::PartTaken> Files::part(const Part& part, std::string_view bytes) {
    const auto have = arriving_.add(part, bytes, d_.clock.now());
    if (!have) return have.error();
    if (*have < part.total) return PartTaken{*have, {}};
    const auto all = arriving_.whole(part);
    if (!all) return all.error();
    auto kept = store_.put(*all);
    if (!kept) return kept.error();
    return PartTaken{*have, std::move(*kept)};
}

rows::Blob Files::blob_of(const Kept& k, Time now) const {
    return {k.sha256,
            k.bytes,
            k.kind.type,
            k.kind.sort,
            k.kind.showable,
            k.kind.width,
            k.kind.height,
            d_.settings.scanner.empty() ? Check::none : Check::unchecked,
            "",
            now};
}

FileView Files::attach(db::Tx& tx, const Place& place, int number, const std::string& told_name,
                       const Kept& kept) {
    rows::File f;
    f.id = d_.ids.next_id<FileId>();
    f.conversation_id = place.conversation, f.message_id = place.message;
    f.account_id = place.account, f.number = number;
    f.state = FileState::kept, f.name = clean_name(told_name, kept.kind);
    f.told_bytes = kept.bytes, f.sha256 = kept.sha256, f.made_at = tx.now;
    rows::have(tx, blob_of(kept, tx.now));
    rows::insert(tx, f);
    return view(tx.conn, f);
}

Result<std::vector<FileView>> Files::send(db::Tx& tx, const http::Principal& who,
                                          const Place& place, const std::vector<FileId>& uploads) {
    if (uploads.size() > files_most) {
        auto e = invalid("files.too_many", "files", "At most 10 files go with one answer.");
        e.params = {{"max", std::to_string(files_most)}};
        return e;
    }
    std::vector<FileView> out;
    for (const auto id : uploads) {
        auto f = rows::file(tx.conn, id);
        const bool hers = f && !f->message_id && f->person_id == who.person &&
                          f->conversation_id == place.conversation;
        const auto blob = hers ? rows::blob(tx.conn, f->sha256) : std::nullopt;
        if (!blob)
            return invalid("files.no_upload", "files",
                           "This file is not uploaded any more; attach it again.");
        if (auto ok = gives(*blob); !ok) return ok.error();
        f->message_id = place.message, f->account_id = place.account;
        f->number = static_cast<std::int64_t>(out.size()) + 1;
        rows::update(tx, *f);
        out.push_back(view(tx.conn, *f));
    }
    return out;
}

void Files::taken_back(db::Tx& tx, MessageId message) {
    for (auto& f : rows::files_of(tx.conn, {message})) {
        f.state = FileState::gone;
        f.name.clear(), f.source.clear(), f.sha256.clear(), f.trouble.clear();
        rows::update(tx, f);
    }
}

std::string names_of(db::Conn& conn, MessageId message) {
    std::string out;
    for (const auto& f : rows::files_of(conn, {message}))
        if (f.state != FileState::gone) out += (out.empty() ? "📎 " : ", ") + f.name;
    return out;
}

void erase(db::Tx& tx, ConversationId conversation) { rows::erase(tx, conversation); }

// ---- reading ----

FileView Files::view(db::Conn& conn, const rows::File& f) const {
    FileView out;
    out.id = f.id, out.name = f.name, out.state = f.state, out.bytes = f.told_bytes;
    if (!f.trouble.empty())
        if (auto why = json::read<FileTrouble>(f.trouble)) out.trouble = std::move(*why);
    const auto blob = f.state == FileState::kept ? rows::blob(conn, f.sha256) : std::nullopt;
    if (!blob) return out;
    out.type = blob->type, out.sort = blob->sort, out.bytes = blob->bytes;
    out.check = blob->verdict;
    out.risky = is_risky(blob->sort, f.name);
    out.given = gives(*blob).has_value();
    out.shown = out.given && blob->showable;
    out.width = blob->width, out.height = blob->height;
    if (blob->verdict == Check::infected)
        out.trouble = FileTrouble{"files.infected", {{"threat", blob->threat}}, {}};
    return out;
}

std::map<MessageId, std::vector<FileView>> Files::of(db::Conn& conn,
                                                     const std::vector<MessageId>& messages) const {
    std::map<MessageId, std::vector<FileView>> out;
    for (const auto& f : rows::files_of(conn, messages)) out[f.message_id].push_back(view(conn, f));
    return out;
}

std::optional<FileView> Files::of(db::Conn& conn, MessageId message, int number) const {
    const auto f = rows::file_of(conn, message, number);
    return f ? std::optional(view(conn, *f)) : std::nullopt;
}

std::vector<Leaving> Files::leaving(db::Conn& conn, MessageId message) const {
    std::vector<Leaving> out;
    for (const auto& f : rows::files_of(conn, {message})) {
        const auto blob = rows::blob(conn, f.sha256);
        if (!blob) continue;
        const auto url =
            d_.settings.public_url.empty() ? "" : d_.settings.public_url + link(f.id, f.name);
        out.push_back({f.id, f.name, blob->type, url, blob->bytes});
    }
    return out;
}

/// What a scanner says, or would have to say first.
Result<> Files::gives(const rows::Blob& blob) const {
    if (blob.verdict == Check::infected) {
        auto e =
            forbidden("files.infected", "The scanner found a virus in it; it is not given out.");
        e.params = {{"threat", blob.threat}};
        return e;
    }
    if (blob.verdict == Check::unchecked && !d_.settings.away_passes)
        return unavailable("files.not_checked",
                           "The virus scanner has not looked at it yet; try again in a moment.");
    return {};
}

Result<Files::Given> Files::given(FileId id) const {
    return d_.db.read_as<Given>([&](db::Conn& conn) -> Result<Given> {
        const auto f = rows::file(conn, id);
        if (!f || f->state != FileState::kept) return no_file();
        const auto blob = rows::blob(conn, f->sha256);
        if (!blob) return no_file();
        if (auto ok = gives(*blob); !ok) return ok.error();
        return Given{*f, *blob};
    });
}

Result<std::string> Files::bytes(FileId id) const {
    const auto g = given(id);
    if (!g) return g.error();
    return store_.bytes(g->blob.sha256, g->blob.bytes);
}

std::string Files::link(FileId id, const std::string& name) const {
    const std::string what =
        std::to_string(id.value) + "-" + std::to_string(to_ms(d_.clock.now() + link_for));
    return "/public/v1/files/" + what + "-" + mark_of(d_.settings.key32, what) + "/" +
           in_address(name.empty() ? "file" : name);
}

// ---- of the desk ----

/// Of a message: who sees its conversation. Not sent yet: who uploaded it.
Result<rows::File> Files::seen(const http::Principal& who, FileId id) const {
    const auto f = d_.db.read_as<rows::File>([&](db::Conn& conn) -> Result<rows::File> {
        auto found = rows::file(conn, id);
        if (!found) return no_file();
        return *found;
    });
    if (!f) return f;
    if (!f->message_id && f->person_id != who.person) return no_file();
    if (!ties_.may_see) return no_file();
    if (auto ok = ties_.may_see(who, f->conversation_id); !ok) return no_file();
    return f;
}

Result<FileView> Files::upload(const http::Principal& who, ConversationId conversation,
                               const std::string& told_name, std::string_view bytes) {
    const auto most = ties_.may_send(who, conversation);
    if (!most) return most.error();
    if (*most == 0)
        return conflict("files.channel_sends_none", "This channel takes no files of ours.");
    if (bytes.empty()) return invalid("files.empty", "file", "The file is empty.");
    if (static_cast<std::int64_t>(bytes.size()) > *most) {
        Error e{Errc::too_large, "files.too_large", "file", "The file is too large here.", {}};
        e.params = {{"max", std::to_string(*most)}};
        return e;
    }
    const auto kept = store_.put(bytes);
    if (!kept) return kept.error();
    auto made = d_.db.write_as<rows::File>([&](db::Tx& tx) -> Result<rows::File> {
        const auto others = rows::unsent_bytes(tx.conn, who.person);
        if (others + kept->bytes > unsent_most)
            return conflict("files.too_many_unsent",
                            "Send or remove what you have attached elsewhere first.");
        rows::File f;
        f.id = d_.ids.next_id<FileId>();
        f.conversation_id = conversation, f.person_id = who.person;
        f.state = FileState::kept, f.name = clean_name(told_name, kept->kind);
        f.told_bytes = kept->bytes, f.sha256 = kept->sha256, f.made_at = tx.now;
        rows::have(tx, blob_of(*kept, tx.now));
        rows::insert(tx, f);
        return f;
    });
    if (!made) return made.error();
    const auto shown = [&] {
        return d_.db.read_as<FileView>(
            [&](db::Conn& conn) -> Result<FileView> { return view(conn, *made); });
    };
    const auto blob = d_.db.read_as<rows::Blob>([&](db::Conn& conn) -> Result<rows::Blob> {
        return rows::blob(conn, kept->sha256).value_or(rows::Blob{});
    });
    // She waits for the scanner here rather than after she has pressed "send".
    if (blob && blob->verdict == Check::unchecked) scan_one(*blob);
    return shown();
}

Result<FileNothing> Files::discard(const http::Principal& who, FileId id) {
    return d_.db.write_as<FileNothing>([&](db::Tx& tx) -> Result<FileNothing> {
        const auto f = rows::file(tx.conn, id);
        if (!f || f->message_id || f->person_id != who.person) return no_file();
        rows::remove(tx, id);
        return FileNothing{};
    });
}

Result<FileView> Files::again(const http::Principal& who, FileId id) {
    if (auto ok = seen(who, id); !ok) return ok.error();
    auto out = d_.db.write_as<FileView>([&](db::Tx& tx) -> Result<FileView> {
        auto f = rows::file(tx.conn, id);
        if (!f) return no_file();
        if (f->state != FileState::failed && f->state != FileState::waiting)
            return conflict("files.is_here", "The file is here already, or was erased.");
        f->state = FileState::waiting, f->attempts = 0, f->next_at = tx.now;
        f->trouble.clear();
        rows::update(tx, *f);
        return view(tx.conn, *f);
    });
    if (out) wake();
    return out;
}

/// Streamed from its place; the name under which it is saved is ours.
http::Response Files::response(const Given& g) const {
    if (!store_.whole(g.blob.sha256, g.blob.bytes))
        return http::problem(not_found("files.missing", "The file's bytes are not there."));
    http::Response out;
    out.file = store_.path(g.blob.sha256);
    out.content_type = "application/octet-stream";
    out.headers = {{"Content-Disposition", disposition(g.file.name)},
                   {"Content-Security-Policy", "default-src 'none'; sandbox"},
                   {"X-Content-Type-Options", "nosniff"},
                   {"Cache-Control", "private, no-store"}};
    return out;
}

http::Response Files::download(const http::Principal& who, FileId id) const {
    if (auto ok = seen(who, id); !ok) return http::problem(ok.error());
    const auto g = given(id);
    return g ? response(*g) : http::problem(g.error());
}

http::Response Files::preview(const http::Principal& who, FileId id) const {
    if (auto ok = seen(who, id); !ok) return http::problem(ok.error());
    const auto g = given(id);
    if (!g) return http::problem(g.error());
    if (!g->blob.showable)
        return http::problem(conflict("files.not_shown", "This kind of file is only downloaded."));
    auto out = response(*g);
    if (out.file.empty()) return out;
    out.content_type = g->blob.type;
    out.headers[0].second = disposition(g->file.name, true);
    out.headers[3].second = "private, max-age=600";
    return out;
}

/// For a channel that fetches what we send, and for the buyer's page: what the bytes are matters to
/// them, and it is never a page.
http::Response Files::linked(const std::string& token) const {
    const auto parts = split(token, '-');
    const Error gone = not_found("files.link", "This address is not valid any more.");
    if (parts.size() != 3) return http::problem(gone);
    const auto id = whole(parts[0]), until = whole(parts[1]);
    const bool ours = id && until &&
                      crypto::equal_constant_time(
                          parts[2], mark_of(d_.settings.key32, parts[0] + "-" + parts[1]));
    if (!ours || d_.clock.now() > from_ms(*until)) return http::problem(gone);
    const auto g = given(FileId{*id});
    if (!g) return http::problem(g.error());
    auto out = response(*g);
    if (out.file.empty()) return out;
    const bool runs = g->blob.sort == FileSort::page || g->blob.sort == FileSort::program;
    if (!runs) out.content_type = g->blob.type;
    out.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
    out.headers.emplace_back("Access-Control-Allow-Origin", "*");  // its address is its key
    return out;
}

}  // namespace ol::files
