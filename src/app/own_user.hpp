#pragma once
// Started as root, the server goes on as a user of its own once its ports are open: what breaks
// into it is not root.
#include <optional>
#include <string>

#include "app/config.hpp"

namespace ol::app {

struct Account {
    std::string name;
    unsigned uid = 0, gid = 0;
};

/// Whom the server shall become: key `user`, else "orderline" when there is such a user. Nobody
/// when it is not root, or `user` is "root", or (with a warning) nothing fits and `user` is not
/// set. Errors, only with `user` set: app.user (unknown, or this process is not root),
/// app.user_reach (it cannot read what the server needs; the field names the folder). Before any
/// thread is started: looks at folders with the account's rights.
Result<std::optional<Account>> account_for(const Config& config);

/// Gives the folder `var` to the account and becomes it, in all threads, for good.
/// Errors: app.user.
Result<> become(const Account& account, const std::string& var);

}  // namespace ol::app
