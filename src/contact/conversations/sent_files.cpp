// Files that a buyer sends from his page: in parts, each a simple request whose first line is JSON
// and whose rest are bytes. The last part makes the message, once.
#include "contact/conversations/commit.hpp"
#include "contact/conversations/page_routes.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::conversations {
namespace {

constexpr std::size_t first_line_most = 4096, told_name_most = 1000;

Error too_large(std::int64_t most) {
    Error e{
        Errc::too_large, "files.too_large", "total", "The file is larger than is taken here.", {}};
    e.params = {{"max", std::to_string(most)}};
    return e;
}

}  // namespace

/// Bytes of the largest file that a buyer may send by this chat; 0: none.
std::int64_t Conversations::page_files_most(const Account& a) const {
    const auto look = json::read<WebChatLook>(a.look);
    return d_.files && (!look || look->files) ? d_.files->settings().most_bytes : 0;
}

/// Whether the file may come at all; asked with each part, counted with the first.
Result<> Conversations::may_send_file(const From& from, const Account& a, const ChatFile& in) {
    const std::int64_t most = page_files_most(a);
    if (most == 0) return forbidden("files.channel_sends_none", "This chat takes no files.");
    if (in.total <= 0) return invalid("files.empty", "total", "The file is empty.");
    if (in.total > most) return too_large(most);
    if (in.from < 0 || in.from > in.total)
        return invalid("files.part", "from", "A part begins within its file.");
    if (in.name.size() > told_name_most)
        return invalid("conversations.line_too_long", "name", "Shorten the file's name.");
    if (in.from > 0) return {};
    if (auto ok = slow_enough(files_of_address_, from.ip); !ok) return ok;
    return slow_enough(files_of_token_, in.token);
}

/// Who has written before is not asked for his name again; a closed shop asks everybody else.
Result<ChatFileTaken> Conversations::file_known(const Account& a, const ChatFile& in) const {
    return d_.db.read_as<ChatFileTaken>([&](db::Conn& conn) -> Result<ChatFileTaken> {
        ChatFileTaken out;
        const auto t = his(conn, a, in.token);
        if (!t) return out;
        auto w = rows::words_by_external(conn, a.id,
                                         "in:" + std::to_string(t->id.value) + ":" + in.client_id);
        if (!w) return out;
        with_files(conn, *w);
        out.have = in.total;
        out.conversation = for_buyer(*t), out.message = for_buyer(*w);
        return out;
    });
}

Result<ChatFileTaken> Conversations::send_file(const From& from, const ChatFile& in,
                                               std::string_view bytes) {
    const auto account = account_for(from, in.key);
    if (!account) return account.error();
    if (auto ok = check_token(in.token); !ok) return ok.error();
    if (auto ok = check_client_id(in.client_id); !ok) return ok.error();
    if (auto known = file_known(*account, in); !known || known->message) return known;
    if (auto ok = may_send_file(from, *account, in); !ok) return ok.error();
    const std::string owner =
        std::to_string(account->id.value) + ":" + crypto::hex(crypto::sha256(in.token));
    const files::Part part{owner, in.client_id, in.from, in.total};
    if (bytes.empty() || in.from + static_cast<std::int64_t>(bytes.size()) > in.total)
        return invalid("files.part", "from", "A part begins and ends within its file.");
    const auto taken = d_.files->part(part, bytes);
    if (!taken) return taken.error();
    if (!taken->whole) return ChatFileTaken{taken->have, {}, {}};
    Writing w{*account,
              crypto::hex(crypto::sha256(in.token)),
              in.client_id,
              "",
              from.ip,
              true,
              "",
              "",
              in.language.value_or("").substr(0, 2),
              "",
              taken->whole,
              in.name};
    if (auto page = checked_line(in.page.value_or(""), page_chars_max, "page")) w.page = *page;
    auto done = commit<Wrote>([this, w](db::Tx& tx, Effects& out) { return wrote(tx, out, w); });
    if (!done) return done.error();
    d_.files->arrived(part);
    return ChatFileTaken{in.total, for_buyer(done->thread), for_buyer(done->words)};
}

/// POST /public/v1/chat/files: a line of JSON, then the part's bytes as they are.
void Conversations::add_file_route(http::Router& router) {
    http::Route r;
    r.method = http::Method::post;
    r.path = "/public/v1/chat/files";
    r.summary = "A part of a file from a buyer's page: a line of JSON, then its bytes";
    r.tag = "conversations";
    r.body_max = page_part_most + first_line_most;
    r.access = http::Route::Access::open;
    r.in = json::schema<ChatFile>();
    r.out = json::schema<ChatFileTaken>();
    r.handler = [this](http::Request& request) -> http::Response {
        const std::string_view body = request.body;
        const auto line = body.substr(0, first_line_most).find('\n');
        const auto in = line == body.npos
                            ? Result<ChatFile>(invalid("conversations.frame", "body",
                                                       "First a line of JSON, then the bytes."))
                            : json::read<ChatFile>(std::string(body.substr(0, line)));
        if (!in) return for_page(request, http::problem(in.error()));
        const auto out = send_file(from_of(request), *in, body.substr(line + 1));
        return for_page(request, out ? http::json_of(*out) : refused_page(out.error()));
    };
    router.add(std::move(r));
}

}  // namespace ol::conversations
