#include "contact/files/kinds.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "platform/base/text.hpp"

namespace ol::files {
namespace {

using std::string_view;
constexpr int side_most = 12'000;
constexpr std::int64_t points_most = 50'000'000;  // more costs a browser its memory
constexpr std::size_t name_bytes = 120, ending_bytes = 12;

unsigned at(string_view s, std::size_t i) {
    return i < s.size() ? static_cast<unsigned char>(s[i]) : 0;
}
int big16(string_view s, std::size_t i) { return static_cast<int>(at(s, i) << 8 | at(s, i + 1)); }
int little16(string_view s, std::size_t i) {
    return static_cast<int>(at(s, i + 1) << 8 | at(s, i));
}
std::int64_t big32(string_view s, std::size_t i) {
    return std::int64_t{big16(s, i)} << 16 | big16(s, i + 2);
}
int little24(string_view s, std::size_t i) {
    return static_cast<int>(at(s, i + 2) << 16 | at(s, i + 1) << 8 | at(s, i));
}

Kind picture(const char* type, std::int64_t width, std::int64_t height) {
    Kind k{type, FileSort::picture, false, 0, 0};
    const bool fits = width > 0 && height > 0 && width <= side_most && height <= side_most &&
                      width * height <= points_most;
    if (!fits) return k;
    k.width = static_cast<int>(width), k.height = static_cast<int>(height);
    k.showable = true;
    return k;
}

/// The frame header holds the size (ITU T.81 B.2.2); segments before it are stepped over.
Kind jpeg(string_view s) {
    std::size_t i = 2;
    while (i + 9 < s.size() && at(s, i) == 0xff) {
        const unsigned mark = at(s, i + 1);
        if (mark == 0xff) {
            ++i;
            continue;
        }
        const bool frame =
            mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc;
        if (frame) return picture("image/jpeg", big16(s, i + 7), big16(s, i + 5));
        i += 2 + static_cast<std::size_t>(std::max(2, big16(s, i + 2)));
    }
    return picture("image/jpeg", 0, 0);
}

Kind webp(string_view s) {
    const auto chunk = s.substr(12, 4);
    if (chunk == "VP8X") return picture("image/webp", little24(s, 24) + 1, little24(s, 27) + 1);
    if (chunk == "VP8L") {
        const auto bits = static_cast<std::uint32_t>(little16(s, 21)) |
                          static_cast<std::uint32_t>(little16(s, 23)) << 16;
        return picture("image/webp", (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    }
    return picture("image/webp", little16(s, 26) & 0x3fff, little16(s, 28) & 0x3fff);
}

Kind sound(const char* type) { return {type, FileSort::audio, true, 0, 0}; }
Kind film(const char* type) { return {type, FileSort::video, true, 0, 0}; }
Kind plain(const char* type, FileSort sort) { return {type, sort, false, 0, 0}; }

/// ISO base media (ISO 14496-12): what brand stands first.
Kind boxed(string_view s) {
    const auto brand = s.substr(8, 4);
    if (brand.starts_with("hei") || brand.starts_with("mif") || brand.starts_with("msf"))
        return plain("image/heic", FileSort::picture);
    if (brand.starts_with("avi")) return plain("image/avif", FileSort::picture);
    if (brand.starts_with("M4A") || brand.starts_with("M4B")) return sound("audio/mp4");
    if (brand == "qt  ") return plain("video/quicktime", FileSort::video);
    if (brand.starts_with("3g")) return film("video/3gpp");
    return film("video/mp4");
}

Kind zipped(string_view s) {
    const auto has = [&](string_view part) { return s.find(part) != s.npos; };
    constexpr const char* office = "application/vnd.openxmlformats-officedocument.";
    if (has("word/"))
        return plain((std::string(office) + "wordprocessingml.document").c_str(),
                     FileSort::document);
    if (has("xl/"))
        return plain((std::string(office) + "spreadsheetml.sheet").c_str(), FileSort::document);
    if (has("ppt/"))
        return plain((std::string(office) + "presentationml.presentation").c_str(),
                     FileSort::document);
    if (has("mimetypeapplication/vnd.oasis.opendocument.text"))
        return plain("application/vnd.oasis.opendocument.text", FileSort::document);
    if (has("AndroidManifest.xml"))
        return plain("application/vnd.android.package-archive", FileSort::program);
    if (has("META-INF/MANIFEST.MF")) return plain("application/java-archive", FileSort::program);
    return plain("application/zip", FileSort::archive);
}

Kind riff(string_view s) {
    const auto form = s.substr(8, 4);
    if (form == "WEBP") return webp(s);
    if (form == "WAVE") return sound("audio/wav");
    if (form == "AVI ") return plain("video/x-msvideo", FileSort::video);
    return {};
}

struct Magic {
    string_view bytes;
    const char* type;
    FileSort sort;
    bool showable;
};
using std::string_view_literals::operator""sv;
constexpr std::array magics{
    Magic{"%PDF-"sv, "application/pdf", FileSort::document, false},
    Magic{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "application/x-ole-storage", FileSort::document,
          false},
    Magic{"{\\rtf"sv, "application/rtf", FileSort::document, false},
    Magic{"\x1f\x8b"sv, "application/gzip", FileSort::archive, false},
    Magic{"7z\xbc\xaf\x27\x1c"sv, "application/x-7z-compressed", FileSort::archive, false},
    Magic{"Rar!\x1a\x07"sv, "application/vnd.rar", FileSort::archive, false},
    Magic{"\xfd"
          "7zXZ\0"sv,
          "application/x-xz", FileSort::archive, false},
    Magic{"BZh"sv, "application/x-bzip2", FileSort::archive, false},
    Magic{"\x28\xb5\x2f\xfd"sv, "application/zstd", FileSort::archive, false},
    Magic{"MSCF"sv, "application/vnd.ms-cab-compressed", FileSort::archive, false},
    Magic{"MZ"sv, "application/x-msdownload", FileSort::program, false},
    Magic{"\x7f"
          "ELF"sv,
          "application/x-executable", FileSort::program, false},
    Magic{"\xca\xfe\xba\xbe"sv, "application/x-executable", FileSort::program, false},
    Magic{"\xcf\xfa\xed\xfe"sv, "application/x-executable", FileSort::program, false},
    Magic{"\xce\xfa\xed\xfe"sv, "application/x-executable", FileSort::program, false},
    Magic{"\0asm"sv, "application/wasm", FileSort::program, false},
    Magic{"L\0\0\0\x01\x14\x02\0"sv, "application/x-ms-shortcut", FileSort::program, false},
    Magic{"#!AMR"sv, "audio/amr", FileSort::audio, false},
    Magic{"#!"sv, "text/x-script", FileSort::program, false},
    Magic{"ID3"sv, "audio/mpeg", FileSort::audio, true},
    Magic{"\xff\xfb"sv, "audio/mpeg", FileSort::audio, true},
    Magic{"\xff\xf3"sv, "audio/mpeg", FileSort::audio, true},
    Magic{"\xff\xf1"sv, "audio/aac", FileSort::audio, true},
    Magic{"\xff\xf9"sv, "audio/aac", FileSort::audio, true},
    Magic{"fLaC"sv, "audio/flac", FileSort::audio, true},
    Magic{"\x1a\x45\xdf\xa3"sv, "video/webm", FileSort::video, true},
    Magic{"BM"sv, "image/bmp", FileSort::picture, false},
    Magic{"II*\0"sv, "image/tiff", FileSort::picture, false},
    Magic{"MM\0*"sv, "image/tiff", FileSort::picture, false},
};

/// A browser, or a word processor, would read it as a page or run it.
bool is_page(string_view s) {
    if (s.starts_with("\xef\xbb\xbf")) s.remove_prefix(3);
    const std::string low = lower_ascii(trim(s.substr(0, 4096)));
    if (low.starts_with("<")) return true;
    for (const string_view word :
         {"<!doctype", "<html", "<script", "<svg", "<iframe", "javascript:"})
        if (low.find(word) != low.npos) return true;
    return false;
}

bool is_text(string_view s) {
    if (s.empty() || s.find('\0') != s.npos) return false;
    // The cut at the end may split a character.
    for (std::size_t off = 0; off < 4 && off < s.size(); ++off)
        if (valid_utf8(s.substr(0, s.size() - off)))
            return std::ranges::none_of(s, [](char c) {
                return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
            });
    return false;
}

Kind of_magic(string_view s) {
    const bool text = is_text(s);
    // Two or three letters may also begin a sentence; a script is text in any case.
    for (const auto& m : magics)
        if (s.starts_with(m.bytes) && (!text || m.bytes.size() > 3 || m.bytes == "#!"))
            return {m.type, m.sort, m.showable, 0, 0};
    if (s.size() > 262 && s.substr(257, 5) == "ustar")
        return plain("application/x-tar", FileSort::archive);
    if (is_page(s)) return plain("text/html", FileSort::page);
    if (text) return plain("text/plain", FileSort::text);
    return {};
}

/// Code points that are not seen, or turn what follows: U+200B..F, U+202A..E, U+2060..4, 2066..9,
/// FEFF, 061C, 00AD, and the controls of Latin 1.
bool deceives(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffd) ||
           c >= 0xe0000;
}

/// The next code point of valid UTF-8, and how many bytes it has.
std::pair<char32_t, std::size_t> point(string_view s) {
    const unsigned first = at(s, 0);
    const std::size_t n = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    char32_t c = n == 1 ? first : first & (0xffu >> (n + 1));
    for (std::size_t i = 1; i < n; ++i) c = c << 6 | (at(s, i) & 0x3f);
    return {c, n};
}

std::string without_deceit(string_view told) {
    const std::string valid = to_valid_utf8(told.substr(0, 4000));
    std::string out;
    for (string_view rest = valid; !rest.empty();) {
        const auto [c, n] = point(rest);
        const bool reserved = n == 1 && string_view("<>:\"|?*").find(rest[0]) != string_view::npos;
        if (reserved)
            out += '_';
        else if (!deceives(c))
            out += rest.substr(0, n);
        rest.remove_prefix(std::min(n, rest.size()));
    }
    return out;
}

string_view ending_of(const Kind& kind) {
    constexpr std::pair<string_view, string_view> known[] = {
        {"image/jpeg", ".jpg"},      {"image/png", ".png"},       {"image/gif", ".gif"},
        {"image/webp", ".webp"},     {"image/heic", ".heic"},     {"audio/ogg", ".ogg"},
        {"audio/mpeg", ".mp3"},      {"audio/mp4", ".m4a"},       {"video/mp4", ".mp4"},
        {"video/webm", ".webm"},     {"application/pdf", ".pdf"}, {"application/zip", ".zip"},
        {"application/gzip", ".gz"}, {"text/plain", ".txt"},      {"audio/amr", ".amr"},
        {"video/3gpp", ".3gp"},      {"application/rtf", ".rtf"}};
    for (const auto& [type, ending] : known)
        if (kind.type == type) return ending;
    return {};
}

string_view cut(string_view text, std::size_t bytes) {
    text = text.substr(0, bytes);
    while (!text.empty() && !valid_utf8(text)) text.remove_suffix(1);
    return text;
}

}  // namespace

Kind kind_of(string_view s) {
    s = s.substr(0, head_bytes);
    if (s.starts_with("\x89PNG\r\n\x1a\n")) return picture("image/png", big32(s, 16), big32(s, 20));
    if (s.starts_with("\xff\xd8\xff")) return jpeg(s);
    if (s.starts_with("GIF8")) return picture("image/gif", little16(s, 6), little16(s, 8));
    if (s.starts_with("RIFF") && s.size() >= 12) return riff(s);
    if (s.starts_with("OggS"))
        return s.substr(0, 512).find("theora") == s.npos ? sound("audio/ogg") : film("video/ogg");
    if (s.size() >= 12 && s.substr(4, 4) == "ftyp") return boxed(s);
    if (s.starts_with("PK\x03\x04")) return zipped(s);
    return of_magic(s);
}

bool is_risky(FileSort sort, string_view name) {
    if (sort == FileSort::program || sort == FileSort::page) return true;
    constexpr string_view endings[] = {
        "exe",  "com", "scr",   "bat", "cmd", "msi", "ps1",  "vbs",  "js",   "jse", "wsf", "hta",
        "jar",  "lnk", "reg",   "pif", "cpl", "dll", "app",  "dmg",  "pkg",  "apk", "sh",  "svg",
        "html", "htm", "xhtml", "mht", "xml", "xll", "docm", "xlsm", "pptm", "iso", "img", "url"};
    const auto dot = name.rfind('.');
    if (dot == name.npos) return false;
    const std::string ending = lower_ascii(name.substr(dot + 1));
    return std::ranges::find(endings, ending) != std::end(endings);
}

std::string clean_name(string_view told, const Kind& kind) {
    if (const auto slash = told.find_last_of("/\\"); slash != told.npos)
        told.remove_prefix(slash + 1);
    std::string name = without_deceit(told);
    const auto blank = [](char c) { return c == ' ' || c == '.'; };
    while (!name.empty() && blank(name.back())) name.pop_back();
    name.erase(0, std::min(name.find_first_not_of(" ."), name.size()));
    if (name.empty()) return "file" + std::string(ending_of(kind));
    if (name.size() <= name_bytes) return name;
    const auto dot = name.rfind('.');
    const bool short_ending = dot != name.npos && name.size() - dot <= ending_bytes;
    const std::string ending = short_ending ? name.substr(dot) : "";
    return std::string(cut(name, name_bytes - ending.size())) + ending;
}

std::string in_address(string_view name) {
    constexpr string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        const bool free = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '~';
        if (free)
            out += c;
        else
            out += {'%', digits[u >> 4], digits[u & 15]};
    }
    return out;
}

std::string disposition(string_view name, bool within) {
    std::string ascii;
    for (const char c : name) {
        const bool free = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        ascii += free ? c : '_';
    }
    return std::string(within ? "inline" : "attachment") + "; filename=\"" + ascii +
           "\"; filename*=UTF-8''" + in_address(name);
}

}  // namespace ol::files
