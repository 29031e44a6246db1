// A letter as its reader opens it: facts, its page in a frame that can do nothing, its files.
#include <algorithm>

#include "contact/letters/letters.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "platform/mail/incoming.hpp"

namespace ol::letters {
namespace {

constexpr std::size_t within_most = 2u << 20;  // bytes of pictures inside one page

LetterView view_of(const rows::Letter& row) {
    LetterView out;
    out.message_id = row.id, out.subject = row.subject;
    out.from_name = row.from_name, out.from_address = row.from_address, out.to = row.to_line;
    out.quoted = row.quoted, out.sort = row.ours ? "sent" : row.sort;
    out.has_page = row.has_page, out.remote_pictures = row.remote_pictures;
    if (auto files = json::read<std::vector<LetterFile>>(row.files)) out.files = *files;
    out.has_raw = !row.raw.empty();
    for (const auto& one : split(row.left_out, ' '))
        if (!one.empty()) out.left_out.push_back(one);
    return out;
}

/// What the bytes are, for pictures that a frame may show; "" for anything else.
std::string picture_type(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n")) return "image/png";
    if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
    if (bytes.starts_with("GIF8")) return "image/gif";
    if (bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
    return {};
}

void put_within(std::string& html, const mail::File& file, std::size_t& left) {
    const std::string type = picture_type(file.bytes), name = "cid:" + file.content_id;
    if (file.content_id.empty() || type.empty() || file.bytes.size() > left) return;
    for (auto at = html.find(name); at != std::string::npos; at = html.find(name, at)) {
        if (file.bytes.size() > left) return;
        left -= file.bytes.size();
        const auto data = "data:" + type + ";base64," + crypto::base64(file.bytes);
        html.replace(at, name.size(), data);
        at += data.size();
    }
}

/// "%D0": a byte in a header's parameter (RFC 8187).
std::string percent(unsigned char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    return {'%', digits[byte >> 4], digits[byte & 15]};
}

/// Whatever the sender called it, it is downloaded and nothing opens it here.
std::string attached(const std::string& name) {
    std::string ascii, encoded;
    for (const char c : name.empty() ? std::string("file") : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        ascii.push_back(plain ? c : '_');
        if (plain)
            encoded.push_back(c);
        else
            encoded += percent(static_cast<unsigned char>(c));
    }
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
}

http::Response to_download(std::string bytes, const std::string& name) {
    http::Response out;
    out.body = std::move(bytes);
    out.content_type = "application/octet-stream";
    out.headers = {{"Content-Disposition", attached(name)},
                   {"Content-Security-Policy", "default-src 'none'; sandbox"},
                   {"Cache-Control", "private, no-store"}};
    return out;
}

}  // namespace

Result<rows::Letter> Letters::seen_letter(const http::Principal& who, MessageId id) const {
    auto row = d_.db.read_as<rows::Letter>([&](db::Conn& conn) -> Result<rows::Letter> {
        auto found = rows::letter(conn, id);
        if (!found) return not_found("letters.no_letter", "There is no such letter.");
        return *found;
    });
    if (!row) return row;
    if (auto seen = d_.conversations.seen_by(who, row->conversation_id); !seen) return seen.error();
    return row;
}

Result<LetterList> Letters::of(const http::Principal& who, ConversationId id) const {
    if (auto seen = d_.conversations.seen_by(who, id); !seen) return seen.error();
    return d_.db.read_as<LetterList>([&](db::Conn& conn) -> Result<LetterList> {
        LetterList out;
        for (const auto& row : rows::letters_of(conn, id)) out.items.push_back(view_of(row));
        return out;
    });
}

http::Response Letters::page(const http::Principal& who, MessageId id, bool pictures) const {
    const auto row = seen_letter(who, id);
    if (!row) return http::problem(row.error());
    const auto bytes = bytes_of(row->raw);
    if (!bytes) return http::problem(bytes.error());
    const auto letter = mail::read(*bytes);
    if (!letter) return http::problem(letter.error());
    auto html = mail::harmless(letter->html, pictures).html;
    std::size_t left = within_most;
    for (std::size_t i = 0; i < letter->files.size(); ++i)
        if (gives(id, static_cast<int>(i) + 1)) put_within(html, letter->files[i], left);
    http::Response out;
    out.content_type = "text/html; charset=utf-8";
    out.body =
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
        "<base target=\"_blank\"><style>body{margin:8px;font:14px/1.45 system-ui,sans-serif;"
        "color:#111;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style><body>" +
        html;
    const std::string from = pictures ? "data: https: http:" : "data:";
    out.headers = {{"Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src " + from +
                        "; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox "
                        "allow-popups allow-popups-to-escape-sandbox"},
                   {"X-Frame-Options", "SAMEORIGIN"},
                   {"Referrer-Policy", "no-referrer"},
                   {"Cache-Control", "private, no-store"}};
    return out;
}

/// What the scanner says of it; of a letter from before there was one, nothing.
Result<> Letters::gives(MessageId id, int number) const {
    if (!d_.files) return {};
    const auto file = d_.db.read_as<std::optional<files::FileView>>(
        [&](db::Conn& conn) -> Result<std::optional<files::FileView>> {
            return d_.files->of(conn, id, number);
        });
    if (!file) return file.error();
    if (!*file || (*file)->given) return {};
    return forbidden("files.not_given", "The virus scanner has not let this file through.");
}

http::Response Letters::whole(const http::Principal& who, MessageId id) const {
    const auto row = seen_letter(who, id);
    if (!row) return http::problem(row.error());
    auto bytes = bytes_of(row->raw);
    if (!bytes) return http::problem(bytes.error());
    return to_download(std::move(*bytes), "letter.eml");
}

http::Response Letters::file(const http::Principal& who, MessageId id, int number) const {
    const auto row = seen_letter(who, id);
    if (!row) return http::problem(row.error());
    const auto bytes = bytes_of(row->raw);
    if (!bytes) return http::problem(bytes.error());
    auto letter = mail::read(*bytes);
    if (!letter) return http::problem(letter.error());
    if (number < 1 || number > static_cast<int>(letter->files.size()))
        return http::problem(not_found("letters.no_file", "The letter has no such file."));
    if (auto ok = gives(id, number); !ok) return http::problem(ok.error());
    auto& file = letter->files[static_cast<std::size_t>(number - 1)];
    return to_download(std::move(file.bytes), file.name);
}

}  // namespace ol::letters
