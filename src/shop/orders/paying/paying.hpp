#pragma once
// The link or account number for a payment, sent by one key from the order's card; on record in the
// buyer's conversation. That the money came closes it: by the store's news or by hand
// (Orders::take_payment).
#include "shop/orders/paying/words.hpp"
#include "shop/orders/sorting/work.hpp"

namespace ol::orders {

using PayRequestId = Id<struct PayRequestTag>;

/// sending: written down before it leaves; after a crash it is perhaps sent.
enum class PayRequestState { sending, sent, failed };
BOOST_DESCRIBE_ENUM(PayRequestState, sending, sent, failed)
struct PayRequest {
    PayRequestId id;
    Money amount;
    PayRequestState state = PayRequestState::sending;
    std::string channel;  // "telegram", "email", ...; empty until it is sent
    std::optional<std::int64_t> conversation_id;
    std::string error;  // why it failed, a code
    std::string by_name;
    Time at{};
};
BOOST_DESCRIBE_STRUCT(PayRequest, (),
                      (id, amount, state, channel, conversation_id, error, by_name, at))
/// What the card shows: the words as they would be sent, and what was sent before.
struct PayCard {
    bool ready = false;  // a template is set up
    Money open;          // what is asked for: the prepayment still due, else what is not paid
    std::string text, language;
    std::vector<PayRequest> requests;  // the newest first
};
BOOST_DESCRIBE_STRUCT(PayCard, (), (ready, open, text, language, requests))
struct SendPay {
    std::optional<Money> amount;  // absent = PayCard::open
};
BOOST_DESCRIBE_STRUCT(SendPay, (), (amount))

/// Where it went.
struct SentWords {
    std::string channel;
    std::int64_t conversation = 0;
};

struct PayDeps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Orders& orders;
    Work& work;
    /// The buyer's language and the shop's; may be empty.
    std::function<std::pair<std::string, std::string>(db::Conn&, const Order&)> languages;
    promises::PersonName person_name;  // may be empty
    /// Through the buyer's conversation, within the contact policy; `key` makes it once.
    std::function<Result<SentWords>(const http::Principal&, const Order&, const std::string& text,
                                    const std::string& key)>
        send;
    customers::Audit audit;  // may be empty
};

class Paying {
public:
    explicit Paying(PayDeps deps) : d_(std::move(deps)) {}
    PayTemplate pay_template(db::Conn& c, ShopId shop) const;
    /// orders.pay_template, orders.version_conflict
    Result<PayTemplate> set_template(db::Tx& tx, ShopId shop, PayTemplate t, PersonId by) const;
    Result<PayCard> card(db::Conn& c, OrderId order) const;
    /// orders.no_pay_template, orders.amount, orders.nothing_to_pay, and what sending refuses.
    /// Blocks on the database.
    Result<PayCard> send(const http::Principal& who, OrderId order, const SendPay& in) const;
    const PayDeps& deps() const { return d_; }

private:
    Result<PayRequestId> begin(const http::Principal& w, OrderId order, const Money& amount) const;
    void end(PayRequestId id, OrderId order, const Result<SentWords>& sent, PersonId by) const;
    PayDeps d_;
};

std::span<const db::Migration> pay_migrations();
void add_pay_routes(http::Router& router, Paying& paying);

}  // namespace ol::orders
