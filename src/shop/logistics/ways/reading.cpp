// How a directory is read: a page is a transaction, and the place where it goes on stands in it.
#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/logistics/ways/directory.hpp"
#include "shop/logistics/ways/names.hpp"

namespace ol::logistics {
namespace {

constexpr int page_rows = 500;  // the most that Nova Poshta gives
constexpr Ms whole_day{86'400'000}, hour{3'600'000};
constexpr int page_timeout_ms = 10'000;
/// The couriers' people recommend once a day; what was read by half is asked for again in an hour.
constexpr Ms again_after = whole_day, again_after_short = hour;

Ms delay_after(std::int64_t failures) {
    const auto shift = std::clamp<std::int64_t>(failures - 1, 0, 7);
    return std::min(Ms{30'000} * (std::int64_t{1} << shift), hour);
}

std::string lines(const std::vector<std::string>& list) {
    std::string out;
    for (const auto& one : list) out += (out.empty() ? "" : "\n") + one;
    return out;
}

std::optional<std::int64_t> opt(const db::Rows& r, int col) {
    return r.is_null(0, col) ? std::nullopt : std::optional(r.i64(0, col));
}

}  // namespace

struct Directory::Reading {
    Courier courier{};
    ReadState state = ReadState::never;
    std::string error;
    std::int64_t no = 0;  // of this reading: what is seen in it carries it
    std::string step;     // "regions", "cities", "points"; empty between two readings
    std::int64_t page = 0;
    std::vector<std::string> plan;  // Ukrposhta's regions: page n is the nth of them
    std::int64_t rows = 0, total = -1, nameless = 0, unreadable = 0, failures = 0;
    std::optional<std::int64_t> began_at, ended_at;
    Time next_at{};
};

/// What one answer brought.
struct Directory::Asked {
    std::vector<std::string> regions;
    Page<City> cities;
    Page<Point> points;
    bool last = false;  // of its step
};

Directory::Reading Directory::reading(db::Conn& c, Courier courier) const {
    Reading out;
    out.courier = courier;
    const auto r = c.query(R"(select state, error, reading, step, page, plan, rows_read, rows_total,
        nameless, unreadable, failures, began_at, ended_at, next_at from place_reading
        where courier = ?1)",
                           courier);
    if (r.empty()) return out;
    out.state = from_name<ReadState>(r.text(0, 0)).value_or(ReadState::never);
    out.error = r.text(0, 1), out.no = r.i64(0, 2), out.step = r.text(0, 3);
    out.page = r.i64(0, 4);
    if (const auto plan = r.text(0, 5); !plan.empty()) out.plan = split(plan, '\n');
    out.rows = r.i64(0, 6), out.total = r.i64(0, 7), out.nameless = r.i64(0, 8);
    out.unreadable = r.i64(0, 9), out.failures = r.i64(0, 10);
    out.began_at = opt(r, 11), out.ended_at = opt(r, 12);
    out.next_at = from_ms(r.i64(0, 13));
    return out;
}

void Directory::save(db::Tx& tx, const Reading& r) const {
    tx.exec(R"(insert into place_reading (courier, state, error, reading, step, page, plan,
        rows_read, rows_total, nameless, unreadable, failures, began_at, ended_at, next_at)
        values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)
        on conflict (courier) do update set state = ?2, error = ?3, reading = ?4, step = ?5,
        page = ?6, plan = ?7, rows_read = ?8, rows_total = ?9, nameless = ?10, unreadable = ?11,
        failures = ?12, began_at = ?13, ended_at = ?14, next_at = ?15)",
            r.courier, r.state, r.error, r.no, r.step, r.page, lines(r.plan), r.rows, r.total,
            r.nameless, r.unreadable, r.failures, r.began_at, r.ended_at, r.next_at);
}

/// One account for each courier that is due; after failures another shop's, where there is one.
std::vector<OpenedAccount> Directory::due(Time now) const {
    std::vector<OpenedAccount> out;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        const auto accounts = opened_accounts(c, d_.logistics.deps());
        for (const auto courier : {Courier::novaposhta, Courier::ukrposhta}) {
            std::vector<const OpenedAccount*> of;
            for (const auto& a : accounts)
                if (a.access.courier == courier) of.push_back(&a);
            const auto r = reading(c, courier);
            if (of.empty() || r.next_at > now) continue;
            out.push_back(*of[static_cast<std::size_t>(r.failures) % of.size()]);
        }
        return {};
    });
    return out;
}

namespace {

http::ClientRequest question(const Access& a, std::string_view step, std::int64_t page,
                             const std::vector<std::string>& plan) {
    http::ClientRequest r;
    if (a.courier == Courier::novaposhta) {
        r = asking::novaposhta(a, "Address", step == "cities" ? "getCities" : "getWarehouses",
                               R"({"Page":")" + std::to_string(page + 1) + R"(","Limit":")" +
                                   std::to_string(page_rows) + R"("})");
    } else {
        std::string path = "/address-classifier-ws/";
        const auto region = step == "regions" ? std::string() : plan.at(page);
        if (step == "regions")
            path += "get_regions_by_region_ua?region_name=";
        else if (step == "cities")
            path += "get_city_by_region_id_and_district_id_and_city_ua?region_id=" + region;
        else
            path += "get_postoffices_by_postindex?poRegionId=" + region;
        r = asking::ukrposhta_ecom(a, http::Method::get, path);
    }
    r.timeout_ms = page_timeout_ms;
    return r;
}

ReadState state_of(const Error& e) {
    if (e.code == "logistics.refused") return ReadState::refused;
    return e.code == "logistics.answer" ? ReadState::garbage : ReadState::unreachable;
}

std::string told(const Error& e) {
    const bool has_code = !e.params.empty() && e.params.front().first == "code";
    return has_code ? e.code + " (" + e.params.front().second + ")" : e.code;
}

}  // namespace

int Directory::read_due(int pages_max) {
    int kept = 0;
    const Time now = d_.clock.now();
    for (const auto& a : due(now)) {
        for (int n = 0; n < pages_max && read_page(a); ++n) ++kept;
    }
    return kept;
}

/// Whether there is more of this reading to ask for now.
bool Directory::read_page(const OpenedAccount& a) {
    Reading r;
    (void)d_.db.read([&](db::Conn& c) -> Result<> {
        r = reading(c, a.access.courier);
        return {};
    });
    const Time now = d_.clock.now();
    if (r.next_at > now) return false;
    const bool begins = r.step.empty();
    if (begins) {
        r.step = a.access.courier == Courier::ukrposhta ? "regions" : "cities";
        ++r.no, r.page = 0, r.rows = 0, r.total = -1, r.nameless = 0, r.unreadable = 0;
        r.plan.clear();
        r.began_at = to_ms(now);
    }
    const auto body = asking::answer_of(d_.fetch(question(a.access, r.step, r.page, r.plan)));
    Result<> ok = body ? Result<>{} : Result<>(body.error());
    Asked asked;
    const auto take = [&ok](auto&& from, auto& to) {
        if (!from)
            ok = from.error();
        else
            to = std::move(*from);
    };
    const bool np = a.access.courier == Courier::novaposhta;
    if (body && r.step == "regions") take(places::ukrposhta_regions(*body), asked.regions);
    if (body && r.step == "cities")
        take(np ? places::novaposhta_cities(*body) : places::ukrposhta_cities(*body),
             asked.cities);
    if (body && r.step == "points")
        take(np ? places::novaposhta_points(*body) : places::ukrposhta_points(*body),
             asked.points);
    const auto rows = asked.cities.rows + asked.points.rows;
    asked.last = r.step == "regions" ||
                 (np ? rows < page_rows : r.page + 1 >= std::ssize(r.plan));
    auto done = d_.db.write([&](db::Tx& tx) -> Result<> {
        Reading next = r;  // the writer may run this again
        if (ok) {
            keep(tx, next, asked);
        } else {
            ++next.failures;
            next.state = state_of(ok.error());
            next.error = told(ok.error());
            next.next_at = tx.now + delay_after(next.failures);
        }
        save(tx, next);
        return {};
    });
    return ok && done && !(asked.last && r.step == "points");
}

void Directory::keep(db::Tx& tx, Reading& r, const Asked& asked) const {
    r.state = ReadState::reading, r.error.clear(), r.failures = 0;
    r.next_at = tx.now;
    if (r.step == "regions") r.plan = asked.regions;
    for (const auto& city : asked.cities.items) keep_city(tx, r, city);
    for (const auto& point : asked.points.items) keep_point(tx, r, point);
    // A row that says only who it is: what was known of it stays.
    for (const auto& ref : asked.cities.refs)
        tx.exec("update place_city set seen_reading = ?3 where courier = ?1 and ref = ?2",
                r.courier, ref, r.no);
    for (const auto& ref : asked.points.refs)
        tx.exec("update place_point set seen_reading = ?3 where courier = ?1 and ref = ?2",
                r.courier, ref, r.no);
    r.rows += asked.cities.rows + asked.points.rows;
    r.nameless += asked.cities.nameless + asked.points.nameless;
    r.unreadable += asked.cities.nameless + asked.points.nameless +
                    std::ssize(asked.cities.refs) + std::ssize(asked.points.refs);
    r.total = std::max(asked.cities.total, asked.points.total);
    ++r.page;
    if (asked.last) end_step(tx, r);
}

void Directory::keep_city(db::Tx& tx, const Reading& r, const City& city) const {
    const auto all = lines(city.spellings);
    const auto had = tx.query(
        "select id, name, spellings from place_city where courier = ?1 and ref = ?2", r.courier,
        city.ref);
    auto names = city.spellings;
    names.push_back(city.name);
    if (had.empty()) {
        const auto id = d_.ids.next();
        tx.exec(R"(insert into place_city (id, courier, ref, name, spellings, region, district,
            points, seen_reading, closed_at) values (?1,?2,?3,?4,?5,?6,?7,0,?8,null))",
                id, r.courier, city.ref, city.name, all, city.region, city.district, r.no);
        keep_words(tx, r.courier, id, names);
        return;
    }
    tx.exec(R"(update place_city set name = ?2, spellings = ?3, region = ?4, district = ?5,
        seen_reading = ?6, closed_at = null where id = ?1)",
            had.i64(0, 0), city.name, all, city.region, city.district, r.no);
    if (had.text(0, 1) != city.name || had.text(0, 2) != all)
        keep_words(tx, r.courier, had.i64(0, 0), names);
}

void Directory::keep_words(db::Tx& tx, Courier, std::int64_t place,
                           const std::vector<std::string>& spellings) const {
    tx.exec("delete from place_word where city_id = ?1", place);
    for (const auto& e : names::entries_of(spellings))
        tx.exec("insert into place_word (form, word, city_id) values (?1,?2,?3)",
                std::string(1, e.form), e.word, place);
}

void Directory::keep_point(db::Tx& tx, const Reading& r, const Point& p) const {
    const auto& l = p.limits;
    const auto had =
        tx.query("select id from place_point where courier = ?1 and ref = ?2", r.courier, p.ref);
    const auto id = had.empty() ? d_.ids.next() : had.i64(0, 0);
    auto texts = p.spellings;
    texts.insert(texts.end(), {p.number, p.name, p.address});
    tx.exec(R"(insert into place_point (id, courier, ref, city_ref, kind, number, name, spellings,
        address, postcode, weight_max_g, length_max_cm, width_max_cm, height_max_cm, value_max,
        takes_cod, seen_reading, closed_at, searched)
        values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)
        on conflict (id) do update set city_ref = ?4, kind = ?5, number = ?6, name = ?7,
        spellings = ?8, address = ?9, postcode = ?10, weight_max_g = ?11, length_max_cm = ?12,
        width_max_cm = ?13, height_max_cm = ?14, value_max = ?15, takes_cod = ?16,
        seen_reading = ?17, searched = ?19, closed_at = case when ?18 is null then null
            else coalesce(place_point.closed_at, ?18) end)",
            id, r.courier, p.ref, p.city_ref, p.kind, p.number, p.name, lines(p.spellings),
            p.address, p.postcode, l.weight_max_g, l.length_max_cm, l.width_max_cm,
            l.height_max_cm, l.value_max, l.takes_cod, r.no,
            p.open ? std::nullopt : std::optional(to_ms(tx.now)), names::searched(texts));
}

void Directory::end_step(db::Tx& tx, Reading& r) const {
    if (r.step == "points") {
        end_reading(tx, r);
        return;
    }
    const bool whole = r.total < 0 || r.rows >= r.total;
    if (r.step == "cities" && !whole) r.state = ReadState::short_;
    // Cities that were told by half are not waited for: the points are read all the same, and
    // nothing is closed at the end.
    if (r.state == ReadState::short_) r.nameless += r.total - r.rows;
    r.step = r.step == "regions" ? "cities" : "points";
    r.page = 0, r.rows = 0, r.total = -1;
}

/// What this reading did not see is closed, unless it saw suspiciously little.
void Directory::end_reading(db::Tx& tx, Reading& r) const {
    const auto open = tx.query(R"(select count(*),
        coalesce(sum(case when seen_reading = ?2 then 1 else 0 end), 0)
        from place_point where courier = ?1 and (closed_at is null or seen_reading = ?2))",
                               r.courier, r.no);
    const bool told_whole = r.total < 0 || r.rows >= r.total;
    const bool few = open.i64(0, 1) * 2 < open.i64(0, 0) || open.i64(0, 1) == 0;
    const bool whole = told_whole && !few;
    if (whole && r.nameless == 0)
        for (const auto* table : {"place_city", "place_point"})
            tx.exec("update " + std::string(table) +
                        " set closed_at = ?3 where courier = ?1 and seen_reading < ?2 and "
                        "closed_at is null",
                    r.courier, r.no, tx.now);
    tx.exec(R"(update place_city set points = (select count(*) from place_point p where
        p.courier = place_city.courier and p.city_ref = place_city.ref and p.closed_at is null)
        where courier = ?1)",
            r.courier);
    r.state = whole ? ReadState::ok : ReadState::short_;
    if (whole) r.ended_at = to_ms(tx.now);
    r.next_at = tx.now + (whole ? again_after : again_after_short);
    r.step.clear(), r.page = 0, r.plan.clear();
    tx.journal({"courier.directory_read", 0, 0,
                R"({"courier":")" + std::string(to_name(r.courier)) + R"(","whole":)" +
                    (whole ? "true" : "false") + "}"});
}

Result<> Directory::ask_now(Courier courier, PersonId by) const {
    if (!has_directory(courier))
        return conflict("logistics.no_directory", "This courier has no directory to read.");
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        auto r = reading(tx.conn, courier);
        r.next_at = tx.now, r.failures = 0;
        save(tx, r);
        tx.journal({"courier.directory_asked", 0, by.value,
                    R"({"courier":")" + std::string(to_name(courier)) + R"("})"});
        return {};
    });
}

std::vector<DirectoryCard> Directory::cards(db::Conn& c) const {
    std::vector<DirectoryCard> out;
    std::set<Courier> have;
    for (const auto& a : opened_accounts(c, d_.logistics.deps())) have.insert(a.access.courier);
    const auto time = [](const std::optional<std::int64_t>& at) {
        return at ? std::optional(from_ms(*at)) : std::nullopt;
    };
    for (const auto courier : have) {
        if (!has_directory(courier)) continue;
        const auto r = reading(c, courier);
        DirectoryCard card{courier, r.state, r.error, r.step == "regions" ? "cities" : r.step,
                           r.page,  r.rows,  r.total, time(r.began_at),
                           time(r.ended_at)};
        if (r.state != ReadState::never) card.next_at = r.next_at;
        card.failures = r.failures, card.unreadable = r.unreadable;
        const auto cities = c.query(
            "select count(*) from place_city where courier = ?1 and closed_at is null", courier);
        card.cities = cities.i64(0, 0);
        const auto points = c.query(R"(select kind, closed_at is null, count(*) from place_point
            where courier = ?1 group by 1, 2)",
                                    courier);
        for (std::size_t i = 0; i < points.size(); ++i) {
            auto& to = !points.flag(i, 1)                  ? card.closed
                       : points.text(i, 0) == "locker" ? card.lockers
                                                       : card.branches;
            to += points.i64(i, 2);
        }
        out.push_back(std::move(card));
    }
    return out;
}

}  // namespace ol::logistics
