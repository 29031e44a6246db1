// The recipient in the courier's own register, before the waybill: Ukrposhta's client and address.
// He bears our reference, so he is found again whatever became of the answer, and made once. An
// address cannot be looked up by anything of ours; one that the client has already is used.
#include "shop/logistics/parcel.hpp"
#include "shop/logistics/ukrposhta.hpp"

namespace ol::logistics {
namespace {

Error unreachable() {
    return unavailable("logistics.unreachable", "The courier does not answer; nothing was made.");
}

}  // namespace

Result<Recipient> Logistics::registered(const OpenAccount& a, ShipmentId id,
                                        const WaybillFields& fields) const {
    if (!waybills::registers_recipient(a.courier)) return Recipient{};
    const auto at = access(a);
    if (auto ok = ukrposhta::can_make(at, a.sender); !ok) return ok.error();
    const auto place = ukrposhta::place_of(fields);
    if (!place) return place.error();
    const auto person = ukrposhta::person_of(fields);
    if (!person) return person.error();
    const auto asked = [this](const http::ClientRequest& r) -> Result<http::ClientResponse> {
        auto answer = d_.fetch(r);
        if (!answer || answer->status == 429 || answer->status >= 500) return unreachable();
        return answer;
    };
    const auto ours = waybills::our_reference(id.value);
    const auto found = asked(ukrposhta::client(at, ours));
    if (!found) return found.error();
    const auto known = ukrposhta::read_client(*found);
    if (!known) return known.error();
    Recipient to;
    if (*known && (*known)->place == *place) {
        to.address = (*known)->address;
    } else {
        const auto answer = asked(ukrposhta::make_address(at, *place));
        if (!answer) return answer.error();
        auto made = ukrposhta::read_made(*answer, "id");
        if (!made) return made.error();
        to.address = std::move(*made);
    }
    const auto answer =
        asked(*known ? ukrposhta::change_client(at, (*known)->uuid, *person, to.address)
                     : ukrposhta::make_client(at, *person, to.address, ours));
    if (!answer) return answer.error();
    auto made = ukrposhta::read_made(*answer, "uuid");
    if (!made) return made.error();
    to.uuid = std::move(*made);
    return to;
}

/// Nothing of the buyer goes to the courier before the order may leave.
Result<Logistics::Prepared> Logistics::prepare(const OpenAccount& a, ShipmentId id, Act act) const {
    if (act == Act::cancel || !waybills::registers_recipient(a.courier)) return Prepared{};
    auto fields = d_.db.read_as<WaybillFields>([&](db::Conn& c) -> Result<WaybillFields> {
        const auto p = parcel(c, "id", id.value);
        if (!p) return not_found("logistics.unknown", "No such parcel.");
        if (auto ok = fits(c, *p, act); !ok) return ok.error();
        return fields_of(c, *p);
    });
    if (!fields) return fields.error();
    auto to = registered(a, id, *fields);
    if (!to) return to.error();
    return Prepared{std::move(*fields), std::move(*to)};
}

}  // namespace ol::logistics
