// Routes of channels: the settings, and the public door.
#include "contact/conversations/channel_types.hpp"
#include "contact/conversations/conversations.hpp"

namespace ol::conversations {
namespace {

using http::Method;
using http::Request;
using http::Route;

constexpr std::size_t delivery_bytes_max = 1 << 20;

Route channel_route(Method method, std::string path, std::string summary, std::string permission) {
    Route r;
    r.method = method;
    r.path = std::move(path);
    r.summary = std::move(summary);
    r.tag = "conversations";
    r.permission = std::move(permission);
    r.body_max = 64 << 10;
    return r;
}

ChannelAccountId account_of(const Request& r) {
    return ChannelAccountId{r.id_param("id").value_or(0)};
}

}  // namespace

void Conversations::add_channel_routes(http::Router& router) {
    router.get<CascadeRuleList>(
        channel_route(Method::get, "/api/v1/cascades",
                      "By which channels a message that must arrive goes on", "contacts.view"),
        [this](Request& r) { return cascades(r.who); });
    router.on<CascadeIn, CascadeRule>(
        channel_route(Method::put, "/api/v1/cascades/{id}",
                      "Set a shop's list (If-Match, 1 where there is none); empty: no cascade",
                      "settings.edit"),
        [this](Request& r, const CascadeIn& in) -> Result<CascadeRule> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return set_cascade(r.who, ShopId{r.id_param("id").value_or(0)}, *version, in);
        });
    const std::string base = "/api/v1/channel-accounts";
    router.get<ChannelAccountList>(
        channel_route(Method::get, base, "The shop's addresses in messengers", "settings.view"),
        [this](Request& r) { return channel_accounts(r.who); });
    router.on<NewChannelAccount, ChannelAccount>(
        channel_route(Method::post, base, "Add a bot, a page, a number or a partner",
                      "settings.edit"),
        [this](Request& r, const NewChannelAccount& in) { return add_channel(r.who, in); });
    router.on<ChannelAccountPatch, ChannelAccount>(
        channel_route(Method::patch, base + "/{id}", "Change a channel (If-Match)",
                      "settings.edit"),
        [this](Request& r, const ChannelAccountPatch& in) -> Result<ChannelAccount> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return change_channel(r.who, account_of(r), *version, in);
        });
    router.get<Nothing>(
        channel_route(Method::del, base + "/{id}",
                      "Remove a channel (If-Match): its credentials go, its conversations stay",
                      "settings.edit"),
        [this](Request& r) -> Result<Nothing> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return remove_channel(r.who, account_of(r), *version);
        });
    router.on<Nothing, ChannelAccount>(
        channel_route(Method::post, base + "/{id}/check",
                      "Ask the channel whether it works, and tell it where our webhook is",
                      "settings.edit"),
        [this](Request& r, const Nothing&) { return check_channel(r.who, account_of(r)); });
    for (const auto method : {Method::post, Method::get}) {
        Route door = channel_route(
            method, "/public/v1/channels/{kind}/{key}",
            method == Method::post ? "A channel tells us" : "A channel asks whether we are here",
            "");
        door.access = Route::Access::open;
        door.body_max = delivery_bytes_max;
        door.handler = [this](Request& r) { return knocked(r); };
        router.add(std::move(door));
    }
}

}  // namespace ol::conversations
