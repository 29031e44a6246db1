#include "platform/db/writer.hpp"

#include <pthread.h>

#include "platform/base/log.hpp"

namespace ol::db {
namespace {

constexpr std::size_t batch_max =
    256;  // bounds what one failed commit takes with it, and how long the first one waits
constexpr auto probe_every = std::chrono::seconds(1);
/// More than a usual job takes (a large order with its facts: 12 pages), so that "room again" is no
/// promise too early.
constexpr std::size_t probe_bytes = 65536;

constexpr std::string_view last_seq_sql = "select coalesce(max(seq), 0) as seq from journal";
constexpr std::string_view fact_sql =
    "insert into journal (seq, at, kind, subject, actor, data) values (?1, ?2, ?3, ?4, ?5, ?6)";

/// Faults of the whole store, not of one job: nothing can be saved while they last.
bool concerns_all(std::string_view code) {
    return code == "db.full" || code == "db.locked" || code == "db.lost";
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> conn, const Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      conn_(std::move(conn)),
      thread_([this] { run(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Writer::post(Job job, Done done) {
    const char* refusal = nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (stopping_)
            refusal = "db.closed";
        else if (queue_.size() >= options_.queue_max)
            refusal = "db.queue_full";
        else
            queue_.push_back({std::move(job), std::move(done), std::nullopt});
    }
    if (!refusal) return wake_.notify_one();
    if (done)
        done(unavailable(refusal, "The database takes no more work now; try again in a moment."));
}

void Writer::run() {
    pthread_setname_np(pthread_self(), "db-writer");
    for (Batch batch; next_batch(batch); batch.clear()) {
        if (batch.empty()) {
            probe();
            continue;
        }
        run_batch(batch);
        finish(batch);
        if (full() && std::chrono::steady_clock::now() >= next_probe_) probe();
    }
}

/// False at the end; an empty batch means that it is time to look whether the fault is over.
bool Writer::next_batch(Batch& batch) {
    std::unique_lock lock(mutex_);
    const auto ready = [&] { return stopping_ || !queue_.empty(); };
    if (fault_.empty())
        wake_.wait(lock, ready);
    else
        wake_.wait_for(lock, probe_every, ready);
    while (!queue_.empty() && batch.size() < batch_max) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    running_ = batch.size();
    return !batch.empty() || !stopping_;
}

void Writer::run_batch(Batch& batch) {
    std::int64_t last_seq = 0;
    try {
        begin();
        run_jobs(batch, last_seq);
        conn_->commit();
    } catch (const Fault& fault) {
        conn_->rollback();
        const Error error = error_of(fault);
        for (Item& item : batch)
            if (!item.error) item.error = error;  // a job's own refusal stays its answer
        return note_health(concerns_all(error.code) ? error.code : "");
    }
    // On a full disk a small job still finds a page that is free: only the probe says that there is
    // room again.
    if (!full()) note_health("");
    if (last_seq && options_.on_facts) options_.on_facts(last_seq);
}

/// A connection lost between batches is replaced without anybody noticing.
void Writer::begin() {
    if (!conn_->lost()) {
        try {
            return conn_->begin_write();
        } catch (const Fault&) {
            if (!conn_->lost()) throw;
        }
    }
    conn_ = connect(options_.place, false);
    conn_->begin_write();
}

void Writer::run_jobs(Batch& batch, std::int64_t& last_seq) {
    const Time now = clock_.now();
    for (Item& item : batch) {
        conn_->tell("savepoint job");
        item.error = run_job(item.job, now, last_seq);
        if (!item.error) continue;
        conn_->command("rollback to savepoint job");
        conn_->command("release savepoint job");
    }
}

/// What a job sent before it threw goes with it.
void Writer::drop_unread() noexcept {
    try {
        conn_->settle();
    } catch (const Fault&) {  // the job is rolled back anyway; a lost connection shows at the next
    }
}

/// The job's refusal, or nothing. Faults that end the whole transaction are thrown on.
std::optional<Error> Writer::run_job(const Job& job, Time now, std::int64_t& last_seq) {
    const std::int64_t seq_before = last_seq;
    try {
        Tx tx{*conn_, now, {}};
        if (auto result = job(tx); !result) {
            conn_->settle();
            return result.error();
        }
        write_facts(tx, last_seq);
        conn_->tell("release savepoint job");
        conn_->settle();
        return std::nullopt;
    } catch (const Fault& fault) {
        last_seq = seq_before;
        if (!conn_->in_transaction() || conn_->lost() || concerns_all(error_of(fault).code)) throw;
        return error_of(fault);
    } catch (const std::exception& fault) {
        log::error("db", "job_threw", {{"what", fault.what()}});
        drop_unread();
        return Error{
            Errc::internal, "db.job_failed", {}, "The work failed inside; the log tells why.", {}};
    }
}

/// seq is given here, under the one write lock of the centre, so a reader that has seen n will
/// never find n-1 later.
void Writer::write_facts(const Tx& tx, std::int64_t& last_seq) {
    if (tx.facts.empty()) return;
    std::int64_t seq = last_seq ? last_seq : conn_->query(last_seq_sql).i64(0, 0);
    for (const Fact& fact : tx.facts)
        conn_->tell(fact_sql, ++seq, tx.now, fact.kind, fact.subject, fact.actor, fact.data);
    last_seq = seq;
}

/// Takes about as much room as a small job does; a rolled back or one-page write would succeed on a
/// full disk.
void Writer::probe() {
    next_probe_ = std::chrono::steady_clock::now() + probe_every;
    try {
        begin();
        conn_->exec("delete from db_probe");
        conn_->exec("insert into db_probe (slot, filler) values (1, ?1)",
                    std::string(probe_bytes, 'x'));
        conn_->commit();
        begin();
        conn_->exec("delete from db_probe");
        conn_->commit();
        note_health("");
    } catch (const Fault& fault) {
        conn_->rollback();
        const std::string code = error_of(fault).code;
        note_health(concerns_all(code) ? code : "");
    }
}

void Writer::note_health(const std::string& code) {
    std::function<void(bool, std::string_view)> listener;
    {
        const std::lock_guard lock(mutex_);
        if (fault_ == code) return;
        fault_ = code;
        listener = health_listener_;
    }
    if (code.empty())
        log::info("db", "saving_again");
    else
        log::error("db", "not_saving", {{"code", code}});
    try {
        if (listener) listener(code.empty(), code);
    } catch (const std::exception& what) {
        log::error("db", "health_listener_threw", {{"what", what.what()}});
    }
}

void Writer::finish(Batch& batch) {
    for (Item& item : batch) {
        try {
            if (item.done) item.done(item.error ? Result<>(*item.error) : Result<>());
        } catch (const std::exception& fault) {
            log::error("db", "done_threw", {{"what", fault.what()}});
        }
    }
    const std::lock_guard lock(mutex_);
    running_ = 0;
}

bool Writer::full() const {
    const std::lock_guard lock(mutex_);
    return fault_ == "db.full";
}
bool Writer::healthy() const {
    const std::lock_guard lock(mutex_);
    return fault_.empty();
}
std::string Writer::fault() const {
    const std::lock_guard lock(mutex_);
    return fault_;
}
std::size_t Writer::queued() const {
    const std::lock_guard lock(mutex_);
    return queue_.size() + running_;
}
void Writer::on_health(std::function<void(bool, std::string_view)> fn) {
    const std::lock_guard lock(mutex_);
    health_listener_ = std::move(fn);
}

}  // namespace ol::db
