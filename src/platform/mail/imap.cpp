#include "platform/mail/imap.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "platform/mail/curl_login.hpp"
#include "platform/mail/imap_wire.hpp"

namespace ol::mail {
namespace {

using imap::Answer;
using Steady = std::chrono::steady_clock;

constexpr Ms look_up{250};         // how soon a stop is noticed
constexpr Ms without_idle{60000};  // between questions to a server that cannot tell by itself

Error lost() {
    return unavailable("mail.lost", "The mail server ended the connection; it is tried again.");
}
Error not_imap(const std::string& said) {
    return unavailable("mail.imap", "The mail server refused a command: " + said.substr(0, 200));
}

/// "2-Nov-2026", RFC 9051 date.
std::string day_of(Time t) {
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(t));
    return std::to_string(unsigned(day.day())) + "-" + months[unsigned(day.month()) - 1] + "-" +
           std::to_string(int(day.year()));
}

class Session final : public Imap {
public:
    Session(curl::Easy easy, const Login& login, std::size_t letter_most)
        : easy_(std::move(easy)), login_(login), answers_(letter_most + (1u << 20)) {}

    Result<> begin();
    Result<Folder> open(const std::string& folder) override;
    Result<std::vector<std::uint32_t>> after(std::uint32_t uid, Time since) override;
    Result<std::uint64_t> bytes_of(std::uint32_t uid) override;
    Result<std::string> letter(std::uint32_t uid, bool headers_only) override;
    Result<bool> wait(Ms most) override;

private:
    using Until = Steady::time_point;
    Until soon() const { return Steady::now() + Ms{login_.timeout_ms}; }
    Result<> send(std::string_view bytes);
    Result<> ready(short what, Until until);            // mail.late when the time is over
    Result<std::optional<Answer>> answer(Until until);  // nothing: the time is over
    Result<std::string> command(const std::string& text,
                                const std::function<void(const Answer&)>& heard);
    Result<std::string> finish(const std::string& tag,
                               const std::function<void(const Answer&)>& heard);
    Result<bool> idle(Until until);

    curl::Easy easy_;
    Login login_;
    imap::Answers answers_;
    int tag_ = 0;
    bool idles_ = false, news_ = false;
};

Result<> Session::ready(short what, Until until) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
    if (socket == CURL_SOCKET_BAD) return lost();
    while (Steady::now() < until) {
        if (login_.stop && login_.stop->load())
            return unavailable("mail.stopped", "The server is stopping.");
        pollfd one{socket, what, 0};
        const auto left = std::chrono::ceil<Ms>(until - Steady::now());
        if (::poll(&one, 1, static_cast<int>(std::min(left, look_up).count())) > 0) return {};
    }
    return unavailable("mail.late", "The mail server is silent.");
}

Result<> Session::send(std::string_view bytes) {
    const auto until = soon();
    while (!bytes.empty()) {
        std::size_t sent = 0;
        const CURLcode code = curl_easy_send(easy_.get(), bytes.data(), bytes.size(), &sent);
        if (code != CURLE_OK && code != CURLE_AGAIN) return lost();
        bytes.remove_prefix(sent);
        if (code != CURLE_AGAIN) continue;
        if (auto ok = ready(POLLOUT, until); !ok) return ok;
    }
    return {};
}

/// libcurl may hold decrypted bytes: it is asked before the socket is.
Result<std::optional<Answer>> Session::answer(Until until) {
    for (;;) {
        auto whole = answers_.next();
        if (!whole) return whole.error();
        if (*whole) {
            news_ = news_ || imap::is_news((*whole)->line);
            return *whole;
        }
        char bytes[16384];
        std::size_t got = 0;
        const CURLcode code = curl_easy_recv(easy_.get(), bytes, sizeof bytes, &got);
        if (code == CURLE_OK && got == 0) return lost();
        if (code == CURLE_OK) {
            answers_.feed({bytes, got});
            continue;
        }
        if (code != CURLE_AGAIN) return lost();
        if (auto ok = ready(POLLIN, until); !ok) {
            if (ok.error().code != "mail.late") return ok.error();
            return std::optional<Answer>{};
        }
    }
}

/// Up to the tagged answer: "OK ...", else mail.imap with the server's words.
Result<std::string> Session::finish(const std::string& tag,
                                    const std::function<void(const Answer&)>& heard) {
    for (;;) {
        auto one = answer(soon());
        if (!one) return one.error();
        if (!*one) return unavailable("mail.late", "The mail server is silent.");
        const std::string& line = (*one)->line;
        if (!line.starts_with(tag + " ")) {
            if (heard) heard(**one);
            continue;
        }
        const std::string said = line.substr(tag.size() + 1);
        if (!said.starts_with("OK")) return not_imap(said);
        return said;
    }
}

Result<std::string> Session::command(const std::string& text,
                                     const std::function<void(const Answer&)>& heard) {
    const std::string tag = "ol" + std::to_string(++tag_);
    if (auto ok = send(tag + " " + text + "\r\n"); !ok) return ok.error();
    return finish(tag, heard);
}

Result<> Session::begin() {
    auto done = command("CAPABILITY", [this](const Answer& a) {
        if (a.line.starts_with("* CAPABILITY"))
            idles_ = (a.line + " ").find(" IDLE ") != std::string::npos;
    });
    return done ? Result<>{} : Result<>{done.error()};
}

Result<Folder> Session::open(const std::string& folder) {
    const auto name = imap::quoted(folder);
    if (!name) return name.error();
    Folder out;
    auto done = command("EXAMINE " + *name, [&out](const Answer& a) {
        out.validity = imap::code_number(a.line, "UIDVALIDITY").value_or(out.validity);
        out.next = imap::code_number(a.line, "UIDNEXT").value_or(out.next);
    });
    if (!done && done.error().code == "mail.imap")
        return unavailable("mail.folder", "The mailbox has no such folder: " + folder);
    if (!done) return done.error();
    news_ = false;
    return out;
}

Result<std::vector<std::uint32_t>> Session::after(std::uint32_t uid, Time since) {
    std::vector<std::uint32_t> out;
    const auto first = std::uint64_t{uid} + 1;
    auto done = command("UID SEARCH UID " + std::to_string(first) + ":* SINCE " + day_of(since),
                        [&out](const Answer& a) {
                            for (const auto one : imap::search_of(a.line)) out.push_back(one);
                        });
    if (!done) return done.error();
    // "n:*" always names the last letter, also when it is older than n.
    std::erase_if(out, [&](std::uint32_t one) { return one < first; });
    std::ranges::sort(out);
    return out;
}

Result<std::uint64_t> Session::bytes_of(std::uint32_t uid) {
    std::uint64_t bytes = 0;
    auto done =
        command("UID FETCH " + std::to_string(uid) + " (UID RFC822.SIZE)", [&](const Answer& a) {
            if (imap::item_number(a.line, "UID") == uid)
                bytes = imap::item_number(a.line, "RFC822.SIZE").value_or(bytes);
        });
    if (!done) return done.error();
    return bytes;
}

Result<std::string> Session::letter(std::uint32_t uid, bool headers_only) {
    std::string bytes;
    const std::string part = headers_only ? "BODY.PEEK[HEADER]" : "BODY.PEEK[]";
    auto done =
        command("UID FETCH " + std::to_string(uid) + " (UID " + part + ")", [&](const Answer& a) {
            if (imap::item_number(a.line, "UID") != uid) return;
            if (auto body = imap::body_of(a)) bytes = std::move(*body);
        });
    if (!done) return done.error();
    return bytes;
}

Result<bool> Session::idle(Until until) {
    const std::string tag = "ol" + std::to_string(++tag_);
    if (auto ok = send(tag + " IDLE\r\n"); !ok) return ok.error();
    while (!news_) {
        auto one = answer(until);
        if (!one) return one.error();
        if (!*one) break;
        if ((*one)->line.starts_with(tag + " ")) return not_imap((*one)->line);
    }
    if (auto ok = send("DONE\r\n"); !ok) return ok.error();
    if (auto done = finish(tag, {}); !done) return done.error();
    return std::exchange(news_, false);
}

Result<bool> Session::wait(Ms most) {
    if (news_) return std::exchange(news_, false), true;
    if (idles_) return idle(Steady::now() + most);
    auto silent = answer(Steady::now() + std::min(most, without_idle));
    if (!silent) return silent.error();
    if (auto done = command("NOOP", {}); !done) return done.error();
    return std::exchange(news_, false);
}

}  // namespace

Result<std::unique_ptr<Imap>> Imap::connect(const Login& login, std::size_t letter_most) {
    auto easy = curl::connected("imap", login);
    if (!easy) return easy.error();
    auto session = std::make_unique<Session>(std::move(*easy), login, letter_most);
    if (auto ok = session->begin(); !ok) return ok.error();
    return std::unique_ptr<Imap>(std::move(session));
}

}  // namespace ol::mail
