#pragma once
// Private, pure: what an edit of a person must obey. All questions are asked of one Directory, read
// inside the writer's transaction, so that two edits at once cannot make a cycle or take the last
// owner away.
#include "team/staff/directory.hpp"

namespace ol::staff {

/// Whose right is checked. The system (CLI, setup, demo) may everything.
struct Actor {
    const http::Principal& who;
    std::vector<std::string> roles;
    bool system = false;
};
Actor actor_of(const Directory& d, const http::Principal& who);

/// Shape of the fields: login, name, language; department, superior, stand-in, roles and shops
/// exist.
Result<> check_person(const Directory& d, const Person& p);
/// A second device is of another kind than her phone; a number outside has to be known.
Result<> check_second(const Member& m, SecondPhone second);
/// Her department and shops lie inside the actor's scope, and the actor may grant each of her
/// roles.
Result<> check_may_manage(const Actor& actor, const Person& p);
/// One shop in the house: hers. Else a role bound to shops needs them named.
Result<> fill_shops(const Directory& d, Person& p);
/// Actor's own account, last owner, cycle of superiors, rights over before and after.
Result<> check_change(const Directory& d, const Actor& actor, const Person& before,
                      const Person& after);

Person patched(const Person& before, const PersonPatch& patch);
void sort_lists(
    Person& p);  // roles and shops, each once; after the checks, whose errors count as typed
std::vector<std::string> changed_fields(const Person& a, const Person& b);
std::string clean_login(std::string_view typed);

}  // namespace ol::staff
