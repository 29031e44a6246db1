// Routes of what went wrong: lost calls with what became of them, and how the line sounded.
#include "contact/calls/api.hpp"
#include "contact/calls/lost.hpp"
#include "contact/calls/quality.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {
namespace {

constexpr Ms day{86'400'000};
constexpr std::int64_t moment_max = 4'102'444'800'000;  // 2100

LostCall shown(db::Conn& conn, const Deps& deps, const lost::Found& f) {
    LostCall c;
    c.contact_id = f.contact.id;
    c.lost_at = f.at;
    c.reason = f.reason;
    c.outcome = f.outcome;
    if (f.outcome_at != Time{}) c.outcome_at = f.outcome_at;
    c.caller_name = f.contact.caller_name;
    c.caller_masked = f.contact.number.empty() ? "" : mask_phone(f.contact.number);
    const auto queue = conn.query("select name from contact_queue where id = ?1", f.contact.queue);
    c.queue_name = queue.empty() ? "" : queue.text(0, 0);
    c.by_name = f.by && deps.person_name ? deps.person_name(f.by) : "";
    return c;
}

}  // namespace

void CallRoutes::add_lost() {
    auto list =
        route(Method::get, "/api/v1/lost-calls",
              "Calls that nobody served, and whether they were called back", "contacts.all");
    list.query = {http::cursor_param(), http::limit_param(200, 50),
                  http::choice_param("state", {"open", "closed"}),
                  http::number_param("from", 0, moment_max),
                  http::number_param("to", 0, moment_max)};
    router.get<LostPage>(list, [i = &impl](Request& r) -> Result<LostPage> {
        const Time now = i->deps.clock.now();
        lost::Filter filter;
        filter.to = r.query_number("to") ? from_ms(r.query_number("to")) : now + Ms{1};
        filter.from = r.query_number("from") ? from_ms(r.query_number("from")) : now - 7 * day;
        if (filter.from >= filter.to)
            return invalid("calls.period", "from", "the period ends before it begins");
        filter.state = r.query_text("state");
        filter.shops = r.who.shops;
        filter.before_id = r.query_number("cursor");
        filter.limit = static_cast<int>(r.query_number("limit"));
        return i->deps.db.read_as<LostPage>([&](db::Conn& conn) -> Result<LostPage> {
            LostPage page;
            page.figures = lost::figures(conn, filter);
            for (const auto& found : lost::list(conn, filter))
                page.items.push_back(shown(conn, i->deps, found));
            if (!page.items.empty())
                page.next =
                    next_of(page.items.size(), filter.limit, page.items.back().contact_id.value);
            return page;
        });
    });
}

/// Of a past or living contact: by contacts.all, or because it was hers.
void CallRoutes::add_quality() {
    router.get<LineView>(
        route(Method::get, "/api/v1/contacts/{id}/line", "How the line sounded, side by side",
              "contacts.view"),
        [i = &impl](Request& r) -> Result<LineView> {
            auto id = contact_in(r);
            if (!id) return id.error();
            return i->deps.db.read_as<LineView>([&](db::Conn& conn) -> Result<LineView> {
                if (auto seen = may_see(conn, r.who, *id); !seen) return seen.error();
                return LineView{quality::of(conn, *id)};
            });
        });
}

}  // namespace ol::calls
