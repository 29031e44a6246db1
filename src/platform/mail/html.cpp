// Foreign HTML made harmless, and made text. libxml2 parses it as browsers do, roughly; what is
// written out is written by us, from an allow-list, so that nothing passes that is not in it.
#include <libxml/HTMLparser.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <memory>
#include <set>

#include "platform/base/text.hpp"
#include "platform/mail/incoming.hpp"

namespace ol::mail {
namespace {

constexpr int depth_max = 200;
constexpr std::size_t address_bytes_max = 4000, picture_bytes_max = 1u << 20;
using Names = std::set<std::string_view>;

struct Free {
    void operator()(xmlDoc* d) const { xmlFreeDoc(d); }
};
using Document = std::unique_ptr<xmlDoc, Free>;

void silent(void*, const char*, ...) {}

Document parsed(std::string_view html) {
    static const bool once = [] {
        xmlInitParser();
        return true;
    }();
    (void)once;
    xmlSetGenericErrorFunc(nullptr, silent);
    std::string text = valid_utf8(html) ? std::string(html) : to_valid_utf8(html);
    std::erase(text, '\0');
    return Document(htmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, "UTF-8",
                                   HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                       HTML_PARSE_NONET | HTML_PARSE_COMPACT));
}

std::string_view view(const xmlChar* s) {
    return s ? std::string_view(reinterpret_cast<const char*>(s)) : std::string_view();
}

std::string name_of(const xmlNode* n) { return lower_ascii(view(n->name)); }

std::string attribute(const xmlNode* n, const char* name) {
    auto* value = xmlGetProp(const_cast<xmlNode*>(n), reinterpret_cast<const xmlChar*>(name));
    std::string out(view(value));
    xmlFree(value);
    return out;
}

std::string escaped(std::string_view s) {
    std::string out;
    for (const char c : s) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            case '`': out += "&#96;"; break;
            default: out += c;
        }
    return out;
}

/// Gone with all that is in them.
const Names dropped = {"script",   "style",    "head",      "title",  "iframe", "frame",
                       "frameset", "object",   "embed",     "applet", "svg",    "math",
                       "noscript", "template", "textarea",  "select", "audio",  "video",
                       "canvas",   "input",    "link",      "meta",   "base",   "xml",
                       "noframes", "noembed",  "plaintext", "xmp"};
const Names kept = {"p",          "div",   "span",  "br",    "b",   "strong", "i",  "em",
                    "u",          "s",     "a",     "img",   "ul",  "ol",     "li", "table",
                    "thead",      "tbody", "tfoot", "tr",    "td",  "th",     "h1", "h2",
                    "h3",         "h4",    "h5",    "h6",    "pre", "code",   "hr", "font",
                    "center",     "sub",   "sup",   "small", "dl",  "dt",     "dd", "caption",
                    "blockquote", "del",   "ins",   "tt",    "big"};
const Names empty_ones = {"br", "hr", "img"};
const Names plain_attributes = {"align",   "valign",      "dir",         "lang",    "title",
                                "color",   "face",        "size",        "bgcolor", "width",
                                "height",  "border",      "alt",         "start",   "colspan",
                                "rowspan", "cellpadding", "cellspacing", "nowrap"};
const Names styles = {"color",          "background-color", "font-family",    "font-size",
                      "font-style",     "font-weight",      "text-align",     "text-decoration",
                      "line-height",    "white-space",      "vertical-align", "width",
                      "max-width",      "margin",           "margin-left",    "margin-right",
                      "margin-top",     "margin-bottom",    "padding",        "padding-left",
                      "padding-right",  "padding-top",      "padding-bottom", "border",
                      "border-left",    "border-top",       "border-bottom",  "border-right",
                      "border-collapse"};

/// As a browser reads it: blanks and controls within a scheme are not there.
std::string compact(std::string_view address) {
    std::string out;
    for (const char c : address)
        if (static_cast<unsigned char>(c) > 0x20 && c != 0x7F) out += c;
    return out;
}

bool begins(std::string_view s, std::initializer_list<std::string_view> with) {
    const auto lower = lower_ascii(s.substr(0, 40));
    return std::ranges::any_of(with, [&](auto w) { return lower.starts_with(w); });
}

bool link_allowed(const std::string& address) {
    return address.size() <= address_bytes_max &&
           begins(address, {"http://", "https://", "mailto:", "tel:"});
}

/// Words and numbers; of functions only rgb(). Nothing that could reach out or lie over the desk.
bool style_allowed(std::string_view value) {
    const auto lower = lower_ascii(value);
    if (value.empty() || value.size() > 200) return false;
    const bool colour = lower.starts_with("rgb(") || lower.starts_with("rgba(");
    for (std::size_t i = 0; i < lower.size(); ++i) {
        const char c = lower[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ';
        if (!letter && std::string_view("#%.,'\"-").find(c) == std::string_view::npos &&
            !(colour && (c == '(' || c == ')')))
            return false;
        if (c == '-' && i + 1 < lower.size() &&
            (std::isdigit(static_cast<unsigned char>(lower[i + 1])) || lower[i + 1] == '.'))
            return false;
    }
    return lower.find("expression") == lower.npos;
}

std::string safe_style(const std::string& style) {
    std::string out;
    for (const auto& declaration : split(std::string_view(style).substr(0, 4000), ';')) {
        const auto colon = declaration.find(':');
        if (colon == declaration.npos) continue;
        const auto name = lower_ascii(trim(std::string_view(declaration).substr(0, colon)));
        const auto value = trim(std::string_view(declaration).substr(colon + 1));
        if (styles.contains(name) && style_allowed(value))
            out += (out.empty() ? "" : ";") + name + ":" + std::string(value);
    }
    return out;
}

struct Writer {
    bool remote_pictures;
    Harmless out;

    void put(const char* name, std::string_view value) {
        out.html += std::string(" ") + name + "=\"" + escaped(value) + "\"";
    }

    void attributes(const xmlNode* n) {
        for (const auto* a = n->properties; a; a = a->next) {
            const auto name = lower_ascii(view(a->name));
            if (!plain_attributes.contains(name)) continue;
            const auto value = attribute(n, name.c_str());
            if (value.size() <= 500) put(name.c_str(), value);
        }
        if (const auto style = safe_style(attribute(n, "style")); !style.empty())
            put("style", style);
    }

    /// False: the picture is left out.
    bool picture(const xmlNode* n, std::string& address) {
        address = compact(attribute(n, "src"));
        if (begins(address, {"cid:"})) return address.size() <= address_bytes_max;
        if (begins(address, {"data:image/png;base64,", "data:image/jpeg;base64,",
                             "data:image/gif;base64,", "data:image/webp;base64,"}))
            return address.size() <= picture_bytes_max;
        if (!begins(address, {"http://", "https://", "//"})) return false;
        ++out.remote_pictures;
        return remote_pictures && address.size() <= address_bytes_max &&
               begins(address, {"http://", "https://"});
    }

    void element(const xmlNode* n, int depth) {
        const auto name = name_of(n);
        if (dropped.contains(name)) return;
        std::string address;
        const bool shown = kept.contains(name) && (name != "img" || picture(n, address));
        if (shown) {
            out.html += "<" + name;
            attributes(n);
            if (name == "img") put("src", address);
            if (name == "a")
                if (const auto to = compact(attribute(n, "href")); link_allowed(to)) {
                    put("href", to);
                    out.html += R"( target="_blank" rel="noopener noreferrer nofollow")";
                }
            out.html += ">";
        }
        children(n, depth + 1);
        if (shown && !empty_ones.contains(name)) out.html += "</" + name + ">";
    }

    void children(const xmlNode* n, int depth) {
        if (depth > depth_max) return;
        for (const auto* c = n->children; c; c = c->next) {
            if (c->type == XML_TEXT_NODE) out.html += escaped(view(c->content));
            if (c->type == XML_ELEMENT_NODE) element(c, depth);
        }
    }
};

const Names blocks = {"p",  "div", "h1", "h2",     "h3",         "h4",  "h5",
                      "h6", "ul",  "ol", "table",  "tr",         "pre", "hr",
                      "dl", "dt",  "dd", "center", "blockquote", "li",  "body"};
const Names spaced = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"};

/// Text as it stands on a page: blanks are one blank, blocks begin lines.
struct Reader {
    std::string out;
    std::string prefix;  // "> " for each quotation around

    bool at_line_start() const { return out.empty() || out.back() == '\n'; }
    void line() {
        while (out.ends_with(' ')) out.pop_back();
        if (!at_line_start()) out += "\n";
    }
    void blank_line() {
        line();
        if (!out.empty() && !out.ends_with("\n\n")) out += "\n";
    }
    void words(std::string_view text, bool pre) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            char c = text[i];
            if (text.substr(i, 2) == "\xC2\xA0") c = ' ', ++i;
            if (pre && c == '\n') {
                out += "\n";
                continue;
            }
            const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (blank && !pre && (at_line_start() || out.back() == ' ')) continue;
            if (at_line_start()) out += prefix;
            out += blank ? ' ' : c;
        }
    }

    void element(const xmlNode* n, int depth, bool pre) {
        const auto name = name_of(n);
        if (dropped.contains(name)) return;
        if (name == "br") {
            while (out.ends_with(' ') && !at_line_start()) out.pop_back();
            out += "\n";
            return;
        }
        if (name == "img") return words(attribute(n, "alt"), pre);
        const bool block = blocks.contains(name);
        if (block) spaced.contains(name) ? blank_line() : line();
        if (name == "li") words("- ", true);
        if (name == "td" || name == "th") words(" ", pre);
        const auto before = prefix.size();
        if (name == "blockquote" && before < 20) prefix += "> ";
        children(n, depth + 1, pre || name == "pre");
        if (name == "blockquote") line();
        prefix.resize(before);
        if (block) spaced.contains(name) ? blank_line() : line();
    }

    void children(const xmlNode* n, int depth, bool pre) {
        if (depth > depth_max) return;
        for (const auto* c = n->children; c; c = c->next) {
            if (c->type == XML_TEXT_NODE || c->type == XML_CDATA_SECTION_NODE)
                words(view(c->content), pre);
            if (c->type == XML_ELEMENT_NODE) element(c, depth, pre);
        }
    }
};

}  // namespace

Harmless harmless(std::string_view html, bool remote_pictures) {
    Writer w{remote_pictures, {}};
    if (const auto document = parsed(html))
        if (const auto* root = xmlDocGetRootElement(document.get())) w.element(root, 0);
    return std::move(w.out);
}

std::string text_of_html(std::string_view html) {
    Reader r;
    if (const auto document = parsed(html))
        if (const auto* root = xmlDocGetRootElement(document.get())) r.element(root, 0, false);
    std::string out;
    int blank = 0;
    for (const auto& one : split(r.out, '\n')) {
        blank = trim(one).empty() ? blank + 1 : 0;
        if (blank <= 1) out += std::string(one) + "\n";
    }
    return std::string(trim(out));
}

}  // namespace ol::mail
