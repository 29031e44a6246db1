#include "platform/mail/mime.hpp"

#include <gmime/gmime.h>

#include <algorithm>

#include "platform/base/text.hpp"
#include "platform/mail/words.hpp"

namespace ol::mail::mime {
namespace {

struct Unref {
    void operator()(void* o) const { g_object_unref(o); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

GMimeParserOptions* options() {
    static GMimeParserOptions* const one = [] {
        g_mime_init();
        auto* o = g_mime_parser_options_new();
        const char* fallback[] = {"utf-8", "windows-1251", "koi8-r", "gb18030", nullptr};
        g_mime_parser_options_set_fallback_charsets(o, fallback);
        g_mime_parser_options_set_allow_addresses_without_domain(o, true);
        return o;
    }();
    return one;
}

std::string string_of(const char* s) { return s ? std::string(s) : std::string(); }

std::string taken(char* s) {
    auto out = string_of(s);
    g_free(s);
    return out;
}

Headers headers_of(GMimeObject* object) {
    Headers out;
    auto* list = g_mime_object_get_header_list(object);
    const int count = std::min(g_mime_header_list_get_count(list), 1000);
    for (int i = 0; i < count; ++i) {
        auto* h = g_mime_header_list_get_header_at(list, i);
        out.all.push_back({lower_ascii(string_of(g_mime_header_get_name(h))),
                           string_of(g_mime_header_get_raw_value(h))});
    }
    return out;
}

std::string type_of(GMimeObject* object) {
    auto* type = g_mime_object_get_content_type(object);
    return type ? lower_ascii(taken(g_mime_content_type_get_mime_type(type))) : "text/plain";
}

std::string written(const std::function<void(GMimeStream*)>& write) {
    Held<GMimeStream> stream(g_mime_stream_mem_new());
    write(stream.get());
    const auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return bytes && bytes->len ? std::string(reinterpret_cast<const char*>(bytes->data), bytes->len)
                               : std::string();
}

struct Walk {
    const ReadLimits& limits;
    Message& out;

    void leave_out(const char* what) {
        if (std::ranges::find(out.left_out, what) == out.left_out.end())
            out.left_out.emplace_back(what);
    }

    void object(GMimeObject* o, int depth) {
        if (!o) return;
        if (depth > limits.depth) return leave_out("depth");
        if (out.leaves.size() >= static_cast<std::size_t>(limits.parts)) return leave_out("parts");
        if (GMIME_IS_MULTIPART(o)) {
            const int count = g_mime_multipart_get_count(GMIME_MULTIPART(o));
            for (int i = 0; i < count; ++i)
                object(g_mime_multipart_get_part(GMIME_MULTIPART(o), i), depth + 1);
        } else if (GMIME_IS_MESSAGE_PART(o)) {
            letter(GMIME_MESSAGE_PART(o));
        } else if (GMIME_IS_PART(o)) {
            part(GMIME_PART(o));
        }
    }

    Leaf begin(GMimeObject* o) {
        Leaf leaf;
        leaf.type = type_of(o);
        leaf.content_id = string_of(g_mime_object_get_content_id(o));
        const auto* how = g_mime_object_get_disposition(o);
        leaf.attachment = how && lower_ascii(how) == "attachment";
        return leaf;
    }

    void letter(GMimeMessagePart* p) {
        auto leaf = begin(GMIME_OBJECT(p));
        auto* inner = g_mime_message_part_get_message(p);
        if (!inner) return;
        leaf.letter = true;
        leaf.headers = headers_of(GMIME_OBJECT(inner));
        leaf.bytes = written([&](GMimeStream* s) {
            g_mime_object_write_to_stream(GMIME_OBJECT(inner), nullptr, s);
        });
        out.leaves.push_back(std::move(leaf));
    }

    void part(GMimePart* p) {
        auto leaf = begin(GMIME_OBJECT(p));
        leaf.name = words::decoded(string_of(g_mime_part_get_filename(p)));
        if (auto* type = g_mime_object_get_content_type(GMIME_OBJECT(p))) {
            leaf.charset = string_of(g_mime_content_type_get_parameter(type, "charset"));
            leaf.flowed =
                lower_ascii(string_of(g_mime_content_type_get_parameter(type, "format"))) ==
                "flowed";
        }
        if (auto* content = g_mime_part_get_content(p))
            leaf.bytes =
                written([&](GMimeStream* s) { g_mime_data_wrapper_write_to_stream(content, s); });
        out.leaves.push_back(std::move(leaf));
    }
};

void add_people(InternetAddressList* list, std::vector<Person>& out, int most, int depth) {
    const int count = list && depth < 4 ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count && out.size() < static_cast<std::size_t>(most); ++i) {
        auto* one = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(one)) {
            add_people(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), out, most,
                       depth + 1);
        } else if (INTERNET_ADDRESS_IS_MAILBOX(one)) {
            auto* box = INTERNET_ADDRESS_MAILBOX(one);
            auto address = words::decoded(string_of(internet_address_mailbox_get_addr(box)));
            if (address.find_first_not_of("\"<>() ") == address.npos) continue;  // nobody
            out.push_back(
                {words::decoded(string_of(internet_address_get_name(one))), std::move(address)});
        }
    }
}

struct Line {
    std::size_t from = 0, end = 0;  // `end` is behind its line break
};

Line line_at(std::string_view bytes, std::size_t from) {
    const auto feed = bytes.find('\n', from);
    return {from, feed == bytes.npos ? bytes.size() : feed + 1};
}

bool blank(std::string_view line) { return trim(line).empty(); }

/// What stands behind the first empty line.
std::string body_of(std::string_view bytes) {
    for (auto l = line_at(bytes, 0); l.from < bytes.size(); l = line_at(bytes, l.end))
        if (blank(bytes.substr(l.from, l.end - l.from))) return std::string(bytes.substr(l.end));
    return {};
}

/// Where a letter says twice what it is, mail programs believe the first; GMime takes the last.
std::optional<std::string> with_one_content_type(std::string_view bytes) {
    std::string out;
    std::size_t kept_to = 0;
    bool seen = false, leaving = false;
    for (auto l = line_at(bytes, 0); l.from < bytes.size(); l = line_at(bytes, l.end)) {
        const auto line = bytes.substr(l.from, l.end - l.from);
        if (blank(line)) break;
        const bool folded = line.front() == ' ' || line.front() == '\t';
        if (!folded) {
            const bool type = lower_ascii(line.substr(0, 13)) == "content-type:";
            leaving = type && seen;
            seen = seen || type;
        }
        if (leaving) {
            out += bytes.substr(kept_to, l.from - kept_to);
            kept_to = l.end;
        }
    }
    if (kept_to == 0) return std::nullopt;
    return out.append(bytes.substr(kept_to));
}

}  // namespace

bool Headers::has(std::string_view name) const {
    return std::ranges::any_of(all, [&](const Header& h) { return h.name == name; });
}

std::string_view Headers::raw(std::string_view name) const {
    for (const auto& h : all)
        if (h.name == name) return h.raw;
    return {};
}

std::string Headers::text(std::string_view name) const { return words::decoded(raw(name)); }

std::vector<Person> Headers::people(std::string_view name, int most) const {
    std::vector<Person> out;
    for (const auto& h : all) {
        if (h.name != name || h.raw.size() > 200'000) continue;
        Held<InternetAddressList> list(
            internet_address_list_parse(options(), words::rejoined(h.raw).c_str()));
        if (list) add_people(list.get(), out, most, 0);
    }
    return out;
}

std::optional<Time> date_of(std::string_view raw) {
    if (raw.empty() || raw.size() > 200) return std::nullopt;
    const std::string text(trim(raw));
    auto* when = g_mime_utils_header_decode_date(text.c_str());
    if (!when) return std::nullopt;
    const auto seconds = g_date_time_to_unix(when);
    g_date_time_unref(when);
    if (seconds <= 0 || seconds > 7'258'118'400) return std::nullopt;
    return from_ms(seconds * 1000);
}

Result<Message> parse(std::string_view whole, const ReadLimits& limits) {
    auto* const how = options();
    const auto begin = std::min(whole.find_first_not_of(" \t\r\n"), whole.size());
    const auto once = with_one_content_type(whole.substr(begin));
    const std::string_view bytes = once ? std::string_view(*once) : whole.substr(begin);
    Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    Held<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    Held<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), how));
    if (!message) return invalid("mail.empty", "", "There is no letter in these bytes.");
    Message out;
    out.headers = headers_of(GMIME_OBJECT(message.get()));
    if (auto* root = g_mime_message_get_mime_part(message.get())) {
        out.type = type_of(root);
        if (auto* type = g_mime_object_get_content_type(root))
            out.report_type =
                lower_ascii(string_of(g_mime_content_type_get_parameter(type, "report-type")));
        Walk{limits, out}.object(root, 0);
    }
    if (out.leaves.empty() && out.left_out.empty())  // no part was found: nothing is hidden
        out.leaves.push_back({.type = "text/plain", .bytes = body_of(bytes)});
    return out;
}

}  // namespace ol::mail::mime
