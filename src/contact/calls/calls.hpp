#pragma once
// Calls: the public header of the room. Calls is the shell around the two pure cores
// (routing::Router, calls::Core): it lives on the floor's loop, gets facts from SIP, media, the
// desk and the buyer's page, and performs commands through the voice loop, the database writer and
// the desk's live stream. See README.md for the walk of one call.
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "contact/callbacks/callbacks.hpp"
#include "contact/calls/chats.hpp"
#include "contact/calls/core.hpp"
#include "contact/calls/types.hpp"
#include "contact/flows/flows.hpp"
#include "contact/queues/queues.hpp"
#include "contact/recordings/recordings.hpp"
#include "contact/routing/routing.hpp"
#include "contact/trunks/trunks.hpp"
#include "platform/base/loop.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "platform/media/media.hpp"
#include "platform/sip/sip.hpp"

namespace ol::calls {

std::span<const db::Migration> migrations();

/// A kind of telephone. A number outside is one whose leg lives for a call, as a SIP phone's does.
struct Device {
    PhoneKind phone = PhoneKind::browser;
    bool outside = false;
};

/// A person who may take contacts, as the floor needs her.
struct Agent {
    PersonId id;
    std::string name, language, sip_user;
    PhoneKind phone = PhoneKind::browser;
    std::string login = {};           // for imports that name her so
    bool outside = false;             // the line rings her at outside_number; she takes it by key
    std::string outside_number = {};  // "+380..."; a live call can be moved there
    bool listens_only = false;     // her phone is for listening-in; the line knows nothing of her
    DepartmentId department = {};  // whose supervisors may listen to her; none = those of all
    PersonId superior = {};
    bool may_dial = false;              // calls.dial, for what she asks of us by her own phone
    std::optional<Device> second = {};  // rings beside the first
};

/// A shop, as a call needs it.
struct Shop {
    ShopId id;
    std::string name, tz, language = "en", region = "UA";
    bool record = true, greeting = true;
    Missed missed = Missed::callback;
    Ms ring_cadence{5000};                          // one ring of the country's cadence (R31)
    bool buyer_first = false, phones_dial = false;  // calls out (floor_out, phone_dial)
    flows::Rule hours;                              // round the clock unless told
};

/// One visit of the line, told to the figures at each step (insight fills it in wiring).
struct Visit {
    ContactId contact;
    QueueId queue;
    PersonId agent;
    std::string kind;
    Time entered_at{}, answered_at{}, exited_at{};
    routing::Exit exit = routing::Exit::abandoned;
    Ms talk{0}, hold{0}, wrap_up{0};
    int rings = 0;
};
class VisitListener {
public:
    virtual ~VisitListener() = default;
    virtual void entered(const Visit&) = 0;
    virtual void answered(const Visit&) = 0;
    virtual void exited(const Visit&) = 0;  // every exit, also answered (A28)
    virtual void done(const Visit&) = 0;    // talk and wrap-up known
};

/// What the board shows, taken on the floor.
struct LineSnapshot {
    Time at{};
    struct Waiting {
        routing::WaitingView view;
        std::string kind, caller_name;
        PersonId ringing;
    };
    std::vector<Waiting> waiting;
    std::vector<AgentView> agents;
    std::vector<QueueSettings> queues;
    std::map<ShopId, int> callbacks_open;  // tasks not done yet
};

/// What a start after a crash found and mended.
struct Recovery {
    bool crashed = false;
    Time died_at{};
    std::int64_t down_ms = 0;
    int tasks_restored = 0, calls_lost = 0, callbacks_made = 0, recordings_repaired = 0;
};

struct Deps {
    const Clock& clock;
    IdSource& ids;
    db::Database& db;
    http::Hub* hub = nullptr;  // null in the bench server
    http::PublicSockets* public_sockets = nullptr;
    routing::FloorLog& floor_log;
    customers::Customers& customers;
    orders::Orders& orders;
    promises::Promises& promises;
    std::string recordings_dir;
    std::function<std::string(PersonId)> person_name;  // from the directory of staff; any thread
    std::function<void(db::Tx&, PersonId, std::string_view what, std::int64_t subject)> audit;
    /// May the two know of each other (a shop of both)? Absent: everybody may.
    std::function<bool(PersonId, PersonId)> share_shop;
    /// May a reader of people's pages know of this one? Absent: every reader may.
    std::function<bool(const http::Principal&, PersonId)> sees_person;
    VisitListener* visits = nullptr;
    recordings::Recordings* recordings = nullptr;  // null: every call is recorded
    trunks::Trunks* trunks = nullptr;              // none: nobody calls out
    std::function<void(const LineSnapshot&)>
        board;  // at most once a second, on the floor: hand over, do not block
    flows::CallFlows* flows = nullptr;          // null: nobody meets a drawn flow
    callbacks::Callbacks* callbacks = nullptr;  // null: nobody is called at a time he chose
    ChatLinks chat_links{};                     // empty: who waits is offered no chat
    bool answer_everyone = false;  // bench: no greeting, no identification, agents always reachable
};

/// A call to a buyer that another room asks for: a task in the line, offered to who answers for it
/// first. About an order (order_confirm, order_short) it is that room's to repeat: the journal's
/// "task.over" tells it the end.
struct AskedTask {
    ShopId shop;
    CustomerId customer;
    std::string number, reason;  // reason: a code that the desk tells
    PersonId owner;              // 0 = nobody in particular
    customers::Caller caller;
    std::string kind = "callback";
    OrderId order = {};  // what it is about; 0 = no order
    ContactId id = {};   // the asker's own, so that asking twice is one task; 0 = a new one
    Time until = {};     // not in anybody's hands by then: withdrawn; 0 = stands until it is done
    QueueId queue = {};  // 0 = the shop's first
};

/// What became of a task, from its row.
struct TaskFacts {
    bool over = false;
    std::string disposition;  // "" = nobody was called
    PersonId by;
    Time at{};  // taken in hand; 0 = never
};

class ChatLine;  // chats.hpp

class Calls {
public:
    explicit Calls(Deps deps);
    ~Calls();

    sip::Events sip_events();      // hand these to sip::Stack::create
    media::Events media_events();  // and these to media::Engine::create
    void attach(sip::Stack& stack, media::Engine& engine);

    void set_agents(std::vector<Agent> agents);  // any thread; also when people change
    void set_shops(std::vector<Shop> shops);
    void set_queues(std::vector<QueueSettings> queues);

    /// Recovers after a crash, loads queues and open tasks into the line, restores what people had
    /// chosen. Before traffic.
    Result<Recovery> start();
    void stop();  // ends calls politely, marks the run clean

    void add_routes(http::Router& router);
    /// What the API does for a person, done for a simulated one (demo, bench).
    void choose(PersonId person, std::string state, std::string reason = "");
    /// The same with the call-backs these people are offered: taken, worked for so long, closed as
    /// confirmed. Called every second or so while they are at work.
    void work_tasks(std::vector<PersonId> people, Ms each);
    /// A queue for a shop, with its members; the first call of a set-up. Returns it as stored.
    Result<QueueSettings> create_queue(db::Tx& tx, const QueueSettings& draft);
    /// Past contacts of the demo shop, so that lists and figures have something to show. Writer's
    /// transaction.
    struct Past {
        ShopId shop;
        QueueId queue;
        CustomerId customer;
        PersonId agent;
        std::string number, caller_name, exit, disposition, note;
        Time entered_at{};
        Ms wait{0}, talk{0}, wrap_up{0};
        int rings = 0;
    };
    void add_past(db::Tx& tx, std::span<const Past> past);
    /// Visits that entered the line since then: to load the figures at start.
    std::vector<std::pair<Visit, bool>> visits_since(Time since);  // second: still alive
    /// Newest first, of the reader's shops; callers' names for who may see contacts. Blocks on the
    /// database.
    Result<ContactPage> contacts_by_id(const http::Principal& who,
                                       std::span<const ContactId> ids) const;
    /// Display names of callers, for lists of other rooms.
    static std::map<ContactId, std::string> caller_names(db::Conn& conn,
                                                         std::span<const ContactId> ids);
    Result<std::vector<QueueSettings>> queues() const;  // as stored; blocks on the database
    std::optional<std::string> number_of(
        ContactId contact);  // blocks on the floor, bounded; not on the floor itself
    /// A test call by this trunk; hangs up when it is answered or has rung. Blocks for 20 s at
    /// most; for HTTP workers only.
    trunks::TestStep test_call(const trunks::Way& way);
    /// Somebody must call this person; asked by another room (a delivery failed). Joins the open
    /// call-back of the same number. Any thread.
    void ask_task(AskedTask task);
    /// Nobody needs to call any more. Who has it in hand goes on. Any thread.
    void withdraw_task(ContactId task);
    /// None: no such task was ever written down.
    static std::optional<TaskFacts> task_facts(db::Conn& conn, ContactId task);
    ChatLine& chats();  // chats wait in the same line
    /// Emergency mode (contact/emergency): these people pause, these queues keep everybody in
    /// place. Any thread.
    void begin_emergency(std::int64_t id, std::vector<PersonId> people,
                         std::vector<QueueId> queues);
    void end_emergency(std::int64_t id, Ms stagger);
    std::vector<QueueSettings> queue_settings() const;  // blocks on the database
    Loop& floor();
    void snapshot(std::function<void(LineSnapshot)> fn);  // any thread; fn runs on the floor
    /// For shops' visibility rule: is this the person's live contact (or her wrap-up) with that
    /// customer? Any thread.
    bool works_with(PersonId person, ContactId contact, CustomerId customer) const;
    std::int64_t not_saved() const;  // rows waiting because the database refuses

    struct Impl;  // defined in floor.hpp, private to the room

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace ol::calls
