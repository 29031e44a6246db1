// The first import of a shop, and days compared with it. A job is a walk whose place is kept after
// each page: a crash or a shop that is down continues it, a cancel ends it between pages.
#include <algorithm>

#include "platform/base/log.hpp"
#include "platform/base/names.hpp"
#include "shop/stores/connected.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores {
namespace {

constexpr Ms day_ms{86'400'000};
constexpr std::size_t differences_max = 500;
constexpr std::int64_t pages_max = 20'000;
constexpr auto sql_jobs = R"(select id, kind, state, day, repair, pages, products, buyers, orders,
    created, changed, here, walk, error, started_at, ended_at, store_id from store_job )";

struct Row {
    StoreJob job;
    JobWalk walk;
    StoreId store;
};

std::vector<Row> read_rows(const db::Rows& r) {
    std::vector<Row> out;
    for (std::size_t i = 0; i < r.size(); ++i) {
        Row row;
        auto& j = row.job;
        j.id = {r.i64(i, 0)};
        j.kind = from_name<JobKind>(r.text(i, 1)).value_or(JobKind::day);
        j.state = from_name<JobState>(r.text(i, 2)).value_or(JobState::failed);
        j.day = r.text(i, 3);
        j.repair = r.flag(i, 4);
        j.pages = r.i64(i, 5), j.products = r.i64(i, 6), j.buyers = r.i64(i, 7);
        j.orders = r.i64(i, 8), j.created = r.i64(i, 9), j.changed = r.i64(i, 10);
        j.here = r.i64(i, 11);
        if (auto walk = json::read<JobWalk>(r.text(i, 12), 16u << 20)) row.walk = std::move(*walk);
        j.differences = row.walk.differences;
        j.error = r.text(i, 13);
        j.started_at = from_ms(r.i64(i, 14));
        if (!r.is_null(i, 15)) j.ended_at = from_ms(r.i64(i, 15));
        row.store = {r.i64(i, 16)};
        out.push_back(std::move(row));
    }
    return out;
}

/// From midnight to midnight of the shop's zone: 23 hours or 25 in the nights of the changing
/// clock.
Result<std::pair<Time, Time>> bounds(const std::string& day, const std::string& zone) {
    const auto tz = zone.empty() ? std::string("UTC") : zone;
    const auto bad = invalid("stores.day", "day", "Write the day like 2026-11-22.");
    auto from = day.size() == 10 ? parse_date(day, tz) : Result<Time>(bad);
    if (!from) return bad;
    auto next = local_time(*from + day_ms + day_ms / 2, tz);
    if (!next) return next.error();
    next->hour = next->minute = 0;
    auto to = from_local(*next, tz);
    if (!to) return to.error();
    return std::pair(*from, *to);
}

bool saved(db::Tx& tx, const StoreJob& j, const JobWalk& walk) {
    return tx.exec(R"(update store_job set state = ?2, pages = ?3, products = ?4, buyers = ?5,
        orders = ?6, created = ?7, changed = ?8, here = ?9, walk = ?10, error = ?11, ended_at = ?12
        where id = ?1 and state = 'running')",
                   j.id, j.state, j.pages, j.products, j.buyers, j.orders, j.created, j.changed,
                   j.here, json::write(walk), j.error, j.ended_at) == 1;
}

void differ(JobWalk& walk, Difference d) {
    if (walk.differences.size() < differences_max) walk.differences.push_back(std::move(d));
}

}  // namespace

Result<StoreJob> Stores::start_job(StoreId id, const NewStoreJob& in, PersonId by) {
    auto s = opened_store(id);
    if (!s) return s.error();
    if (!s->connector->can_read())
        return invalid("stores.unsupported", "kind", "This shop only sends; it cannot be asked.");
    const auto source = s->source(d_.clock.now());
    JobWalk walk;
    if (in.kind == JobKind::day) {
        auto day = bounds(in.day, source.facts.tz);
        if (!day) return day.error();
        walk.ahead = {s->connector->created_path(day->first, day->second, source)};
    } else {
        walk.ahead = s->connector->import_paths(d_.clock.now() - s->connector->past(), source);
    }
    const auto job = d_.ids.next_id<StoreJobId>();
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        if (!tx.query("select 1 from store_job where store_id = ?1 and state = 'running'", id)
                 .empty())
            return conflict("stores.job_running",
                            "This shop is being read already; wait for it or cancel it.");
        tx.exec(R"(insert into store_job (id, store_id, kind, state, day, repair, pages, products,
            buyers, orders, created, changed, here, walk, error, person_id, started_at)
            values (?1,?2,?3,'running',?4,?5,0,0,0,0,0,0,0,?6,'',?7,?8))",
                job, id, in.kind, in.kind == JobKind::day ? in.day : std::string(), in.repair,
                json::write(walk), by, tx.now);
        tx.journal({"store.job_started", id.value, by.value,
                    "{\"kind\":" + json::quote(to_name(in.kind)) + "}"});
        return {};
    });
    if (!done) return done.error();
    {
        const std::lock_guard lock(mutex_);
        event_waits_ = true;
    }
    wake_.notify_one();
    auto all = jobs(id);
    if (!all) return all.error();
    return all->front();
}

Result<std::vector<StoreJob>> Stores::jobs(StoreId id) const {
    return d_.db.read_as<std::vector<StoreJob>>([&](db::Conn& c) -> Result<std::vector<StoreJob>> {
        std::vector<StoreJob> out;
        for (auto& row : read_rows(c.query(
                 std::string(sql_jobs) + "where store_id = ?1 order by id desc limit 20", id)))
            out.push_back(std::move(row.job));
        return out;
    });
}

Result<StoreJob> Stores::cancel_job(StoreId id, StoreJobId job) {
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        if (tx.exec(R"(update store_job set state = 'cancelled', ended_at = ?3
            where id = ?1 and store_id = ?2 and state = 'running')",
                    job, id, tx.now) != 1)
            return conflict("stores.job_over", "This reading is over already.");
        tx.exec("delete from store_job_seen where job_id = ?1", job);
        return {};
    });
    if (!done) return done.error();
    auto all = jobs(id);
    if (!all) return all.error();
    const auto it = std::ranges::find(*all, job, &StoreJob::id);
    return it == all->end() ? Result<StoreJob>(not_found("stores.unknown", "No such reading."))
                            : Result<StoreJob>(*it);
}

int Stores::run_jobs() {
    auto rows = d_.db.read_as<std::vector<Row>>([&](db::Conn& c) -> Result<std::vector<Row>> {
        return read_rows(c.query(std::string(sql_jobs) + "where state = 'running' order by id"));
    });
    if (!rows) return 0;
    int running = 0;
    Ms wait{15'000};
    for (auto& row : *rows) {
        auto s = opened_store(row.store);
        if (!s) continue;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return 0;
            const Time now = d_.clock.now();
            const auto it = backoff_.find(row.store.value);
            if (it != backoff_.end() && it->second.second > now) continue;
            auto& paged = paged_at_[row.store.value];
            const Ms early = paged + s->connector->gap() - now;
            wait = std::min(wait, std::max(early, Ms{}));
            if (early > Ms{}) {
                ++running;
                continue;
            }
            paged = now;
        }
        run_page(*s, row.job, row.walk);
        running += row.job.state == JobState::running && row.job.error.empty();
    }
    const std::lock_guard lock(mutex_);
    next_page_in_ = wait;
    return running;
}

void Stores::run_page(Connected& s, StoreJob& job, JobWalk& walk) {
    const auto path = walk.ahead.empty() ? std::string() : walk.ahead.front();
    const auto answer = path.empty() ? Answer{} : ask(s, path);
    auto page = answer.is == Answer::Is::ok
                    ? s.connector->page(path, answer.http, s.source(d_.clock.now()))
                    : Result<Page>(answer.error());
    if (!page && !path.empty()) (void)failed(s, answer.is == Answer::Is::ok ? Answer{} : answer);
    std::vector<OrderId> touched;
    const StoreJob job_before = job;
    const JobWalk walk_before = walk;
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        touched.clear();
        job = job_before, walk = walk_before;
        job.error = page || path.empty() ? "" : page.error().code;
        if (page) {
            take_job_page(tx, s, *page, job, walk, touched);
            walk.ahead.erase(walk.ahead.begin());
            walk.ahead.insert(walk.ahead.begin(), page->next.begin(), page->next.end());
            ++job.pages;
        }
        if (walk.ahead.empty() || job.pages >= pages_max) {
            if (job.kind == JobKind::day) close_day(tx, s, job, walk);
            job.state = walk.ahead.empty() ? JobState::done : JobState::failed;
            job.ended_at = tx.now;
        }
        if (!saved(tx, job, walk))
            return conflict("stores.job_over", "This reading was cancelled meanwhile.");
        return {};
    });
    if (done && page && s.row.state != StoreState::ok) mark(s.row.id, StoreState::ok, "");
    if (done) return tell(touched);
    job.state = JobState::cancelled;
    if (done.error().code != "stores.job_over")
        log::warn("stores", "job_not_saved", {{"code", done.error().code}});
}

void Stores::take_job_page(db::Tx& tx, Connected& s, Page& page, StoreJob& job, JobWalk& walk,
                           std::vector<OrderId>& touched) {
    know_statuses(tx, s, page.statuses);
    take_goods(tx, s, page.products);
    job.products += static_cast<std::int64_t>(page.products.size());
    for (auto& buyer : page.buyers) {
        // Without a name and a number or address nobody could find her again.
        if (buyer.name.empty() || (buyer.phone.empty() && buyer.email.empty())) continue;
        buyer.shop = s.row.shop_id;
        if (d_.orders.deps().customers.intake(tx, buyer)) ++job.buyers;
    }
    for (auto& f : page.orders) compare(tx, s, f, job, walk, touched);
    for (const auto& r : page.refused) {
        refuse(tx, s, r.key, "", r.why);
        differ(walk, {DifferenceKind::missing, r.key, "", std::nullopt, false});
    }
}

void Stores::take_goods(db::Tx& tx, const Connected& s,
                        const std::vector<ForeignProduct>& products) const {
    if (!d_.catalogue || products.empty()) return;
    auto place = d_.catalogue->place(tx, s.row.shop_id, s.row.name);
    for (const auto& p : products) {
        catalogue::ProductIn in{s.row.shop_id, s.origin(),        p.external_id,
                                p.sku,         {{"und", p.name}}, {p.price_minor, p.currency}};
        in.active = p.active;
        in.stock_kept = p.stock.has_value();
        auto kept = d_.catalogue->upsert(tx, in);
        if (!kept) {
            log::warn("stores", "product_refused",
                      {{"store", std::to_string(s.row.id.value)}, {"code", kept.error().code}});
            continue;
        }
        if (p.stock && place)
            (void)d_.catalogue->set_stock(tx, kept->id, *place, *p.stock,
                                          catalogue::Says::available);
    }
}

void Stores::compare(db::Tx& tx, const Connected& s, ForeignOrder& f, StoreJob& job, JobWalk& walk,
                     std::vector<OrderId>& touched) const {
    bool draft = false;
    (void)settle(f, s.meanings, draft);
    if (draft) return;
    ++job.orders;
    const auto& o = f.order;
    tx.exec(R"(insert into store_job_seen (job_id, ext_key) values (?1,?2)
        on conflict (job_id, ext_key) do nothing)",
            job.id, o.external_id);
    const auto known = tx.query(R"(select order_id, status, total_minor, currency from store_order
        where store_id = ?1 and ext_key = ?2 and error = '')",
                                s.row.id, o.external_id);
    const bool same = !known.empty() && known.text(0, 1) == o.status &&
                      known.i64(0, 2) == o.total_minor && known.text(0, 3) == o.currency;
    Difference d{known.empty() ? DifferenceKind::missing : DifferenceKind::differs, o.external_id,
                 o.number, std::nullopt, false};
    if (!known.empty()) d.order_id = OrderId{known.i64(0, 0)};
    if (job.kind == JobKind::day && !job.repair) {
        if (!same) differ(walk, std::move(d));
        return;
    }
    auto r = take(tx, s, f);
    if (!r) refuse(tx, s, o.external_id, o.number, r.error());
    const bool moved = r && r->result != orders::Upsert::unchanged;
    if (moved) touched.push_back(r->id);
    job.created += r && r->result == orders::Upsert::created;
    job.changed += r && r->result == orders::Upsert::changed;
    if (job.kind == JobKind::import_ || (r && !moved)) return;
    d.repaired = bool(r);
    if (r) d.order_id = r->id;
    differ(walk, std::move(d));
}

/// What the desk holds of that day and the shop did not name is asked for one by one when
/// repairing.
void Stores::close_day(db::Tx& tx, const Connected& s, StoreJob& job, JobWalk& walk) const {
    const auto day = bounds(job.day, s.facts.tz);
    if (!day) return;
    const auto rows = tx.query(R"(select o.ext_key, o.number, o.order_id, (select count(*)
        from store_job_seen j where j.job_id = ?4 and j.ext_key = o.ext_key) from store_order o
        where o.store_id = ?1 and o.created_at >= ?2 and o.created_at < ?3 and o.error = '')",
                               s.row.id, day->first, day->second, job.id);
    job.here = static_cast<std::int64_t>(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows.i64(i, 3) > 0) continue;
        differ(walk, {DifferenceKind::extra, rows.text(i, 0), rows.text(i, 1),
                      OrderId{rows.i64(i, 2)}, job.repair});
        if (job.repair) read_again(tx, s, rows.text(i, 0));
    }
    tx.exec("delete from store_job_seen where job_id = ?1", job.id);
}

}  // namespace ol::stores
