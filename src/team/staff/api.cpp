// Routes of the room. Handlers only read the request, call Staff and answer; rules are not here.
#include "team/staff/staff.hpp"

namespace ol::staff {
namespace {

using http::Method;
using http::Request;
using http::Response;
using http::Route;
using Access = http::Route::Access;

Route signed_in(Method method, std::string path, std::string summary) {
    return {.method = method,
            .path = std::move(path),
            .summary = std::move(summary),
            .tag = "staff",
            .access = Access::signed_in};
}

Route needs(std::string_view permission, Method method, std::string path, std::string summary) {
    return {.method = method,
            .path = std::move(path),
            .summary = std::move(summary),
            .tag = "staff",
            .permission = std::string(permission)};
}

Response answer(const Result<>& r) {
    return r ? http::json_response("{}") : http::problem(r.error());
}

/// The id of the path; what is no id belongs to nobody.
template <class I>
Result<I> id_of(const Request& r, std::string_view code) {
    const auto id = r.id_param("id");
    if (!id) return not_found(std::string(code), "There is nothing with this id.");
    return I{*id};
}

/// A PATCH or POST of one thing by id: body In, answer Out.
template <class In, class I, class F>
http::Handler edit(std::string_view missing, F fn) {
    return [missing, fn](Request& r) -> Response {
        const auto id = id_of<I>(r, missing);
        if (!id) return http::problem(id.error());
        const auto in = json::read<In>(r.body);
        if (!in) return http::problem(in.error());
        const auto out = fn(r, *id, *in);
        return out ? http::json_of(*out) : http::problem(out.error());
    };
}

void add_session_routes(http::Router& router, Staff& staff) {
    Route sign_in{.method = Method::post,
                  .path = "/api/v1/session",
                  .summary = "Sign in; sets the session cookie",
                  .tag = "staff",
                  .access = Access::open,
                  .body_max = 4096};
    sign_in.in = json::schema<Credentials>();
    sign_in.out = json::schema<Me>();
    sign_in.handler = [&staff](Request& r) -> Response {
        const auto in = json::read<Credentials>(r.body);
        if (!in) return http::problem(in.error());
        const auto done = staff.sign_in(*in, {r.remote_ip, r.header("user-agent")});
        if (!done) return http::problem(done.error());
        const auto me = staff.me(done->who);
        if (!me) return http::problem(me.error());
        Response out = http::json_of(*me);
        out.headers.emplace_back("Set-Cookie", session_cookie(done->token, r.secure));
        return out;
    };
    router.add(std::move(sign_in));

    Route sign_out = signed_in(Method::del, "/api/v1/session", "Sign out here");
    sign_out.handler = [&staff](Request& r) -> Response {
        Response out = answer(staff.sign_out(r.who.person, r.who.session));
        out.headers.emplace_back("Set-Cookie", session_cookie("", r.secure));
        return out;
    };
    router.add(std::move(sign_out));

    router.get<SessionList>(signed_in(Method::get, "/api/v1/me/sessions", "Where I am signed in"),
                            [&staff](Request& r) -> Result<SessionList> {
                                auto rows = staff.sessions(r.who.person, r.who.session);
                                if (!rows) return rows.error();
                                return SessionList{std::move(*rows)};
                            });
    Route revoke = signed_in(Method::del, "/api/v1/me/sessions/{id}", "End one of my sessions");
    revoke.handler = [&staff](Request& r) -> Response {
        const auto id = id_of<SessionId>(r, "staff.session_not_found");
        return id ? answer(staff.sign_out(r.who.person, *id)) : http::problem(id.error());
    };
    router.add(std::move(revoke));
}

void add_me_routes(http::Router& router, Staff& staff) {
    router.get<Me>(signed_in(Method::get, "/api/v1/me", "Who I am and what I may do"),
                   [&staff](Request& r) { return staff.me(r.who); });
    router.on<MePatch, Me>(
        signed_in(Method::patch, "/api/v1/me", "My language and look of the desk"),
        [&staff](Request& r, const MePatch& in) { return staff.change_me(r.who, in); });
    router.on<PhoneChoice, PhoneSettings>(
        signed_in(Method::put, "/api/v1/me/phone",
                  "Browser, SIP phone or a number outside; a second device rings beside"),
        [&staff](Request& r, const PhoneChoice& in) { return staff.choose_phone(r.who, in); });
    router.get<PhoneSecret>(needs("desk.work", Method::get, "/api/v1/me/phone/secret",
                                  "My SIP password; noted in the audit"),
                            [&staff](Request& r) { return staff.phone_secret(r.who.person); });
    router.get<IceServers>(
        signed_in(Method::get, "/api/v1/me/phone/ice-servers",
                  "The relay for my browser phone (to work or to listen with), with a name that "
                  "ends soon"),
        [&staff](Request& r) -> Result<IceServers> {
            if (!r.who.may("desk.work") && !r.who.may("calls.listen"))
                return forbidden("staff.no_phone", "your roles have no phone at the desk");
            return staff.ice_servers(r.who.person);
        });
    Route password = signed_in(Method::post, "/api/v1/me/password",
                               "Change my password; ends my other sessions");
    password.in = json::schema<PasswordChange>();
    password.handler = [&staff](Request& r) -> Response {
        const auto in = json::read<PasswordChange>(r.body);
        return in ? answer(staff.change_password(r.who, *in)) : http::problem(in.error());
    };
    router.add(std::move(password));

    Route begin = signed_in(Method::post, "/api/v1/me/totp", "Begin a second factor");
    begin.out = json::schema<TotpSecret>();
    begin.handler = [&staff](Request& r) -> Response {
        const auto out = staff.begin_totp(r.who.person);
        return out ? http::json_of(*out) : http::problem(out.error());
    };
    router.add(std::move(begin));
    router.on<TotpCode, RecoveryCodes>(
        signed_in(Method::post, "/api/v1/me/totp/confirm",
                  "Turn the second factor on; answers recovery codes, once"),
        [&staff](Request& r, const TotpCode& in) {
            return staff.confirm_totp(r.who.person, in.code);
        });
    Route remove = signed_in(Method::del, "/api/v1/me/totp", "Turn the second factor off");
    remove.in = json::schema<PasswordProof>();
    remove.handler = [&staff](Request& r) -> Response {
        const auto in = json::read<PasswordProof>(r.body);
        return in ? answer(staff.remove_totp(r.who.person, in->password))
                  : http::problem(in.error());
    };
    router.add(std::move(remove));
}

void add_people_routes(http::Router& router, Staff& staff) {
    Route list = needs("people.view", Method::get, "/api/v1/people", "People in my scope");
    list.query = {"q", http::id_param("department_id")};
    router.get<PersonList>(std::move(list), [&staff](Request& r) -> Result<PersonList> {
        const DepartmentId department{r.query_number("department_id")};
        return PersonList{staff.people(r.who, r.query_text("q"),
                                       department ? std::optional(department) : std::nullopt)};
    });
    router.on<NewPerson, CreatedPerson>(
        needs("people.edit", Method::post, "/api/v1/people",
              "New person; answers the first password, once"),
        [&staff](Request& r, const NewPerson& in) { return staff.create_person(r.who, in); });

    Route change = needs("people.edit", Method::patch, "/api/v1/people/{id}",
                         "Change or lock a person (If-Match)");
    change.in = json::schema<PersonPatch>();
    change.out = json::schema<Person>();
    change.handler = edit<PersonPatch, PersonId>(
        "staff.person_not_found",
        [&staff](Request& r, PersonId id, const PersonPatch& in) -> Result<Person> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return staff.change_person(r.who, id, *version, in);
        });
    router.add(std::move(change));

    Route reset = needs("people.edit", Method::post, "/api/v1/people/{id}/password",
                        "New password, shown once; ends sessions");
    reset.out = json::schema<NewPassword>();
    reset.handler = [&staff](Request& r) -> Response {
        const auto id = id_of<PersonId>(r, "staff.person_not_found");
        if (!id) return http::problem(id.error());
        const auto out = staff.reset_password(r.who, *id);
        return out ? http::json_of(*out) : http::problem(out.error());
    };
    router.add(std::move(reset));

    Route clear =
        needs("people.edit", Method::del, "/api/v1/people/{id}/totp", "She lost phone and codes");
    clear.handler = [&staff](Request& r) -> Response {
        const auto id = id_of<PersonId>(r, "staff.person_not_found");
        return id ? answer(staff.clear_totp(r.who, *id)) : http::problem(id.error());
    };
    router.add(std::move(clear));

    Route absence = signed_in(Method::post, "/api/v1/people/{id}/absences",
                              "Away from ... until: the stand-in takes over");
    absence.in = json::schema<NewAbsence>();
    absence.out = json::schema<Absence>();
    absence.handler = edit<NewAbsence, PersonId>(
        "staff.person_not_found", [&staff](Request& r, PersonId id, const NewAbsence& in) {
            return staff.add_absence(r.who, id, in.from, in.until);
        });
    router.add(std::move(absence));
}

RoleList role_list() {
    RoleList out;
    for (const RoleRule& r : all_roles())
        out.items.push_back({std::string(r.code), codes_of(r.may), r.scope});
    return out;
}

PauseReasonList pause_reason_list() {
    PauseReasonList out;
    for (const PauseRule& r : pause_rules) out.items.push_back({std::string(r.code), r.productive});
    return out;
}

std::vector<http::Param> audit_query() {
    constexpr std::int64_t ms_max = std::int64_t{1} << 53;  // JSON's safe whole numbers
    return {http::cursor_param(),
            http::limit_param(500, 50),
            http::number_param("who", 0, INT64_MAX),
            http::id_param("subject"),
            http::number_param("from", 0, ms_max),
            http::number_param("to", 0, ms_max)};
}

/// who and subject are ids, from and to milliseconds UTC. "who" 0 is the system itself.
AuditFilter audit_filter(const Request& r) {
    AuditFilter out;
    if (const auto n = r.query_number("cursor")) out.before_seq = n;
    if (const auto n = r.query_number("who", -1); n >= 0) out.who = PersonId{n};
    if (const auto n = r.query_number("subject")) out.subject = n;
    if (const auto n = r.query_number("from")) out.from = from_ms(n);
    if (const auto n = r.query_number("to")) out.to = from_ms(n);
    out.limit = static_cast<int>(r.query_number("limit"));
    return out;
}

void add_house_routes(http::Router& router, Staff& staff) {
    router.get<RoleList>(
        signed_in(Method::get, "/api/v1/roles", "Roles, their permissions and scope"),
        [](Request&) -> Result<RoleList> { return role_list(); });
    router.get<PauseReasonList>(
        signed_in(Method::get, "/api/v1/pause-reasons", "Why one may pause"),
        [](Request&) -> Result<PauseReasonList> { return pause_reason_list(); });
    router.get<DepartmentList>(
        needs("people.view", Method::get, "/api/v1/departments", "Departments"),
        [&staff](Request&) -> Result<DepartmentList> {
            DepartmentList out;
            const DirectoryPtr d = staff.directory();
            for (const auto& [id, dep] : d->departments) out.items.push_back(dep);
            return out;
        });
    router.on<NewDepartment, Department>(
        needs("people.edit", Method::post, "/api/v1/departments", "New department"),
        [&staff](Request& r, const NewDepartment& in) {
            return staff.create_department(r.who, in);
        });

    Route audit =
        needs("audit.view", Method::get, "/api/v1/audit", "The chained audit, newest first");
    audit.query = audit_query();
    router.get<AuditPage>(std::move(audit),
                          [&staff](Request& r) { return staff.audit_page(audit_filter(r)); });
}

void add_shop_routes(http::Router& router, Staff& staff) {
    router.get<ShopList>(signed_in(Method::get, "/api/v1/shops", "Shops I may work for"),
                         [&staff](Request& r) -> Result<ShopList> {
                             auto me = staff.me(r.who);
                             if (!me) return me.error();
                             return ShopList{std::move(me->shops)};
                         });
    router.on<ShopSettings, ShopSettings>(
        needs("settings.edit", Method::post, "/api/v1/shops",
              "New shop; id and version are ignored"),
        [&staff](Request& r, const ShopSettings& in) { return staff.create_shop(r.who, in); });
    router.get<ShopSettings>(
        needs("settings.view", Method::get, "/api/v1/shops/{id}", "Settings of a shop"),
        [&staff](Request& r) -> Result<ShopSettings> {
            const auto id = id_of<ShopId>(r, "staff.shop_not_found");
            if (!id) return id.error();
            return staff.shop(r.who, *id);
        });
    Route change = needs("settings.edit", Method::patch, "/api/v1/shops/{id}",
                         "Change settings of a shop (If-Match)");
    change.in = json::schema<ShopPatch>();
    change.out = json::schema<ShopSettings>();
    change.handler = edit<ShopPatch, ShopId>(
        "staff.shop_not_found",
        [&staff](Request& r, ShopId id, const ShopPatch& in) -> Result<ShopSettings> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return staff.change_shop(r.who, id, *version, in);
        });
    router.add(std::move(change));
}

}  // namespace

void add_routes(http::Router& router, Staff& staff) {
    add_session_routes(router, staff);
    add_me_routes(router, staff);
    add_people_routes(router, staff);
    add_house_routes(router, staff);
    add_shop_routes(router, staff);
}

}  // namespace ol::staff
