#include "shop/stores/connector.hpp"

#include <array>

#include "shop/stores/foreign.hpp"

namespace ol::stores {
namespace {

std::array<const Connector*, 9> all() {
    return {&woocommerce(), &shopify(),    &retailcrm(), &opencart(), &prom(),
            &keycrm(),      &prestashop(), &horoshop(),  &generic()};
}

Error unsupported() {
    return invalid("stores.unsupported", "kind", "This platform does not offer that.");
}

}  // namespace

const Connector* connector_of(std::string_view kind) {
    for (const auto* c : all())
        if (c->kind() == kind) return c;
    return nullptr;
}

std::vector<std::string_view> connector_kinds() {
    std::vector<std::string_view> out;
    for (const auto* c : all()) out.push_back(c->kind());
    return out;
}

std::string origin_of(std::string_view kind, std::int64_t store) {
    return std::string(kind) + ":" + std::to_string(store);
}

bool settle(ForeignOrder& f, const Meanings& answered, bool& draft) {
    const auto it = answered.find(f.order.status);
    const auto meaning = it != answered.end() ? std::optional(it->second) : f.meaning;
    const auto is = [&](StatusMeaning m) { return meaning == m; };
    f.order.cancelled = is(StatusMeaning::cancelled) || is(StatusMeaning::refunded);
    f.order.completed = is(StatusMeaning::completed);
    f.order.refunded = f.order.refunded || is(StatusMeaning::refunded);
    draft = is(StatusMeaning::draft);
    return !meaning;
}

Result<Checkout> Connector::checkout(std::string_view, const Source&) const {
    return unsupported();
}

http::ClientRequest Connector::asking(const std::string& path) const {
    http::ClientRequest r;
    r.url = path;
    return r;
}

std::vector<std::string> Connector::along(std::string_view, std::string_view, int) const {
    return {};
}

std::string Connector::together(std::string body, const std::vector<std::string>&) const {
    return body;
}

std::vector<http::ClientRequest> Connector::mend_hooks(std::string_view, const std::string&) const {
    return {};
}

bool Connector::is_there(const Message&, std::string_view) const { return false; }

Result<http::ClientRequest> Connector::write(const Message&, std::string_view) const {
    return unsupported();
}

Result<http::ClientRequest> Connector::create(const OutOrder&) const { return unsupported(); }

std::string Connector::refusal(std::string_view answer) const {
    const auto root = foreign::root_of(answer);
    if (!root) return {};
    for (const auto* key : {"message", "errorMsg", "error", "errors"}) {
        const auto* v = root->if_contains(key);
        if (!v) continue;
        auto text = foreign::text_of(v);
        if (text.empty()) text = foreign::bj::serialize(*v);
        while (text.size() > 500 || (text.size() == 500 && (text.back() & 0x80))) text.pop_back();
        return text;
    }
    return {};
}

}  // namespace ol::stores
