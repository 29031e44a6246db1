// RFC 3834 (automatic answers), 3464 (delivery status), 8098 (read receipts), 5965 (complaints),
// and the bounces of servers that follow none of them.
#include "platform/mail/sort.hpp"

#include <algorithm>

#include "platform/base/text.hpp"
#include "platform/mail/words.hpp"

namespace ol::mail {
namespace {

using mime::Headers;
using mime::Leaf;
using mime::Message;

bool any_of(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](auto w) { return text.find(w) != text.npos; });
}

bool begins(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](auto w) { return text.starts_with(w); });
}

const Leaf* leaf_of(const Message& m, std::initializer_list<std::string_view> types) {
    for (const auto& leaf : m.leaves)
        if (std::ranges::find(types, leaf.type) != types.end()) return &leaf;
    return nullptr;
}

// ---- fields of a report ----

struct Field {
    std::string name, value;
};

/// "Name: value" lines, folded ones joined; blank lines are kept as fields without a name.
std::vector<Field> fields_of(std::string_view bytes) {
    std::vector<Field> out;
    for (auto line : split(bytes.substr(0, 1u << 20), '\n')) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        const auto colon = line.find(':');
        if (trim(line).empty())
            out.push_back({});
        else if ((line.front() == ' ' || line.front() == '\t') && !out.empty())
            out.back().value += " " + std::string(trim(line));
        else if (colon != line.npos)
            out.push_back({lower_ascii(trim(std::string_view(line).substr(0, colon))),
                           std::string(trim(std::string_view(line).substr(colon + 1)))});
        if (out.size() > 5000) break;
    }
    return out;
}

/// "rfc822; <ann@shop.example>" -> "ann@shop.example"
std::string bare_address(std::string_view value) {
    if (const auto kind = value.find(';'); kind != value.npos) value.remove_prefix(kind + 1);
    value = trim(value);
    if (const auto open = value.find('<'); open != value.npos)
        value = value.substr(open + 1, value.find('>', open) - open - 1);
    return to_valid_utf8(std::string(trim(value)).substr(0, 320));
}

std::string without_kind(std::string_view value) {
    const auto kind = value.find(';');
    return words::decoded(trim(kind == value.npos ? value : value.substr(kind + 1)))
        .substr(0, 1000);
}

/// A recipient's fields stand between blank lines, in any order; where a blank line is missing, a
/// second final recipient begins the next group.
void add_failures(std::string_view report, std::vector<Failure>& out) {
    Failure one;
    bool final = false;
    const auto flush = [&] {
        if (!one.recipient.empty() && out.size() < 100) out.push_back(one);
        one = {}, final = false;
    };
    for (const auto& f : fields_of(report)) {
        if (f.name.empty() || (final && f.name == "final-recipient")) flush();
        if (f.name == "final-recipient") one.recipient = bare_address(f.value), final = true;
        if (f.name == "original-recipient" && !final) one.recipient = bare_address(f.value);
        if (f.name == "action") one.action = lower_ascii(f.value).substr(0, 32);
        if (f.name == "status")
            one.status = f.value.substr(0, f.value.find_first_of(" (")).substr(0, 16);
        if (f.name == "diagnostic-code") one.diagnostic = without_kind(f.value);
    }
    flush();
}

std::string field_of(std::string_view report, std::string_view name) {
    for (const auto& f : fields_of(report))
        if (f.name == name) return f.value;
    return {};
}

std::string one_id(std::string_view raw) {
    const auto all = words::ids(raw, 1);
    return all.empty() ? std::string() : all.front();
}

/// The letter that came back within the report: whole, or its headers.
std::string about_of(const Message& m) {
    for (const auto& leaf : m.leaves)
        if (leaf.letter)
            if (auto id = one_id(leaf.headers.raw("message-id")); !id.empty()) return id;
    const auto* headers =
        leaf_of(m, {"text/rfc822-headers", "message/rfc822-headers", "text/rfc822-header"});
    return headers ? one_id(field_of(headers->bytes, "message-id")) : std::string();
}

// ---- bounces in no form ----

bool digit(char c) { return c >= '0' && c <= '9'; }

/// "5.1.1" alone among other text (RFC 3463), else what a reply code of three digits says.
std::string status_in(std::string_view text) {
    std::string by_code;
    for (std::size_t i = 0; i + 3 < text.size(); ++i) {
        const bool begins = (text[i] == '4' || text[i] == '5') && (i == 0 || !digit(text[i - 1])) &&
                            (i == 0 || text[i - 1] != '.');
        if (!begins) continue;
        std::size_t at = i + 1;
        int dots = 0;
        while (at < text.size() && dots < 3 && text[at] == '.' && at + 1 < text.size() &&
               digit(text[at + 1])) {
            ++dots;
            const auto from = ++at;
            while (at < text.size() && digit(text[at]) && at - from < 3) ++at;
        }
        if (dots == 2 && (at == text.size() || !digit(text[at])))
            return std::string(text.substr(i, at - i));
        if (by_code.empty() && digit(text[i + 1]) && digit(text[i + 2]) &&
            (text[i + 3] == ' ' || text[i + 3] == '-') &&
            (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\n'))
            by_code = std::string(1, text[i]) + ".0.0";
    }
    return by_code;
}

bool of_address(char c) {
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+/=?^_`{|}~.-").find(c) != std::string_view::npos;
}

/// The first address in the text that is neither who wrote nor whom it was sent to.
std::string address_in(std::string_view text, const Received& letter) {
    const auto known = [&](const std::string& a) {
        for (const auto* list : {&letter.from, &letter.to})
            for (const auto& p : *list)
                if (lower_ascii(p.address) == lower_ascii(a)) return true;
        return false;
    };
    for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
        std::size_t from = at, to = at + 1;
        while (from > 0 && of_address(text[from - 1])) --from;
        while (to < text.size() && of_address(text[to])) ++to;
        while (to > at && !digit(text[to - 1]) &&
               !std::isalpha(static_cast<unsigned char>(text[to - 1])))
            --to;
        auto a = std::string(text.substr(from, to - from));
        const bool daemon = begins(lower_ascii(a), {"mailer-daemon@", "postmaster@"});
        if (from < at && to > at + 3 && a.size() < 320 && !daemon && !known(a)) return a;
    }
    return {};
}

bool from_daemon(const Received& letter, const Headers& h) {
    for (const auto& p : letter.from)
        if (begins(lower_ascii(p.address), {"mailer-daemon", "postmaster", "mail-daemon"}) ||
            any_of(lower_ascii(p.name), {"mail delivery", "mailer-daemon", "mail deliver"}))
            return true;
    return trim(h.raw("return-path")) == "<>" && h.has("x-failed-recipients");
}

bool says_undelivered(const Received& letter) {
    return any_of(ol::fold(letter.subject),
                  {"undeliver", "delivery status", "delivery failure", "failure notice",
                   "returned mail", "mail delivery", "delivery notification", "mail failure",
                   "user unknown", "message you sent was not delivered", "недоставлен",
                   "не доставлен", "не доставлено", "退信"});
}

Failure failure_in_words(const Received& letter, const Headers& h) {
    Failure f;
    f.action = "failed";
    f.recipient = h.text("x-failed-recipients").substr(0, 320);
    if (f.recipient.empty()) f.recipient = address_in(letter.text, letter);
    f.status = status_in(letter.text);
    if (any_of(ol::fold(letter.subject), {"delay", "warning"})) f.action = "delayed";
    return f;
}

bool put_bounce(const Message& m, Received& letter) {
    bool formal = m.report_type == "delivery-status";
    for (const auto& leaf : m.leaves)
        if (leaf.type == "message/delivery-status" ||
            leaf.type == "message/global-delivery-status") {
            formal = true;
            add_failures(leaf.bytes, letter.failures);
        }
    if (!formal && !(from_daemon(letter, m.headers) &&
                     (says_undelivered(letter) || m.headers.has("x-failed-recipients"))))
        return false;
    if (letter.failures.empty()) {
        auto f = failure_in_words(letter, m.headers);
        if (!f.recipient.empty() || !f.status.empty()) letter.failures.push_back(std::move(f));
    }
    letter.about = about_of(m);
    return true;
}

// ---- the rest ----

bool put_receipt(const Message& m, Received& letter) {
    const auto* report =
        leaf_of(m, {"message/disposition-notification", "message/global-disposition-notification"});
    if (!report && m.report_type != "disposition-notification") return false;
    if (report) letter.about = one_id(field_of(report->bytes, "original-message-id"));
    if (letter.about.empty()) letter.about = about_of(m);
    return true;
}

bool put_complaint(const Message& m, Received& letter) {
    const auto* report = leaf_of(m, {"message/feedback-report"});
    if (!report && m.report_type != "feedback-report") return false;
    letter.about = about_of(m);
    if (report)
        if (auto who = bare_address(field_of(report->bytes, "original-rcpt-to")); !who.empty())
            letter.failures.push_back({std::move(who), "complaint", {}, {}});
    return true;
}

bool automatic(const Headers& h, const std::string& subject) {
    const auto submitted = lower_ascii(h.text("auto-submitted"));
    const auto precedence = lower_ascii(h.text("precedence"));
    return (!submitted.empty() && !submitted.starts_with("no")) || h.has("x-autoreply") ||
           h.has("x-autorespond") || h.has("x-autoresponse") || h.has("x-auto-response") ||
           precedence.starts_with("auto") || h.has("x-mail-autoreply") ||
           begins(ol::fold(subject),
                  {"auto:", "automatic reply", "auto reply", "autoreply", "out of office",
                   "out of the office", "away from", "on vacation", "автоответ", "автовідповід",
                   "автовiдповiд", "automatyczna odpowiedz", "automatische antwort", "abwesenheit",
                   "reponse automatique", "respuesta automatica", "自动回复", "自动答复"});
}

bool bulk(const Headers& h) {
    const auto precedence = lower_ascii(h.text("precedence"));
    return begins(precedence, {"bulk", "list", "junk"}) || h.has("list-id") ||
           h.has("list-unsubscribe") || h.has("list-post");
}

/// Nothing that answers to this letter could start a loop.
bool quiet(const Headers& h, const Received& letter) {
    if (letter.from.size() != 1 || trim(h.raw("return-path")) == "<>" ||
        h.has("x-auto-response-suppress") || h.has("x-loop"))
        return false;
    const auto address = lower_ascii(letter.from.front().address);
    return address.find('@') != address.npos &&
           !any_of(address.substr(0, address.find('@')),
                   {"noreply", "no-reply", "no_reply", "donotreply", "do-not-reply",
                    "mailer-daemon", "postmaster", "bounce"});
}

}  // namespace

void sort(const Message& m, Received& letter) {
    if (put_complaint(m, letter))
        letter.sort = Sort::complaint;
    else if (put_receipt(m, letter))
        letter.sort = Sort::receipt;
    else if (put_bounce(m, letter))
        letter.sort = Sort::bounce;
    else if (automatic(m.headers, letter.subject))
        letter.sort = Sort::automatic;
    else if (bulk(m.headers))
        letter.sort = Sort::bulk;
    letter.may_answer = letter.sort == Sort::letter && quiet(m.headers, letter);
}

}  // namespace ol::mail
