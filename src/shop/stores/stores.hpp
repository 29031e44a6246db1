#pragma once
// Connected store platforms and imports of files: how orders get in. A webhook is a hint, the REST
// read is the truth, polling finds what no webhook brought (store.md section 3).
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <thread>

#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/catalogue/catalogue.hpp"
#include "shop/orders/orders.hpp"
#include "shop/stores/types.hpp"

namespace ol::stores {

struct ForeignOrder;
struct ForeignProduct;
struct ForeignStatus;
struct Page;
using Fetch = std::function<Result<http::ClientResponse>(const http::ClientRequest&)>;

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    orders::Orders& orders;
    Fetch fetch;             // http::fetch; tests give a store of their own
    std::string key32;       // seals the stored secrets (not in the backup)
    std::string public_url;  // "https://desk.example": what a shop's webhook points to
    std::string import_dir;  // uploads and reports, e.g. var/imports
    catalogue::Catalogue* catalogue = nullptr;  // filled from the shops; may be absent
    bool allow_private = false;  // may a store's address lie in a private network (demo, tests)
    Ms poll_every{300'000};
    Ms poll_overlap{600'000};  // clocks differ, and a second has room for two changes
    Ms first_look_back{Ms{86'400'000} * 30};
    std::function<void(OrderId)> on_order;  // after commit: created or changed; may be empty
};

struct Message;

/// Thread-safe. process_events() and poll() block on the network: call them from the worker, HTTP
/// workers or tests only.
class Stores {
public:
    explicit Stores(Deps deps);
    ~Stores();  // stops the worker

    void start();  // the slow-work thread: events as they come, polls when due
    void stop();

    Result<std::vector<Store>> list(const http::Principal& who) const;
    Result<Store> store(StoreId id) const;
    Result<StoreId> create(const NewStore& in, PersonId by);
    Result<> patch(StoreId id, std::int64_t version, const StorePatch& in, PersonId by);
    std::int64_t waiting_events() const;

    /// The webhook's answer: 200 only after commit. 401 changes nothing. 404: no such token.
    http::Response receive(http::Request& request);
    /// Reads each order of the stored events back and applies it; returns how many events were
    /// finished.
    int process_events();
    /// Everything modified since the cursor less the overlap. stores.unreachable,
    /// stores.unauthorised, stores.unknown
    Result<PollResult> poll(StoreId id);
    void poll_due();

    Result<std::vector<ShopStatus>> statuses(StoreId id) const;
    /// What a status means from now on; the orders that stand in it are read again.
    /// stores.status_unknown
    Result<> answer_status(StoreId id, const AnswerStatus& in, PersonId by);
    Result<std::vector<RefusedOrderRow>> refused_orders(StoreId id) const;

    // ---- the first import, and days compared with the shop (jobs.cpp) ----
    /// stores.job_running, stores.day, stores.unsupported
    Result<StoreJob> start_job(StoreId id, const NewStoreJob& in, PersonId by);
    Result<std::vector<StoreJob>> jobs(StoreId id) const;
    Result<StoreJob> cancel_job(StoreId id, StoreJobId job);
    /// One page of each running job; returns how many are still running.
    int run_jobs();

    // ---- what the desk changed goes back to the shop (outbox.cpp) ----
    /// Follows the journal; call once, before start().
    void follow_orders();
    void queue_out(std::span<const db::JournalRow> facts);
    Result<std::vector<OutMessage>> outbox(StoreId id) const;
    int send_outbox();

    // ---- by which of its statuses the shop is told (told_as.cpp) ----
    Result<StoreWords> words(StoreId id) const;
    /// stores.choice (not one of the shop's), stores.unsupported
    Result<> tell_as(StoreId id, const AnswerToldAs& in, PersonId by);
    /// Asks the shop which statuses it has. stores.unreachable, stores.unauthorised,
    /// stores.unsupported
    Result<> read_choices(StoreId id);

    // ---- orders that the desk made, in the shop's own system (copies.cpp) ----
    Result<ShopId> shop_of(OrderId order) const;  // orders.unknown
    Result<ShopCopy> copy_of(OrderId order) const;
    /// By hand: what was not sent, or was refused; what perhaps arrived is looked up first.
    /// stores.copy_not_ours, stores.takes_no_orders, stores.copy_here, orders.unknown
    Result<> send_copy(OrderId order, PersonId by);

private:
    struct Connected;  // a store with its secrets opened
    struct Group;      // the waiting events of one order
    struct Answer;     // what the shop said, and what kind of answer it is
    std::optional<Connected> connected(db::Conn& c, std::string_view column,
                                       const db::Value& key) const;
    Result<Connected> opened_store(StoreId id) const;
    struct Walk {  // a poll, also one that the shop has asked to go on later
        std::deque<std::string> ahead;
        std::set<std::string> asked;  // a shop that sends us in circles is left after one round
        Time newest{};
        std::string feed;
    };
    Answer ask(const Connected& s, http::ClientRequest request);
    Answer send(const Connected& s, http::ClientRequest request, const std::string& session);
    std::string session_for(const Connected& s, bool fresh, Answer& refused);
    /// A path, with what its connector wants to know along with it.
    Answer ask(const Connected& s, const std::string& path);
    std::vector<Group> waiting() const;
    void handle(const Connected& s, const Group& group, Answer& answer, bool& down);
    void apply_truth(db::Tx& tx, const Connected& s, const Group& group,
                     Result<ForeignOrder>& order, std::vector<OrderId>& touched) const;
    void apply_bodies(db::Tx& tx, const Connected& s, const Group& group,
                      std::vector<OrderId>& touched) const;
    Result<> apply_checkout(db::Tx& tx, const Connected& s, const Group& group) const;
    Result<> apply_gone(db::Tx& tx, const Connected& s, const std::string& key,
                        std::vector<OrderId>& touched) const;
    /// One order: status settled, upserted, kept in store_order; an unknown status is asked about.
    Result<orders::Upserted> take(db::Tx& tx, const Connected& s, ForeignOrder& order) const;
    void refuse(db::Tx& tx, const Connected& s, const std::string& key, const std::string& number,
                const Error& why) const;
    Result<std::vector<std::string>> take_page(Connected& s, const std::string& path,
                                               const Answer& answer, PollResult& total,
                                               Time& newest, std::string& feed);
    Walk walk_of(const Connected& s);
    Error failed(const Connected& s, const Answer& answer);
    void mend_hooks(const Connected& s);
    void run_page(Connected& s, StoreJob& job, JobWalk& walk);
    void take_job_page(db::Tx& tx, Connected& s, Page& page, StoreJob& job, JobWalk& walk,
                       std::vector<OrderId>& touched);
    void take_goods(db::Tx& tx, const Connected& s,
                    const std::vector<ForeignProduct>& products) const;
    void compare(db::Tx& tx, const Connected& s, ForeignOrder& order, StoreJob& job, JobWalk& walk,
                 std::vector<OrderId>& touched) const;
    void know_statuses(db::Tx& tx, Connected& s, const std::vector<ForeignStatus>& statuses) const;
    /// As if a webhook had named it: read back by the next round.
    void read_again(db::Tx& tx, const Connected& s, const std::string& key) const;
    void close_day(db::Tx& tx, const Connected& s, StoreJob& job, JobWalk& walk) const;
    struct OutRow;  // one message as it is kept
    std::string mark_of(OutId id) const;
    void queue_order(db::Tx& tx, const db::JournalRow& row, bool& queued) const;
    std::optional<StoreId> takes_orders_of(db::Conn& c, ShopId shop) const;
    void send_order(OutId id, const OutRow& row, const Connected& s);
    void hear_order(OutId id, const OutRow& row, const Connected& s, const Answer& sent);
    /// The shop's order with this mark; nothing: it is not there. An error: nobody knows.
    Result<std::optional<ForeignOrder>> find_marked(const Connected& s, const std::string& mark,
                                                    Time since, Answer& answer);
    Result<> sent_order(OutId id, const Connected& s, ForeignOrder& order);
    /// True: it is one that the desk has sent, and is joined now if it was not before.
    bool join_made_here(db::Tx& tx, const Connected& s, const ForeignOrder& order) const;
    void send_one(OutId id);
    void send_word(OutId id, const OutRow& row, const Connected& s);
    /// Whether the shop has it already, or has gone on past it.
    bool told_already(const Connected& s, const Message& m, std::string_view seen) const;
    void out_later(OutId id, const OutRow& row, OutState state, const Answer& a);
    void out_result(OutId id, OutState state, std::string_view error, Ms wait,
                    std::string_view said = {});
    void mark(StoreId id, StoreState state, std::string_view error);
    void work();
    void tell(const std::vector<OrderId>& touched) const;

    Deps d_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false, event_waits_ = false;
    std::map<std::int64_t, std::int64_t> refused_;          // by store, since start
    std::map<std::int64_t, std::pair<int, Time>> backoff_;  // by store: failures in a row, next try
    std::map<std::int64_t, Walk> walks_;                    // by store: polls that wait
    std::map<std::int64_t, Time> paged_at_;                 // by store: the last page of a job
    std::map<std::int64_t, std::string> sessions_;          // by store, where platforms want one
    Ms next_page_in_{};                                     // until a job may ask again
    std::mutex network_;                                    // one REST conversation at a time
    std::thread thread_;
};

/// Files of orders: uploaded, mapped, imported in the background with progress and cancel;
/// idempotent by order number.
class Imports {
public:
    explicit Imports(Deps deps);
    ~Imports();  // asks the running import to stop and waits for its batch

    void
    start();  // the import thread; imports cut off by a crash become failed "imports.interrupted"
    void stop();

    /// imports.empty, imports.too_wide; the charset, separator and columns are recognised here
    Result<Import> upload(ShopId shop, std::string file_name, std::string_view bytes, PersonId by);
    Result<Import> get(ImportId id) const;
    Result<ShopId> shop_of(ImportId id) const;
    /// imports.state, imports.map, imports.columns (params: missing fields), imports.file_gone
    Result<Import> begin(ImportId id, const StartImport& in);
    Result<Import> cancel(ImportId id);
    /// Erases what may not be started any more: a day after its upload. How many files.
    int sweep();
    void run(ImportId id);  // the job itself, on the caller's thread
    std::string report_path(ImportId id) const;

private:
    struct Job;
    void work();
    void run_job(Job& job);
    bool commit(Job& job);
    std::string file_path(ImportId id) const;
    void finish(ImportId id, ImportState state, std::string_view error);
    void erase(ImportId id);

    Deps d_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::vector<ImportId> queue_;
    std::map<std::int64_t, bool> cancelled_;
    std::thread thread_;
};

std::span<const db::Migration> migrations();
void add_routes(http::Router& router, Stores& stores, Imports& imports);

}  // namespace ol::stores
