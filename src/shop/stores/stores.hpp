#pragma once
// Connected store platforms (WooCommerce) and imports of files: how orders get in. A webhook is a
// hint, the REST read is the truth, polling finds what no webhook brought (store.md section 3).
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <thread>

#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "shop/orders/orders.hpp"
#include "shop/stores/types.hpp"

namespace ol::stores {

using Fetch = std::function<Result<http::ClientResponse>(const http::ClientRequest&)>;

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    orders::Orders& orders;
    Fetch fetch;                 // http::fetch; tests give a store of their own
    std::string key32;           // seals the stored secrets (not in the backup)
    std::string public_url;      // "https://desk.example": what a shop's webhook points to
    std::string import_dir;      // uploads and reports, e.g. var/imports
    bool allow_private = false;  // may a store's address lie in a private network (demo, tests)
    Ms poll_every{300'000};
    Ms poll_overlap{600'000};  // clocks differ, and a second has room for two changes
    Ms first_look_back{Ms{86'400'000} * 30};
    std::function<void(OrderId)> on_order;  // after commit: created or changed; may be empty
};

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

private:
    struct Connected;  // a store with its secrets opened
    struct Group;      // the waiting events of one order
    enum class Truth { applied, gone, unreachable, unauthorised };
    std::optional<Connected> connected(db::Conn& c, std::string_view column,
                                       const db::Value& key) const;
    http::ClientRequest request(const Connected& s, const std::string& path) const;
    std::vector<Group> waiting() const;
    void handle(const Connected& s, const Group& group, bool skip_rest, bool& down);
    void apply_bodies(db::Tx& tx, const Connected& s, const Group& group,
                      std::vector<OrderId>& touched) const;
    Result<bool> take_page(const Connected& s, const http::ClientResponse& answer,
                           PollResult& total, Time& newest);
    void mark(StoreId id, StoreState state, std::string_view error);
    void work();
    void tell(const std::vector<OrderId>& touched) const;

    Deps d_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false, event_waits_ = false;
    std::map<std::int64_t, std::int64_t> refused_;          // by store, since start
    std::map<std::int64_t, std::pair<int, Time>> backoff_;  // by store: failures in a row, next try
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
    /// imports.state, imports.map, imports.columns (params: missing fields)
    Result<Import> begin(ImportId id, const StartImport& in);
    Result<Import> cancel(ImportId id);
    void run(ImportId id);  // the job itself, on the caller's thread
    std::string report_path(ImportId id) const;

private:
    struct Job;
    void work();
    void run_job(Job& job);
    bool commit(Job& job);
    std::string file_path(ImportId id) const;
    void finish(ImportId id, ImportState state, std::string_view error);

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
