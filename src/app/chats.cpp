// What conversations need of the other rooms; the chat of the demo shop; the widget's own file.
#include <filesystem>

#include "app/asked.hpp"
#include "app/buyers.hpp"
#include "app/doors.hpp"
#include "app/parts.hpp"
#include "contact/calls/chats.hpp"
#include "contact/conversations/conversations.hpp"
#include "contact/queues/queues.hpp"
#include "shop/customers/kept/merging.hpp"

namespace ol::app {
namespace {

constexpr const char* demo_key = "wc_demo";

std::optional<conversations::ShopFacts> shop_facts(const Centre::Parts& p, ShopId id) {
    const auto directory = p.staff->directory();
    const auto at = directory->shops.find(id);
    if (at == directory->shops.end()) return std::nullopt;
    const auto& shop = at->second;
    const auto hours = flows::state_at(p.flows->rule(id).hours, system_clock().now(), shop.tz);
    conversations::ShopFacts out{shop.brand.empty() ? shop.name : shop.brand,
                                 shop.greeting_language,
                                 shop.languages,
                                 hours.open,
                                 {}};
    if (out.language.empty()) out.language = "en";
    if (!hours.open) out.opens_at = hours.until;
    return out;
}

bool works_in(const Centre::Parts& p, PersonId person, ShopId shop) {
    const auto directory = p.staff->directory();
    const auto at = directory->people.find(person);
    if (at == directory->people.end() || !at->second.person.active) return false;
    const auto& who = at->second.principal;
    return who.may("desk.work") && (who.shops.empty() || who.shops.contains(shop.value));
}

/// The shop vouches for what it has signed, as for what its orders say.
Result<CustomerId> record_of(const Centre::Parts& p, db::Tx& tx,
                             const conversations::SignedPerson& person) {
    const auto directory = p.staff->directory();
    const auto at = directory->shops.find(person.shop);
    customers::Intake in;
    in.name = person.name, in.phone = person.phone, in.email = person.email;
    in.language = person.language, in.shop = person.shop;
    if (at != directory->shops.end()) in.region = at->second.default_region, in.tz = at->second.tz;
    return p.customers->intake(tx, in);
}

}  // namespace

void Centre::Parts::make_files() {
    files::Settings s;
    s.dir = config.var + "/files", s.most_bytes = std::int64_t{config.file_most_mb} * 1'000'000;
    s.scanner = config.scanner, s.away_passes = config.pass_unchecked;
    s.key32 = key32, s.public_url = stores_deps().public_url;
    files = std::make_unique<files::Files>(files::Deps{*db, *ids, system_clock(), std::move(s)});
}

void Centre::Parts::make_conversations() {
    chats = std::make_unique<Loop>(system_clock(), Loop::Options{.name = "chats"});
    conversations::Deps d{*db, *ids, system_clock(), *chats, calls->chats()};
    d.hub = &server->hub();
    d.sockets = &server->public_sockets();
    d.shop = [this](ShopId shop) { return shop_facts(*this, shop); };
    d.person_name = [this](PersonId person) { return staff->directory()->name_of(person); };
    d.works_in = [this](PersonId person, ShopId shop) {
        return app::works_in(*this, person, shop);
    };
    d.is_buyer = [this](db::Conn& conn, CustomerId buyer) {
        return customers->customer(conn, buyer, customers::Visibility::masked).has_value() &&
               !customers::present_card(conn, buyer);  // a card that was merged is nobody's
    };
    d.has_queue = [](db::Conn& conn, QueueId queue, ShopId shop) {
        for (const auto& one : queues::load_queues(conn))
            if (one.id == queue) return one.shop_id == shop;
        return false;
    };
    d.audit = [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject) {
        staff->audit(tx, who, what, subject);
    };
    d.channels = {[](const http::ClientRequest& r) { return http::fetch(r); },
                  key32,
                  stores_deps().public_url,
                  config.telegram_api,
                  config.private_stores,
                  config.authorities};
    d.files = files.get();
    d.may_contact = [this](db::Tx& tx, const conversations::Unasked& message) {
        return may_write(*this, tx, message);
    };
    d.find_buyer = [this](db::Tx& tx, const conversations::SignedPerson& person) {
        return record_of(*this, tx, person);
    };
    d.is_asked = [this](db::Conn& c, conversations::ConversationId id, PersonId person) {
        return asked_in(*this, c, id, person);
    };
    d.doors = [this](ShopId shop) { return doors_open(*this, shop); };
    d.open_time = [this](ShopId shop, Time from, Time to) {
        const auto directory = staff->directory();
        const auto at = directory->shops.find(shop);
        const auto zone = at == directory->shops.end() ? std::string("UTC") : at->second.tz;
        return flows::open_between(flows->rule(shop).hours, from, to, zone);
    };
    conversations = std::make_unique<conversations::Conversations>(std::move(d));
    conversations->carry_messengers();
}

/// Calls are made before conversations are: asked only once both are there.
calls::ChatLinks Centre::Parts::chat_links() {
    return {[this](ShopId shop) { return conversations && conversations->sends_links(shop); },
            [this](const calls::ChatLinkAsk& ask, std::function<void(bool)> done) {
                conversations ? conversations->send_link(ask, std::move(done)) : done(false);
            }};
}

/// Also in a demo that was made before there was a chat.
Result<> Centre::Parts::seed_demo_chat() {
    const auto directory = staff->directory();
    if (!demo_shop || directory->shops.empty()) return {};
    return db->write([&](db::Tx& tx) -> Result<> {
        conversations::Conversations::have_web_chat(tx, *ids, directory->shops.begin()->first,
                                                    "Demo", demo_key);
        return {};
    });
}

/// Where the link of a caller leads: the shop's chat alone on a page, opened. The token behind "#"
/// is never sent to us by the browser; it becomes the chat's own, and leaves the address.
void add_chat_page(Centre::Parts& parts) {
    constexpr std::string_view html = R"(<!doctype html>
<html><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>Chat</title></head><body><script src="/chat/page.js"></script></body></html>
)";
    constexpr std::string_view script = R"js("use strict";
const key = location.pathname.split("/").pop();
const token = location.hash.slice(1);
if (/^[\w-]{43}$/.test(token)) {
  try { localStorage.setItem("orderline.chat." + key, token); } catch {}
  history.replaceState(null, "", location.pathname);
}
const words = {
  en: ["There is no chat at this address.",
    "Look whether the whole link was copied, or ask the shop for it once more."],
  uk: ["За цією адресою немає чату.",
    "Перевірте, чи посилання скопійовано повністю, або попросіть його в магазині ще раз."],
  ru: ["По этому адресу нет чата.",
    "Проверьте, целиком ли скопирована ссылка, или попросите её в магазине ещё раз."],
  zh: ["此地址没有聊天。", "请检查链接是否完整复制，或向商店重新索取。"],
};
function nobody() {
  const wished = navigator.languages.map((one) => one.slice(0, 2));
  const language = wished.find((one) => one in words) ?? "en";
  document.documentElement.lang = language;
  const box = document.createElement("main");
  box.style.cssText = "font: 16px/1.5 system-ui; max-width: 32em; margin: 20vh auto; padding: 16px";
  words[language].forEach((text, at) => {
    const line = document.createElement(at === 0 ? "h1" : "p");
    if (at === 0) line.style.fontSize = "20px", document.title = text;
    line.textContent = text;
    box.append(line);
  });
  document.body.append(box);
}
function open() {
  window.Orderline = [["open"]];
  const chat = document.createElement("script");
  chat.dataset.key = key;
  chat.dataset.lang = navigator.language;
  chat.src = "/widget/v1/orderline.js";
  document.body.append(chat);
}
// Without a network the chat itself waits for one.
fetch("/public/v1/chat/hello", { method: "POST", body: JSON.stringify({ key }) })
  .then((answer) => (answer.status === 404 ? nobody() : open()), open);
)js";
    const auto page = [&parts](const char* path, const char* summary, std::string_view body,
                               const char* type) {
        http::Route route;
        route.method = http::Method::get;
        route.path = path, route.summary = summary, route.tag = "app";
        route.access = http::Route::Access::open;
        route.handler = [body, type](http::Request&) {
            http::Response out;
            out.body = body, out.content_type = type;
            out.headers = {{"Cache-Control", "public, max-age=300"}};
            return out;
        };
        parts.router.add(std::move(route));
    };
    page("/chat/page.js", "The script of the chat's own page", script,
         "text/javascript; charset=utf-8");
    page("/chat/{key}", "A shop's chat alone on a page: where a caller's link leads", html,
         "text/html; charset=utf-8");
}

/// The one file that shops' pages load; it may be kept by a browser for five minutes.
void add_widget_route(Centre::Parts& parts) {
    http::Route route;
    route.method = http::Method::get;
    route.path = "/widget/v1/orderline.js";
    route.summary = "The chat for a shop's pages";
    route.tag = "app";
    route.access = http::Route::Access::open;
    route.handler = [p = &parts](http::Request&) -> http::Response {
        http::Response out;
        out.file = p->config.widget + "/orderline.js";
        out.content_type = "text/javascript; charset=utf-8";
        std::error_code error;
        if (!std::filesystem::exists(out.file, error))
            return http::problem(
                not_found("app.widget", "the widget is not built: tools/build widget"));
        out.headers = {{"Cache-Control", "public, max-age=300"},
                       {"Access-Control-Allow-Origin", "*"},
                       {"Cross-Origin-Resource-Policy", "cross-origin"}};
        return out;
    };
    parts.router.add(std::move(route));
}

}  // namespace ol::app
