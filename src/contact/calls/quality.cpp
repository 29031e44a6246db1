#include "contact/calls/quality.hpp"

namespace ol::calls::quality {
namespace {

// "431 0 12" a reading, separated by commas: short, and nobody searches in it.
std::string written(const std::vector<LineMeter::Sample>& samples) {
    std::string out;
    for (const auto& s : samples) {
        if (!out.empty()) out += ',';
        out += std::to_string(s.mos_x100) + ' ' + std::to_string(s.loss_permille) + ' ' +
               std::to_string(s.jitter_ms);
    }
    return out;
}

LinePoint point_of(std::string_view text) {
    LinePoint p;
    std::int64_t* const into[] = {&p.mos_x100, &p.loss_permille, &p.jitter_ms};
    std::size_t at = 0;
    for (const char c : text) {
        if (c == ' ')
            at = std::min<std::size_t>(at + 1, 2);
        else if (c >= '0' && c <= '9')
            *into[at] = *into[at] * 10 + (c - '0');
    }
    return p;
}

std::vector<LinePoint> read(std::string_view text) {
    std::vector<LinePoint> out;
    while (!text.empty()) {
        const auto end = text.find(',');
        out.push_back(point_of(text.substr(0, end)));
        text = end == std::string_view::npos ? "" : text.substr(end + 1);
    }
    return out;
}

}  // namespace

void save(db::Tx& tx, ContactId contact, std::string_view side, const LineMeter& line) {
    tx.exec(
        "insert into call_quality (contact_id, side, packets, loss_permille, jitter_ms, mos_x100, "
        "mos_least_x100, silent_ms, samples) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
        "on conflict (contact_id, side) do nothing",
        contact, std::string(side), line.packets(), line.loss_average(), line.jitter_most(),
        line.mos_average(), line.mos_least(), line.without_audio().count(),
        written(line.samples()));
}

std::vector<LineSide> of(db::Conn& conn, ContactId contact) {
    const auto r = conn.query(
        "select side, packets, loss_permille, jitter_ms, mos_x100, mos_least_x100, silent_ms, "
        "samples from call_quality where contact_id = ?1 order by side",
        contact);
    std::vector<LineSide> out;
    for (std::size_t i = 0; i < r.size(); ++i)
        out.push_back({r.text(i, 0), r.i64(i, 1), r.i64(i, 2), r.i64(i, 3), r.i64(i, 4),
                       r.i64(i, 5), r.i64(i, 6), read(r.text(i, 7))});
    return out;
}

}  // namespace ol::calls::quality
