// Cities and points found by any part of a name.
#include <algorithm>
#include <map>

#include "platform/base/text.hpp"
#include "shop/logistics/ways/directory.hpp"
#include "shop/logistics/ways/names.hpp"

namespace ol::logistics {
namespace {

constexpr int candidates_max = 300, points_max = 300;

struct Hit {
    Courier courier{};
    std::string ref;
    City city;
    std::int64_t points = 0;
    int match = 0;
};

std::vector<std::string> read_lines(const std::string& text) {
    return text.empty() ? std::vector<std::string>{} : split(text, '\n');
}

City city_of(const db::Rows& r, std::size_t i) {
    return {r.text(i, "ref"), r.text(i, "name"), read_lines(r.text(i, "spellings")),
            r.text(i, "region"), r.text(i, "district")};
}

db::Rows probe(db::Conn& c, const names::Entry& e) {
    constexpr std::string_view columns =
        "select distinct c.id, c.courier, c.ref, c.name, c.spellings, c.region, c.district, "
        "c.points from place_word w join place_city c on c.id = w.city_id where w.form = ?1 and ";
    constexpr std::string_view tail =
        " and c.closed_at is null order by c.points desc, c.id limit ?3";
    const std::string form(1, e.form), above = names::after(e.word);
    if (above.empty())
        return c.query(std::string(columns) + "w.word = ?2" + std::string(tail), form, e.word,
                       candidates_max);
    return c.query(std::string(columns) + "w.word >= ?2" + " and w.word < ?4" + std::string(tail),
                   form, e.word, candidates_max, above);
}

/// "Київ" and "Київська" are one region in two directories: one begins with the other.
bool same_region(const std::string& a, const std::string& b) {
    const auto x = names::searched({a}), y = names::searched({b});
    return x.starts_with(y) || y.starts_with(x);
}

/// The same place in another courier's directory: joined only where it cannot be another village.
bool joins(const FoundCity& one, const Hit& hit) {
    const bool has = std::ranges::find(one.at, hit.courier, &CityAt::courier) != one.at.end();
    return !has && fold(one.name) == fold(hit.city.name) &&
           same_region(one.region, hit.city.region);
}

FoundCityList joined(const std::vector<Hit>& hits, int limit) {
    FoundCityList out;
    // A name that one courier has several times in a region is never joined by name alone.
    std::map<std::string, int> namesakes;
    for (const auto& h : hits)
        ++namesakes[std::string(to_name(h.courier)) + fold(h.city.name) +
                    names::searched({h.city.region})];
    for (const auto& h : hits) {
        const bool only = std::ranges::all_of(
            std::array{Courier::novaposhta, Courier::ukrposhta}, [&](Courier c) {
                const auto it = namesakes.find(std::string(to_name(c)) + fold(h.city.name) +
                                               names::searched({h.city.region}));
                return it == namesakes.end() || it->second == 1;
            });
        const auto known = std::ranges::find_if(
            out.items, [&](const FoundCity& one) { return only && joins(one, h); });
        const CityAt at{h.courier, h.ref, h.points};
        if (known != out.items.end())
            known->at.push_back(at);
        else if (std::ssize(out.items) < limit)
            out.items.push_back({h.city.name, h.city.region, h.city.district, {at}});
    }
    return out;
}

Point point_of(const db::Rows& r, std::size_t i) {
    Point p;
    p.ref = r.text(i, "ref"), p.city_ref = r.text(i, "city_ref");
    p.kind = from_name<PointKind>(r.text(i, "kind")).value_or(PointKind::branch);
    p.number = r.text(i, "number"), p.name = r.text(i, "name");
    p.address = r.text(i, "address"), p.postcode = r.text(i, "postcode");
    p.spellings = read_lines(r.text(i, "spellings"));
    auto& l = p.limits;
    l.weight_max_g = r.i64(i, "weight_max_g"), l.length_max_cm = r.i64(i, "length_max_cm");
    l.width_max_cm = r.i64(i, "width_max_cm"), l.height_max_cm = r.i64(i, "height_max_cm");
    l.value_max = r.i64(i, "value_max"), l.takes_cod = r.flag(i, "takes_cod");
    return p;
}

}  // namespace

FoundCityList Directory::cities(db::Conn& c, std::string_view q, const std::set<Courier>& couriers,
                                int limit) const {
    const auto asked = names::keys_of(q);
    std::map<std::int64_t, Hit> found;
    for (const auto& e : names::probes_of(asked)) {
        const auto r = probe(c, e);
        for (std::size_t i = 0; i < r.size(); ++i) {
            Hit h{from_name<Courier>(r.text(i, 1)).value_or(Courier::novaposhta), r.text(i, 2),
                  city_of(r, i), r.i64(i, "points")};
            if (!couriers.empty() && !couriers.contains(h.courier)) continue;
            std::vector<names::Keys> spellings{names::keys_of(h.city.name)};
            for (const auto& s : h.city.spellings) spellings.push_back(names::keys_of(s));
            h.match = names::match(asked, spellings);
            if (h.match >= 0) found.emplace(r.i64(i, 0), std::move(h));
        }
    }
    std::vector<Hit> hits;
    for (auto& [id, h] : found) hits.push_back(std::move(h));
    std::ranges::stable_sort(hits, [](const Hit& a, const Hit& b) {
        if (a.match != b.match) return a.match < b.match;
        return a.points != b.points ? a.points > b.points : a.city.name < b.city.name;
    });
    return joined(hits, limit);
}

FoundPointList Directory::points(db::Conn& c, const PointQuery& q) const {
    std::string where = " from place_point where courier = ?1 and city_ref = ?2";
    std::vector<db::Value> args{db::to_value(q.courier), db::to_value(q.city_ref)};
    const auto arg = [&args](const std::string& value) {
        args.push_back(value);
        return "?" + std::to_string(args.size());
    };
    if (q.kind) where += " and kind = " + arg(std::string(to_name(*q.kind)));
    for (const auto& pattern : names::patterns_of(q.q))
        where += " and searched like " + arg(pattern) + R"( escape '\')";
    // A closed one is told of only to who asks for its number.
    const auto number = arg(std::string(trim(q.q)));
    where += " and (closed_at is null or number = " + number + ")";
    FoundPointList out;
    out.more = c.run("select count(*)" + where, args).i64(0, 0);
    const auto r = c.run("select *" + where + " order by case when number = " + number +
                             " then 0 else 1 end, length(number), number, ref limit " +
                             std::to_string(points_max),
                         args);
    for (std::size_t i = 0; i < r.size(); ++i) {
        const auto p = point_of(r, i);
        FoundPoint f{q.courier, p.ref, p.city_ref, p.kind, p.number, p.name, p.address, p.postcode};
        f.closed = r.column("closed_at") >= 0 && !r.is_null(i, r.column("closed_at"));
        f.refused = f.closed ? Refusal{"closed", 0} : refusal(p.limits, q.parcel);
        out.items.push_back(std::move(f));
    }
    std::ranges::stable_partition(out.items,
                                  [](const FoundPoint& p) { return p.refused.code.empty(); });
    if (std::ssize(out.items) > q.limit) out.items.resize(static_cast<std::size_t>(q.limit));
    out.more -= std::ssize(out.items);
    return out;
}

std::optional<City> Directory::city(db::Conn& c, Courier courier, std::string_view ref) const {
    const auto r =
        c.query("select * from place_city where courier = ?1 and ref = ?2", courier, ref);
    return r.empty() ? std::nullopt : std::optional(city_of(r, 0));
}

std::optional<Directory::Kept> Directory::point(db::Conn& c, Courier courier,
                                                std::string_view ref) const {
    const auto r =
        c.query("select * from place_point where courier = ?1 and ref = ?2", courier, ref);
    if (r.empty()) return std::nullopt;
    return Kept{point_of(r, 0), !r.is_null(0, r.column("closed_at"))};
}

}  // namespace ol::logistics
