#include "contact/letters/copies.hpp"

#include "contact/letters/letters.hpp"
#include "platform/mail/mail.hpp"

namespace ol::letters {
namespace {

constexpr int sends_within_ms = 10000;

std::optional<rows::Box> box_of(db::Conn& conn, ShopId shop) {
    for (const auto& box : rows::boxes(conn))
        if (box.shop_id == shop && box.enabled) return box;
    return std::nullopt;
}

}  // namespace

bool can_copy(db::Conn& conn, ShopId shop) { return box_of(conn, shop).has_value(); }

Result<> Letters::send_copy(const Copy& copy) {
    mail::Letter letter;
    const auto box = d_.db.read_as<rows::Box>([&](db::Conn& conn) -> Result<rows::Box> {
        if (auto found = box_of(conn, copy.shop)) {
            auto keys = Dkims::keys_of(conn, *found, d_.key32);
            if (!keys) return keys.error();
            letter.dkim = std::move(*keys);
            return *found;
        }
        return not_found("letters.no_mailbox", "This shop has no mailbox that is in use.");
    });
    if (!box) return box.error();
    const auto login = sending(*box);
    if (!login) return login.error();
    letter.from = box->address, letter.from_name = box->name;
    letter.to = {copy.to};
    letter.subject = copy.subject, letter.text = copy.text, letter.key = copy.key;
    if (!box->signature.empty()) letter.text += "\n\n-- \n" + box->signature;
    if (auto ok = mail::check(letter); !ok) return ok;
    auto server = mail::server_of(*login);
    server.timeout_ms = sends_within_ms;
    return mail::send(server, letter, d_.clock.now());
}

}  // namespace ol::letters
