#include "contact/trunks/trunks.hpp"

#include <algorithm>
#include <charconv>

#include "platform/base/crypto.hpp"
#include "platform/base/json.hpp"
#include "platform/base/text.hpp"

namespace ol::trunks {
namespace {

constexpr Ms day{24LL * 3600 * 1000};
constexpr std::string_view name_mark = "trunk-";

std::optional<TrunkId> id_in(std::string_view name) {
    if (!name.starts_with(name_mark)) return std::nullopt;
    name.remove_prefix(name_mark.size());
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
    if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
    return TrunkId{value};
}

std::string host_of(const TrunkSettings& t) {
    return t.host.find(':') == std::string::npos ? t.host : "[" + t.host + "]";
}

std::string server_of(const TrunkSettings& t) {
    if (t.host.empty()) return {};
    std::string out = "sip:" + host_of(t);
    if (t.port) out += ":" + std::to_string(t.port);
    switch (t.transport) {
        case Transport::udp: return out;
        case Transport::tcp: return out + ";transport=tcp";
        case Transport::tls: return out + ";transport=tls";
    }
    return out;
}

std::string code_of(const TrunkSettings& t, const sip::TrunkState& heard) {
    if (!t.enabled || t.host.empty()) return "not_asked";
    const auto& sign = t.registers ? heard.registration : heard.options;
    if (sign.status == 0) return "waiting";
    if (sign.no_name) return "no_name";
    if (!sign.trouble.empty()) return sign.trouble;
    if (sign.ours) return sign.status == 408 ? "no_answer" : "unreachable";
    if (!t.registers || heard.registered()) return "ok";
    if (sign.status == 401 || sign.status == 407) return "wrong_password";
    return "refused";
}

std::string seal(const std::string& key32, const std::string& secret) {
    return secret.empty() ? "" : crypto::base64(crypto::seal(key32, secret));
}

Result<std::string> unseal(const std::string& key32, const std::string& stored) {
    if (stored.empty()) return std::string{};
    auto raw = crypto::unbase64(stored);
    if (!raw) return raw.error();
    return crypto::unseal(key32, *raw);
}

Error no_trunk() { return not_found("trunks.unknown", "There is no such trunk."); }

}  // namespace

std::string sip_name(TrunkId id) { return std::string(name_mark) + std::to_string(id.value); }

Result<> Trunks::load() {
    return d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto rows = conn.query(
            "select id, version, settings, secret from trunk where removed = false order by id");
        const std::lock_guard lock(mutex_);
        trunks_.clear();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            auto settings = json::read<TrunkSettings>(rows.text(i, 2));
            if (!settings) return settings.error();
            auto secret = unseal(d_.key32, rows.text(i, 3));
            if (!secret) return secret.error();
            Kept& kept = trunks_[TrunkId{rows.i64(i, 0)}];
            kept.version = rows.i64(i, 1);
            kept.settings = std::move(*settings);
            kept.secret = std::move(*secret);
        }
        const auto calls = conn.query(
            "select trunk_id, at from trunk_call where at > ?1 order by at", d_.clock.now() - day);
        for (std::size_t i = 0; i < calls.size(); ++i)
            if (auto it = trunks_.find(TrunkId{calls.i64(i, 0)}); it != trunks_.end())
                it->second.placed.push_back(from_ms(calls.i64(i, 1)));
        return {};
    });
}

std::vector<sip::Trunk> Trunks::sip_trunks() const {
    std::vector<sip::Trunk> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, kept] : trunks_) {
        if (!kept.settings.enabled) continue;
        sip::Trunk t;
        t.name = sip_name(id);
        t.addresses = kept.settings.addresses;
        t.server = server_of(kept.settings);
        t.user = kept.settings.user;
        t.password = kept.secret;
        t.registers = kept.settings.registers;
        t.check_certificate = kept.settings.check_certificate;
        out.push_back(std::move(t));
    }
    return out;
}

void Trunks::heard(const std::string& name, const sip::TrunkState& state) {
    const auto id = id_in(name);
    if (!id) return;
    std::optional<Trunk> told;
    {
        const std::lock_guard lock(mutex_);
        const auto it = trunks_.find(*id);
        if (it == trunks_.end()) return;
        const std::string before = code_of(it->second.settings, it->second.heard);
        it->second.heard = state;
        if (code_of(it->second.settings, state) != before) {
            it->second.since = d_.clock.now();
            told = shown(*id, it->second);
        }
    }
    told_.notify_all();
    if (told && state_changed) state_changed(*told);
}

Trunk Trunks::shown(TrunkId id, const Kept& kept) const {
    Trunk out{id, kept.settings, !kept.secret.empty(), kept.version, {}};
    out.state.code = code_of(kept.settings, kept.heard);
    out.state.registered = kept.settings.enabled && kept.heard.registered();
    out.state.status =
        kept.settings.registers ? kept.heard.registration.status : kept.heard.options.status;
    if (kept.since != Time{}) out.state.since = kept.since;
    out.state.calls_now = kept.now;
    const Time since = d_.clock.now() - day;
    out.state.calls_today =
        std::count_if(kept.placed.begin(), kept.placed.end(), [&](Time at) { return at > since; });
    return out;
}

std::vector<KnownTrunk> Trunks::known() const {
    std::vector<KnownTrunk> out;
    const Time since = d_.clock.now() - day;
    for (const auto& [id, kept] : trunks_) {
        KnownTrunk t{id, kept.settings, {}, {}};
        const auto& options = kept.heard.options;
        t.health.alive = options.status == 0 || !options.ours;
        const auto& registration = kept.heard.registration;
        t.health.refused_us =
            kept.settings.registers && !registration.ours && registration.status >= 300;
        t.usage.now = kept.now;
        t.usage.today = static_cast<int>(
            kept.placed.end() - std::upper_bound(kept.placed.begin(), kept.placed.end(), since));
        out.push_back(std::move(t));
    }
    return out;
}

Choice Trunks::choose(const std::string& number, std::string_view shop_country) const {
    const Target target{number, phone_region(number), dear_phone(number)};
    const std::lock_guard lock(mutex_);
    return trunks::choose(target, shop_country, known());
}

std::optional<Way> Trunks::way(TrunkId id, const std::string& number, ShopId shop) const {
    const std::lock_guard lock(mutex_);
    const auto it = trunks_.find(id);
    if (it == trunks_.end()) return std::nullopt;
    const TrunkSettings& t = it->second.settings;
    Way out{id, sip_name(id), dialled_as(t, number), caller_id_of(t, shop), {}};
    if (t.caller_id_in == CallerIdIn::asserted && !t.user.empty()) {
        out.asserted = "<sip:" + out.from_user + "@" + host_of(t) + ">";
        out.from_user = t.user;
    }
    return out;
}

std::optional<QueueId> Trunks::queue_of(const std::string& name, std::string_view called) const {
    const auto id = id_in(name);
    if (!id) return std::nullopt;
    const std::lock_guard lock(mutex_);
    const auto it = trunks_.find(*id);
    return it == trunks_.end() ? std::nullopt : trunks::queue_of(it->second.settings, called);
}

media::LegOptions Trunks::terms_of(const std::string& name) const {
    media::LegOptions out;
    const auto id = id_in(name);
    if (!id) return out;
    const std::lock_guard lock(mutex_);
    const auto it = trunks_.find(*id);
    if (it == trunks_.end()) return out;
    const TrunkSettings& t = it->second.settings;
    switch (t.security) {
        case SecureMedia::none: break;
        case SecureMedia::optional: out.security = media::Security::optional; break;
        case SecureMedia::sdes: out.security = media::Security::sdes; break;
    }
    out.codecs = t.codecs;
    out.inband_digits = t.inband_digits;
    return out;
}

void Trunks::began(TrunkId id) {
    const std::lock_guard lock(mutex_);
    const auto it = trunks_.find(id);
    if (it == trunks_.end()) return;
    const Time now = d_.clock.now();
    auto& placed = it->second.placed;
    std::erase_if(placed, [&](Time at) { return at <= now - day; });
    placed.push_back(now);
    ++it->second.now;
}

void Trunks::ended(TrunkId id) {
    const std::lock_guard lock(mutex_);
    const auto it = trunks_.find(id);
    if (it != trunks_.end() && it->second.now > 0) --it->second.now;
}

void Trunks::note(db::Tx& tx, std::int64_t id, ContactId contact, TrunkId trunk, Time at,
                  std::string_view outcome, int status) {
    tx.exec(
        "insert into trunk_call (id, contact_id, trunk_id, at, result, status) "
        "values (?1, ?2, ?3, ?4, ?5, ?6) "
        "on conflict (id) do update set result = excluded.result, status = excluded.status",
        id, contact, trunk, at, outcome, status);
}

Result<TrunkList> Trunks::list() const {
    TrunkList out;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, kept] : trunks_) out.items.push_back(shown(id, kept));
    return out;
}

Result<> Trunks::write(const http::Principal& who, TrunkId id, std::int64_t version,
                       const TrunkSettings& settings, const std::string& secret, const char* what) {
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        const std::string text = json::write(settings), sealed = seal(d_.key32, secret);
        if (version == 1) {
            tx.exec(
                "insert into trunk (id, version, settings, secret, removed) "
                "values (?1, 1, ?2, ?3, false)",
                id, text, sealed);
        } else if (tx.exec("update trunk set version = ?2, settings = ?3, secret = ?4 "
                           "where id = ?1 and version = ?5 and removed = false",
                           id, version, text, sealed, version - 1) != 1) {
            return conflict("trunks.version_conflict",
                            "Somebody changed this trunk meanwhile; load it again.");
        }
        d_.staff.audit(tx, who.person, what, id.value, "{}");
        return {};
    });
}

/// What this server knows besides the settings: its other trunks, and itself.
Result<> Trunks::may_be(TrunkId id, const TrunkSettings& settings) const {
    if (auto good = check(settings); !good) return good.error();
    if (!settings.host.empty() && is_ours && is_ours(settings.host, settings.port))
        return invalid("trunks.own_address", "settings.host",
                       "That is this server itself; write the carrier's server.");
    const std::lock_guard lock(mutex_);
    for (const auto& [other, kept] : trunks_)
        if (other != id && fold(kept.settings.name) == fold(settings.name))
            return invalid("trunks.name_taken", "settings.name",
                           "Another trunk has this name already.");
    return {};
}

Result<Trunk> Trunks::add(const http::Principal& who, const TrunkIn& in) {
    const std::lock_guard one_at_a_time(saving_);
    const TrunkSettings settings = tidied(in.settings);
    const TrunkId id = d_.ids.next_id<TrunkId>();
    if (auto good = may_be(id, settings); !good) return good.error();
    const std::string secret = in.secret.value_or("");
    if (auto done = write(who, id, 1, settings, secret, "trunk.added"); !done) return done.error();
    Trunk out;
    {
        const std::lock_guard lock(mutex_);
        Kept& kept = trunks_[id];
        kept.version = 1;
        kept.settings = settings;
        kept.secret = secret;
        out = shown(id, kept);
    }
    if (changed) changed();
    return out;
}

Result<Trunk> Trunks::save(const http::Principal& who, TrunkId id, std::int64_t version,
                           const TrunkIn& in) {
    const std::lock_guard one_at_a_time(saving_);
    const TrunkSettings settings = tidied(in.settings);
    if (auto good = may_be(id, settings); !good) return good.error();
    std::string secret;
    {
        const std::lock_guard lock(mutex_);
        const auto it = trunks_.find(id);
        if (it == trunks_.end()) return no_trunk();
        secret = in.secret.value_or(it->second.secret);
    }
    if (auto done = write(who, id, version + 1, settings, secret, "trunk.changed"); !done)
        return done.error();
    Trunk out;
    {
        const std::lock_guard lock(mutex_);
        Kept& kept = trunks_[id];
        const bool same_server = server_of(kept.settings) == server_of(settings) &&
                                 kept.settings.user == settings.user && kept.secret == secret &&
                                 kept.settings.registers == settings.registers;
        if (!same_server) kept.heard = {};
        kept.version = version + 1;
        kept.settings = settings;
        kept.secret = secret;
        out = shown(id, kept);
    }
    if (changed) changed();
    return out;
}

Result<Nothing> Trunks::remove(const http::Principal& who, TrunkId id) {
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec(
                "update trunk set removed = true, secret = '' where id = ?1 and removed = false",
                id) != 1)
            return no_trunk();
        d_.staff.audit(tx, who.person, "trunk.removed", id.value, "{}");
        return {};
    });
    if (!done) return done.error();
    {
        const std::lock_guard lock(mutex_);
        trunks_.erase(id);
    }
    if (changed) changed();
    return Nothing{};
}

namespace {

TestStep step_of(const char* what, const sip::TrunkSign& sign, bool password) {
    TestStep step{what, false, "waiting", {}};
    if (sign.status == 0) {
        step.code = "no_answer";
    } else if (sign.no_name) {
        step.code = "no_name";
    } else if (!sign.trouble.empty()) {
        step.code = sign.trouble;
    } else if (sign.ours) {
        step.code = sign.status == 408 ? "no_answer" : "unreachable";
    } else if (password && (sign.status == 401 || sign.status == 407)) {
        step.code = "wrong_password";
    } else if (password && sign.status >= 300) {
        step.code = "refused";
        step.params = {{"status", std::to_string(sign.status)}};
    } else {
        step.ok = true;
        step.code = "ok";
    }
    return step;
}

Error not_tested(Refusal why) {
    Error out = forbidden("trunks.test_country",
                          "This trunk may not call that country; allow it in the trunk first.");
    switch (why) {
        case Refusal::country: break;
        case Refusal::premium:
            out = forbidden("trunks.test_premium", "Premium numbers are never called.");
            break;
        case Refusal::other_prefix:
            out = forbidden("trunks.test_prefix", "This trunk does not serve that number.");
            break;
        case Refusal::calls_full:
        case Refusal::day_full:
            out = conflict("trunks.test_full", "The trunk carries as many calls as it may.");
            break;
        case Refusal::disabled:
        case Refusal::calls_in_only:
        case Refusal::not_registered:
            return conflict("trunks.test_not_now", "The trunk does not carry calls now.");
    }
    out.field = "number";
    return out;
}

}  // namespace

namespace {

/// From any of the shops. Another country is told only when nothing else stands against it.
std::optional<Refusal> least_refusal(const KnownTrunk& trunk, const Target& target,
                                     const std::vector<std::string>& homes) {
    std::optional<Refusal> out;
    for (const auto& home : homes) {
        const auto why = refusal(trunk, target, home);
        if (!why) return std::nullopt;
        if (!out || *why != Refusal::country) out = why;
    }
    return out;
}

}  // namespace

/// A test call obeys the rules of every call: countries, premium numbers, prefixes and limits.
Result<Way> Trunks::way_of_test(TrunkId id, const std::string& typed) const {
    std::vector<std::string> homes = regions ? regions() : std::vector<std::string>{};
    if (homes.empty()) homes.push_back("");
    std::optional<std::string> number;
    for (const auto& home : homes)
        if (!number) number = normal_phone(typed, home);
    if (!number)
        return invalid("trunks.test_number", "number",
                       "This is no number that can be called; begin with + and the country code.");
    const Target target{*number, phone_region(*number), dear_phone(*number)};
    std::optional<Refusal> why;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& trunk : known())
            if (trunk.id == id) why = least_refusal(trunk, target, homes);
    }
    if (why) return not_tested(*why);
    const auto by = way(id, *number, {});
    return by ? Result<Way>(*by) : no_trunk();
}

TestStep Trunks::call_for_test(const http::Principal& who, const Way& by) {
    const auto note_id = d_.ids.next();
    const Time at = d_.clock.now();
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        note(tx, note_id, {}, by.id, at, "", 0);
        d_.staff.audit(tx, who.person, "trunk.test_call", by.id.value, "{}");
        return {};
    });
    began(by.id);
    const TestStep step = try_call ? try_call(by) : TestStep{"call", false, "call.cancelled", {}};
    ended(by.id);
    return step;
}

/// Asks the server now and waits for what it says; then, with a number, calls it.
Result<TestResult> Trunks::test(const http::Principal& who, TrunkId id, const TestIn& in) {
    TrunkSettings settings;
    sip::TrunkState state;
    {
        std::unique_lock lock(mutex_);
        auto it = trunks_.find(id);
        if (it == trunks_.end()) return no_trunk();
        settings = it->second.settings;
        if (!settings.enabled)
            return conflict("trunks.disabled", "The trunk is switched off; switch it on first.");
        if (settings.host.empty())
            return conflict("trunks.no_server",
                            "This trunk only calls us: call one of its numbers to test it.");
        it->second.heard = {};
        lock.unlock();
        if (ask) ask(sip_name(id));
        lock.lock();
        told_.wait_for(lock, std::chrono::seconds(7), [&] {
            it = trunks_.find(id);
            if (it == trunks_.end()) return true;
            state = it->second.heard;
            return state.options.status != 0 &&
                   (!settings.registers || state.registration.status != 0);
        });
        if (it == trunks_.end()) return no_trunk();
    }
    TestResult out;
    out.steps.push_back(step_of("answer", state.options, false));
    if (settings.registers && out.steps.back().ok)
        out.steps.push_back(step_of("password", state.registration, true));
    const bool answers = out.steps.back().ok;
    // A warning: some carriers show a number of their own.
    if (!shows_a_number(settings)) out.steps.push_back({"caller_id", false, "no_caller_id", {}});
    if (in.number && !in.number->empty() && answers) {
        const auto by = way_of_test(id, *in.number);
        if (!by) return by.error();
        out.steps.push_back(call_for_test(who, *by));
    }
    out.ok = std::all_of(out.steps.begin(), out.steps.end(),
                         [](const TestStep& step) { return step.ok || step.what == "caller_id"; });
    return out;
}

}  // namespace ol::trunks
