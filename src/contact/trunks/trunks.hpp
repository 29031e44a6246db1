#pragma once
// Trunks: the carriers that bring calls in and carry them out. Public header of the room. Rows and
// secrets here, the rules in rules.hpp, the SIP itself in platform/sip.
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "contact/trunks/rules.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "platform/media/media.hpp"
#include "team/staff/staff.hpp"

namespace ol::trunks {

std::span<const db::Migration> migrations();

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    staff::Staff& staff;
    std::string key32;  // seals the secrets
};

/// What a call needs of the trunk that was chosen.
struct Way {
    TrunkId id;
    std::string sip_name, number, from_user;
    std::string asserted;  // for P-Asserted-Identity; empty = none
};

/// All trunks. Thread-safe; what changes rows blocks on the database, choose() and what calls do
/// with it never.
class Trunks {
public:
    explicit Trunks(Deps deps) : d_(std::move(deps)) {}
    Result<> load();  // after migrate(), before traffic

    // Set before traffic.
    std::function<void()> changed;                    // sip_trunks() gives others now
    std::function<void(const std::string&)> ask;      // sip::Stack::check_trunk
    std::function<void(const Trunk&)> state_changed;  // for the live stream
    /// Places a call by this trunk and hangs up when it is answered; blocks for at most 20 s.
    std::function<TestStep(const Way&)> try_call;
    /// Regions of all shops, the first one's first: where a trunk without a list may call.
    std::function<std::vector<std::string>()> regions;
    std::function<bool(const std::string& host, int port)> is_ours;  // a server that is this one

    std::vector<sip::Trunk> sip_trunks() const;
    void heard(const std::string& sip_name, const sip::TrunkState& state);  // any thread

    // ---- for calls; any thread, never blocks for long ----
    Choice choose(const std::string& number, std::string_view shop_country) const;
    std::optional<Way> way(TrunkId id, const std::string& number, ShopId shop) const;
    std::optional<QueueId> queue_of(const std::string& sip_name, std::string_view called) const;
    /// How sound goes over that trunk: encryption, codecs, keys as tones.
    media::LegOptions terms_of(const std::string& sip_name) const;
    void began(TrunkId id);
    void ended(TrunkId id);
    /// On the record, in the writer's transaction: for the limit of the day, and who asks later.
    static void note(db::Tx& tx, std::int64_t id, ContactId contact, TrunkId trunk, Time at,
                     std::string_view outcome, int status);

    // ---- for the desk ----
    Result<TrunkList> list() const;
    Result<Trunk> add(const http::Principal& who, const TrunkIn& in);
    Result<Trunk> save(const http::Principal& who, TrunkId id, std::int64_t version,
                       const TrunkIn& in);
    Result<Nothing> remove(const http::Principal& who, TrunkId id);
    Result<TestResult> test(const http::Principal& who, TrunkId id, const TestIn& in);

private:
    struct Kept {
        std::int64_t version = 0;
        TrunkSettings settings;
        std::string secret;  // plain
        sip::TrunkState heard;
        Time since{};
        int now = 0;
        std::vector<Time> placed;  // of the last 24 hours, ascending
    };
    Trunk shown(TrunkId id, const Kept& kept) const;
    std::vector<KnownTrunk> known() const;  // under the lock
    Result<> may_be(TrunkId id, const TrunkSettings& settings) const;
    Result<Way> way_of_test(TrunkId id, const std::string& typed) const;
    TestStep call_for_test(const http::Principal& who, const Way& by);
    Result<> write(const http::Principal& who, TrunkId id, std::int64_t version,
                   const TrunkSettings& settings, const std::string& secret, const char* what);
    Deps d_;
    std::mutex saving_;  // one change after another: names are compared with the others'
    mutable std::mutex mutex_;
    std::condition_variable told_;
    std::map<TrunkId, Kept> trunks_;
};

std::string sip_name(TrunkId id);
/// As people write it: spaces and brackets in numbers, spaces around names.
TrunkSettings tidied(TrunkSettings settings);
/// Errors, each with its field: trunks.name, .host, .host_missing, .register_host, .port, .codec,
/// .user, .user_missing, .address, .number, .caller_id, .prepend, .prefix, .country, .list,
/// .max_calls, .max_per_day, .priority
Result<> check(const TrunkSettings& settings);

void add_routes(http::Router& router, Trunks& trunks);

}  // namespace ol::trunks
