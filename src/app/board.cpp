// The board: facts of the floor go to the figures, snapshots of the floor become what supervisors
// see.
#include <algorithm>
#include <set>

#include "app/parts.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::app {

insight::Visit insight_visit(const calls::Visit& v, bool exited, bool done) {
    insight::Visit out;
    out.contact = v.contact;
    out.queue = v.queue;
    out.agent = v.agent;
    out.kind = v.kind;
    out.entered_at = v.entered_at;
    if (v.answered_at != Time{}) out.answered_at = v.answered_at;
    if (exited) out.exited_at = v.exited_at;
    if (done) out.done_at = v.exited_at + v.talk + v.wrap_up;
    out.exit = v.exit;
    out.wait_ms = v.answered_at != Time{} ? (v.answered_at - v.entered_at).count()
                                          : (v.exited_at - v.entered_at).count();
    out.talk_ms = v.talk.count();
    out.hold_ms = v.hold.count();
    out.wrap_ms = v.wrap_up.count();
    out.rings = v.rings;
    return out;
}

namespace {

insight::BoardAgent board_agent(const calls::AgentView& a) {
    return {a.person_id,  a.name,      a.state,      a.reason,    a.since, a.until,
            a.contact_id, a.reachable, a.phone_kind, a.finishing, a.work};
}

/// The shop's name; with several queues of one shop also the queue's, so that they are told apart.
std::string board_name(const calls::LineSnapshot& line, const calls::QueueSettings& queue,
                       const std::string& shop) {
    if (shop.empty()) return queue.name;
    const auto of_shop =
        std::count_if(line.queues.begin(), line.queues.end(),
                      [&](const auto& other) { return other.shop_id == queue.shop_id; });
    return of_shop > 1 ? shop + " · " + queue.name : shop;
}

insight::BoardShop board_shop(Centre::Parts& p, const calls::LineSnapshot& line,
                              const calls::QueueSettings& queue) {
    insight::BoardShop shop;
    shop.queue_id = queue.id;
    const auto directory = p.staff->directory();
    auto owner = directory->shops.find(queue.shop_id);
    shop.name = board_name(line, queue, owner == directory->shops.end() ? "" : owner->second.name);
    for (const auto& w : line.waiting) {
        if (w.view.queue != queue.id) continue;
        insight::BoardWaiting row;
        row.contact_id = w.view.contact;
        row.channel = w.view.channel == routing::Channel::task ? "task" : "call";
        row.kind = w.kind;
        row.caller_name = w.caller_name;
        row.since = w.view.entered_at;
        row.position = w.view.position;
        if (w.ringing) row.ringing = directory->name_of(w.ringing);
        row.why = w.view.why_waiting;
        if (row.channel == "call")
            shop.longest_wait_ms = std::max(shop.longest_wait_ms, (line.at - row.since).count());
        shop.waiting.push_back(std::move(row));
    }
    shop.today = p.board->figures(queue.id, insight::Window::today, line.at);
    shop.last_30_min = p.board->figures(queue.id, insight::Window::last_30_min, line.at);
    if (owner == directory->shops.end()) return shop;
    const auto hours =
        flows::state_at(p.flows->rule(queue.shop_id).hours, line.at, owner->second.tz);
    shop.open = hours.open;
    shop.hours_change_at = hours.until;
    return shop;
}

}  // namespace

void BoardFeed::entered(const calls::Visit& v) {
    board_.visit_entered(insight_visit(v, false, false));
}
void BoardFeed::answered(const calls::Visit& v) {
    board_.visit_answered(insight_visit(v, false, false));
    if (on_answered) on_answered(v);
}
void BoardFeed::exited(const calls::Visit& v) {
    board_.visit_exited(insight_visit(v, true, false));
}
void BoardFeed::done(const calls::Visit& v) { board_.visit_done(insight_visit(v, true, true)); }

void Centre::Parts::load_figures() {
    const Time now = system_clock().now();
    const auto directory = staff->directory();
    calls->snapshot([this, now, directory](calls::LineSnapshot line) {
        for (const auto& queue : line.queues) {
            auto shop = directory->shops.find(queue.shop_id);
            board->configure({queue.id,
                              shop == directory->shops.end() ? "UTC" : shop->second.tz,
                              {Ms{queue.service_level_ms}, Ms{queue.short_abandon_ms}}},
                             now);
        }
    });
    std::vector<insight::Visit> visits;
    for (const auto& [v, alive] : calls->visits_since(now - Ms{48 * 3600000LL}))
        visits.push_back(insight_visit(v, !alive, !alive));
    board->load(visits, now);
    // The floor may have shown its first board before: empty figures must not stand until a call.
    calls->snapshot([this](const calls::LineSnapshot& line) { push_board(line); });
}

namespace {

using Ids = std::set<std::int64_t>;

bool within(const Ids& scope, std::int64_t id) { return scope.empty() || scope.contains(id); }

/// People who answer for the reader's shops, and those of her departments.
bool sees_agent(const http::Principal& who, const calls::LineSnapshot& line,
                const staff::Directory& directory, PersonId agent) {
    const auto* member = directory.find(agent);
    const bool same_department = member && member->person.department_id &&
                                 who.departments.contains(member->person.department_id->value);
    if (who.shops.empty() || agent == who.person || same_department) return true;
    return std::any_of(line.queues.begin(), line.queues.end(), [&](const auto& queue) {
        return who.shops.contains(queue.shop_id.value) &&
               std::find(queue.member_ids.begin(), queue.member_ids.end(), agent) !=
                   queue.member_ids.end();
    });
}

std::int64_t unconfirmed(Centre::Parts& p, db::Conn& conn, const Ids& shops) {
    if (shops.empty()) return p.orders->count_unconfirmed(conn);
    std::int64_t sum = 0;
    for (const auto shop : shops) sum += p.orders->count_unconfirmed(conn, ShopId{shop});
    return sum;
}

}  // namespace

/// The board of the whole house; `cut` shows a reader her part of it.
insight::Board Centre::Parts::whole_board(const calls::LineSnapshot& line) {
    insight::Board b;
    b.at = line.at;
    const auto directory = staff->directory();
    for (const auto& queue : line.queues) {
        auto shop = directory->shops.find(queue.shop_id);
        board->configure({queue.id,
                          shop == directory->shops.end() ? "UTC" : shop->second.tz,
                          {Ms{queue.service_level_ms}, Ms{queue.short_abandon_ms}}},
                         line.at);
        b.shops.push_back(board_shop(*this, line, queue));
    }
    for (const auto& a : line.agents) b.agents.push_back(board_agent(a));
    return b;
}

/// Default deny: queues of her shops, the people who answer for them. What is promised is counted
/// for the house, since promises know no shops.
std::string Centre::Parts::cut_board(const insight::Board& whole, const calls::LineSnapshot& line,
                                     const http::Principal& who) {
    insight::Board b = whole;
    const auto directory = staff->directory();
    std::erase_if(b.shops, [&](const insight::BoardShop& shop) {
        return std::none_of(line.queues.begin(), line.queues.end(), [&](const auto& queue) {
            return queue.id == shop.queue_id && within(who.shops, queue.shop_id.value);
        });
    });
    std::erase_if(b.agents, [&](const insight::BoardAgent& agent) {
        return !sees_agent(who, line, *directory, agent.person_id);
    });
    for (const auto& [shop, n] : line.callbacks_open)
        if (within(who.shops, shop.value)) b.callbacks_open += n;
    (void)db->read([&](db::Conn& conn) -> Result<> {
        b.promises_due_30 = promises->count_due(conn, line.at, line.at + Ms{30 * 60000});
        b.promises_overdue = promises->count_overdue(conn, line.at);
        b.orders_unconfirmed = unconfirmed(*this, conn, who.shops);
        return {};
    });
    return json::write(b);
}

/// On the floor: only hands the snapshot over; counting and sending happen on the chores loop. Each
/// scope is written once, for all who share it and look.
void Centre::Parts::push_board(const calls::LineSnapshot& line) {
    if (!chores) return;
    chores->post([this, line] {
        name_queues(line.queues);
        const auto whole = whole_board(line);
        std::map<std::pair<Ids, Ids>, std::string> texts;
        for (const auto& [id, member] : staff->directory()->people) {
            const auto& who = member.principal;
            if (!who.may("board.view") || !server->hub().connected(id)) continue;
            auto& text = texts[{who.shops, who.departments}];
            if (text.empty()) text = cut_board(whole, line, who);
            server->hub().to_person(id, "board", text);
        }
        std::lock_guard lock(board_mutex);
        last_board = {whole, line};
    });
}

void add_board_routes(Centre::Parts& parts) {
    auto* p = &parts;
    http::Route board;
    board.method = http::Method::get;
    board.path = "/api/v1/board";
    board.summary = "The live board";
    board.tag = "insight";
    board.permission = "board.view";
    board.out = json::schema<insight::Board>();
    board.handler = [p](http::Request& r) -> http::Response {
        std::unique_lock lock(p->board_mutex);
        const auto last = p->last_board;
        lock.unlock();
        return http::json_response(p->cut_board(last.whole, last.line, r.who));
    };
    p->router.add(std::move(board));

    http::Route rows;
    rows.method = http::Method::get;
    rows.path = "/api/v1/figures/{code}/rows";
    rows.summary = "The contacts behind a figure of the board";
    rows.tag = "insight";
    rows.permission = "board.view";
    rows.query = {http::id_param("queue_id"), http::choice_param<insight::Window>("window")};
    p->router.get<calls::ContactPage>(rows, [p](http::Request& r) -> Result<calls::ContactPage> {
        const auto figure = from_name<insight::Figure>(r.params["code"]);
        if (!figure) return not_found("insight.figure", "there is no figure with this code");
        const auto window =
            from_name<insight::Window>(r.query_text("window")).value_or(insight::Window::today);
        const QueueId queue{r.query_number("queue_id")};
        std::vector<ContactId> ids;
        for (const auto& v :
             p->board->rows(*figure, queue, window, system_clock().now(), 200).visits)
            ids.push_back(v.contact);
        return p->calls->contacts_by_id(r.who, ids);
    });
}

}  // namespace ol::app
