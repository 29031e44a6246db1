// Bindings are few per user, so plain vectors do; the sweep over all users runs once a second.
#include "platform/sip/registrar.hpp"

#include <algorithm>

#include "platform/sip/uri.hpp"

namespace ol::sip {

void Registrar::set_endpoints(std::vector<Endpoint> endpoints) {
    std::map<std::string, User, std::less<>> next;
    for (auto& endpoint : endpoints) {
        User user;
        if (const auto old = users_.find(endpoint.user); old != users_.end()) {
            user = std::move(old->second);
            if (user.endpoint.password != endpoint.password)
                user.bindings.clear();  // the secret was changed: sign in anew
        }
        user.endpoint = std::move(endpoint);
        touched_.insert(user.endpoint.user);
        next.insert_or_assign(user.endpoint.user, std::move(user));
    }
    users_ = std::move(next);
}

const Endpoint* Registrar::find(std::string_view user) const {
    const auto found = users_.find(user);
    return found == users_.end() ? nullptr : &found->second.endpoint;
}

Registrar::Outcome Registrar::update(const std::string& user,
                                     const std::vector<ContactChange>& changes,
                                     const Address& source, std::string_view call_id,
                                     std::uint32_t cseq, Time now) {
    const auto found = users_.find(user);
    if (found == users_.end()) return Outcome::too_many;
    std::vector<Binding> next = found->second.bindings;  // all or nothing (RFC 3261 10.3 step 7)
    for (const auto& change : changes) {
        const auto place = std::find_if(next.begin(), next.end(),
                                        [&](const Binding& b) { return b.uri == change.uri; });
        if (place != next.end()) {
            if (place->call_id == call_id && cseq <= place->cseq) return Outcome::out_of_order;
            next.erase(place);
        }
        if (change.expires_s <= 0) continue;
        Binding made{change.uri, change.next_hop,         change.route,
                     source,     std::string(call_id),    cseq,
                     {},         now + options_interval_, 0,
                     ++serial_};
        made.expires = now + Ms{1000ll * std::min(change.expires_s, expires_max_s)};
        next.insert(next.begin(), std::move(made));
    }
    if (next.size() > contacts_max)
        next.resize(contacts_max);  // the oldest goes: a phone that changes ports all day
    found->second.bindings = std::move(next);
    touched_.insert(user);
    return Outcome::ok;
}

Registrar::Outcome Registrar::remove_all(const std::string& user, std::string_view call_id,
                                         std::uint32_t cseq) {
    const auto found = users_.find(user);
    if (found == users_.end()) return Outcome::ok;
    for (const auto& b : found->second.bindings)
        if (b.call_id == call_id && cseq <= b.cseq) return Outcome::out_of_order;
    found->second.bindings.clear();
    touched_.insert(user);
    return Outcome::ok;
}

std::vector<Binding> Registrar::bindings(const std::string& user) const {
    const auto found = users_.find(user);
    return found == users_.end() ? std::vector<Binding>{} : found->second.bindings;
}

std::optional<Binding> Registrar::target(const std::string& user, Time now) const {
    const auto found = users_.find(user);
    if (found == users_.end()) return std::nullopt;
    for (const auto& binding : found->second.bindings)
        if (binding.expires > now && binding.missed < missed_max) return binding;
    if (found->second.endpoint.fixed_contact.empty()) return std::nullopt;
    Binding fixed;
    fixed.uri = found->second.endpoint.fixed_contact;
    return fixed;
}

bool Registrar::up(const User& user) {
    return !user.endpoint.fixed_contact.empty() ||
           std::any_of(user.bindings.begin(), user.bindings.end(),
                       [](const Binding& b) { return b.missed < missed_max; });
}

bool Registrar::reachable(const std::string& user) const {
    const auto found = users_.find(user);
    return found != users_.end() && up(found->second);
}

bool Registrar::bound_from(const std::string& user, const Ip& source) const {
    const auto found = users_.find(user);
    if (found == users_.end()) return false;
    const auto& all = found->second.bindings;
    return std::any_of(all.begin(), all.end(),
                       [&](const Binding& b) { return b.source.ip == source; });
}

void Registrar::erase_where(const std::function<bool(const Binding&)>& gone) {
    for (auto& [name, user] : users_)
        if (std::erase_if(user.bindings, gone) > 0) touched_.insert(name);
}

void Registrar::connection_gone(std::string_view next_hop) {
    erase_where([&](const Binding& binding) { return binding.next_hop == next_hop; });
}

void Registrar::expire(Time now) {
    erase_where([&](const Binding& b) { return b.expires <= now; });
}

std::vector<Registrar::Probe> Registrar::due(Time now) {
    std::vector<Probe> out;
    for (auto& [name, user] : users_)
        for (auto& binding : user.bindings) {
            if (binding.next_options > now) continue;
            binding.next_options = now + options_interval_;
            out.push_back({name, binding.uri, binding.next_hop});
        }
    return out;
}

void Registrar::answered(const std::string& user, const std::string& uri, bool alive) {
    const auto found = users_.find(user);
    if (found == users_.end()) return;
    for (auto& binding : found->second.bindings)
        if (binding.uri == uri) binding.missed = alive ? 0 : binding.missed + 1;
    touched_.insert(user);
}

std::vector<std::pair<std::string, bool>> Registrar::take_changes() {
    std::vector<std::pair<std::string, bool>> out;
    for (const auto& name : std::exchange(touched_, {})) {
        const auto found = users_.find(name);
        if (found == users_.end()) continue;
        const bool now_up = up(found->second);
        if (now_up != found->second.told) out.emplace_back(name, now_up);
        found->second.told = now_up;
    }
    return out;
}

}  // namespace ol::sip
