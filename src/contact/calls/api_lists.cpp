// Routes that list contacts and tasks, and why a contact went where it went.
#include "contact/calls/api.hpp"
#include "contact/calls/spans.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

namespace {

ContactRow row_of(db::Conn& conn, const Deps& deps, const store::ContactRecord& c) {
    ContactRow r;
    r.contact_id = c.id;
    r.at = c.entered_at;
    r.kind = c.kind;
    r.came_by = c.came_by;
    r.caller_name = c.caller_name;
    r.caller_masked = c.number.empty() ? "" : mask_phone(c.number);
    auto queue = conn.query("select name from contact_queue where id = ?1", c.queue);
    r.queue_name = queue.empty() ? "" : queue.text(0, 0);
    r.exit = c.exit;
    r.wait_ms = c.wait_ms;
    r.talk_ms = c.talk_ms;
    r.rings = c.rings;
    r.by_name = c.agent && deps.person_name ? deps.person_name(c.agent) : "";
    r.disposition = c.disposition;
    if (c.recording) r.recording_id = c.recording;
    if (c.rating) r.rating = c.rating;
    return r;
}

}  // namespace

/// Past her hands: by contacts.all, or because it went to her or was offered to her, or because
/// it is an open task, which is everybody's.
Result<> CallRoutes::may_see(db::Conn& conn, const http::Principal& who, ContactId id) {
    const auto row = store::load(conn, id);
    if (!row || !in_shops(who, row->shop)) return no_contact();
    if (who.may("contacts.all") || row->agent == who.person || row->channel == "task" ||
        store::was_hers(conn, id, who.person) || spans::had(conn, id, who.person))
        return {};
    return not_yours();
}

void CallRoutes::add_prospects() {
    router.get<ProspectsView>(
        route(Method::get, "/api/v1/contacts/{id}/prospects",
              "Who is before a waiting contact, and who may take it", "board.view"),
        [i = &impl](Request& r) -> Result<ProspectsView> {
            auto id = contact_in(r);
            if (!id) return id.error();
            return i->ask<ProspectsView>([i, who = r.who, id = *id]() -> Result<ProspectsView> {
                const auto* c = i->find(id);
                const bool hers = c && (who.shops.empty() || who.shops.contains(c->row.shop.value));
                if (!hers) return not_found("calls.contact", "there is no such contact here");
                return i->prospects(who, id);
            });
        });
}

void CallRoutes::add_lists() {
    auto list = route(Method::get, "/api/v1/contacts",
                      "Contacts, newest first; one's own without contacts.all", "contacts.view");
    list.query = {http::cursor_param(), http::limit_param(200, 50),
                  http::choice_param<routing::Exit>("exit"),
                  http::choice_param("kind", {"inbound_call", "outbound_call", "callback",
                                              "voicemail", "order_confirm", "order_short"}),
                  http::number_param("rating_max", 1, 5)};
    router.get<ContactPage>(list, [i = &impl](Request& r) -> Result<ContactPage> {
        return i->deps.db.read_as<ContactPage>([&](db::Conn& conn) -> Result<ContactPage> {
            store::ContactFilter filter;
            filter.before_id = r.query_number("cursor");
            filter.limit = static_cast<int>(r.query_number("limit"));
            filter.exit = r.query_text("exit");
            filter.kind = r.query_text("kind");
            filter.rating_max = static_cast<int>(r.query_number("rating_max"));
            filter.shops = r.who.shops;
            if (!r.who.may("contacts.all")) filter.agent = r.who.person;
            ContactPage page;
            for (const auto& c : store::contacts(conn, filter))
                page.items.push_back(row_of(conn, i->deps, c));
            if (!page.items.empty())
                page.next =
                    next_of(page.items.size(), filter.limit, page.items.back().contact_id.value);
            return page;
        });
    });
    router.get<WhyList>(
        route(Method::get, "/api/v1/contacts/{id}/why", "Why this operator, why it waited",
              "contacts.view"),
        [i = &impl](Request& r) -> Result<WhyList> {
            auto id = contact_in(r);
            if (!id) return id.error();
            auto hers = i->ask<bool>([i, who = r.who.person, id = *id]() -> Result<bool> {
                return i->with_contact(who, id).has_value();
            });
            if (!hers) return hers.error();
            return i->deps.db.read_as<WhyList>([&](db::Conn& conn) -> Result<WhyList> {
                if (auto seen = *hers ? Result<>{} : may_see(conn, r.who, *id); !seen)
                    return seen.error();
                WhyList out;
                for (const auto& e : store::explains(conn, *id))
                    out.items.push_back({e.at,
                                         e.agent ? i->deps.person_name(e.agent) : "",
                                         {e.reason.code, e.reason.params}});
                return out;
            });
        });
    router.get<TaskList>(
        route(Method::get, "/api/v1/tasks", "Open call-backs and voicemails, oldest first",
              "contacts.view"),
        [i = &impl](Request& r) -> Result<TaskList> {
            return i->deps.db.read_as<TaskList>([&](db::Conn& conn) -> Result<TaskList> {
                TaskList out;
                std::map<ContactId, Time> until;
                for (const auto& b : callbacks::Callbacks::standing(conn)) until[b.task] = b.to;
                for (const auto& c : store::tasks(conn, r.who.shops)) {
                    out.items.push_back(task_view(c));
                    if (const auto at = until.find(c.id); at != until.end())
                        out.items.back().slot_until = at->second;
                }
                return out;
            });
        });
}

Result<ContactPage> Calls::contacts_by_id(const http::Principal& who,
                                          std::span<const ContactId> ids) const {
    store::ContactFilter filter;
    filter.shops = who.shops;
    for (auto id : ids) filter.ids.push_back(id.value);
    filter.limit = static_cast<int>(ids.size());
    if (ids.empty()) return ContactPage{};
    return impl_->deps.db.read_as<ContactPage>([&](db::Conn& conn) -> Result<ContactPage> {
        ContactPage page;
        for (const auto& c : store::contacts(conn, filter)) {
            page.items.push_back(row_of(conn, impl_->deps, c));
            if (who.may("contacts.view")) continue;
            page.items.back().caller_name.clear();  // figures are for many, buyers are not
            page.items.back().caller_masked.clear();
        }
        return page;
    });
}

}  // namespace ol::calls
