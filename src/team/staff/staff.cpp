// The room's frame: memory picture, hooks, audit, phones, small rules.
#include "team/staff/staff.hpp"

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"
#include "team/staff/impl.hpp"

namespace ol::staff {
namespace {

http::Principal principal_of(const Person& p) {
    http::Principal out;
    out.person = p.id;
    out.name = p.name;
    out.language = p.language;
    const Rights rights = rights_of(p.roles, p.shop_ids, p.department_id);
    for (auto& code : codes_of(rights.may)) out.permissions.insert(std::move(code));
    out.shops = rights.shops;
    out.departments = rights.departments;
    return out;
}

}  // namespace

Staff::Staff(Deps deps) : impl_(std::make_unique<Impl>(std::move(deps))) {}
Staff::~Staff() = default;

Result<> Staff::load() {
    std::lock_guard one_at_a_time(
        impl_->load_mutex);  // else an older picture could replace a newer one
    auto loaded = impl_->deps.db.read_as<Directory>(
        [](db::Conn& c) -> Result<Directory> { return store::load(c); });
    if (!loaded) return loaded.error();
    for (auto& [id, m] : loaded->people) m.principal = principal_of(m.person);
    auto fresh = std::make_shared<const Directory>(std::move(*loaded));
    std::lock_guard lock(impl_->directory_mutex);
    impl_->directory = std::move(fresh);
    return {};
}

DirectoryPtr Staff::directory() const { return impl_->look(); }

std::optional<PersonId> Staff::superior_of(PersonId person, Time now) const {
    return acting_superior(directory()->line_of_command(now), person);
}

std::vector<PersonId> Staff::answering_line(PersonId person, Time now) const {
    return staff::answering_line(directory()->line_of_command(now), person);
}

http::Principal Staff::system() {
    http::Principal p;
    p.name = "system";
    for (auto code : permission_codes) p.permissions.emplace(code);
    return p;
}

void Staff::audit(db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
                  std::string_view detail_json) const {
    impl_->audit.append(tx, who, what, subject, detail_json);
}

Result<AuditPage> Staff::audit_page(const AuditFilter& filter) {
    return impl_->deps.db.read_as<AuditPage>([&](db::Conn& c) -> Result<AuditPage> {
        AuditPage page = Audit::page(c, filter);
        if (filter.before_seq) return page;
        page.chain = impl_->audit.verify(c);
        page.chain_ok = page.chain->ok;
        return page;
    });
}

Result<Audit::Verdict> Staff::verify_audit() {
    return impl_->deps.db.read_as<Audit::Verdict>(
        [&](db::Conn& c) -> Result<Audit::Verdict> { return impl_->audit.verify(c); });
}

Result<std::vector<SipEndpoint>> Staff::sip_endpoints() const {
    const DirectoryPtr d = directory();
    return impl_->deps.db.read_as<std::vector<SipEndpoint>>(
        [&](db::Conn& c) -> Result<std::vector<SipEndpoint>> {
            std::vector<SipEndpoint> out;
            for (const auto& [id, m] : d->people) {
                if (!m.person.active || !m.principal.may("desk.work")) continue;
                auto password = impl_->unseal(store::sip_sealed(c, id));
                if (password)
                    out.push_back({id, m.person.sip_user, *password});
                else
                    log::error("staff", "sip_secret_unreadable",
                               {{"person", std::to_string(id.value)}});
            }
            return out;
        });
}

Result<PhoneSecret> Staff::phone_secret(PersonId person) {
    const DirectoryPtr d = directory();
    const Member* m = d->find(person);
    if (!m) return not_found("staff.person_not_found", "There is no such person.");
    return impl_->deps.db.write_as<PhoneSecret>([&](db::Tx& tx) -> Result<PhoneSecret> {
        auto password = impl_->unseal(store::sip_sealed(tx.conn, person));
        if (!password) return password.error();
        audit(tx, person, "phone.secret_shown", person.value);
        return PhoneSecret{m->person.sip_user, *password,
                           impl_->deps.sip_server ? impl_->deps.sip_server() : ""};
    });
}

IceServers Staff::ice_servers(PersonId person) const {
    return staff::ice_servers(impl_->deps.relay, person, impl_->now());
}

Result<> Staff::changed() {
    auto r = load();
    if (!r) return r;
    if (people_changed) people_changed();
    return {};
}

Result<> Staff::write_and_refresh(const db::Database::Job& job) {
    auto r = impl_->deps.db.write(job);
    if (!r) return r;
    return changed();
}

void Staff::end_sessions(std::span<const SessionId> ended) {
    if (ended.empty()) return;
    impl_->sessions->drop(ended);
    if (sessions_ended)
        for (SessionId id : ended) sessions_ended(id);
}

std::string Staff::Impl::seal(std::string_view plain) const {
    return crypto::base64(crypto::seal(deps.key32, plain));
}

Result<std::string> Staff::Impl::unseal(std::string_view stored) const {
    auto raw = crypto::unbase64(stored);
    if (!raw) return raw.error();
    return crypto::unseal(deps.key32, *raw);
}

Result<> check_new_password(std::string_view password, std::string_view login,
                            std::string_view field) {
    Error weak =
        invalid("staff.password_weak", std::string(field),
                "A password has 8 to 256 characters and is not the login; a sentence is good.");
    weak.params.emplace_back("min", "8");
    if (!valid_utf8(password) || utf8_length(password) < 8 || password.size() > password_bytes_max)
        return weak;
    if (lower_ascii(password) == login) return weak;
    return {};
}

Result<> check_language(std::string_view code, std::string_view field) {
    for (std::string_view known : {"en", "uk", "ru", "zh"})
        if (code == known) return {};
    return invalid("staff.language", std::string(field), "The desk speaks en, uk, ru, zh.");
}

Result<> check_text(std::string_view text, std::size_t letters_max, std::string_view field) {
    if (trim(text).empty())
        return invalid("staff.required", std::string(field), "This may not be empty.");
    if (!valid_utf8(text) || utf8_length(text) > letters_max) {
        Error e = invalid("staff.too_long", std::string(field), "This text is too long.");
        e.params.emplace_back("max", std::to_string(letters_max));
        return e;
    }
    return {};
}

bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || c == '_';
    });
}

std::string fields_json(const std::vector<std::string>& fields) {
    std::string out;
    for (const auto& f : fields) out += (out.empty() ? "\"" : ",\"") + f + "\"";
    return "{\"fields\":[" + out + "]}";
}

}  // namespace ol::staff
