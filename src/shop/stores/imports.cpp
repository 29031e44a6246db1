// Imports of files: upload, mapping, and the background job. Memory is bounded by one batch,
// whatever the file's size.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "platform/base/json.hpp"
#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/csv_orders.hpp"
#include "shop/stores/stores.hpp"

namespace ol::stores {
namespace {

/// How long what was stopped, or failed, or was never started may still be started.
constexpr Ms kept_for{86'400'000};
constexpr std::size_t head_bytes = 64 << 10, chunk_bytes = 256 << 10, batch_rows = 500,
                      sample_rows = 5;
constexpr auto sql_job =
    R"(select id, shop_id, file_name, state, charset, separator, head, row_count, done, created,
    updated,
    unchanged, failed, error from import_job where id = ?1)";
constexpr auto sql_insert_import =
    R"(insert into import_job (id, shop_id, file_name, state, charset, separator, head, row_count,
    done, created, updated, unchanged, failed, error, person_id, created_at)
    values (?1,?2,?3,'uploaded',?4,?5,?6,0,0,0,0,0,0,'',?7,?8))";
constexpr auto sql_progress =
    R"(update import_job set done = ?2, created = ?3, updated = ?4, unchanged = ?5, failed = ?6
    where id = ?1)";
constexpr auto sql_seen = R"(insert into import_seen (import_id, number) values (?1, ?2)
    on conflict (import_id, number) do nothing)";
constexpr auto sql_save_map =
    R"(insert into import_map (id, shop_id, name, columns) values (?1,?2,?3,?4)
    on conflict (shop_id, name) do update set columns = excluded.columns)";

char separator_of(const std::string& name) {
    return name == "tab" ? '\t' : name.empty() ? ',' : name[0];
}
std::string separator_name(char c) { return c == '\t' ? "tab" : std::string(1, c); }

Error unknown_import() { return not_found("imports.unknown", "No such import."); }

/// The heading and the first rows.
ImportHead read_head(std::string_view bytes, const std::string& charset, char separator) {
    ImportHead head;
    Utf8Stream text(charset);
    CsvParser parser(separator, [&](CsvRow& row) {
        for (auto& c : row.cells) c = to_valid_utf8(c);
        if (head.columns.empty())
            head.columns = std::move(row.cells);
        else
            head.sample.push_back(std::move(row.cells));
        return head.sample.size() < sample_rows;
    });
    const bool whole = bytes.size() < head_bytes;
    if (parser.feed(text.feed(bytes)) && whole && parser.feed(text.finish())) parser.finish();
    for (auto& c : head.columns) c = std::string(trim(c));
    return head;
}

std::string row_word(std::int64_t n, std::string_view result, std::string_view code,
                     std::string_view detail) {
    return std::to_string(n) + "," + std::string(result) + "," + csv_cell(code) + "," +
           csv_cell(detail) + "\r\n";
}

}  // namespace

struct Imports::Job {
    ImportId id;
    ShopId shop;
    ImportHead head;
    char separator = ',';
    std::string charset;
    Time started{};
    struct Pending {
        std::vector<std::int64_t> rows;  // of the file
        orders::ExternalOrder order;
        std::optional<Error> error;
    };
    std::vector<Pending> batch;
    std::size_t batch_size = 0;  // rows in it
    struct Counts {              // of rows; as committed
        std::int64_t done = 0, created = 0, updated = 0, unchanged = 0, failed = 0;
    };
    Counts counts;
    std::ofstream report;
    std::string fault;
};

Imports::Imports(Deps deps) : d_(std::move(deps)) {}
Imports::~Imports() { stop(); }

std::string Imports::file_path(ImportId id) const {
    return d_.import_dir + "/" + std::to_string(id.value) + ".csv";
}
std::string Imports::report_path(ImportId id) const {
    return d_.import_dir + "/" + std::to_string(id.value) + ".report.csv";
}

Result<Import> Imports::upload(ShopId shop, std::string file_name, std::string_view bytes,
                               PersonId by) {
    if (!shop) return invalid("imports.shop", "shop_id", "Say for which shop.");
    if (trim(bytes).empty()) return invalid("imports.empty", "body", "The file is empty.");
    const auto first = bytes.substr(0, head_bytes);
    const auto charset = guess_charset(first);
    Utf8Stream text(charset);
    const char separator = detect_separator(text.feed(first));
    auto head = read_head(first, charset, separator);
    if (head.columns.empty() || head.columns.size() > CsvParser::cells_max)
        return invalid("imports.too_wide", "body",
                       "The first line is no heading; it should name up to 200 columns.");
    head.map = guess_map(head.columns);
    const auto id = d_.ids.next_id<ImportId>();
    // The row first: a file without one belongs to nobody and is swept.
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec(sql_insert_import, id, shop, to_valid_utf8(file_name).substr(0, 200), charset,
                separator_name(separator), json::write(head), by, tx.now);
        tx.journal({"import.uploaded", id.value, by.value});
        return {};
    });
    if (!done) return done.error();
    std::error_code ec;
    std::filesystem::create_directories(d_.import_dir, ec);
    std::ofstream file(file_path(id), std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
        finish(id, ImportState::failed, "imports.disk");
        erase(id);
        return unavailable("imports.disk", "The file could not be kept; the disk may be full.");
    }
    return get(id);
}

Result<Import> Imports::get(ImportId id) const {
    return d_.db.read_as<Import>([&](db::Conn& c) -> Result<Import> {
        const auto r = c.query(sql_job, id);
        if (r.empty()) return unknown_import();
        auto head = json::read<ImportHead>(r.text(0, 6));
        if (!head) return head.error();
        Import x{id,
                 r.text(0, 2),
                 from_name<ImportState>(r.text(0, 3)).value_or(ImportState::failed),
                 r.text(0, 4),
                 r.text(0, 5),
                 head->columns,
                 head->sample,
                 head->map};
        x.rows = r.i64(0, 7), x.done = r.i64(0, 8), x.created = r.i64(0, 9),
        x.updated = r.i64(0, 10);
        x.unchanged = r.i64(0, 11), x.failed = r.i64(0, 12), x.error = r.text(0, 13);
        if (x.state != ImportState::uploaded)
            x.report_url = "/api/v1/imports/" + std::to_string(id.value) + "/report";
        const auto maps = c.query(
            "select name, columns from import_map where shop_id = ?1 order by name", r.i64(0, 1));
        for (std::size_t i = 0; i < maps.size(); ++i)
            if (auto saved = json::read<ImportHead>(maps.text(i, 1)))
                x.maps.push_back({maps.text(i, 0), saved->map});
        return x;
    });
}

Result<ShopId> Imports::shop_of(ImportId id) const {
    return d_.db.read_as<ShopId>([&](db::Conn& c) -> Result<ShopId> {
        const auto r = c.query("select shop_id from import_job where id = ?1", id);
        if (r.empty()) return unknown_import();
        return ShopId{r.i64(0, 0)};
    });
}

Result<Import> Imports::begin(ImportId id, const StartImport& in) {
    auto now = get(id);
    if (!now) return now;
    if (now->state == ImportState::running)
        return conflict("imports.state", "This import runs already.");
    if (!std::filesystem::exists(file_path(id)))
        return conflict("imports.file_gone", "The file was erased. Upload it again.");
    ImportHead head{now->columns, now->sample, in.map.empty() ? now->map : in.map};
    const auto charset = in.charset.value_or(now->charset);
    const auto separator = in.separator.value_or(now->separator);
    if (separator != now->separator ||
        charset != now->charset) {  // told by a person: read the heading again
        std::ifstream file(file_path(id), std::ios::binary);
        std::string bytes(head_bytes, '\0');
        file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        bytes.resize(static_cast<std::size_t>(file.gcount()));
        auto again = read_head(bytes, charset, separator_of(separator));
        head.columns = again.columns, head.sample = again.sample;
        if (in.map.empty()) head.map = guess_map(head.columns);
    }
    if (auto ok = check_map(head.columns, head.map); !ok) return ok.error();
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto shop = tx.query("select shop_id from import_job where id = ?1", id).i64(0, 0);
        tx.exec(
            R"(update import_job set state = 'running', head = ?2, charset = ?3, separator = ?4,
            error = '', done = 0,
            created = 0, updated = 0, unchanged = 0, failed = 0 where id = ?1)",
            id, json::write(head), charset, separator);
        if (in.save_as && !trim(*in.save_as).empty())
            tx.exec(sql_save_map, d_.ids.next(), shop, in.save_as->substr(0, 100),
                    json::write(ImportHead{{}, {}, head.map}));
        return {};
    });
    if (!done) return done.error();
    {
        const std::lock_guard lock(mutex_);
        cancelled_.erase(id.value);
        queue_.push_back(id);
    }
    wake_.notify_one();
    return get(id);
}

Result<Import> Imports::cancel(ImportId id) {
    auto now = get(id);
    if (!now) return now;
    if (now->state == ImportState::uploaded) finish(id, ImportState::cancelled, ""), erase(id);
    if (now->state == ImportState::running) {
        const std::lock_guard lock(mutex_);
        cancelled_[id.value] = true;
    }
    return get(id);
}

void Imports::finish(ImportId id, ImportState state, std::string_view error) {
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("update import_job set state = ?2, error = ?3 where id = ?1", id, to_name(state),
                error);
        tx.journal({"import." + std::string(to_name(state)), id.value, 0});
        return {};
    });
    if (!done)
        log::warn("stores", "import_state_not_saved",
                  {{"import", std::to_string(id.value)}, {"code", done.error().code}});
    if (state == ImportState::done) erase(id);
}

/// Buyers' data is not kept twice: the file and the rows that were shown of it go. The report
/// stays: it has numbers of rows and codes.
void Imports::erase(ImportId id) {
    std::error_code ec;
    std::filesystem::remove(file_path(id), ec);
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto r = tx.query("select head from import_job where id = ?1", id);
        auto head =
            r.empty() ? Result<ImportHead>(ImportHead{}) : json::read<ImportHead>(r.text(0, 0));
        if (!head || head->sample.empty()) return {};
        head->sample.clear();
        tx.exec("update import_job set head = ?2 where id = ?1", id, json::write(*head));
        return {};
    });
    if (!done || ec)
        log::warn("stores", "import_not_erased",
                  {{"import", std::to_string(id.value)}, {"code", done ? "" : done.error().code}});
}

int Imports::sweep() {
    // The folder first, then the table: what is listed and has no row has none to come.
    std::set<std::int64_t> files, over;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(d_.import_dir, ec)) {
        const auto name = entry.path().filename().string();
        const auto number = name.substr(0, name.find('.'));
        if (name == number + ".csv" && !number.empty() && number.size() <= 18 &&
            number.find_first_not_of("0123456789") == number.npos)
            files.insert(std::stoll(number));
    }
    auto read = d_.db.read([&](db::Conn& c) -> Result<> {
        const auto r = c.query("select id, state, created_at, head from import_job");
        for (std::size_t i = 0; i < r.size(); ++i) {
            const bool waits =
                r.text(i, 1) == "running" || from_ms(r.i64(i, 2)) > d_.clock.now() - kept_for;
            if (waits) files.erase(r.i64(i, 0));
            const auto head = json::read<ImportHead>(r.text(i, 3));
            if (!waits && head && !head->sample.empty()) over.insert(r.i64(i, 0));
        }
        return {};
    });
    if (!read) return 0;
    over.insert(files.begin(), files.end());
    for (const auto id : over) erase({id});
    return static_cast<int>(files.size());
}

void Imports::run(ImportId id) {
    Job job;
    job.id = id;
    auto at = get(id);
    auto shop = shop_of(id);
    if (!at || !shop) return;
    job.shop = *shop;
    job.head = {at->columns, at->sample, at->map};
    job.separator = separator_of(at->separator);
    job.charset = at->charset;
    job.started = d_.clock.now();
    job.report.open(report_path(id), std::ios::binary | std::ios::trunc);
    job.report << "row,result,code,message\r\n";
    run_job(job);
    job.report.close();
    auto swept = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("delete from import_seen where import_id = ?1", id);
        return {};
    });
    const std::lock_guard lock(mutex_);
    if (!swept) log::warn("stores", "import_not_swept", {{"code", swept.error().code}});
    cancelled_.erase(id.value);
}

void Imports::run_job(Job& job) {
    std::ifstream file(file_path(job.id), std::ios::binary);
    if (!file) return finish(job.id, ImportState::failed, "imports.file_gone");
    std::string chunk(chunk_bytes, '\0');
    const auto each_row = [&](const CsvParser::OnRow& on_row) {
        file.clear();
        file.seekg(0);
        Utf8Stream text(job.charset);
        CsvParser parser(job.separator, on_row);
        bool going = true;
        while (going && file) {
            file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
            if (file.gcount() > 0)
                going =
                    parser.feed(text.feed({chunk.data(), static_cast<std::size_t>(file.gcount())}));
        }
        return going && parser.feed(text.finish()) && parser.finish();
    };
    std::int64_t rows = 0;
    each_row([&](CsvRow&) {
        return ++rows, true;
    });  // a quick look at the length, so that progress has an end
    auto counted = d_.db.write([&](db::Tx& tx) -> Result<> {
        tx.exec("update import_job set row_count = ?2 where id = ?1", job.id,
                rows > 0 ? rows - 1 : 0);
        return {};
    });
    if (!counted) return finish(job.id, ImportState::failed, counted.error().code);

    std::vector<std::string> fields;
    for (const auto& column : job.head.columns) {
        const auto it = job.head.map.find(column);
        // A heading that stands twice means its field once.
        const bool used =
            it != job.head.map.end() && std::ranges::find(fields, it->second) != fields.end();
        fields.push_back(it == job.head.map.end() || used ? "" : it->second);
    }
    const auto facts =
        d_.db.read_as<orders::ShopFacts>([&](db::Conn& c) -> Result<orders::ShopFacts> {
            return d_.orders.deps().shop(c, job.shop);
        });
    if (!facts) return finish(job.id, ImportState::failed, facts.error().code);
    const RowReader reader(fields, {job.shop, *facts});
    const bool whole = each_row([&](CsvRow& row) {
        if (row.number == 1) return true;
        auto order = reader.read(row);
        const bool joins =
            order && !job.batch.empty() && job.batch.back().order.external_id == order->external_id;
        if (!joins && job.batch_size >= batch_rows && !commit(job)) return false;
        ++job.batch_size;
        if (!order) {
            job.batch.push_back({{row.number}, {}, order.error()});
        } else if (joins) {
            job.batch.back().rows.push_back(row.number);
            RowReader::join(job.batch.back().order, *order);
        } else {
            order->modified_at = job.started;
            job.batch.push_back({{row.number}, std::move(*order), {}});
        }
        return true;
    });
    const bool last = whole && commit(job);
    if (!job.fault.empty()) return finish(job.id, ImportState::failed, job.fault);
    if (!last) {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;  // stays "running": the next start calls it interrupted
    }
    finish(job.id, last ? ImportState::done : ImportState::cancelled, "");
}

namespace {

/// The word of the report, and which count it goes to; nullopt = the row failed.
template <class Counts>
std::pair<std::string_view, std::int64_t*> outcome(std::optional<orders::Upsert> result,
                                                   Counts& counts) {
    if (!result) return {"failed", &counts.failed};
    switch (*result) {
        case orders::Upsert::created: return {"created", &counts.created};
        case orders::Upsert::changed: return {"updated", &counts.updated};
        case orders::Upsert::unchanged: return {"unchanged", &counts.unchanged};
    }
    return {"failed", &counts.failed};
}

}  // namespace

/// One batch, one transaction, then its lines of the report. False: stop (cancelled, stopping, or
/// the database failed).
bool Imports::commit(Job& job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || cancelled_[job.id.value]) return false;
    }
    std::string words;
    std::vector<OrderId> touched;
    Job::Counts now;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        words.clear(), touched.clear();
        now = job.counts;
        for (auto& p : job.batch) {
            const auto n = static_cast<std::int64_t>(p.rows.size());
            now.done += n;
            std::optional<Error> error = p.error;
            if (!error && tx.exec(sql_seen, job.id, p.order.external_id) == 0)
                error =
                    invalid("imports.number_repeated", "number",
                            "This order number stood further up already; put its rows together.");
            auto r =
                error ? Result<orders::Upserted>(*error) : d_.orders.upsert_external(tx, p.order);
            if (!r) error = r.error();
            if (!error && r->result != orders::Upsert::unchanged) touched.push_back(r->id);
            const auto [result, count] =
                outcome(error ? std::nullopt : std::optional(r->result), now);
            *count += n;
            for (const auto row : p.rows)
                words +=
                    row_word(row, result, error ? error->code : "", error ? error->detail : "");
        }
        tx.exec(sql_progress, job.id, now.done, now.created, now.updated, now.unchanged,
                now.failed);
        return {};
    });
    if (!done) return job.fault = done.error().code, false;
    job.counts = now;
    job.batch.clear();
    job.batch_size = 0;
    job.report << words;
    if (d_.on_order && touched.size() == 1)
        d_.on_order(touched.front());  // a bulk is seen by its list, not told one by one
    return true;
}

// ---- the import thread ----

void Imports::start() {
    auto done = d_.db.write([](db::Tx& tx) -> Result<> {
        tx.exec(
            "update import_job set state = 'failed', error = 'imports.interrupted' where state = "
            "'running'");
        return {};
    });
    if (!done) log::warn("stores", "imports_not_swept", {{"code", done.error().code}});
    (void)sweep();
    thread_ = std::thread([this] { work(); });
}

void Imports::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Imports::work() {
    for (;;) {
        ImportId id;
        {
            std::unique_lock lock(mutex_);
            const bool asked = wake_.wait_for(lock, std::chrono::hours(1),
                                              [&] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            if (!asked) {
                lock.unlock();
                (void)sweep();
                continue;
            }
            id = queue_.front();
            queue_.erase(queue_.begin());
        }
        run(id);
    }
}

}  // namespace ol::stores
