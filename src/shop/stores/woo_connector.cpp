// WooCommerce as one of the connectors: what is asked where.
#include <algorithm>
#include <charconv>

#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/woo.hpp"

namespace ol::stores {
namespace {

using namespace foreign;
constexpr std::string_view woo_api = "/wp-json/wc/v3/";

/// "order.updated"; only what could be a topic is kept.
std::string topic_of(const http::Request& r) {
    auto topic = r.header("x-wc-webhook-topic");
    if (topic.empty())
        topic = r.header("x-wc-webhook-resource") + "." + r.header("x-wc-webhook-event");
    return sane_topic(topic);
}

std::string second(Time t) { return iso8601(t).substr(0, 19); }

/// The same list's next page, when the shop says that there is one.
std::optional<std::string> next_page(const std::string& path, const http::ClientResponse& answer) {
    const auto at = path.rfind("&page=");
    const auto pages = answer.headers.find("x-wp-totalpages");
    if (at == path.npos || pages == answer.headers.end()) return std::nullopt;
    int page = 0, total = 0;
    const auto number = [](std::string_view text, int& out) {
        std::from_chars(text.data(), text.data() + text.size(), out);
    };
    number(std::string_view(path).substr(at + 6), page);
    number(pages->second, total);
    if (page <= 0 || page >= total) return std::nullopt;
    return path.substr(0, at + 6) + std::to_string(page + 1);
}

class WooCommerce final : public Connector {
public:
    std::string_view kind() const override { return "woocommerce"; }
    std::string stored_secret(std::string_view typed) const override {
        return woo::decoded_secret(typed);
    }

    Door knock(const Secrets& s, const http::Request& r, Time) const override {
        const auto signature = r.header("x-wc-webhook-signature");
        // The ping of a webhook just saved is unsigned by design, and everything but 200 is shown
        // to the shop as an error.
        if (signature.empty() && woo::is_ping(r.header("content-type"), r.body)) return Door::ping;
        return woo::signature_right(s.webhook_secret, r.body, signature) ||
                       woo::signature_right(s.former_secret, r.body, signature)
                   ? Door::open
                   : Door::refused;
    }
    Result<Hint> hint(const http::Request& r) const override {
        Hint out{Hint::What::ignored, topic_of(r), {}};
        if (!out.topic.starts_with("order.")) return out;
        auto id = woo::id_of(r.body);
        if (!id) return id.error();
        out.what = out.topic == "order.deleted" ? Hint::What::deleted : Hint::What::order;
        out.key = std::move(*id);
        return out;
    }
    Result<ForeignOrder> body(std::string_view bytes, const Source& s) const override {
        return woo::order(bytes, s);
    }

    void authorise(http::ClientRequest& r, const Secrets& s, Time) const override {
        r.basic_user = s.key;
        r.basic_password = s.secret;
    }
    std::string order_path(std::string_view key) const override { return woo::order_path(key); }
    Result<ForeignOrder> order(std::string_view answer, const Source& s) const override {
        return woo::order(answer, s);
    }
    /// WooCommerce's own "no such order", not a web server's missing page.
    bool says_gone(const http::ClientResponse& a) const override {
        return (a.status == 404 || a.status == 410) && a.body.find("_invalid_id") != a.body.npos;
    }
    std::vector<std::string> changes_paths(Time since, const std::string&,
                                           const Source&) const override {
        // Ascending ids: an order that changes while we turn the pages moves to none of them.
        return {list("orders", "modified_after=" + second(since) + "&dates_are_gmt=true&")};
    }
    std::string created_path(Time from, Time to, const Source&) const override {
        return list("orders", "after=" + second(from - Ms{1000}) + "&before=" + second(to) +
                                  "&dates_are_gmt=true&");
    }
    std::vector<std::string> import_paths(Time since, const Source&) const override {
        return {list("products", ""), list("customers", "role=all&"),
                list("orders", "after=" + second(since) + "&dates_are_gmt=true&")};
    }
    Result<Page> page(const std::string& path, const http::ClientResponse& answer,
                      const Source& s) const override {
        const auto is = [&](std::string_view what) {
            return path.starts_with(std::string(woo_api) + std::string(what));
        };
        auto out = is("products")    ? woo::products_page(answer.body, s)
                   : is("customers") ? woo::customers_page(answer.body, s)
                                     : woo::orders_page(answer.body, s);
        if (!out) return out.error();
        if (auto next = next_page(path, answer)) out->next.push_back(std::move(*next));
        return out;
    }

    std::string hooks_path() const override {
        return std::string(woo_api) + "webhooks?per_page=100";
    }
    std::vector<http::ClientRequest> mend_hooks(std::string_view answer,
                                                const std::string& our_url) const override {
        std::vector<http::ClientRequest> out;
        const auto value = parse(answer);
        const auto* hooks = value ? value->if_array() : nullptr;
        if (!hooks) return out;
        for (const auto& item : *hooks) {
            const auto* o = item.if_object();
            if (!o || text_at(*o, "delivery_url") != our_url || text_at(*o, "status") != "disabled")
                continue;  // a paused one was paused by a person
            const auto id = text_at(*o, "id");
            if (!plain_id(id, 20)) continue;
            http::ClientRequest r;
            r.method = http::Method::put;
            r.url = std::string(woo_api) + "webhooks/" + id;
            r.body = R"({"status":"active"})";
            out.push_back(std::move(r));
        }
        return out;
    }

    bool can_write(OutKind what) const override { return what != OutKind::create; }
    std::string look_path(const Message& m) const override {
        return m.what == OutKind::cancel ? order_path(m.key)
                                         : order_path(m.key) + "/notes?per_page=100";
    }
    bool is_there(const Message& m, std::string_view answer) const override {
        const auto value = parse(answer);
        if (!value) return false;
        if (m.what == OutKind::cancel) {
            const auto* o = value->if_object();
            return o && text_at(*o, "status") == "cancelled";
        }
        const auto* notes = value->if_array();
        return notes && std::ranges::any_of(*notes, [&](const bj::value& v) {
                   const auto* o = v.if_object();
                   return o && text_at(*o, "note").find(m.mark) != std::string::npos;
               });
    }
    Result<http::ClientRequest> write(const Message& m, std::string_view) const override {
        http::ClientRequest r;
        const bool cancel = m.what == OutKind::cancel;
        r.method = cancel ? http::Method::put : http::Method::post;
        r.url = cancel ? order_path(m.key) : order_path(m.key) + "/notes";
        r.body = cancel ? R"({"status":"cancelled"})"
                        : "{\"note\":" + json::quote(m.text) + ",\"customer_note\":false}";
        return r;
    }

    bool takes_orders() const override { return true; }
    Result<http::ClientRequest> create(const OutOrder& out) const override {
        http::ClientRequest r;
        r.method = http::Method::post;
        r.url = std::string(woo_api) + "orders";
        r.body = woo::new_order(out);
        r.timeout_ms = 60'000;
        return r;
    }

private:
    static std::string list(std::string_view what, const std::string& filter) {
        return std::string(woo_api) + std::string(what) + "?" + filter +
               "per_page=100&orderby=id&order=asc&page=1";
    }
};

}  // namespace

const Connector& woocommerce() {
    static const WooCommerce one;
    return one;
}

}  // namespace ol::stores
