// People: create, change, lock, passwords, absences, departments. Each edit is checked and audited
// in one transaction.
#include "team/staff/people_rules.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"
#include "team/staff/impl.hpp"
#include "team/staff/two_factor.hpp"

namespace ol::staff {
namespace {

Error login_taken() {
    Error e = conflict("staff.login_taken", "Somebody has this login already; choose another one.");
    e.field = "login";
    return e;
}

std::string free_sip_user(db::Tx& tx, const std::string& login) {
    std::string base;
    for (char c : login)
        if (c != '@') base += c;
    std::string name = base;
    for (int n = 2; store::sip_user_taken(tx, name); ++n) name = base + "-" + std::to_string(n);
    return name;
}

Member member_of(const NewPerson& draft, PersonId id) {
    Member m;
    m.person = patched({}, {draft.name,
                            draft.login,
                            draft.language,
                            draft.department_id,
                            draft.superior_id,
                            draft.stand_in_id,
                            draft.roles,
                            draft.shop_ids,
                            true,
                            {}});
    m.person.id = id;
    m.theme = "auto";
    m.density = "usual";
    return m;
}

}  // namespace

Result<CreatedPerson> Staff::create_person(const http::Principal& actor, const NewPerson& draft,
                                           std::optional<std::string> password) {
    Member m = member_of(draft, impl_->deps.ids.next_id<PersonId>());
    const std::string secret = password.value_or(crypto::random_password());
    if (auto ok = check_new_password(secret, m.person.login, "password"); !ok) return ok.error();
    const store::Secrets secrets{crypto::hash_password(secret),
                                 impl_->seal(crypto::random_token(18))};
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        const Directory d = store::load(tx.conn);
        if (auto r = fill_shops(d, m.person); !r) return r;
        if (auto r = check_person(d, m.person); !r) return r;
        sort_lists(m.person);
        if (auto r = check_may_manage(actor_of(d, actor), m.person); !r) return r;
        if (store::login_taken(tx, m.person.login, {})) return login_taken();
        m.person.sip_user = free_sip_user(tx, m.person.login);
        store::insert_person(tx, m, secrets);
        audit(tx, actor.person, "person.created", m.person.id.value,
              "{\"roles\":\"" + store::join(m.person.roles) + "\"}");
        tx.journal({"person.created", m.person.id.value, actor.person.value});
        return {};
    });
    if (!done) return done.error();
    return CreatedPerson{m.person, secret};
}

Result<Person> Staff::change_person(const http::Principal& actor, PersonId id, std::int64_t version,
                                    const PersonPatch& patch) {
    std::vector<SessionId> ended;
    Person after;
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        const Directory d = store::load(tx.conn);
        const Member* m = d.find(id);
        if (!m) return no_person();
        const Person& before = m->person;
        if (before.version != version)
            return conflict("staff.version_conflict",
                            "Somebody changed this person meanwhile; look, then save again.");
        after = patched(before, patch);
        if (auto r = fill_shops(d, after); !r) return r;
        if (auto r = check_person(d, after); !r) return r;
        sort_lists(after);
        if (after.second_phone != before.second_phone)
            if (auto r = check_second(*m, after.second_phone); !r) return r;
        if (auto r = check_change(d, actor_of(d, actor), before, after); !r) return r;
        if (store::login_taken(tx, after.login, id)) return login_taken();
        store::update_person(tx, after);
        ++after.version;
        if (!after.active) ended = store::end_sessions_of(tx, id);
        if (before.active && !after.active && switched_off) switched_off(tx, id);
        audit(tx, actor.person, "person.changed", id.value,
              fields_json(changed_fields(before, after)));
        tx.journal({"person.changed", id.value, actor.person.value});
        return {};
    });
    if (!done) return done.error();
    end_sessions(ended);
    return after;
}

Result<NewPassword> Staff::reset_password(const http::Principal& actor, PersonId id,
                                          std::optional<std::string> password) {
    const std::string secret = password.value_or(crypto::random_password());
    const std::string hash = crypto::hash_password(secret.substr(0, password_bytes_max));
    std::vector<SessionId> ended;
    auto done = impl_->deps.db.write([&](db::Tx& tx) -> Result<> {
        const Directory d = store::load(tx.conn);
        const Member* m = d.find(id);
        if (!m) return no_person();
        if (auto r = check_new_password(secret, m->person.login, "password"); !r) return r;
        if (auto r = check_may_manage(actor_of(d, actor), m->person); !r) return r;
        store::set_password(tx, id, hash);
        ended = store::end_sessions_of(tx, id);
        audit(tx, actor.person, "password.reset", id.value);
        return {};
    });
    if (!done) return done.error();
    end_sessions(ended);
    return NewPassword{secret};
}

Result<> Staff::clear_totp(const http::Principal& actor, PersonId id) {
    return write_and_refresh([&](db::Tx& tx) -> Result<> {
        const Directory d = store::load(tx.conn);
        const Member* m = d.find(id);
        if (!m) return no_person();
        if (auto r = check_may_manage(actor_of(d, actor), m->person); !r) return r;
        store::remove_totp(tx, id);
        audit(tx, actor.person, "totp.removed", id.value);
        return {};
    });
}

Result<Absence> Staff::add_absence(const http::Principal& actor, PersonId id, Time from,
                                   Time until) {
    if (until <= from)
        return invalid("staff.absence_order", "until", "The absence must end after it begins.");
    const Absence absence{id, from, until};
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        const Directory d = store::load(tx.conn);
        const Member* m = d.find(id);
        if (!m) return no_person();
        if (actor.person != id)
            if (auto r = check_may_manage(actor_of(d, actor), m->person); !r) return r;
        store::insert_absence(tx, impl_->deps.ids.next(), absence);
        audit(tx, actor.person, "absence.added", id.value);
        return {};
    });
    if (!done) return done.error();
    return absence;
}

std::vector<Person> Staff::people(const http::Principal& actor, std::string_view q,
                                  std::optional<DepartmentId> department) const {
    std::vector<Person> out;
    const std::string wanted = fold(q);
    const DirectoryPtr d = directory();
    for (const auto& [id, m] : d->people) {
        const Person& p = m.person;
        if (!sees(actor, m) || (department && p.department_id != department)) continue;
        if (!wanted.empty() && fold(p.name).find(wanted) == std::string::npos &&
            p.login.find(wanted) == std::string::npos)
            continue;
        out.push_back(p);
    }
    return out;
}

Result<PersonId> Staff::find_login(std::string_view login) const {
    const DirectoryPtr d = directory();
    const Member* m = d->find_login(clean_login(login));
    if (!m) return no_person();
    return m->person.id;
}

Result<Department> Staff::create_department(const http::Principal& actor,
                                            const NewDepartment& draft) {
    const Department dep{impl_->deps.ids.next_id<DepartmentId>(), std::string(trim(draft.name)),
                         draft.head_id};
    if (auto ok = check_text(dep.name, 100, "name"); !ok) return ok.error();
    if (!actor.departments.empty())
        return forbidden("staff.other_department",
                         "Departments are made by those who manage the whole house.");
    auto done = write_and_refresh([&](db::Tx& tx) -> Result<> {
        if (dep.head_id && !store::load(tx.conn).find(*dep.head_id))
            return invalid("staff.person_unknown", "head_id", "There is no such person.");
        if (store::department_name_taken(tx, dep.name)) {
            Error e = conflict("staff.department_taken", "A department has this name already.");
            e.field = "name";
            return e;
        }
        store::insert_department(tx, dep);
        audit(tx, actor.person, "department.created", dep.id.value);
        return {};
    });
    if (!done) return done.error();
    return dep;
}

}  // namespace ol::staff
