#include "contact/conversations/links/links.hpp"

#include "contact/conversations/links/smpp_address.hpp"
#include "contact/conversations/links/xmpp_address.hpp"

namespace ol::conversations {
namespace {

bool same(const LinkAccount& a, const LinkAccount& b) {
    const auto &x = a.credentials, &y = b.credentials;
    return a.enabled == b.enabled && x.account == y.account && x.token == y.token &&
           x.secret == y.secret;
}

class LinkCarrier final : public Carrier {
public:
    LinkCarrier(const Channel& channel, Links& links, std::shared_ptr<Carrier> other)
        : channel_(channel), links_(links), other_(std::move(other)) {}
    ChannelKind kind() const override { return channel_.kind(); }
    Limits limits() const override { return channel_.limits(); }
    Window window(std::optional<Time> his_last, Time now) const override {
        return channel_.window(his_last, now);
    }
    bool repeats(ChannelAccountId account) const override {
        return !links_.linked(account) && other_ && other_->repeats(account);
    }
    Carried carry(const Parcel& parcel) override {
        if (const auto link = links_.of(parcel.account)) return link->carry(parcel);
        if (other_ && !links_.linked(parcel.account)) return other_->carry(parcel);
        return {standing_answer("link.lost", ""), false};
    }

private:
    const Channel& channel_;
    Links& links_;
    std::shared_ptr<Carrier> other_;
};

}  // namespace

SendAnswer standing_answer(const std::string& code, const std::string& said) {
    const bool ours = code == "link.login" || code == "link.private" || code == "link.webhook";
    return {code.empty() ? Sent::accepted
            : ours       ? Sent::bad_token
                         : Sent::again,
            "",
            {},
            code,
            said};
}

bool is_linked(ChannelKind kind, const Credentials& c) {
    return kind == ChannelKind::xmpp || (kind == ChannelKind::sms && is_smpp_address(c.account));
}

Result<> link_complete(ChannelKind kind, const Credentials& c) {
    if (kind == ChannelKind::xmpp) {
        if (const auto address = xmpp_address(c.account); !address) return address.error();
    } else if (kind == ChannelKind::sms) {
        if (const auto address = smpp_address(c.account); !address) return address.error();
    }
    if (c.token.empty())
        return invalid("conversations.credentials", "token", "Enter the password of this login.");
    return {};
}

std::shared_ptr<Link> Links::made(const LinkAccount& a) {
    if (!a.enabled || !link_complete(a.kind, a.credentials)) return nullptr;
    if (a.kind == ChannelKind::telegram) return telegram_poll(house_, a);
    return a.kind == ChannelKind::xmpp ? xmpp_link(house_, a) : smpp_link(house_, a);
}

void Links::set(const std::vector<LinkAccount>& accounts) {
    const std::lock_guard one(changing_);
    std::map<ChannelAccountId, Held> next;
    std::vector<std::shared_ptr<Link>> over;
    {
        const std::lock_guard lock(mutex_);
        if (stopped_) return;
        linked_.clear();
        for (const auto& a : accounts) {
            linked_.insert(a.id);
            const auto at = held_.find(a.id);
            if (at != held_.end() && same(at->second.account, a))
                next[a.id] = at->second;
            else
                next[a.id] = {a, nullptr};
        }
        for (auto& [id, held] : held_)
            if (held.link && !next[id].link) over.push_back(held.link);
        for (const auto& [id, held] : held_)
            if (!linked_.contains(id)) next.erase(id);
        held_ = next;
    }
    for (const auto& link : over) link->stop();  // the same login twice is refused by many centres
    if (!running_) return;
    for (auto& [id, held] : next)
        if (!held.link) {
            auto link = made(held.account);
            const std::lock_guard lock(mutex_);
            held_[id].link = std::move(link);
        }
}

void Links::run() {
    {
        const std::lock_guard one(changing_);
        running_ = true;
    }
    std::vector<LinkAccount> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [_, held] : held_) all.push_back(held.account);
    }
    set(all);
}

void Links::stop() {
    std::vector<std::shared_ptr<Link>> over;
    const std::lock_guard one(changing_);
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        for (const auto& [_, held] : held_)
            if (held.link) over.push_back(held.link);
    }
    for (const auto& link : over) link->stop();
}

std::shared_ptr<Link> Links::of(ChannelAccountId account) const {
    const std::lock_guard lock(mutex_);
    const auto at = held_.find(account);
    return at == held_.end() ? nullptr : at->second.link;
}

bool Links::linked(ChannelAccountId account) const {
    const std::lock_guard lock(mutex_);
    return linked_.contains(account);
}

std::shared_ptr<Carrier> link_carrier(const Channel& channel, Links& links,
                                      std::shared_ptr<Carrier> other) {
    return std::make_shared<LinkCarrier>(channel, links, std::move(other));
}

}  // namespace ol::conversations
