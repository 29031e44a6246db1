// Where to pay: templates of shops, what was sent when and by whom.
#include "shop/orders/paying/paying.hpp"

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"

namespace ol::orders {
namespace {

constexpr std::string_view first = R"(create table pay_template (
    shop_id bigint primary key,
    template text not null,
    version bigint not null,
    person_id bigint not null,
    at bigint not null
);
create table pay_request (
    id bigint primary key,
    order_id bigint not null references shop_order(id),
    amount bigint not null,
    currency text not null,
    state text not null,
    channel text not null,
    conversation_id bigint,
    error text not null,
    person_id bigint not null,
    at bigint not null
);
create index pay_request_order on pay_request (order_id)
)";
constexpr db::Migration all[] = {{"order_paying", 1, "where to pay, and what was sent", first}};

/// The prepayment that is still due, else what is not paid of the whole.
Money open_of(const WorkCard& card, const Order& order, std::int64_t paid) {
    if (card.prepay_due.minor > 0) return card.prepay_due;
    return {std::max<std::int64_t>(0, order.total.minor - paid), order.total.currency};
}

std::int64_t paid_of(db::Conn& c, OrderId order) {
    const auto r = c.query("select paid from shop_order where id = ?1", order);
    return r.empty() ? 0 : r.i64(0, 0);
}

/// She herself was refused, no channel was asked: there is no failure of a channel to show.
bool nothing_tried(const Error& e) {
    return e.code == "orders.not_at_work" || e.code == "conversations.has_owner" ||
           e.code == "orders.no_channel";
}

}  // namespace

std::span<const db::Migration> pay_migrations() { return all; }

PayTemplate Paying::pay_template(db::Conn& c, ShopId shop) const {
    const auto r = c.query("select template, version from pay_template where shop_id = ?1", shop);
    if (r.empty()) return {};
    auto t = json::read<PayTemplate>(r.text(0, 0));
    if (!t) return {};
    t->version = r.i64(0, 1);
    return std::move(*t);
}

Result<PayTemplate> Paying::set_template(db::Tx& tx, ShopId shop, PayTemplate t,
                                         PersonId by) const {
    if (auto ok = check_template(t); !ok) return ok.error();
    const auto had = pay_template(tx.conn, shop).version;
    if (t.version != had) return version_conflict(had);
    t.version = had + 1;
    tx.exec(R"(insert into pay_template (shop_id, template, version, person_id, at)
        values (?1,?2,?3,?4,?5) on conflict (shop_id) do update set template = ?2, version = ?3,
        person_id = ?4, at = ?5)",
            shop, json::write(t), t.version, by, tx.now);
    // Where the money goes is worth a line in the record of deeds.
    if (d_.audit) d_.audit(tx, by, "orders.pay_template", shop.value, "{}");
    tx.journal({"order.pay_template", shop.value, by.value});
    return t;
}

Result<PayCard> Paying::card(db::Conn& c, OrderId id) const {
    auto order = d_.orders.order(c, id);
    if (!order) return order.error();
    const auto work = d_.work.card(c, id);
    if (!work) return work.error();
    PayCard out;
    out.open = open_of(*work, *order, paid_of(c, id));
    const auto t = pay_template(c, order->shop_id);
    const auto [buyer, shop] =
        d_.languages ? d_.languages(c, *order) : std::pair<std::string, std::string>{};
    const auto words = pay_text(t, order->number, out.open, buyer, shop);
    out.ready = !words.text.empty(), out.text = words.text, out.language = words.language;
    const auto r = c.query(R"(select id, amount, currency, state, channel, conversation_id, error,
        person_id, at from pay_request where order_id = ?1 order by id desc limit 20)",
                           id);
    for (std::size_t i = 0; i < r.size(); ++i) {
        PayRequest one{{r.i64(i, 0)}, {r.i64(i, 1), r.text(i, 2)}};
        one.state = from_name<PayRequestState>(r.text(i, 3)).value_or(PayRequestState::sending);
        one.channel = r.text(i, 4), one.error = r.text(i, 6), one.at = from_ms(r.i64(i, 8));
        if (!r.is_null(i, 5)) one.conversation_id = r.i64(i, 5);
        if (d_.person_name) one.by_name = d_.person_name(c, {r.i64(i, 7)});
        out.requests.push_back(std::move(one));
    }
    return out;
}

Result<PayRequestId> Paying::begin(const http::Principal& who, OrderId order,
                                   const Money& amount) const {
    return d_.db.write_as<PayRequestId>([&](db::Tx& tx) -> Result<PayRequestId> {
        const auto id = d_.ids.next_id<PayRequestId>();
        tx.exec(R"(insert into pay_request (id, order_id, amount, currency, state, channel,
            conversation_id, error, person_id, at) values (?1,?2,?3,?4,'sending','',null,'',?5,
            ?6))",
                id, order, amount.minor, amount.currency, who.person, tx.now);
        tx.journal({"order.pay_asked", order.value, who.person.value,
                    "{\"minor\":" + std::to_string(amount.minor) + "}"});
        return id;
    });
}

void Paying::end(PayRequestId id, OrderId order, const Result<SentWords>& sent, PersonId by) const {
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        if (!sent && nothing_tried(sent.error())) {
            tx.exec("delete from pay_request where id = ?1", id);
            return {};
        }
        if (!sent) {
            tx.exec("update pay_request set state = 'failed', error = ?2 where id = ?1", id,
                    sent.error().code);
            return {};
        }
        tx.exec(R"(update pay_request set state = 'sent', channel = ?2, conversation_id = ?3
            where id = ?1)",
                id, sent->channel, sent->conversation);
        tx.exec("update order_message set state = 'sent' where order_id = ?1 and kind = 'prepay'",
                order);
        tx.journal({"order.pay_sent", order.value, by.value});
        return {};
    });
}

Result<PayCard> Paying::send(const http::Principal& who, OrderId id, const SendPay& in) const {
    std::string text;
    Money amount;
    auto order = d_.db.read_as<Order>([&](db::Conn& c) -> Result<Order> {
        auto o = d_.orders.order(c, id);
        if (!o) return o;
        if (o->desk_state == DeskState::cancelled)
            return conflict("orders.state", "This order is cancelled: nothing is asked for it.");
        const auto now = card(c, id);
        if (!now) return now.error();
        if (!now->ready)
            return conflict("orders.no_pay_template",
                            "Say first where to pay: Settings, Where to pay.");
        const auto open = o->total.minor - paid_of(c, id);
        if (open <= 0) return conflict("orders.nothing_to_pay", "Everything is paid already.");
        amount = in.amount.value_or(now->open);
        if (amount.currency != o->total.currency || amount.minor <= 0 || amount.minor > open)
            return invalid("orders.amount", "amount", "Ask for no more than is still open.");
        const auto [buyer, shop] =
            d_.languages ? d_.languages(c, *o) : std::pair<std::string, std::string>{};
        text = pay_text(pay_template(c, o->shop_id), o->number, amount, buyer, shop).text;
        return o;
    });
    if (!order) return order.error();
    const auto request = begin(who, id, amount);
    if (!request) return request.error();
    const auto sent = d_.send ? d_.send(who, *order, text, "pay-" + std::to_string(request->value))
                              : Result<SentWords>(unavailable("orders.no_channel", "No channel."));
    end(*request, id, sent, who.person);
    if (!sent) return sent.error();
    return d_.db.read_as<PayCard>([&](db::Conn& c) { return card(c, id); });
}

}  // namespace ol::orders
