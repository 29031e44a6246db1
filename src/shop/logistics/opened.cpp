#include "shop/logistics/opened.hpp"

#include "platform/base/crypto.hpp"

namespace ol::logistics {

std::vector<OpenedAccount> opened_accounts(db::Conn& c, const Deps& deps) {
    const auto r = c.query(
        "select id, shop_id, courier, url, key_sealed, sender from courier_account order by id");
    std::vector<OpenedAccount> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto courier = from_name<Courier>(r.text(i, 2));
        if (!courier) continue;
        const auto key = crypto::unseal(deps.key32, r.text(i, 4));
        out.push_back({{r.i64(i, 0)},
                       {r.i64(i, 1)},
                       {*courier, r.text(i, 3), key ? *key : "", deps.allow_private},
                       r.text(i, 5)});
    }
    return out;
}

http::ClientRequest asking::ukrposhta_ecom(const Access& a, http::Method method,
                                           std::string_view path, std::string body) {
    Access host = a;
    const auto slashes = a.url.find("//");
    host.url = a.url.substr(0, a.url.find('/', slashes == std::string::npos ? 0 : slashes + 2));
    const auto colon = a.key.find(':');
    if (colon != std::string::npos) host.key = a.key.substr(colon + 1);
    return asking::ukrposhta(host, method, path, std::move(body));
}

}  // namespace ol::logistics
