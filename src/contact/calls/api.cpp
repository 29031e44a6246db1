// The room's HTTP routes, and what they share.
#include "contact/calls/api.hpp"

namespace ol::calls {

Result<ContactId> contact_in(const Request& request) {
    auto id = request.id_param("id");
    if (!id) return invalid("calls.contact_id", "id", "the contact id in the path is not a number");
    return ContactId{*id};
}

bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}
Error no_contact() { return not_found("calls.contact", "there is no such contact"); }
Error not_yours() { return forbidden("calls.not_yours", "another operator had this contact"); }

std::optional<std::string> next_of(std::size_t rows, std::int64_t limit, std::int64_t last) {
    return rows == static_cast<std::size_t>(limit) ? std::optional(std::to_string(last))
                                                   : std::nullopt;
}

void CallRoutes::add() {
    add_presence();
    add_actions();
    add_out();
    add_times();
    add_takes();
    add_wrap_up();
    add_lists();
    add_prospects();
    add_lost();
    add_quality();
    add_queues();
    add_talk();
    add_supervise();
}

std::optional<std::string> Calls::number_of(ContactId contact) {
    auto number = impl_->ask<std::string>([i = impl_.get(), contact]() -> Result<std::string> {
        auto* c = i->find(contact);
        if (!c) return not_found("calls.contact_over", "this contact is over");
        return c->row.number;
    });
    return number ? std::optional(*number) : std::nullopt;
}

std::map<ContactId, std::string> Calls::caller_names(db::Conn& conn,
                                                     std::span<const ContactId> ids) {
    return store::caller_names(conn, ids);
}

void Calls::add_routes(http::Router& router) { CallRoutes{*impl_, router}.add(); }

}  // namespace ol::calls
