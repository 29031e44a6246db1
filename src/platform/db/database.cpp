// Puts the writer, the readers and the followers together behind Database.
#include <future>

#include "platform/base/log.hpp"
#include "platform/db/backup.hpp"
#include "platform/db/ending.hpp"
#include "platform/db/follow.hpp"
#include "platform/db/migrate.hpp"
#include "platform/db/readers.hpp"
#include "platform/db/writer.hpp"

namespace ol::db {
namespace {

constexpr std::string_view sqlite_id_tables =
    "select m.name as name from sqlite_master m, pragma_table_info(m.name) c "
    "where m.type = 'table' and c.name = 'id' and lower(c.type) = 'bigint' order by m.name";
constexpr std::string_view postgres_id_tables =
    "select table_name as name from information_schema.columns where table_schema = "
    "current_schema() "
    "and column_name = 'id' and data_type = 'bigint' order by table_name";

class Engine final : public Database {
public:
    Engine(const Place& place, std::unique_ptr<Connection> conn, const Options& options,
           const Clock& clock)
        : place_(place),
          readers_(place, options.readers),
          writer_(std::move(conn), clock,
                  {place, options.queue_max, [this](std::int64_t seq) { wake_followers(seq); }}) {}

    ~Engine() override { end_followers(); }

    void end_followers() {
        std::vector<std::unique_ptr<Follower>> ending;
        {
            const std::lock_guard lock(mutex_);
            ending.swap(followers_);
        }
        ending.clear();  // they still write their cursors; the writer ends after them
    }

    Result<> migrate(std::span<const Migration> all) override { return run_migrations(*this, all); }

    void post(Job job, Done done) override { writer_.post(std::move(job), std::move(done)); }

    Result<> write(Job job) override {
        if (writer_.on_this_thread())
            return Error{Errc::internal,
                         "db.nested_write",
                         {},
                         "write() was called on the writer thread; use post().",
                         {}};
        std::promise<Result<>> answer;
        writer_.post(std::move(job), [&](Result<> r) { answer.set_value(std::move(r)); });
        return answer.get_future().get();
    }

    Result<> read(const std::function<Result<>(Conn&)>& fn) override { return readers_.read(fn); }

    void follow(std::string name, std::function<void(std::span<const JournalRow>)> fn) override {
        const std::lock_guard lock(mutex_);
        followers_.push_back(std::make_unique<Follower>(*this, std::move(name), std::move(fn)));
    }

    Result<> backup(const std::string& to_path) override { return run_backup(place_, to_path); }
    bool healthy() const override { return writer_.healthy(); }
    std::string fault() const override { return writer_.fault(); }
    void on_health(std::function<void(bool, std::string_view)> fn) override {
        writer_.on_health(std::move(fn));
    }
    std::size_t queued() const override { return writer_.queued(); }
    Dialect dialect() const override { return place_.dialect; }

    std::int64_t greatest_id() override {
        const auto greatest = read_as<std::int64_t>([&](Conn& c) -> Result<std::int64_t> {
            std::int64_t out = 0;
            const Rows tables =
                c.query(place_.dialect == Dialect::sqlite ? sqlite_id_tables : postgres_id_tables);
            for (std::size_t i = 0; i < tables.size(); ++i)
                out = std::max(
                    out,
                    c.query("select max(id) as id from \"" + tables.text(i, 0) + "\"").i64(0, 0));
            return out;
        });
        // Ids from 0 again would collide; better not to start at all.
        if (!greatest)
            throw std::runtime_error("cannot read the greatest id: " + greatest.error().detail);
        return *greatest;
    }

private:
    void wake_followers(std::int64_t seq) {
        const std::lock_guard lock(mutex_);
        for (const auto& follower : followers_) follower->woken(seq);
    }

    const Place place_;
    std::mutex mutex_;  // before the writer: its last commits still wake followers
    std::vector<std::unique_ptr<Follower>> followers_;
    Readers readers_;
    Writer writer_;
};

}  // namespace

void end_followers(Database& database) { dynamic_cast<Engine&>(database).end_followers(); }

Result<std::unique_ptr<Database>> Database::open(const Options& options, const Clock& clock) {
    const auto place = parse_place(options.url);
    if (!place) return place.error();
    try {
        std::unique_ptr<Database> made =
            std::make_unique<Engine>(*place, connect(*place, false), options, clock);
        if (auto ready = made->migrate(core_migrations()); !ready) return ready.error();
        return made;
    } catch (const Fault& fault) {
        return error_of(fault);
    }
}

}  // namespace ol::db
