// The list of parcels that leave with a courier, signed by who gives and who takes (R69).
#include <algorithm>

#include "platform/base/text.hpp"
#include "shop/logistics/parcel.hpp"

namespace ol::logistics {
namespace {

constexpr std::size_t parcels_max = 500, name_max = 120;
constexpr std::int64_t sheets_shown = 30;

/// What may stand on a list: it has a waybill, and has not left.
constexpr std::string_view waiting_rows = R"( send_state in ('sent', 'external') and
    waybill is not null and status = 'registered' and sheet_id is null)";

Result<std::string> name_of(const std::string& text, std::string_view field) {
    std::string name(trim(text));
    if (!name.empty() && name.size() <= name_max && plain_line(name)) return name;
    return invalid("logistics.names", std::string(field), "A name of at most 120 bytes.");
}

}  // namespace

HandOverRow Logistics::row_of(db::Conn& c, ShipmentId id) const {
    HandOverRow row;
    row.shipment_id = id;
    const auto p = parcel(c, "id", id.value);
    row.order_id = p->order, row.waybill = p->waybill;
    const auto order = d_.orders.order(c, p->order);
    const auto fields = fields_of(c, *p);
    if (!order || !fields) return row;
    row.order_number = fields->order_number, row.recipient = fields->recipient;
    row.city = fields->city, row.cod = fields->cod;
    if (p->sheet) return row;  // it stands on a list: what it was let go with
    row.barred = bar(c, *order);
    const auto made = json::read<WaybillFields>(p->made_from);
    if (!p->made_from.empty() && made) row.differs = differing(*made, *fields);
    if (row.barred.empty() && !row.differs.empty()) row.barred = "differs";
    return row;
}

HandOverList Logistics::hand_overs(db::Conn& c, const std::set<std::int64_t>& shops) const {
    HandOverList out;
    const auto mine = [&](std::int64_t shop) { return shops.empty() || shops.contains(shop); };
    const auto w = c.query("select id, shop_id, courier from shipment where" +
                           std::string(waiting_rows) + " order by shop_id, courier, id limit 1000");
    for (std::size_t i = 0; i < w.size(); ++i) {
        if (!mine(w.i64(i, 1))) continue;
        const auto courier = from_name<Courier>(w.text(i, 2)).value_or(Courier::novaposhta);
        const bool same = !out.waiting.empty() && out.waiting.back().shop_id.value == w.i64(i, 1) &&
                          out.waiting.back().courier == courier;
        if (!same) out.waiting.push_back({{w.i64(i, 1)}, courier, {}});
        out.waiting.back().parcels.push_back(row_of(c, {w.i64(i, 0)}));
    }
    const auto s = c.query("select id, shop_id from hand_over order by made_at desc, id desc");
    for (std::size_t i = 0; i < s.size() && std::ssize(out.sheets) < sheets_shown; ++i)
        if (mine(s.i64(i, 1)))
            if (auto sheet = hand_over(c, {s.i64(i, 0)})) out.sheets.push_back(std::move(*sheet));
    return out;
}

Result<HandOver> Logistics::hand_over(db::Conn& c, SheetId id) const {
    const auto r = c.query(R"(select shop_id, courier, courier_number, register_state,
        register_error, person_id, made_at, given_by, taken_by, signed_at, version
        from hand_over where id = ?1)",
                           id);
    if (r.empty()) return not_found("logistics.unknown", "No such list.");
    HandOver h;
    h.id = id, h.shop_id = {r.i64(0, 0)};
    h.courier = from_name<Courier>(r.text(0, 1)).value_or(Courier::novaposhta);
    h.courier_number = r.text(0, 2);
    h.register_state = from_name<SendState>(r.text(0, 3)).value_or(SendState::external);
    h.register_error = r.text(0, 4);
    if (d_.person_name) h.made_by = d_.person_name(c, {r.i64(0, 5)});
    h.made_at = from_ms(r.i64(0, 6));
    h.given_by = r.text(0, 7), h.taken_by = r.text(0, 8);
    if (!r.is_null(0, 9)) h.signed_at = from_ms(r.i64(0, 9));
    h.version = r.i64(0, 10);
    const auto p = c.query("select id from shipment where sheet_id = ?1 order by id", id);
    for (std::size_t i = 0; i < p.size(); ++i) h.parcels.push_back(row_of(c, {p.i64(i, 0)}));
    return h;
}

Result<SheetId> Logistics::make_sheet(const NewHandOver& in, PersonId by) {
    if (in.shipments.empty() || in.shipments.size() > parcels_max)
        return invalid("logistics.parcels", "shipments", "From 1 to 500 parcels stand on a list.");
    const std::lock_guard lock(outside_);
    std::vector<std::string> refs;
    std::optional<OpenAccount> a;
    auto made = d_.db.write_as<SheetId>([&](db::Tx& tx) -> Result<SheetId> {
        refs.clear();
        const auto id = d_.ids.next_id<SheetId>();
        for (const auto one : in.shipments) {
            const auto fits = tx.query(
                "select shop_id, courier, courier_ref from shipment where "
                "id = ?1 and" +
                    std::string(waiting_rows),
                one);
            if (fits.empty() || fits.i64(0, 0) != in.shop_id.value ||
                fits.text(0, 1) != to_name(in.courier))
                return conflict("logistics.state",
                                "One of these parcels does not wait for this courier any more.");
            const auto row = row_of(tx.conn, one);
            if (!row.barred.empty()) {
                auto e = conflict("logistics.may_not_leave",
                                  "Order " + row.order_number + " may not leave: " + row.barred);
                e.params = {{"order", row.order_number}, {"why", row.barred}};
                return e;
            }
            if (!fits.text(0, 2).empty()) refs.push_back(fits.text(0, 2));
            tx.exec("update shipment set sheet_id = ?2, version = version + 1 where id = ?1", one,
                    id);
        }
        a = account(tx.conn, in.shop_id, in.courier);
        const bool keeps = a && in.courier == Courier::novaposhta && !refs.empty();
        tx.exec(R"(insert into hand_over (id, shop_id, courier, courier_number, register_state,
            register_error, person_id, made_at, given_by, taken_by, signed_at, version)
            values (?1,?2,?3,'',?4,'',?5,?6,'','',null,1))",
                id, in.shop_id, in.courier, keeps ? SendState::sending : SendState::external, by,
                tx.now);
        tx.journal({"hand_over.made", id.value, by.value,
                    R"({"parcels":)" + std::to_string(in.shipments.size()) + "}"});
        if (!keeps) a.reset();
        return id;
    });
    if (made && a) ask_register(*made, *a, refs);
    return made;
}

/// The list that is signed is ours; the courier's register is asked for once. A lost answer stands
/// on the list as "perhaps", for a person to look at the courier's cabinet.
void Logistics::ask_register(SheetId id, const OpenAccount& a,
                             const std::vector<std::string>& refs) const {
    const auto answer = d_.fetch(waybills::sheet(access(a), refs));
    const auto body = asking::answer_of(answer);
    const auto sheet = body ? waybills::read_sheet(*body) : Result<Waybill>(body.error());
    const bool refused = !sheet && sheet.error().code == "logistics.refused";
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(R"(update hand_over set courier_number = ?2, register_state = ?3,
            register_error = ?4, version = version + 1 where id = ?1)",
                id, sheet ? sheet->number : "",
                sheet     ? SendState::sent
                : refused ? SendState::failed
                          : SendState::perhaps_sent,
                sheet ? "" : sheet.error().code);
        return {};
    });
}

Result<> Logistics::sign(SheetId id, std::int64_t version, const SignHandOver& in, PersonId by) {
    const auto given = name_of(in.given_by, "given_by"), taken = name_of(in.taken_by, "taken_by");
    if (!given) return given.error();
    if (!taken) return taken.error();
    Told told;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        told = {};
        const auto sheet = hand_over(tx.conn, id);
        if (!sheet) return sheet.error();
        if (sheet->signed_at || sheet->version != version)
            return conflict("logistics.state", "Somebody signed or changed this list meanwhile.");
        tx.exec(R"(update hand_over set given_by = ?2, taken_by = ?3, signed_at = ?4,
            version = version + 1 where id = ?1)",
                id, *given, *taken, tx.now);
        tx.journal({"hand_over.signed", id.value, by.value, "{}"});
        for (const auto& row : sheet->parcels) {
            auto p = parcel(tx.conn, "id", row.shipment_id.value);
            TrackEvent left{p->waybill, Status::handed_over, "signed"};
            left.at = tx.now;
            take_event(tx, *p, left, told);
        }
        return {};
    });
    if (done) tell(told);
    return done;
}

std::optional<ShopId> Logistics::shop_of(db::Conn& c, SheetId id) const {
    const auto r = c.query("select shop_id from hand_over where id = ?1", id);
    return r.empty() ? std::nullopt : std::optional(ShopId{r.i64(0, 0)});
}

}  // namespace ol::logistics
