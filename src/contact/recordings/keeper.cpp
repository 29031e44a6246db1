#include "contact/recordings/keeper.hpp"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>

#include "platform/base/crypto.hpp"
#include "platform/base/json.hpp"
#include "platform/base/log.hpp"

namespace ol::recordings {
namespace {

namespace fs = std::filesystem;

constexpr Ms day{24LL * 3600 * 1000};
constexpr Ms after_problem{60000}, look_again{3600000};
constexpr int batch = 200;

/// Other rules are another duty: what was looked through by the old ones today is looked through
/// anew.
std::string duty_of(const RecordingSettings& settings) {
    return "keep " + crypto::hex(crypto::sha256(json::write(settings.keep)));
}

std::string stem_of(const std::string& path) {
    const auto name = path.rfind('/') + 1;  // npos + 1 == 0
    return path.substr(0, path.find('.', name));
}

std::int64_t thread_cpu_ms() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<std::int64_t>(t.tv_sec) * 1000 + t.tv_nsec / 1000000;
}

std::int64_t file_bytes(const std::string& path) {
    std::error_code gone;
    const auto n = fs::file_size(path, gone);
    return gone ? 0 : static_cast<std::int64_t>(n);
}

/// The least id that is made at that time.
std::int64_t id_at(Time t) {
    return std::max<std::int64_t>(0, to_ms(t) - IdSource::epoch_ms) << 12;
}

/// Calls come first: this thread takes what nobody else wants, of processor and disk.
void be_humble() {
    const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
    (void)::setpriority(PRIO_PROCESS, thread, 19);
    constexpr int idle_class = 3 << 13, who_process = 1;  // ioprio_set(2)
    (void)::syscall(SYS_ioprio_set, who_process, 0, idle_class);
}

Result<> copy(const std::string& from, Sink& to, const std::function<bool()>& go_on) {
    auto bytes = open_bytes(from, [](std::int64_t) -> Result<std::string> {
        return unavailable("recordings.copy", "a fresh recording is never sealed");
    });
    if (!bytes) return bytes.error();
    for (std::int64_t at = 0; at < (*bytes)->size();) {
        auto some = (*bytes)->read(at, 65536);
        if (!some) return some.error();
        if (some->empty()) break;
        if (!go_on()) return unavailable("recordings.stopped", "the server stops");
        if (auto done = to.write(*some); !done) return done;
        at += static_cast<std::int64_t>(some->size());
    }
    return {};
}

}  // namespace

void remove_files(const std::string& path, const std::string& except) {
    const std::string stem = stem_of(path);
    for (const char* kind : {".wav", ".flac", ".wav.sealed", ".flac.sealed"})
        for (const char* part : {"", ".part"}) {
            const std::string file = stem + kind + part;
            std::error_code gone;
            if (file != except) fs::remove(file, gone);
        }
}

Keeper::Keeper(KeeperDeps deps) : d_(std::move(deps)) {}

void Keeper::start() {
    loop_ = std::make_unique<Loop>(d_.clock, Loop::Options{.name = "recordings"});
    loop_->post([this] {
        be_humble();
        turn();
    });
    live_ = loop_.get();
}

void Keeper::stop() {
    stopping_ = true;
    live_ = nullptr;
    if (loop_) loop_->stop();
}

void Keeper::wake() {
    Loop* loop = live_;
    if (!loop || woken_.exchange(true)) return;
    loop->post([this] {
        woken_ = false;
        if (d_.clock.now() >= rest_until_) turn();  // else its turn comes by itself
    });
}

/// One file, then a rest three times as long: a quarter of a core at most, whatever waits.
void Keeper::turn() {
    if (stopping_) return;
    loop_->cancel(std::exchange(timer_, 0));
    const Time began = d_.clock.now();
    const auto cpu = thread_cpu_ms();
    const bool more = step();
    const std::int64_t spent = thread_cpu_ms() - cpu;
    const Ms rest = more ? Ms{spent * (100 - d_.share_percent) / d_.share_percent + 1}
                         : (not_before_ > began ? not_before_ - began : Ms{0});
    std::optional<Time> due;
    if (!more)
        (void)d_.db.read([&](db::Conn& conn) -> Result<> {
            if (const auto next = store::next_fresh(conn)) due = next->closed_at + d_.settle;
            return {};
        });
    const Time now = d_.clock.now();
    rest_until_ = more ? now + rest : Time{};
    const Time until = more ? now + rest : std::max(now + rest, due.value_or(began + look_again));
    timer_ = loop_->at(loop_->now() + (until - now), [this] { turn(); });
}

bool Keeper::step() {
    if (remove_erased() || remove_old()) return true;
    // A file that cannot be made small holds up no deletion that is due.
    if (d_.clock.now() >= not_before_ && after_call()) return true;
    return keep_days();
}

KeeperState Keeper::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void Keeper::problem(const Error* error) {
    const std::lock_guard lock(mutex_);
    const std::string code = error ? error->code : "";
    if (code != state_.problem) {
        state_.problem_since = d_.clock.now();
        if (error) log::error("recordings", "put_off", {{"code", code}});
    }
    state_.problem = code;
    if (error) not_before_ = d_.clock.now() + after_problem;
}

// ---- erased ones ----

bool Keeper::remove_erased() {
    std::vector<Row> rows;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        rows = store::in_stage(conn, "erase", batch);
        return {};
    });
    if (rows.empty()) return false;
    for (const Row& row : rows) remove_files(row.path);
    const auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const Row& row : rows) store::set_stage(tx, row.id, "gone");
        return {};
    });
    return bool(done);
}

bool Keeper::remove_old() {
    std::vector<Row> rows;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        rows = store::in_stage(conn, "swapped", batch);
        return {};
    });
    if (rows.empty()) return false;
    for (const Row& row : rows) remove_files(row.path, row.path);
    const auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const Row& row : rows) store::set_stage(tx, row.id, "kept");
        return {};
    });
    return bool(done);
}

// ---- after the call ----

bool Keeper::after_call() {
    std::optional<Row> row;
    (void)d_.db.read([&](db::Conn& conn) -> Result<> {
        row = store::next_fresh(conn);
        return {};
    });
    if (!row || row->closed_at + d_.settle > d_.clock.now()) return false;
    const auto done = make_small(*row, d_.settings());
    if (done) {
        problem(nullptr);
        return true;
    }
    const Error error = done.error();
    const std::string& code = error.code;
    if (code == "recordings.stopped") return false;
    // A fault of the disk or the key is everybody's: wait. One of this file is its own.
    const bool waits = code.starts_with("recordings.disk") || code.starts_with("recordings.key") ||
                       code.starts_with("db.");
    if (waits) {
        problem(&error);
        return false;
    }
    log::error("recordings", "left_as_it_is",
               {{"recording", std::to_string(row->id.value)}, {"code", code}});
    leave_as_it_is(*row);
    return true;
}

void Keeper::leave_as_it_is(const Row& row) {
    remove_files(row.path, row.path);
    (void)d_.db.write([&](db::Tx& tx) -> Result<> {
        store::set_stage(tx, row.id, "kept");
        return {};
    });
}

Result<> Keeper::room_for(const Row& row) const {
    struct statvfs disk{};
    if (::statvfs(row.path.c_str(), &disk) != 0) return {};  // the file itself will tell
    const auto free =
        static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
    if (free >= d_.spare_bytes + file_bytes(row.path)) return {};
    return unavailable("recordings.disk_full", "too little space is left to work on recordings");
}

Result<> Keeper::make_small(const Row& row, const RecordingSettings& settings) {
    remove_files(row.path, row.path);  // what a kill left of an earlier try
    if (!settings.compress && !settings.encrypt) {
        auto heard = heard_in_wav(row.path);
        if (!heard) return heard.error();
        return d_.db.write([&](db::Tx& tx) -> Result<> {
            store::measured(tx, row.id, heard->silence_permille, heard->level_left_db,
                            heard->level_right_db);
            store::set_stage(tx, row.id, "kept");
            return {};
        });
    }
    FileKey key;
    if (settings.encrypt) {
        auto current = d_.keys.current();
        if (!current) return current.error();
        key = *current;
    }
    if (auto room = room_for(row); !room) return room;
    const std::string path = stem_of(row.path) + (settings.compress ? ".flac" : ".wav") +
                             (settings.encrypt ? ".sealed" : "");
    const std::string part = path + ".part";
    const auto cpu = thread_cpu_ms();
    auto heard = write_part(row, part, key, settings.compress);
    if (!heard) {
        std::error_code gone;
        fs::remove(part, gone);
        return heard.error();
    }
    if (auto named = rename_file(part, path); !named) return named;
    auto done = put_in_place(row, *heard, path);
    const std::lock_guard lock(mutex_);
    state_.cpu_ms += thread_cpu_ms() - cpu;
    return done;
}

Result<Heard> Keeper::write_part(const Row& row, const std::string& part, const FileKey& key,
                                 bool compress) {
    const auto go_on = [this] { return !stopping_; };
    auto sink = create_file(part, key);
    if (!sink) return sink.error();
    auto heard = compress ? flac_of_wav(row.path, **sink, go_on) : heard_in_wav(row.path);
    if (!heard) return heard;
    if (!compress)
        if (auto copied = copy(row.path, **sink, go_on); !copied) return copied.error();
    if (auto done = (*sink)->finish(); !done) return done.error();
    if (!compress) return heard;
    // The only copy is about to go: what was written must give every sample back.
    auto bytes = open_bytes(part, [&](std::int64_t) -> Result<std::string> { return key.key32; });
    if (!bytes) return bytes.error();
    std::uint64_t print = sound_print_start;
    auto again = read_flac(**bytes, [&](const media::Pcm&, auto samples) {
        print = sound_print(print, samples);
        return true;
    });
    if (!again) return again.error();
    if (print != heard->print)
        return unavailable("recordings.flac", "FLAC gave other samples back");
    return heard;
}

Result<> Keeper::put_in_place(const Row& row, const Heard& heard, const std::string& path) {
    const auto before = file_bytes(row.path), after = file_bytes(path);
    bool mine = false;
    auto saved = d_.db.write([&](db::Tx& tx) -> Result<> {
        mine = store::swap(tx, row, path, after);
        if (mine)
            store::measured(tx, row.id, heard.silence_permille, heard.level_left_db,
                            heard.level_right_db);
        return {};
    });
    if (!saved) return saved;
    if (!mine) {  // erased while we worked
        remove_files(row.path);
        return {};
    }
    const std::lock_guard lock(mutex_);
    ++state_.files;
    state_.wav_bytes += before;
    state_.kept_bytes += after;
    state_.sound_ms += heard.duration_ms;
    return {};
}

// ---- their time is over ----

KeepFor Keeper::rule_for(const RecordingSettings& settings, const Row& row) const {
    return keep_for(settings.keep,
                    {row.call.queue, row.call.number, d_.department_of(row.operator_id)});
}

namespace {
/// The days of the rule that keeps shortest; 0: none ends.
int shortest(const RecordingSettings& settings) {
    int days = 0;
    for (const auto& rule : settings.keep)
        if (rule.days > 0 && (days == 0 || rule.days < days)) days = rule.days;
    return days;
}
bool over(const Row& row, const KeepFor& kept, Time now) {
    return kept.days > 0 && row.started_at + day * kept.days <= now;
}
}  // namespace

/// Once a day through all that is older than the shortest rule, some hundred rows a step; and at
/// once when the rules were changed.
bool Keeper::keep_days() {
    const Time now = d_.clock.now();
    const auto settings = d_.settings();
    const int days = shortest(settings);
    const std::string duty = duty_of(settings);
    if (std::exchange(keep_duty_, duty) != duty) keep_cursor_ = 0;
    std::optional<Time> last;
    std::vector<Row> rows;
    auto read = d_.db.read([&](db::Conn& conn) -> Result<> {
        last = store::last_done(conn, duty);
        if (days == 0 || (last && *last + day > now)) return {};
        rows = store::kept_before(conn, keep_cursor_, id_at(now - day * days + Ms{1}), batch);
        return {};
    });
    if (!read || days == 0 || (last && *last + day > now)) return false;
    const auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        for (const Row& row : rows) {
            const auto kept = rule_for(settings, row);
            if (!over(row, kept, now)) continue;
            const std::string rule = std::to_string(kept.rule), of = std::to_string(kept.days);
            if (!store::delete_kept(tx, row.id, "rule " + rule + ", " + of + " days")) continue;
            d_.deleted(tx, row.id,
                       "{\"rule\":" + rule + ",\"days\":" + of +
                           ",\"recorded_at\":" + std::to_string(to_ms(row.started_at)) + "}");
        }
        if (rows.empty()) store::done(tx, duty, now);
        return {};
    });
    if (!done) return false;
    keep_cursor_ = rows.empty() ? 0 : rows.back().id.value;
    return !rows.empty();
}

Result<KeepPreview> Keeper::preview(const RecordingSettings& settings) const {
    const Time now = d_.clock.now();
    const int days = shortest(settings);
    KeepPreview out;
    for (const auto& rule : settings.keep) out.rules.push_back({rule.days, 0, 0});
    if (days == 0) return out;
    std::int64_t cursor = 0;
    for (;;) {
        std::vector<Row> rows;
        auto read = d_.db.read([&](db::Conn& conn) -> Result<> {
            rows = store::kept_before(conn, cursor, id_at(now - day * days + Ms{1}), 2000);
            return {};
        });
        if (!read) return read.error();
        if (rows.empty()) return out;
        cursor = rows.back().id.value;
        for (const Row& row : rows) {
            const auto kept = rule_for(settings, row);
            if (!over(row, kept, now)) continue;
            auto& of = out.rules[static_cast<std::size_t>(kept.rule) - 1];
            ++of.recordings;
            of.bytes += row.bytes;
            ++out.recordings;
            out.bytes += row.bytes;
            if (!out.oldest) out.oldest = row.started_at;
        }
    }
}

}  // namespace ol::recordings
