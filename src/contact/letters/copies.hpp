#pragma once
// A letter of the shop's that answers nobody: the copy of a chat. Public beside letters.hpp, so
// that who sends one needs nothing of conversations.
#include <string>

#include "platform/base/ids.hpp"
#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/db/db.hpp"

namespace ol::letters {

struct Copy {
    ShopId shop;
    std::string to, subject, text;
    std::string key;  // the same for the same copy
};

/// Has the shop a mailbox that is in use?
bool can_copy(db::Conn& conn, ShopId shop);

}  // namespace ol::letters
