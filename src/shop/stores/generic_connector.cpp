// The documented webhook for any shop (push only), and OpenCart, whose small extension
// (deploy/opencart) sends the same orders and answers signed reads.
#include "platform/base/crypto.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/generic.hpp"

namespace ol::stores {
namespace {

using namespace foreign;

class Generic : public Connector {
public:
    std::string_view kind() const override { return "generic"; }
    Door knock(const Secrets& s, const http::Request& r, Time now) const override {
        return generic_wire::signature_right(s.webhook_secret, r, now) ||
                       generic_wire::signature_right(s.former_secret, r, now)
                   ? Door::open
                   : Door::refused;
    }
    Result<Hint> hint(const http::Request& r) const override { return generic_wire::hint(r.body); }
    Result<ForeignOrder> body(std::string_view bytes, const Source& s) const override {
        return generic_wire::order(bytes, s, kind());
    }
    bool can_read() const override { return false; }
    void authorise(http::ClientRequest&, const Secrets&, Time) const override {}
    std::string order_path(std::string_view) const override { return {}; }
    Result<ForeignOrder> order(std::string_view answer, const Source& s) const override {
        return generic_wire::order(answer, s, kind());
    }
    bool says_gone(const http::ClientResponse&) const override { return false; }
    std::vector<std::string> changes_paths(Time, const std::string&, const Source&) const override {
        return {};
    }
    std::string created_path(Time, Time, const Source&) const override { return {}; }
    std::vector<std::string> import_paths(Time, const Source&) const override { return {}; }
    Result<Page> page(const std::string&, const http::ClientResponse& answer,
                      const Source& s) const override {
        return generic_wire::page(answer.body, s, kind());
    }
};

class OpenCart final : public Generic {
public:
    std::string_view kind() const override { return "opencart"; }
    bool can_read() const override { return true; }
    /// Signed like a webhook; what is signed is the body, of a read the query string.
    void authorise(http::ClientRequest& r, const Secrets& s, Time now) const override {
        const auto id = crypto::random_token(12), stamp = std::to_string(to_ms(now) / 1000);
        const auto asked = r.url.substr(std::min(r.url.find('?'), r.url.size() - 1) + 1);
        const auto& query = r.body.empty() ? asked : r.body;
        r.headers.emplace_back("Webhook-Id", id);
        r.headers.emplace_back("Webhook-Timestamp", stamp);
        r.headers.emplace_back("Webhook-Signature",
                               generic_wire::signature(s.webhook_secret, id, stamp, query));
    }
    std::string order_path(std::string_view key) const override {
        return path("order&id=" + std::string(key));
    }
    bool says_gone(const http::ClientResponse& a) const override {
        return a.status == 404 && a.body.find("orderline.no_order") != a.body.npos;
    }
    std::vector<std::string> changes_paths(Time since, const std::string&,
                                           const Source&) const override {
        return {path("orders&since=" + seconds(since) + "&page=1")};
    }
    std::string created_path(Time from, Time to, const Source&) const override {
        return path("orders&from=" + seconds(from) + "&to=" + seconds(to) + "&page=1");
    }
    std::vector<std::string> import_paths(Time since, const Source& s) const override {
        return {path("statuses"), path("products&page=1"),
                created_path(since, s.read_at + Ms{86'400'000}, s)};
    }
    Result<Page> page(const std::string& asked, const http::ClientResponse& answer,
                      const Source& s) const override {
        auto out = generic_wire::page(answer.body, s, kind());
        if (!out) return out;
        const auto at = asked.rfind("&page=");
        // A full page has a successor: the extension sends a hundred at a time.
        if (at != asked.npos &&
            out->orders.size() + out->refused.size() + out->products.size() >= 100)
            out->next.push_back(asked.substr(0, at + 6) +
                                std::to_string(std::atoi(asked.c_str() + at + 6) + 1));
        return out;
    }

    // ---- what the desk changed ----
    /// A remark in the order's history, in the status that people chose or the one it has; a
    /// cancellation needs a chosen one. The extension takes each mark once.
    bool can_write(OutKind what) const override { return what != OutKind::create; }
    std::string statuses_path() const override { return path("statuses"); }
    bool wants_status(OutKind what) const override { return what == OutKind::cancel; }
    Result<http::ClientRequest> write(const Message& m, std::string_view) const override {
        http::ClientRequest r;
        r.method = http::Method::post;
        r.url = "/index.php?route=extension/orderline/tell";
        r.headers = {{"Content-Type", "application/json"}};
        r.body = "{\"id\":" + json::quote(m.key) + ",\"mark\":" + json::quote(m.mark) +
                 ",\"status\":" + json::quote(m.status) + ",\"text\":" + json::quote(m.text) + "}";
        return r;
    }
    bool took(const Message&, std::string_view answer) const override {
        const auto root = root_of(answer);
        return root && yes_at(*root, "done");
    }

private:
    static std::string path(const std::string& what) {
        return "/index.php?route=extension/orderline/feed&what=" + what;
    }
    static std::string seconds(Time t) { return std::to_string(to_ms(t) / 1000); }
};

}  // namespace

const Connector& generic() {
    static const Generic one;
    return one;
}

const Connector& opencart() {
    static const OpenCart one;
    return one;
}

}  // namespace ol::stores
