// A message as a letter: which parts are its words, which are files.
#include "platform/mail/incoming.hpp"

#include <algorithm>

#include "platform/base/text.hpp"
#include "platform/mail/mime.hpp"
#include "platform/mail/sort.hpp"
#include "platform/mail/words.hpp"

namespace ol::mail {
namespace {

using mime::Leaf;
using mime::Message;

std::string with_lf(std::string s) {
    std::string out;
    out.reserve(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '\r' && i + 1 < s.size() && s[i + 1] == '\n') continue;
        out += s[i] == '\r' ? '\n' : s[i];
    }
    return out;
}

/// RFC 3676: a line that ends with a blank goes on in the next one, at the same depth of quotation.
std::string unflowed(const std::string& text) {
    std::string out;
    bool goes_on = false;
    std::size_t depth_before = 0;
    for (const auto& line : split(text, '\n')) {
        const auto depth = std::min(line.find_first_not_of('>'), line.size());
        std::string_view words = std::string_view(line).substr(depth);
        if (words.starts_with(' ')) words.remove_prefix(1);
        if (goes_on && depth == depth_before)
            out += words;
        else
            out += (out.empty() ? "" : "\n") + std::string(depth, '>') + (depth ? " " : "") +
                   std::string(words);
        goes_on = words.ends_with(' ') && words != "-- ";
        depth_before = depth;
    }
    return out;
}

/// A part that is words to be read, not a file.
bool is_body(const Leaf& leaf) {
    const bool words = leaf.type == "text/plain" || leaf.type == "text/html";
    return words && !leaf.attachment && leaf.name.empty() && !leaf.letter;
}

void add(std::string& to, const std::string& more) {
    if (trim(more).empty()) return;
    if (!to.empty()) to += "\n";
    to += more;
}

std::string name_of(const Leaf& leaf) {
    if (!leaf.name.empty()) return leaf.name.substr(0, 255);
    if (leaf.letter) {
        const auto subject = leaf.headers.text("subject");
        return (subject.empty() ? "letter" : subject.substr(0, 200)) + ".eml";
    }
    return {};
}

File file_of(Leaf& leaf, const std::string& html) {
    File f;
    f.name = to_valid_utf8(name_of(leaf));
    f.type = leaf.letter ? "message/rfc822" : to_valid_utf8(leaf.type);
    f.content_id = to_valid_utf8(leaf.content_id);
    f.within = !f.content_id.empty() && html.find("cid:" + f.content_id) != html.npos;
    f.letter = leaf.letter;
    f.bytes = std::move(leaf.bytes);
    return f;
}

void limit(std::string& text, std::size_t bytes, Received& out) {
    if (text.size() <= bytes) return;
    while (bytes > 0 && (text[bytes] & 0xC0) == 0x80) --bytes;
    text.resize(bytes);
    if (std::ranges::find(out.left_out, "text") == out.left_out.end())
        out.left_out.emplace_back("text");
}

void put_content(Message& m, const ReadLimits& limits, Received& out) {
    for (const auto& leaf : m.leaves) {
        if (!is_body(leaf)) continue;
        auto words = with_lf(words::text_in(leaf.bytes, leaf.charset));
        if (leaf.type == "text/plain")
            add(out.text, leaf.flowed ? unflowed(words) : words);
        else
            add(out.html, words);
    }
    limit(out.html, limits.text_bytes, out);
    if (trim(out.text).empty() && !out.html.empty()) out.text = text_of_html(out.html);
    limit(out.text, limits.text_bytes, out);
}

void put_headers(const mime::Headers& h, const ReadLimits& limits, Received& out) {
    out.from = h.people("from", limits.people);
    if (out.from.empty()) out.from = h.people("sender", limits.people);
    out.reply_to = h.people("reply-to", limits.people);
    out.to = h.people("to", limits.people);
    out.cc = h.people("cc", limits.people);
    out.subject = h.text("subject").substr(0, 2000);
    if (!valid_utf8(out.subject)) out.subject = to_valid_utf8(out.subject);
    out.date = mime::date_of(h.raw("date"));
    const auto own = words::ids(h.raw("message-id"), 1);
    if (!own.empty()) out.message_id = own.front();
    const auto most = static_cast<std::size_t>(std::max(1, limits.references));
    out.in_reply_to = words::ids(h.raw("in-reply-to"), most);
    out.references = words::ids(h.raw("references"), most);
}

}  // namespace

Result<Received> read(std::string_view bytes, const ReadLimits& limits) {
    if (bytes.size() > limits.bytes)
        return Error{Errc::too_large,
                     "mail.too_large",
                     "",
                     "The letter is larger than is taken.",
                     {{"most", std::to_string(limits.bytes)}}};
    auto message = mime::parse(bytes, limits);
    if (!message) return message.error();
    Received out;
    out.left_out = message->left_out;
    put_headers(message->headers, limits, out);
    put_content(*message, limits, out);
    sort(*message, out);
    for (auto& leaf : message->leaves)
        if (!is_body(leaf)) out.files.push_back(file_of(leaf, out.html));
    return out;
}

}  // namespace ol::mail
