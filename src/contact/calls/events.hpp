#pragma once
// What the room tells and does for the buyer's page; thin on purpose (calls.hpp is read by many).
#include <optional>
#include <utility>

#include "platform/db/db.hpp"
#include "shop/customers/thread.hpp"

namespace ol::calls {

/// His contacts and tasks by the time they began.
std::vector<customers::ThreadEntry> thread(db::Conn& c, const customers::ThreadAsk& ask);

struct WithBuyer {
    CustomerId customer;
    PersonId person;
    ContactId contact;
    Time since{};
    ShopId shop;
    bool booked = false;  // a call-back at a time that he chose
};
/// Who talks with him, or is calling him, now.
std::optional<WithBuyer> in_talk(db::Conn& c, CustomerId customer);
/// Whom a contact is about and whose it is, as its row stands.
std::optional<WithBuyer> with_buyer(db::Conn& c, ContactId contact);

/// Number, name and notes of his contacts go; their recordings are erased (those under hold stay
/// until it ends). Times and results stay.
void erase_buyer(db::Tx& tx, CustomerId customer);

}  // namespace ol::calls
