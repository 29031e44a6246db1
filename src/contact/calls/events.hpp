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

/// Its buyer's card went into another one while it was under way.
void belongs_to(db::Tx& tx, ContactId contact, CustomerId customer);

/// Contacts of his that are not over: he waits, talks, or is to be called.
std::int64_t open_contacts(db::Conn& c, CustomerId customer);
/// Recordings of his that somebody holds: they outlive an erasure until they are released.
std::int64_t held_recordings(db::Conn& c, CustomerId customer);
/// A number that was his alone, in contacts from before he was known.
void erase_number(db::Tx& tx, std::string_view number);

/// Number, name and notes of his contacts go; their recordings are erased (those under hold stay
/// until it ends). Times and results stay.
void erase_buyer(db::Tx& tx, CustomerId customer);

}  // namespace ol::calls
