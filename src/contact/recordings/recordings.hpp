#pragma once
// Recordings: the public header of the room. Which calls are recorded, what becomes of their files
// after the call, who may find and hear them, and when they go. See README.md.
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "contact/recordings/policy.hpp"
#include "contact/recordings/rows.hpp"
#include "contact/recordings/types.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/customers/customers.hpp"
#include "shop/orders/orders.hpp"
#include "team/staff/staff.hpp"

namespace ol::recordings {

std::span<const db::Migration> migrations();

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    staff::Staff& staff;
    customers::Customers& customers;
    orders::Orders& orders;
    std::string key32;  // seals the key of encrypted recordings
    Ms settle{120000};  // a recording is made small so long after its end
    /// Names that callers gave or their numbers told; contact/calls knows them.
    std::function<std::map<ContactId, std::string>(db::Conn&, std::span<const ContactId>)> callers;
};

class Keys;
class Keeper;

/// Thread-safe. What touches rows or files blocks; decide() never does.
class Recordings {
public:
    explicit Recordings(Deps deps);
    ~Recordings();
    Result<> load();  // after migrate(), before traffic
    void start();     // the work after the calls, on a thread of its own
    void stop();
    void wake();  // a recording was closed or erased; any thread

    /// Whether this call is recorded; for the floor, at the beginning of each talk.
    Decision decide(const CallFacts& call) const;

    // ---- for the desk ----
    RecordingSettingsView settings() const;
    /// Errors: "recordings.percent", ".prefix", ".days", ".rule_unreached" {rule, above},
    /// ".too_many_rules", "recordings.version" (somebody else changed them meanwhile)
    Result<RecordingSettingsView> save(const http::Principal& who, std::int64_t version,
                                       const RecordingSettings& in);
    Result<KeepPreview> preview(const RecordingSettings& in) const;
    Result<RecordingState> state() const;

    Result<RecordingPage> search(const http::Request& r) const;
    /// Within the reader's shops; a talk needs recordings.listen, a voicemail (nobody talked) is
    /// heard by whoever may take its task. Errors: "recordings.unknown", ".not_listening",
    /// ".erased".
    Result<Row> heard_by(const http::Principal& who, RecordingId id) const;
    Result<RecordingMarks> marks(const http::Principal& who, RecordingId id) const;
    Result<PeaksView> peaks(const http::Principal& who, RecordingId id, int points) const;
    /// The sound, whole or a range of it; audited, once for each time it is begun.
    http::Response sound(const http::Request& r, bool download) const;
    Result<Nothing> hold(const http::Principal& who, RecordingId id, const HoldIn& in);
    /// On request, after the call. Errors: "recordings.held", "recordings.reason".
    Result<Nothing> erase(const http::Principal& who, RecordingId id, const EraseIn& in);

private:
    Deps d_;
    mutable std::mutex mutex_;
    std::shared_ptr<const RecordingSettingsView> settings_;           // under the mutex
    mutable std::map<std::pair<PersonId, RecordingId>, Time> heard_;  // under the mutex
    std::unique_ptr<Keys> keys_;
    std::unique_ptr<Keeper> keeper_;
    std::shared_ptr<const RecordingSettingsView> now() const;
    bool heard_before(PersonId person, RecordingId id) const;
    void note_heard(PersonId person, RecordingId id) const;
};

/// Errors as of Recordings::save, each with its field.
Result<> check(const RecordingSettings& settings);

void add_routes(http::Router& router, Recordings& all);

}  // namespace ol::recordings
