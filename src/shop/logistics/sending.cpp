// Waybills: made, changed and cancelled at the courier, each recorded before it leaves and settled
// by the courier's answer or by looking it up; nothing is sent twice blindly.
#include <algorithm>

#include "platform/base/log.hpp"
#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

constexpr Ms whole_day{86'400'000};

/// What stops an order by itself; stock and money are asked of the order desk.
std::string_view bar_of(orders::DeskState s) {
    using D = orders::DeskState;
    switch (s) {
        case D::new_:
        case D::calling:
        case D::no_contact: return "unconfirmed";
        case D::hold: return "on_hold";
        case D::cancelled:
        case D::duplicate:
        case D::merged:
        case D::completed:
        case D::returned: return "ended";
        case D::confirmed:
        case D::handed_over:
        case D::in_transit:
        case D::at_point:
        case D::out_for_delivery:
        case D::delivered:
        case D::attempt_failed:
        case D::refused:
        case D::returning: return "";
    }
    return "";
}

bool has_left(Status s) { return s != Status::registered && s != Status::unknown; }

Error may_not_leave(const std::string& why) {
    auto e = conflict("logistics.may_not_leave", "This order may not leave yet: " + why + ".");
    e.params = {{"why", why}};
    return e;
}

Error lost() {
    return unavailable("logistics.unreachable",
                       "The courier's answer was lost; it is asked how the waybill stands.");
}

Error no_account() {
    return conflict("logistics.account", "Set up the shop's account at this courier first.");
}

}  // namespace

std::string Logistics::bar(db::Conn& c, const orders::Order& order) const {
    const auto own = bar_of(order.desk_state);
    if (!own.empty()) return std::string(own);
    // What is under way already was let go once: another unit of it asks nobody again.
    const bool first = order.desk_state == orders::DeskState::confirmed;
    return first && d_.leaving ? d_.leaving(c, order.id).bar : std::string();
}

Result<WaybillFields> Logistics::fields_of(db::Conn& c, const Parcel& p) const {
    const auto order = d_.orders.order(c, p.order);
    if (!order) return order.error();
    WaybillFields f;
    f.order_number = order->number, f.recipient = order->recipient, f.phone = order->phone;
    f.address = order->address, f.service = p.service;
    f.total = order->total, f.cod = order->cod_due;
    if (d_.leaving) f.city = d_.leaving(c, p.order).city;
    // The chosen way, as long as the address is what it was when it was chosen.
    const auto way = c.query(R"(select service, region, point_number from order_way
        where order_id = ?1 and courier = ?2 and address = ?3)",
                             p.order, p.courier, order->address);
    if (!way.empty()) {
        f.service = way.text(0, 0), f.region = way.text(0, 1);
        f.point = way.text(0, 2);
    }
    return f;
}

void Logistics::tell_sending(db::Conn& c, std::vector<Shipment>& parcels) const {
    for (auto& s : parcels) {
        const auto p = parcel(c, "id", s.id.value);
        const auto order = d_.orders.order(c, s.order_id);
        if (!p || !order || has_left(s.status)) continue;
        s.barred = bar(c, *order);
        const auto made = json::read<WaybillFields>(p->made_from);
        const auto now = fields_of(c, *p);
        if (!p->made_from.empty() && made && now) s.differs = differing(*made, *now);
    }
}

Result<> Logistics::send(ShipmentId id, PersonId by) { return outside_call(id, Act::make, by); }
Result<> Logistics::change(ShipmentId id, PersonId by) { return outside_call(id, Act::change, by); }
Result<> Logistics::cancel(ShipmentId id, PersonId by) { return outside_call(id, Act::cancel, by); }

Result<> Logistics::drop(ShipmentId id, PersonId by) {
    OrderId order;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto p = parcel(tx.conn, "id", id.value);
        if (!p) return not_found("logistics.unknown", "No such parcel.");
        if (p->send != SendState::draft && p->send != SendState::failed)
            return conflict("logistics.state", "Only a draft is thrown away; cancel the waybill.");
        order = p->order;
        tx.exec(R"(update shipment set send_state = 'cancelled', status = 'cancelled',
            version = version + 1 where id = ?1)",
                id);
        tx.journal({"shipment.dropped", id.value, by.value, "{}"});
        return {};
    });
    if (done && d_.on_shipment) d_.on_shipment(order);
    return done;
}

Result<Logistics::OpenAccount> Logistics::account_of(ShipmentId id) const {
    return d_.db.read_as<OpenAccount>([&](db::Conn& c) -> Result<OpenAccount> {
        const auto p = parcel(c, "id", id.value);
        if (!p) return not_found("logistics.unknown", "No such parcel.");
        auto a = account(c, p->shop, p->courier);
        if (!a || !waybills::makes(p->courier)) return no_account();
        return std::move(*a);
    });
}

Result<Token> Logistics::opened(const OpenAccount& a) {
    return a.courier == Courier::cdek ? token(a) : Result<Token>(Token{});
}

/// Whether the act fits the parcel.
Result<> Logistics::fits(db::Conn& c, const Parcel& p, Act act) const {
    const bool draft = p.send == SendState::draft || p.send == SendState::failed;
    if (act == Act::make && !draft)
        return conflict("logistics.state", "This parcel has a waybill, or may have one already.");
    if (act != Act::make && (p.send != SendState::sent || has_left(p.standing.status)))
        return conflict("logistics.state",
                        "Only a waybill of ours is changed or cancelled, before the parcel left.");
    if (act == Act::cancel) return {};
    const auto order = d_.orders.order(c, p.order);
    if (!order) return order.error();
    if (const auto why = bar(c, *order); !why.empty()) return may_not_leave(why);
    return {};
}

/// If it fits it is recorded, with what it asks for.
Result<http::ClientRequest> Logistics::begin(db::Tx& tx, const OpenAccount& a, const Token& token,
                                             const Prepared& prepared, ShipmentId id, Act act,
                                             PersonId by) const {
    const auto p = parcel(tx.conn, "id", id.value);
    if (auto ok = fits(tx.conn, *p, act); !ok) return ok.error();
    if (act == Act::cancel) {
        tx.exec(R"(update shipment set send_state = 'cancelling', send_error = '',
            version = version + 1 where id = ?1)",
                id);
        tx.journal({"shipment.cancelling", id.value, by.value, "{}"});
        return waybills::cancel(access(a), token, p->ref);
    }
    // Who is in the courier's register already is who the waybill names, whatever came meanwhile.
    const auto fields =
        prepared.fields ? Result<WaybillFields>(*prepared.fields) : fields_of(tx.conn, *p);
    if (!fields) return fields.error();
    const auto state = act == Act::make ? SendState::sending : SendState::changing;
    tx.exec(R"(update shipment set send_state = ?2, send_error = '', asked_from = ?3,
        version = version + 1 where id = ?1)",
            id, state, json::write(*fields));
    tx.journal({"shipment." + std::string(to_name(state)), id.value, by.value, "{}"});
    return waybills::write(access(a), token, a.sender, *fields, prepared.to,
                           waybills::our_reference(id.value), act == Act::make ? "" : p->ref);
}

Result<> Logistics::outside_call(ShipmentId id, Act act, PersonId by) {
    const std::lock_guard lock(outside_);
    const auto a = account_of(id);
    if (!a) return a.error();
    const auto token = opened(*a);
    if (!token) return token.error();
    const auto prepared = prepare(*a, id, act);
    if (!prepared) return prepared.error();
    http::ClientRequest request;
    auto begun = d_.db.write([&](db::Tx& tx) -> Result<> {
        auto asked = begin(tx, *a, *token, *prepared, id, act, by);
        if (!asked) return asked.error();
        request = std::move(*asked);
        return {};
    });
    if (!begun) return begun;
    return conclude(id, a->courier, act, d_.fetch(request));
}

/// What the answer means. One that says nothing leaves the parcel where it is looked up.
Result<> Logistics::conclude(ShipmentId id, Courier courier, Act act,
                             const Result<http::ClientResponse>& answer) const {
    const auto unsure = act == Act::make     ? SendState::perhaps_sent
                        : act == Act::change ? SendState::changing
                                             : SendState::cancelling;
    const auto refused = act == Act::make ? SendState::failed : SendState::sent;
    if (!answer || answer->status >= 500 || answer->status == 429) {
        settle(id, unsure, "logistics.unreachable", {});
        return lost();
    }
    Error error;
    if (act == Act::cancel) {
        const auto gone = waybills::read_cancelled(courier, *answer);
        if (gone) {
            const bool later = waybills::makes_later(courier);
            settle(id, later ? SendState::cancelling : SendState::cancelled, "", {});
            return {};
        }
        error = gone.error();
    } else {
        const auto written = waybills::read_written(courier, *answer);
        if (written) {
            const bool pending = !written->made && act == Act::make;
            settle(id, pending ? SendState::sending : SendState::sent, "", written->waybill,
                   !pending);
            return {};
        }
        error = written.error();
    }
    settle(id, error.code == "logistics.refused" ? refused : unsure, error.code, {});
    return error;
}

void Logistics::settle(ShipmentId id, SendState state, std::string_view error, const Waybill& w,
                       bool carries_asked) const {
    OrderId order;
    Told told;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        told = {};
        auto p = parcel(tx.conn, "id", id.value);
        if (!p) return {};
        order = p->order;
        const auto or_kept = [](const std::string& fresh, const std::string& kept) {
            const auto& value = fresh.empty() ? kept : fresh;
            return value.empty() ? std::optional<std::string>() : std::optional(value);
        };
        tx.exec(R"(update shipment set send_state = ?2, send_error = ?3, waybill = ?4,
            courier_ref = ?5, next_poll_at = ?6, made_from = ?7, version = version + 1
            where id = ?1)",
                id, state, error, or_kept(w.number, p->waybill),
                or_kept(w.ref, p->ref).value_or(""), tx.now,
                carries_asked ? p->asked_from : p->made_from);
        tx.journal({"shipment." + std::string(to_name(state)), id.value, 0, "{}"});
        if (state != SendState::cancelled) return {};
        TrackEvent gone{p->waybill, Status::cancelled, "waybill_cancelled"};
        gone.at = tx.now;
        take_event(tx, *p, gone, told);
        return {};
    });
    if (!done) log::warn("logistics", "waybill_not_settled", {{"code", done.error().code}});
    if (!done) return;
    if (d_.on_shipment) d_.on_shipment(order);
    tell(told);
}

/// An update says the same twice: what was asked for is asked for once more.
bool Logistics::repeat_change(const Parcel& p, const OpenAccount& a, const Token& token) const {
    const auto fields = json::read<WaybillFields>(p.asked_from);
    if (!fields) return false;
    const auto to = registered(a, p.id, *fields);
    if (!to) return false;
    (void)conclude(p.id, p.courier, Act::change,
                   d_.fetch(waybills::write(access(a), token, a.sender, *fields, *to,
                                            waybills::our_reference(p.id.value), p.ref)));
    const auto now = d_.db.read_as<std::string>([&](db::Conn& c) -> Result<std::string> {
        return std::string(to_name(parcel(c, "id", p.id.value)->send));
    });
    return now && *now == to_name(SendState::sent);
}

/// Whether it could be found out. Found: it stands. Not in the courier's whole list of the days
/// since: it never arrived there, and a person may send it again; or it is cancelled.
bool Logistics::look_up(ShipmentId id) {
    const auto a = account_of(id);
    const auto key = a ? opened(*a) : Result<Token>(a.error());
    if (!key) return false;
    std::optional<Parcel> p;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        p = parcel(c, "id", id.value);
        return {};
    });
    if (p->send == SendState::changing) return repeat_change(*p, *a, *key);
    const auto ours = waybills::our_reference(id.value);
    const auto from = p->created_at - whole_day;
    const auto answer = d_.fetch(waybills::find(access(*a), *key, a->sender, ours, p->ref, from,
                                                d_.clock.now() + whole_day));
    if (!answer) return false;
    const auto looked = waybills::read_found(p->courier, *answer, ours, from);
    const bool cancelling = p->send == SendState::cancelling;
    // CDEK takes a while to cancel, too.
    if (cancelling && waybills::makes_later(p->courier) && looked.found == waybills::Found::there)
        return false;
    switch (looked.found) {
        case waybills::Found::there:
            settle(id, SendState::sent, cancelling ? "logistics.not_cancelled" : "", looked.waybill,
                   !cancelling);
            return true;
        case waybills::Found::refused:
            settle(id, cancelling ? SendState::sent : SendState::failed, "logistics.refused", {});
            return true;
        case waybills::Found::nowhere: break;
        case waybills::Found::pending:
        case waybills::Found::unclear: return false;
    }
    // A document without a reference that is none of ours may be this one: a person looks.
    bool unclear = false;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        for (const auto& number : looked.strangers)
            if (!cancelling && !parcel(c, "waybill", number)) unclear = true;
        return {};
    });
    if (unclear) return false;
    settle(id, cancelling ? SendState::cancelled : SendState::failed,
           cancelling ? "" : "logistics.not_sent", {});
    return true;
}

int Logistics::settle_sent() {
    const std::lock_guard lock(outside_);
    std::vector<ShipmentId> unsure;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query(R"(select id from shipment where send_state in
            ('sending', 'perhaps_sent', 'changing', 'cancelling') order by id)");
        for (std::size_t i = 0; i < r.size(); ++i) unsure.push_back({r.i64(i, 0)});
        return {};
    });
    int settled = 0;
    for (const auto id : unsure) settled += look_up(id) ? 1 : 0;
    return settled;
}

Result<Label> Logistics::label(ShipmentId id, PersonId by) {
    auto out = d_.db.write_as<Label>([&](db::Tx& tx) -> Result<Label> {
        const auto p = parcel(tx.conn, "id", id.value);
        if (!p) return not_found("logistics.unknown", "No such parcel.");
        const auto made = json::read<WaybillFields>(p->made_from);
        if (p->send != SendState::sent || p->waybill.empty() || !made)
            return conflict("logistics.no_label", "A label is printed from a waybill of ours.");
        const auto now = fields_of(tx.conn, *p);
        if (!has_left(p->standing.status) && now && !differing(*made, *now).empty())
            return conflict("logistics.differs",
                            "The order was changed since: change the waybill, then print it.");
        tx.journal({"shipment.label", id.value, by.value, "{}"});
        if (d_.audit) d_.audit(tx, by, "shipment.label", p->order.value, "{}");
        return Label{p->waybill,
                     waybills::our_reference(id.value),
                     made->order_number,
                     made->recipient,
                     made->phone,
                     made->city,
                     made->address,
                     made->service,
                     p->courier,
                     made->cod,
                     waybills::prints(p->courier)};
    });
    return out;
}

Result<std::string> Logistics::label_pdf(ShipmentId id, PersonId by) {
    const auto wanted = label(id, by);
    if (!wanted) return wanted.error();
    const auto a = account_of(id);
    if (!a) return a.error();
    const auto request = waybills::label(access(*a), {"", wanted->waybill});
    if (!request)
        return conflict("logistics.no_label", "This courier prints no labels; print our own.");
    const auto body = asking::answer_of(d_.fetch(*request));
    if (!body) return body.error();
    if (!body->starts_with("%PDF"))
        return conflict("logistics.no_label", "The courier gave no label; print our own.");
    return *body;
}

}  // namespace ol::logistics
