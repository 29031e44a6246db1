// Routes of a call with more than two: consult, swap, three-way, hand over, transfer; its history.
#include <algorithm>

#include "contact/calls/api.hpp"
#include "contact/calls/parts.hpp"
#include "contact/calls/spans.hpp"

namespace ol::calls {

namespace {

std::string queue_name(db::Conn& conn, QueueId queue) {
    if (!queue) return {};
    const auto found = conn.query("select name from contact_queue where id = ?1", queue);
    return found.empty() ? "" : found.text(0, 0);
}

bool queue_in_shops(const Calls::Impl& i, const http::Principal& who, QueueId queue) {
    const auto at = i.queues.find(queue);
    return at == i.queues.end() || in_shops(who, at->second.shop_id);
}

/// Who talked when, and what stood beside it. Listening-in only for who may know of it.
PartList history_of(const Calls::Impl& i, db::Conn& conn, ContactId id, bool watches) {
    const auto person = [&](PersonId p) {
        return p && i.deps.person_name ? i.deps.person_name(p) : std::string{};
    };
    PartList out;
    for (const auto& s : spans::of(conn, id))
        out.items.push_back({s.from, s.open() ? i.deps.clock.now() : s.to, "talk", person(s.agent),
                             "", queue_name(conn, s.queue), s.disposition, s.note, s.ended,
                             s.rating ? std::optional(s.rating) : std::nullopt});
    for (const auto& p : parts::of(conn, id)) {
        const bool supervised = p.what == "listen" || p.what == "whisper" || p.what == "join";
        if (supervised && !watches && !i.operators_see(conn, id)) continue;
        out.items.push_back({p.from,
                             p.open() ? i.deps.clock.now() : p.to,
                             p.what,
                             person(p.person),
                             person(p.by),
                             queue_name(conn, p.queue),
                             "",
                             "",
                             "",
                             {}});
    }
    // A talk that begins with a transfer stands after it.
    const auto order = [](const PartView& p) { return std::pair(p.from, p.what == "talk"); };
    std::stable_sort(out.items.begin(), out.items.end(),
                     [&](const PartView& a, const PartView& b) { return order(a) < order(b); });
    return out;
}

}  // namespace

template <class In>
void CallRoutes::talk_route(const char* path, const char* summary, const char* verb) {
    router.on<In, Nothing>(
        route(Method::post, std::string("/api/v1/contacts/{id}/") + path, summary, "desk.work"),
        [i = &impl, verb](Request& r, const In& in) -> Result<Nothing> {
            auto id = contact_in(r);
            if (!id) return id.error();
            TransferIn what;
            if constexpr (std::is_same_v<In, TransferIn>) what = in;
            if (what.number && !r.who.may("calls.dial"))
                return forbidden("calls.may_not_dial",
                                 "your roles do not allow calls to numbers outside");
            return i->ask<Nothing>([i, who = r.who, id = *id, verb, what]() -> Result<Nothing> {
                if (what.queue_id && !queue_in_shops(*i, who, *what.queue_id))
                    return not_found("calls.queue", "there is no such queue");
                if (auto done = i->talk(who.person, id, verb, what); !done) return done.error();
                return Nothing{};
            });
        });
}

void CallRoutes::add_talk() {
    talk_route<TransferIn>("consult", "Ask a colleague or a queue; the buyer hears music",
                           "consult");
    talk_route<TransferIn>("transfer", "Give the buyer to a colleague, a queue or a flow at once",
                           "transfer");
    talk_route<Nothing>("swap", "Talk to the other one: buyer or colleague", "swap");
    talk_route<Nothing>("conference", "All three hear each other", "conference");
    talk_route<Nothing>("consult/complete", "Hand the buyer over to the colleague", "complete");
    talk_route<Nothing>("consult/cancel", "Back to the buyer, without the colleague", "back");
    talk_route<Nothing>("leave", "Leave a three-way; the others go on", "leave");
    router.on<MoveIn, Nothing>(
        route(Method::post, "/api/v1/contacts/{id}/move",
              "Your live call goes to another phone of yours: browser, sip, outside", "desk.work"),
        [i = &impl](Request& r, const MoveIn& in) -> Result<Nothing> {
            auto id = contact_in(r);
            if (!id) return id.error();
            if (in.to != "browser" && in.to != "sip" && in.to != "outside" && in.to != "stay")
                return invalid("calls.move_to", "to", "to is one of browser, sip, outside, stay");
            return i->ask<Nothing>(
                [i, who = r.who.person, id = *id, to = in.to]() -> Result<Nothing> {
                    if (auto done = i->move_call(who, id, to); !done) return done.error();
                    return Nothing{};
                });
        });
    router.get<TransferTargets>(
        route(Method::get, "/api/v1/transfer-targets",
              "Colleagues with their state, queues with their wait, flows of her contact's shop",
              "desk.work"),
        [i = &impl](Request& r) -> Result<TransferTargets> {
            return i->ask<TransferTargets>([i, who = r.who]() -> Result<TransferTargets> {
                return i->transfer_targets(who.person, who.shops);
            });
        });
    router.get<PartList>(
        route(Method::get, "/api/v1/contacts/{id}/parts",
              "Who talked when: transfers, consultations, supervisors", "contacts.view"),
        [i = &impl](Request& r) -> Result<PartList> {
            auto id = contact_in(r);
            if (!id) return id.error();
            auto hers = i->ask<bool>([i, who = r.who.person, id = *id]() -> Result<bool> {
                return i->with_contact(who, id).has_value();
            });
            if (!hers) return hers.error();
            return i->deps.db.read_as<PartList>([&](db::Conn& conn) -> Result<PartList> {
                const bool had = *hers || parts::had_part(conn, *id, r.who.person) ||
                                 spans::had(conn, *id, r.who.person);
                if (auto seen = had ? Result<>{} : may_see(conn, r.who, *id); !seen)
                    return seen.error();
                return history_of(*i, conn, *id, r.who.may("calls.listen"));
            });
        });
}

bool Calls::Impl::operators_see(db::Conn& conn, ContactId id) {
    const auto row = store::load(conn, id);
    return row && !parts::unseen_shops(conn).contains(row->shop.value);
}

}  // namespace ol::calls
