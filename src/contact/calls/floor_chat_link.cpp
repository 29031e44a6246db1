// Who waits may go on by chat: key 9 asks for a link, which goes to his number by SMS
// (contact/conversations writes it). His place is given up when it is on its way, not before.
#include "contact/calls/floor.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

/// Nothing is spoken where nothing could be sent: no chat, no SMS, a number that takes none.
void Calls::Impl::offer_chat(ContactId id) {
    const auto* c = find(id);
    if (!c || !deps.chat_links.offered || !c->row.number.starts_with('+')) return;
    if (dear_phone(c->row.number) || !deps.chat_links.offered(c->row.shop)) return;
    apply(SayToWaiting{id, {"chat_offer"}, false, false, true});
}

void Calls::Impl::run(const AskChat& asked) {
    const auto* c = find(asked.contact);
    if (!c || !deps.chat_links.send) return apply(ChatSent{asked.contact, false});
    const auto shop = shops.find(c->row.shop);
    const std::string language = !c->language.empty()  ? c->language
                                 : shop == shops.end() ? "en"
                                                       : shop->second.language;
    deps.chat_links.send(
        {c->row.shop, c->row.customer, c->row.number, c->row.caller_name, language},
        [this, id = asked.contact](bool sent) {
            floor.post([this, id, sent] {
                fact(sent ? "contact.chat_link" : "contact.chat_link_failed", id.value, {}, "{}");
                apply(ChatSent{id, sent});
            });
        });
}

}  // namespace ol::calls
