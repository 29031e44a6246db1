#pragma once
// Rows of contacts, queues, recordings. Private to the room: functions over one transaction or one
// read snapshot.
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "contact/calls/types.hpp"
#include "contact/recordings/recordings.hpp"
#include "contact/routing/routing.hpp"
#include "platform/db/db.hpp"

namespace ol::calls::store {

/// One contact as it stands in table contact. Times 0 = not yet.
struct ContactRecord {
    ContactId id;
    std::string channel = "call", kind = "inbound_call", direction = "in", came_by = "sip";
    ShopId shop;
    QueueId queue;
    std::string state = "greeting";
    std::string number, caller_name, caller_who = "unknown";
    CustomerId customer;
    Time entered_at{}, queued_at{}, answered_at{}, ended_at{};
    std::string exit;  // "" while alive
    std::int64_t wait_ms = 0, talk_ms = 0, hold_ms = 0, wrap_up_ms = 0;
    int rings = 0, attempts = 0;
    PersonId agent;
    std::string hang_up_by, disposition, cause, note, note_draft;
    ContactId source;         // the call this task came from
    std::string task_reason;  // missed | interrupted | voicemail | closed
    Time due_at{};            // a task waits for this hour before it enters the line; 0 = at once
    RecordingId recording;
    int calls = 1;  // a call-back: how often he has called; tries: how often we have
    int tries = 0;
    OrderId order;   // what a task is about, or the call that came instead of it
    int rating = 0;  // 1 to 5: the last that the buyer gave; 0: none
};

void save(db::Tx& tx, const ContactRecord& c);
recordings::CallOf call_of(const ContactRecord& c);  // what its recording is found by
std::optional<ContactRecord> load(db::Conn& conn, ContactId id);
std::vector<ContactRecord> live(db::Conn& conn);  // neither ended nor done
void save_draft(db::Tx& tx, ContactId id, const std::string& text);
bool link_customer(db::Tx& tx, ContactId id, CustomerId customer);

struct ExplainRow {
    std::int64_t id = 0;
    ContactId contact;
    Time at{};
    PersonId agent;
    routing::Reason reason;
};
void save(db::Tx& tx, const ExplainRow& row);
std::vector<ExplainRow> explains(db::Conn& conn, ContactId contact);

/// Display names that callers gave, of calls; for lists of other rooms.
std::map<ContactId, std::string> caller_names(db::Conn& conn, std::span<const ContactId> ids);

struct ContactFilter {
    std::int64_t before_id = 0;
    std::string exit, kind;
    std::vector<std::int64_t> ids;  // when set: just these
    std::set<std::int64_t> shops;   // empty = all
    PersonId agent;                 // when set: just hers, or in which she talked
    int rating_max = 0;             // when set: rated, and not better than that
    int limit = 50;
};
std::vector<ContactRecord> contacts(db::Conn& conn, const ContactFilter& filter);
/// Open call-backs and voicemails of these shops (empty = all), oldest first.
std::vector<ContactRecord> tasks(db::Conn& conn, const std::set<std::int64_t>& shops);
/// Whether this contact was ever offered to her, or went to her.
bool was_hers(db::Conn& conn, ContactId contact, PersonId person);
std::vector<ContactRecord> of_customer(db::Conn& conn, CustomerId customer, ContactId except,
                                       int limit);
std::vector<ContactRecord> visits_since(
    db::Conn& conn, Time since);  // calls that reached the line: for the figures

struct Chosen {
    PersonId person;
    std::string state, reason;
    Time since{};
};
void save_chosen(db::Tx& tx, const Chosen& chosen);
std::vector<Chosen> chosen(db::Conn& conn);

/// The run that ended last: `clean` is false when the process died. beat_at is written every 5 s.
struct Run {
    std::int64_t id = 0;
    Time started_at{}, beat_at{};
    bool clean = true;
};
std::optional<Run> last_run(db::Conn& conn);
void start_run(db::Tx& tx, std::int64_t id);
void beat_run(db::Tx& tx, std::int64_t id);
void end_run(db::Tx& tx, std::int64_t id);

}  // namespace ol::calls::store
