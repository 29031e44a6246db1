// Horoshop as one of the connectors: a token for ten minutes, everything posted.
#include "platform/base/json.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/horoshop.hpp"
#include "shop/stores/polled.hpp"

namespace ol::stores {
namespace {

using namespace foreign;
constexpr Ms day{86'400'000};

std::string at(std::string_view url, const std::string& body) { return std::string(url) + body; }

std::string orders(Time from, const std::string& more, const Source& s) {
    return at(horoshop_wire::orders_url,
              "{\"from\":" + json::quote(local_stamp(from, s.facts.tz, ' ')) + more +
                  ",\"limit\":100,\"offset\":0}");
}

class Horoshop final : public PolledConnector {
public:
    std::string_view kind() const override { return "horoshop"; }
    std::vector<std::string_view> needs() const override { return {"key", "secret"}; }
    Ms poll_every(Ms usual) const override { return usual; }

    http::ClientRequest asking(const std::string& path) const override {
        http::ClientRequest r;
        const auto brace = std::min(path.find('{'), path.size());
        r.method = http::Method::post;
        r.url = path.substr(0, brace);
        r.body = path.substr(brace);
        return r;
    }
    std::optional<http::ClientRequest> sign_in(const Secrets& s) const override {
        return asking("/api/auth/{\"login\":" + json::quote(s.key) +
                      ",\"password\":" + json::quote(s.secret) + "}");
    }
    std::string session_of(std::string_view answer) const override {
        return horoshop_wire::token_of(answer);
    }
    bool session_over(const http::ClientResponse& a) const override {
        return horoshop_wire::wants_token(a.body);
    }
    void authorise(http::ClientRequest& r, const Secrets& s, Time) const override {
        if (s.session.empty() || !r.body.starts_with('{')) return;
        const bool alone = r.body == "{}";
        r.body = "{\"token\":" + json::quote(s.session) + (alone ? "" : ",") + r.body.substr(1);
    }
    std::string order_path(std::string_view key) const override {
        const bool number = key.find_first_not_of("0123456789") == key.npos;
        return at(horoshop_wire::orders_url,
                  "{\"ids\":[" + (number ? std::string(key) : json::quote(key)) + "]}");
    }
    Result<ForeignOrder> order(std::string_view answer, const Source& s) const override {
        return horoshop_wire::order(answer, s);
    }
    bool says_gone(const http::ClientResponse&) const override { return false; }
    /// Nobody can ask what changed, only what is new: two days each time, a month once an hour.
    std::vector<std::string> changes_paths(Time since, const std::string& feed,
                                           const Source& s) const override {
        const auto hour = local_stamp(s.read_at, "UTC", 'T').substr(0, 13);
        const bool month = feed != hour;
        const Time from = std::min(since, s.read_at - day * (month ? 30 : 2));
        return {orders(from, month ? ",\"month_read\":" + json::quote(hour) : std::string(), s),
                at(horoshop_wire::statuses_url, "{}")};
    }
    std::string created_path(Time from, Time to, const Source& s) const override {
        return orders(from, ",\"to\":" + json::quote(local_stamp(to, s.facts.tz, ' ')), s);
    }
    std::vector<std::string> import_paths(Time since, const Source& s) const override {
        return {at(horoshop_wire::statuses_url, "{}"),
                at(horoshop_wire::goods_url, "{\"expr\":{},\"limit\":100,\"offset\":0}"),
                orders(since, "", s)};
    }
    Result<Page> page(const std::string& path, const http::ClientResponse& answer,
                      const Source& s) const override {
        return horoshop_wire::page(path, answer.body, s);
    }

    // ---- what the desk changed ----
    bool can_write(OutKind what) const override { return what != OutKind::create; }
    std::string statuses_path() const override { return at(horoshop_wire::statuses_url, "{}"); }
    Result<http::ClientRequest> write(const Message& m, std::string_view) const override {
        return horoshop_wire::new_status(m);
    }
    bool took(const Message& m, std::string_view answer) const override {
        return horoshop_wire::took(m, answer);
    }
    std::string refusal(std::string_view answer) const override {
        return horoshop_wire::refusal(answer);
    }
};

}  // namespace

const Connector& horoshop() {
    static const Horoshop one;
    return one;
}

}  // namespace ol::stores
