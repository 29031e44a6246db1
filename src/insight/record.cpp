// A stretch of time as it was: every visit that entered the line, and what people were doing.
#include "insight/reports.hpp"
#include "insight/store.hpp"

namespace ol::insight {

Result<Record> Reports::record(Span span) const {
    const Time now = d_.rollups.deps().clock.now();
    return d_.rollups.deps().db.read_as<Record>([&](db::Conn& conn) -> Result<Record> {
        Record out;
        static const std::string visits_sql =
            "select " + std::string(store::visit_columns) +
            " from insight_visit where entered_at >= ?1 and entered_at < ?2 and not test "
            "order by entered_at, contact_id, queue_id";
        const auto visits = conn.query(visits_sql, span.from, span.to);
        for (std::size_t i = 0; i < visits.size(); ++i)
            out.visits.push_back(store::visit_of(visits, i));
        const auto stays = conn.query(
            "select person_id, state, reason, from_at, to_at from insight_interval where to_at > "
            "?1 and from_at < ?2 order by person_id, from_at",
            span.from, span.to);
        for (std::size_t i = 0; i < stays.size(); ++i)
            out.presence.push_back({PersonId{stays.i64(i, 0)}, stays.text(i, 1), stays.text(i, 2),
                                    from_ms(stays.i64(i, 3)), from_ms(stays.i64(i, 4))});
        for (const KnownState& s : store::states(conn))  // what goes on counts up to now
            if (s.state != "signed_out" && s.since < span.to && now > span.from && now > s.since)
                out.presence.push_back({s.person, s.state, s.reason, s.since, now});
        return out;
    });
}

}  // namespace ol::insight
