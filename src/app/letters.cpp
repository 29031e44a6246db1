// What letters need of the other rooms.
#include "contact/letters/letters.hpp"

#include "app/parts.hpp"
#include "contact/queues/queues.hpp"

namespace ol::app {

void Centre::Parts::make_letters() {
    letters::Deps d{*db, *ids, system_clock(), *conversations, key32, config.var + "/letters"};
    d.has_shop = [this](ShopId shop) { return staff->directory()->shops.contains(shop); };
    d.has_queue = [](db::Conn& conn, QueueId queue, ShopId shop) {
        for (const auto& one : queues::load_queues(conn))
            if (one.id == queue) return one.shop_id == shop;
        return false;
    };
    d.audit = [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject) {
        staff->audit(tx, who, what, subject);
    };
    d.files = files.get();
    d.public_url = stores_deps().public_url, d.allow_private = config.private_stores;
    d.fetch = [](const http::ClientRequest& r) { return http::fetch(r); };
    letters = std::make_unique<letters::Letters>(std::move(d));
    conversations->carries(letters->carrier());
}

/// After the floor knows who is at work: what was fetched while we were away waits in the line.
Result<> Centre::Parts::begin_letters() { return letters->start(); }

}  // namespace ol::app
