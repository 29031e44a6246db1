// How the words that say where to pay reach the buyer: through his own newest conversation, in the
// name of who pressed the key; and errors found later, told to whose they were.
#include <algorithm>

#include "app/parts.hpp"
#include "platform/base/json.hpp"

namespace ol::app {
namespace {

namespace cv = conversations;

Error no_channel() {
    return conflict("orders.no_channel",
                    "He has no conversation here by which we may write now; tell him the words.");
}

/// His conversations of this shop, the newest first.
std::vector<cv::rows::Thread> his_threads(db::Conn& c, const orders::Order& order) {
    auto all = cv::rows::of_customer(c, order.customer_id);
    std::erase_if(all, [&](const cv::rows::Thread& t) { return t.shop_id != order.shop_id; });
    std::ranges::sort(all, std::greater<>{}, &cv::rows::Thread::last_at);
    return all;
}

/// It becomes hers as if she had opened it; whose it is already stays with her.
Result<cv::Conversation> made_hers(cv::Conversations& all, const http::Principal& who,
                                   const cv::Conversation& now) {
    auto acted = now.state == cv::State::closed ? all.reopen(who, now.id, now.version)
                                                : all.take(who, now.id, now.version);
    if (!acted && acted.error().code == "conversations.not_at_work")
        return conflict("orders.not_at_work",
                        "You are signed out: be ready or on a break, then send it.");
    if (!acted) return acted.error();
    return acted->conversation;
}

bool takes_words(const cv::Conversation& c) { return !c.window || c.window->free_text; }

}  // namespace

orders::PayDeps Centre::Parts::pay_deps() {
    orders::PayDeps d{*db, *ids, system_clock(), *orders, *order_work};
    d.languages = [this](db::Conn& c, const orders::Order& order) {
        const auto buyer = customers->customer(c, order.customer_id, customers::Visibility::masked);
        const auto directory = staff->directory();
        const auto shop = directory->shops.find(order.shop_id);
        return std::pair(
            buyer ? buyer->language : std::string(),
            shop == directory->shops.end() ? std::string() : shop->second.greeting_language);
    };
    d.person_name = [this](db::Conn&, PersonId person) {
        return staff->directory()->name_of(person);
    };
    d.audit = [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
                     std::string_view detail) { staff->audit(tx, who, what, subject, detail); };
    d.send = [this](const http::Principal& who, const orders::Order& order, const std::string& text,
                    const std::string& key) { return send_words(who, order, text, key); };
    return d;
}

/// The first of his conversations that takes free words now; why the last one refused, else.
Result<orders::SentWords> Centre::Parts::send_words(const http::Principal& who,
                                                    const orders::Order& order,
                                                    const std::string& text,
                                                    const std::string& key) {
    if (!conversations) return no_channel();
    const auto threads = db->read_as<std::vector<cv::rows::Thread>>(
        [&](db::Conn& c) -> Result<std::vector<cv::rows::Thread>> {
            return his_threads(c, order);
        });
    if (!threads) return threads.error();
    std::optional<Error> last;
    for (const auto& thread : *threads) {
        const auto seen = conversations->view(who, thread.id);
        if (!seen || !takes_words(seen->conversation)) continue;
        const auto hers = made_hers(*conversations, who, seen->conversation);
        const auto said = hers ? conversations->reply(who, hers->id, hers->version, {key, text, {}})
                               : Result<cv::Acted>(hers.error());
        if (said) return orders::SentWords{std::string(to_name(hers->channel)), hers->id.value};
        last = said.error();
    }
    return last ? *last : no_channel();
}

orders::ErrorDeps Centre::Parts::error_deps() {
    orders::ErrorDeps d{*db, *ids, system_clock(), *orders};
    d.person_name = [this](db::Conn&, PersonId person) {
        return staff->directory()->name_of(person);
    };
    d.known = [this](PersonId person, ShopId shop) {
        const auto directory = staff->directory();
        const auto* member = directory->find(person);
        return member &&
               (member->principal.shops.empty() || member->principal.shops.contains(shop.value));
    };
    d.tell = [this](PersonId person, const orders::OrderError& e) {
        if (server)
            server->hub().to_person(person, "lesson",
                                    "{\"id\":\"" + std::to_string(e.id.value) + "\"}");
    };
    return d;
}

}  // namespace ol::app
