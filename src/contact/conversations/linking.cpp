// The room's side of channels to which we hold a line: which accounts they are, and what they
// bring.
#include "contact/conversations/channel_rows.hpp"
#include "contact/conversations/commit.hpp"
#include "contact/conversations/links/links.hpp"
#include "platform/base/codes.hpp"

namespace ol::conversations {

LinkHouse Conversations::link_house() {
    LinkHouse house{d_.db, d_.clock, {}, {}, {}, false, "", ""};
    house.keep = [this](ChannelAccountId id, const std::function<std::string(db::Tx&)>& news) {
        return commit<Nothing>([&](db::Tx& tx, Effects& out) -> Result<Nothing> {
                   const std::string body = news(tx);
                   if (body.empty()) return Nothing{};
                   rows::insert(tx, rows::Event{d_.ids.next(), id, body, tx.now});
                   out.then.push_back([this, id] { work_events(id); });
                   return Nothing{};
               })
            .has_value();
    };
    house.stands = [this](ChannelAccountId id, const SendAnswer& answer) {
        (void)d_.db.write([&](db::Tx& tx) -> Result<> {
            channel_said(tx, id, answer);
            return {};
        });
        if (answer.what == Sent::accepted) outbox_.wake(id);
    };
    house.fetch = d_.channels.fetch;
    house.allow_private = d_.channels.allow_private;
    house.authorities = d_.channels.authorities;
    house.telegram_api = d_.channels.telegram_api;
    return house;
}

/// After the accounts were loaded: those of a link, as they are now.
void Conversations::tell_links() {
    if (!links_) return;
    std::vector<Account> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [_, a] : channels_) all.push_back(a);
    }
    std::vector<LinkAccount> linked;
    const bool asks = !d_.channels.public_url.starts_with("https://");  // no webhook reaches us
    for (const auto& a : all) {
        const auto c = credentials_of(a.id);
        if (!c || !(is_linked(a.kind, *c) || (a.kind == ChannelKind::telegram && asks))) continue;
        linked.push_back(
            {a.id, a.kind, *c, a.enabled,
             "/public/v1/channels/" + std::string(to_name(a.kind)) + "/" + a.public_key});
    }
    links_->set(linked);
}

bool Conversations::is_link(ChannelAccountId id) const { return links_ && links_->linked(id); }

/// Asks the link how it stands; one that is switched off has none.
SendAnswer Conversations::checked_link(ChannelAccountId id) const {
    const auto link = links_->of(id);
    if (!link) return standing_answer("link.off", "");
    return link->check();
}

void Conversations::stop_sending() {
    if (links_) links_->stop();
    outbox_.stop();
}

}  // namespace ol::conversations
