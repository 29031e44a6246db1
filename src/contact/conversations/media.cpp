// Files of messages: expected when a channel tells of them, fetched from it in the background, and
// sent with an answer. The bytes, their checks and their retries are contact/files'.
#include "contact/conversations/messengers/media.hpp"
#include "contact/conversations/channel_rows.hpp"
#include "contact/conversations/channel_types.hpp"
#include "contact/conversations/commit.hpp"
#include "contact/conversations/http_carrier.hpp"

namespace ol::conversations {
namespace {

constexpr int steps_most = 2, redirects_most = 3;

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// What HTTP itself could not do.
Error untold(const Error& e, std::int64_t most) {
    if (e.code == "http.client_too_large") {
        Error out{Errc::too_large, "files.too_large", {}, "It is larger than files may be.", {}};
        out.params = {{"max", std::to_string(most)}};
        return out;
    }
    if (e.code == "http.client_private")
        return forbidden("files.private", "Its address lies in a private network.");
    if (e.code == "http.client_url" || e.code == "http.client_header")
        return invalid("files.address", "url", "Its address cannot be asked.");
    auto out = unavailable("files.unreachable", "The channel's server did not give the file.");
    out.params = {{"cause", e.code}};
    return out;
}

}  // namespace

void Conversations::tie_files() {
    if (!d_.files) return;
    files::Ties ties;
    ties.fetch = [this](const files::Wanted& w) { return fetch_media(w); };
    ties.may_see = [this](const http::Principal& who, ConversationId id) -> Result<> {
        auto seen = seen_by(who, id);
        return seen ? Result<>{} : Result<>{seen.error()};
    };
    ties.may_send = [this](const http::Principal& who, ConversationId id) {
        return d_.db.read_as<std::int64_t>([&](db::Conn& conn) -> Result<std::int64_t> {
            const auto t = found(conn, who, id);
            if (!t) return t.error();
            if (files_most_of(t->channel) == 0 && sends_by_address(t->channel) &&
                d_.files->settings().public_url.empty())
                return conflict("files.no_public_address",
                                "This channel fetches files from us: set http.public_url.");
            return files_most_of(t->channel);
        });
    };
    ties.changed = [this](ConversationId id, MessageId message) {
        d_.loop.post([this, id, message] { tell_message(id, message); });
    };
    d_.files->tie(std::move(ties));
}

/// A messenger is told an address and fetches the file itself.
bool Conversations::sends_by_address(ChannelKind kind) const {
    const auto by = outbox_.carrier(kind);
    const bool carries_bytes = kind == ChannelKind::email || kind == ChannelKind::fax;
    return by && !carries_bytes && by->limits().media_bytes > 0;
}

/// Bytes of the largest file that may go; 0: none.
std::int64_t Conversations::files_most_of(ChannelKind kind) const {
    if (!d_.files) return 0;
    const std::int64_t most = d_.files->settings().most_bytes;
    if (kind == ChannelKind::webchat) return most;
    if (kind == ChannelKind::email) return std::min(most, d_.letter_files_most);
    const bool by_address = sends_by_address(kind);
    if (kind != ChannelKind::fax && !by_address) return 0;
    if (by_address && d_.files->settings().public_url.empty()) return 0;
    if (!outbox_.carrier(kind)) return 0;
    const auto channels = outbox_.carrier(kind)->limits().media_bytes;
    return std::min(most, static_cast<std::int64_t>(channels));
}

/// Bytes of all files of one answer; 0: each stands for itself.
std::int64_t Conversations::files_together_most_of(ChannelKind kind) const {
    return kind == ChannelKind::email && d_.files ? d_.letter_files_most : 0;
}

/// A letter takes all of them in one: what is too large for its server is refused here.
Result<> Conversations::together_fit(ChannelKind kind,
                                     const std::vector<files::FileView>& sent) const {
    const std::int64_t most = files_together_most_of(kind);
    std::int64_t bytes = 0;
    for (const auto& f : sent) bytes += f.bytes;
    if (most == 0 || bytes <= most) return {};
    auto e = invalid("files.too_large_together", "files",
                     "The files of one letter are too large together; send some in another.");
    e.params = {{"max", std::to_string(most)}, {"bytes", std::to_string(bytes)}};
    return e;
}

bool Conversations::fetches(const Account& a, const Media& m) const {
    return d_.files && is_fetched(a.kind, m);
}

/// Within the transaction of its message.
void Conversations::expect_files(db::Tx& tx, Effects& out, const Account& a, Words& w,
                                 const Incoming& e) {
    int number = 0;
    for (const auto& m : e.media)
        if (fetches(a, m))
            d_.files->expect(tx, {w.conversation_id, w.id, a.id}, ++number, m.name, m.bytes,
                             json::write(MediaSource{a.kind, m.id, m.url}));
    if (number == 0) return;
    with_files(tx.conn, w);
    out.then.push_back([this] { d_.files->wake(); });
}

void Conversations::with_files(db::Conn& conn, Words& w) const {
    std::vector<Words> one{std::move(w)};
    with_files(conn, one);
    w = std::move(one.front());
}

void Conversations::with_files(db::Conn& conn, std::vector<Words>& all) const {
    if (!d_.files || all.empty()) return;
    std::vector<MessageId> ids;
    for (const Words& w : all) ids.push_back(w.id);
    auto found = d_.files->of(conn, ids);
    for (Words& w : all)
        if (const auto at = found.find(w.id); at != found.end()) w.files = std::move(at->second);
}

/// Step by step to the file; what a redirect names is held against the same rules, and a token
/// never goes to another server.
Result<files::Fetched> Conversations::fetch_media(const files::Wanted& wanted) const {
    const auto source = json::read<MediaSource>(wanted.source);
    if (!source) return invalid("files.address", "source", "It is not known where the file is.");
    const auto credentials = credentials_of(wanted.account);
    if (!credentials) return credentials.error();
    Media media;
    media.id = source->id, media.url = source->url;
    HttpCarrierDeps where{{}, {}, "", "", d_.channels.allow_private};
    if (source->kind == ChannelKind::telegram)
        where.instead_of = "https://api.telegram.org", where.goes_to = d_.channels.telegram_api;
    auto ask = media_first(source->kind, *credentials, media);
    for (int step = 0; ask && step < steps_most; ++step) {
        const auto request = addressed(std::move(ask->request), where);
        if (!request) return request.error();
        if (!d_.channels.allow_private && !request->url.starts_with("https://"))
            return invalid("files.address", "url", "Its address is not encrypted.");
        const auto answer =
            ask->gives_file ? followed(*request, wanted.most_bytes) : d_.channels.fetch(*request);
        if (!answer)
            return answer.error().code.starts_with("files.")
                       ? answer.error()
                       : untold(answer.error(), wanted.most_bytes);
        if (!ask->gives_file) {
            ask = media_next(source->kind, *credentials, *answer);
            continue;
        }
        if (answer->status != 200) return media_refused(source->kind, *answer);
        if (answer->body.empty())
            return unavailable("files.unreachable", "The channel gave an empty file.");
        return files::Fetched{answer->body, ""};
    }
    if (!ask) return ask.error();
    return conflict("files.redirects", "The channel leads from address to address.");
}

Result<http::ClientResponse> Conversations::followed(http::ClientRequest request,
                                                     std::int64_t most) const {
    request.response_max = static_cast<std::size_t>(most);
    for (int hop = 0; hop <= redirects_most; ++hop) {
        auto answer = d_.channels.fetch(request);
        if (!answer || !is_redirect(answer->status)) return answer;
        const auto next =
            media_redirect(request.url, answer->headers["location"], d_.channels.allow_private);
        if (!next) return next.error();
        if (origin_of(*next) != origin_of(request.url)) request.headers.clear();
        request.url = *next;
    }
    return conflict("files.redirects", "The channel leads from address to address.");
}

/// Her words first, then each file as a message of its own; a letter takes all in one.
Result<Conversations::Words> Conversations::say(db::Tx& tx, Turn& turn, const http::Principal& who,
                                                const std::string& key, const std::string& text,
                                                const WordsIn& in) {
    // One letter, one call of a fax machine.
    const bool together =
        turn.t.channel == ChannelKind::email || turn.t.channel == ChannelKind::fax;
    std::optional<Words> first;
    const auto add = [&](const std::string& words,
                         const std::vector<files::FileId>& uploads) -> Result<> {
        const std::string name = first ? key + "/" + std::to_string(turn.t.last_seq + 1) : key;
        Words w = turn.add(Direction::out, words, who.person, name, first ? "" : in.client_id);
        if (!uploads.empty()) {
            auto sent = d_.files->send(tx, who, {turn.t.id, w.id, turn.t.account_id}, uploads);
            if (!sent) return sent.error();
            if (auto fits = together_fit(turn.t.channel, *sent); !fits) return fits;
            turn.has_files(*sent);
            w.files = std::move(*sent);
        }
        if (auto said = turn.we_write(w); !said) return said;
        if (words.empty()) turn.shows_files(w);
        if (!first) first = std::move(w);
        return {};
    };
    if (in.files.size() > files::files_most) {
        auto e = invalid("files.too_many", "files", "At most 10 files go with one answer.");
        e.params = {{"max", std::to_string(files::files_most)}};
        return e;
    }
    if (together || in.files.empty()) {
        if (auto ok = add(text, in.files); !ok) return ok.error();
        return *first;
    }
    if (!text.empty())
        if (auto ok = add(text, {}); !ok) return ok.error();
    for (const auto id : in.files)
        if (auto ok = add("", {id}); !ok) return ok.error();
    return *first;
}

}  // namespace ol::conversations
