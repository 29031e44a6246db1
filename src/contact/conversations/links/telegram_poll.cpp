// Telegram that is asked for news, where its webhook cannot reach us. What was read is confirmed by
// asking on from behind it, and that only after it is on disk.
#include <atomic>
#include <condition_variable>
#include <thread>

#include "contact/conversations/http_carrier.hpp"
#include "contact/conversations/links/links.hpp"
#include "contact/conversations/messengers/telegram.hpp"
#include "contact/conversations/messengers/wire.hpp"

namespace ol::conversations {
namespace {

using wire::bj::object;

constexpr int asked_for_s = 5;  // so long Telegram waits for news; a stop waits as long
constexpr Ms least_between{1000}, again_most{60'000};

std::int64_t offset_of(db::Conn& conn, ChannelAccountId account) {
    const auto r =
        conn.query("select next_offset from telegram_poll where account_id = ?1", account);
    return r.empty() ? 0 : r.i64(0, 0);
}

void keep_offset(db::Tx& tx, ChannelAccountId account, std::int64_t next) {
    tx.exec(
        "insert into telegram_poll (account_id, next_offset) values (?1, ?2) "
        "on conflict (account_id) do update set next_offset = excluded.next_offset",
        account, next);
}

class TelegramPoll final : public Link {
public:
    TelegramPoll(const LinkHouse& house, LinkAccount account)
        : house_(house), account_(std::move(account)) {
        thread_ = std::thread([this] { work(); });
    }
    ~TelegramPoll() override { stop(); }

    /// Messages leave by HTTP: the outbox never asks a poll.
    Carried carry(const Parcel&) override { return {standing_answer("link.off", ""), false}; }
    SendAnswer check() override {
        if (auto a = asked("getMe", object{}); a.what != Sent::accepted) return a;
        return webhook();
    }
    void stop() override {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        const std::lock_guard once(joining_);
        if (thread_.joinable()) thread_.join();
    }

private:
    Result<http::ClientResponse> ask(const char* method, const object& body) const;
    SendAnswer asked(const char* method, const object& body) const;
    SendAnswer webhook() const;
    SendAnswer poll();
    void work();

    LinkHouse house_;
    LinkAccount account_;
    std::mutex mutex_, joining_;
    std::condition_variable changed_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

Result<http::ClientResponse> TelegramPoll::ask(const char* method, const object& body) const {
    HttpCarrierDeps where{
        {}, {}, "https://api.telegram.org", house_.telegram_api, house_.allow_private};
    const std::string url = "https://api.telegram.org/bot" + account_.credentials.token + "/";
    auto r = addressed(wire::posting(url + method, body), where);
    r->timeout_ms = (asked_for_s + 10) * 1000;
    r->response_max = 4u << 20;
    return house_.fetch(*r);
}

SendAnswer TelegramPoll::asked(const char* method, const object& body) const {
    const auto r = ask(method, body);
    if (!r) return {Sent::again, "", {}, r.error().code, ""};
    return telegram_wire::answered(*r);
}

/// Ours of before is taken off; another program's is told, never taken away from it.
SendAnswer TelegramPoll::webhook() const {
    const auto r = ask("getWebhookInfo", object{});
    if (!r) return {Sent::again, "", {}, r.error().code, ""};
    const auto root = wire::root_of(r->body);
    const auto url = root ? wire::line(wire::in(*root, "result"), "url") : std::string();
    if (url.empty()) return standing_answer("", "");
    if (!account_.hook_path.empty() && url.ends_with(account_.hook_path))
        return asked("deleteWebhook", object{});
    return standing_answer("link.webhook", url.substr(0, url.find('/', 8)));
}

SendAnswer TelegramPoll::poll() {
    std::int64_t offset = 0;
    auto read = house_.db.read([&](db::Conn& conn) -> Result<> {
        offset = offset_of(conn, account_.id);
        return {};
    });
    if (!read) return {Sent::again, "", {}, "link.lost", ""};
    const auto r =
        ask("getUpdates", object{{"offset", offset}, {"timeout", asked_for_s}, {"limit", 100}});
    if (!r) return {Sent::again, "", {}, r.error().code, ""};
    if (r->status == 409) {
        const auto why = webhook();  // or somebody else asks at the same time
        return why.what == Sent::accepted ? standing_answer("link.busy", "") : why;
    }
    const auto a = telegram_wire::answered(*r);
    if (a.what != Sent::accepted) return a;
    const auto next = telegram_wire::next_offset(r->body);
    if (next == 0) return a;
    const bool kept = house_.keep(account_.id, [&](db::Tx& tx) {
        keep_offset(tx, account_.id, next);
        return r->body;
    });
    return kept ? a : SendAnswer{Sent::again, "", {}, "link.lost", ""};
}

void TelegramPoll::work() {
    int failures = 0;
    while (!stopping_) {
        const Time begun = house_.clock.steady();
        const auto a = poll();
        if (stopping_) return;
        house_.stands(account_.id, a);
        Ms rest = std::max(a.retry_after_ms, least_between - (house_.clock.steady() - begun));
        if (a.what == Sent::accepted)
            failures = 0;
        else
            rest = std::max(rest, std::min(Ms{1000} * (1 << std::min(failures++, 6)), again_most));
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::max(rest, Ms{0}), [this] { return stopping_.load(); });
    }
}

}  // namespace

std::shared_ptr<Link> telegram_poll(const LinkHouse& house, const LinkAccount& account) {
    return std::make_shared<TelegramPoll>(house, account);
}

}  // namespace ol::conversations
