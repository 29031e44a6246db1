// Shopify as one of the connectors: what is asked where, and its subscriptions kept alive.
#include <algorithm>

#include "platform/base/crypto.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/shopify.hpp"

namespace ol::stores {
namespace {

using namespace foreign;

/// Both spellings are on the wire.
std::string header_of(const http::Request& r, const std::string& name) {
    auto text = r.header("x-shopify-" + name);
    return text.empty() ? r.header("shopify-" + name) : text;
}

bool fits(std::string_view secret, const http::Request& r, std::string_view signature) {
    return !secret.empty() && !signature.empty() &&
           crypto::equal_constant_time(crypto::base64(crypto::hmac_sha256(secret, r.body)),
                                       signature);
}

std::string path_of(std::string_view rest) {
    return std::string(shopify_wire::api) + std::string(rest);
}

http::ClientRequest sending(http::Method method, std::string path, std::string body) {
    http::ClientRequest r;
    r.method = method;
    r.url = std::move(path);
    r.body = std::move(body);
    return r;
}

class Shopify final : public Connector {
public:
    std::string_view kind() const override { return "shopify"; }
    std::vector<std::string_view> needs() const override { return {"secret", "webhook_secret"}; }
    Door knock(const Secrets& s, const http::Request& r, Time) const override {
        const auto signature = header_of(r, "hmac-sha256");
        return fits(s.webhook_secret, r, signature) || fits(s.former_secret, r, signature)
                   ? Door::open
                   : Door::refused;
    }
    Result<Hint> hint(const http::Request& r) const override {
        return shopify_wire::hint(sane_topic(header_of(r, "topic")), r.body);
    }
    Result<ForeignOrder> body(std::string_view bytes, const Source& s) const override {
        return shopify_wire::order(bytes, s);
    }
    Result<Checkout> checkout(std::string_view bytes, const Source& s) const override {
        return shopify_wire::checkout(bytes, s);
    }

    void authorise(http::ClientRequest& r, const Secrets& s, Time) const override {
        r.headers.emplace_back("X-Shopify-Access-Token", s.secret);
    }
    std::string order_path(std::string_view key) const override {
        return path_of("orders/" + std::string(key) + ".json");
    }
    Result<ForeignOrder> order(std::string_view answer, const Source& s) const override {
        return shopify_wire::order(answer, s);
    }
    bool says_gone(const http::ClientResponse& a) const override {
        return (a.status == 404 || a.status == 410) && a.body.find("Not Found") != a.body.npos;
    }
    std::vector<std::string> changes_paths(Time since, const std::string&,
                                           const Source&) const override {
        return {path_of("orders.json?status=any&limit=250&updated_at_min=" + iso8601(since))};
    }
    std::string created_path(Time from, Time to, const Source&) const override {
        return path_of("orders.json?status=any&limit=250&created_at_min=" + iso8601(from) +
                       "&created_at_max=" + iso8601(to - Ms{1}));
    }
    std::vector<std::string> import_paths(Time since, const Source&) const override {
        return {path_of("products.json?limit=250"), path_of("customers.json?limit=250"),
                path_of("orders.json?status=any&limit=250&created_at_min=" + iso8601(since))};
    }
    Result<Page> page(const std::string&, const http::ClientResponse& answer,
                      const Source& s) const override {
        auto out = shopify_wire::page(answer.body, s);
        if (!out) return out.error();
        if (const auto link = answer.headers.find("link"); link != answer.headers.end())
            if (auto next = shopify_wire::next_of(link->second)) out->next.push_back(*next);
        return out;
    }

    std::string hooks_path() const override { return path_of("webhooks.json?limit=250"); }
    std::vector<http::ClientRequest> mend_hooks(std::string_view answer,
                                                const std::string& our_url) const override {
        std::vector<http::ClientRequest> out;
        const auto value = parse(answer);
        const auto* root = value ? value->if_object() : nullptr;
        if (!root || !array_at(*root, "webhooks")) return out;
        const auto there = objects_at(*root, "webhooks");
        for (const auto topic : shopify_wire::topics)
            if (std::ranges::none_of(there, [&](const bj::object* h) {
                    return text_at(*h, "topic") == topic && text_at(*h, "address") == our_url;
                }))
                out.push_back(sending(http::Method::post, path_of("webhooks.json"),
                                      "{\"webhook\":{\"topic\":" + json::quote(topic) +
                                          ",\"address\":" + json::quote(our_url) +
                                          ",\"format\":\"json\"}}"));
        return out;
    }

    bool can_write(OutKind what) const override { return what != OutKind::create; }
    bool is_there(const Message& m, std::string_view answer) const override {
        const auto o = order_in(answer);
        if (m.what == OutKind::cancel) return !text_at(o, "cancelled_at").empty();
        return text_at(o, "note").find(m.mark) != std::string::npos;
    }
    Result<http::ClientRequest> write(const Message& m, std::string_view seen) const override {
        const auto base = "orders/" + m.key;
        if (m.what == OutKind::cancel)
            return sending(http::Method::post, path_of(base + "/cancel.json"), "{}");
        const auto o = order_in(seen);
        if (text_at(o, "id") != m.key)
            return unavailable("stores.unreachable",
                               "The order could not be read before its note.");
        return sending(http::Method::put, path_of(base + ".json"),
                       "{\"order\":{\"id\":" + json::quote(m.key) + ",\"note\":" +
                           json::quote(joined(text_at(o, "note"), m.text, "\n")) + "}}");
    }

    bool takes_orders() const override { return true; }
    Result<http::ClientRequest> create(const OutOrder& out) const override {
        auto r = sending(http::Method::post, path_of("orders.json"), shopify_wire::new_order(out));
        r.timeout_ms = 60'000;
        return r;
    }

private:
    static bj::object order_in(std::string_view answer) {
        const auto value = parse(answer);
        const auto* root = value ? value->if_object() : nullptr;
        const auto* o = root ? object_at(*root, "order") : nullptr;
        return o ? *o : bj::object();
    }
};

}  // namespace

const Connector& shopify() {
    static const Shopify one;
    return one;
}

}  // namespace ol::stores
