#pragma once
// Setting up SIP phones without typing: a person asks for an address that holds for fifteen minutes
// and five readings; her phone reads its account there. See README.md.
#include <functional>
#include <memory>
#include <span>

#include "platform/base/result.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "team/phones/files.hpp"
#include "team/phones/types.hpp"
#include "team/staff/staff.hpp"

namespace ol::phones {

inline constexpr Ms setup_life{15 * 60'000};
inline constexpr int setup_uses = 5;  // phones read twice, and are set up wrongly at first

std::span<const db::Migration> migrations();

struct Deps {
    db::Database& db;
    const Clock& clock;
    staff::Staff& staff;
    std::function<std::vector<PhoneWay>()> ways;  // the doors for phones, as they reach them
    std::function<std::string()> public_url;      // "https://desk.example:8443", without a slash
};

/// Thread-safe; blocks on the database.
class Phones {
public:
    explicit Phones(Deps deps);
    ~Phones();

    PhoneWays ways() const;
    /// Takes the place of her earlier one. Errors: phones.transport {transport}: no such door;
    /// too_many "phones.throttled".
    Result<PhoneSetup> begin(PersonId person, const PhoneSetupIn& in);
    /// One error for all that is not there or asked by a wrong name: not_found "phones.no_file".
    /// Over or used up, until she makes another: not_found "phones.setup_over"; too_many
    /// "phones.throttled". A reading counts and stands in the audit.
    Result<File> read(std::string_view token, std::string_view name, std::string_view from_ip);

    struct Impl;

private:
    std::unique_ptr<Impl> impl_;
};

void add_routes(http::Router& router, Phones& phones);

}  // namespace ol::phones
