// What faxes need of the other rooms.
#include "app/faxes.hpp"

#include "app/parts.hpp"
#include "contact/queues/queues.hpp"

namespace ol::app {
namespace {

std::optional<fax::Guess> guessed(const Centre::Parts& p, const std::string& number,
                                  const std::string& region) {
    const auto caller = p.customers->identify(number, region);
    if (!caller || caller->who == customers::Who::ambiguous || caller->customer_ids.size() != 1)
        return std::nullopt;
    return fax::Guess{caller->customer_ids.front(), caller->name};
}

fax::Deps faxes_deps(Centre::Parts& p, Loop& loop) {
    fax::Deps d{*p.db,    *p.ids,         system_clock(),         loop, *p.conversations,
                *p.files, p.trunks.get(), p.config.var + "/faxes"};
    d.region = [&p](ShopId shop) -> std::string {
        const auto directory = p.staff->directory();
        const auto at = directory->shops.find(shop);
        if (at == directory->shops.end()) return "UA";
        return at->second.default_region.empty() ? at->second.country : at->second.default_region;
    };
    d.has_shop = [&p](ShopId shop) { return p.staff->directory()->shops.contains(shop); };
    d.has_queue = [](db::Conn& conn, QueueId queue, ShopId shop) {
        for (const auto& one : queues::load_queues(conn))
            if (one.id == queue) return one.shop_id == shop;
        return false;
    };
    d.audit = [&p](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject) {
        p.staff->audit(tx, who, what, subject);
    };
    d.guess = [&p](const http::Principal& who, const std::string& number,
                   const std::string& region) -> std::optional<fax::Guess> {
        if (!who.may("customers.view")) return std::nullopt;
        return guessed(p, number, region);
    };
    return d;
}

/// Owns the room that it carries for: both live as long as conversations do.
class FaxOffice final : public conversations::Carrier {
public:
    explicit FaxOffice(Centre::Parts& p)
        : loop_(system_clock(), Loop::Options{.name = "faxes"}),
          room_(faxes_deps(p, loop_)),
          carrier_(room_.carrier()) {}
    ~FaxOffice() override {
        room_.stop();
        loop_.stop();
    }
    conversations::ChannelKind kind() const override { return carrier_->kind(); }
    conversations::Limits limits() const override { return carrier_->limits(); }
    conversations::Window window(std::optional<Time> his_last, Time now) const override {
        return carrier_->window(his_last, now);
    }
    bool repeats(conversations::ChannelAccountId account) const override {
        return carrier_->repeats(account);
    }
    conversations::Carried carry(const conversations::Parcel& parcel) override {
        return carrier_->carry(parcel);
    }
    fax::Faxes& room() { return room_; }
    Result<> open(const Config& config) {
        modem::Config c;
        c.address = config.sip_address, c.public_address = config.public_address;
        c.port_min = static_cast<std::uint16_t>(config.rtp_port_min);
        c.port_max = static_cast<std::uint16_t>(config.rtp_port_max);
        auto made = modem::Lines::create(c, room_.line_events());
        if (!made) return made.error();
        lines_ = std::move(*made);
        return {};
    }
    modem::Lines& lines() { return *lines_; }

private:
    Loop loop_;
    fax::Faxes room_;
    std::unique_ptr<modem::Lines> lines_;
    std::shared_ptr<conversations::Carrier> carrier_;
};

FaxOffice& office(Centre::Parts& p) {
    return static_cast<FaxOffice&>(
        *p.conversations->outbox().carrier(conversations::ChannelKind::fax));
}

}  // namespace

Result<> make_faxes(Centre::Parts& p) {
    auto made = std::make_shared<FaxOffice>(p);
    if (auto opened = made->open(p.config); !opened) return opened.error();
    p.conversations->carries(std::move(made));
    return {};
}

fax::Faxes& faxes(Centre::Parts& p) { return office(p).room(); }

void attach_faxes(Centre::Parts& p) { office(p).room().attach(*p.sip, office(p).lines()); }

}  // namespace ol::app
