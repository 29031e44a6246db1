// Routes of a call with more than two: consult, swap, three-way, hand over, transfer; its history.
#include "contact/calls/api.hpp"
#include "contact/calls/parts.hpp"

namespace ol::calls {

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
            return i->ask<Nothing>(
                [i, who = r.who.person, id = *id, verb, what]() -> Result<Nothing> {
                    if (auto done = i->talk(who, id, verb, what); !done) return done.error();
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
            return i->ask<TransferTargets>([i, who = r.who.person]() -> Result<TransferTargets> {
                return i->transfer_targets(who);
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
                const bool had = *hers || parts::had_part(conn, *id, r.who.person);
                if (auto seen = had ? Result<>{} : may_see(conn, r.who, *id); !seen)
                    return seen.error();
                const bool watches = r.who.may("calls.listen");
                PartList out;
                for (const auto& p : parts::of(conn, *id)) {
                    const bool supervised =
                        p.what == "listen" || p.what == "whisper" || p.what == "join";
                    if (supervised && !watches && !i->operators_see(conn, *id)) continue;
                    PartView v{p.from, p.to, p.what, "", "", "", p.disposition, p.note};
                    if (p.person && i->deps.person_name)
                        v.person_name = i->deps.person_name(p.person);
                    if (p.by && i->deps.person_name) v.by_name = i->deps.person_name(p.by);
                    if (p.queue) {
                        auto queue =
                            conn.query("select name from contact_queue where id = ?1", p.queue);
                        v.queue_name = queue.empty() ? "" : queue.text(0, 0);
                    }
                    out.items.push_back(std::move(v));
                }
                return out;
            });
        });
}

bool Calls::Impl::operators_see(db::Conn& conn, ContactId id) {
    const auto row = store::load(conn, id);
    return row && !parts::unseen_shops(conn).contains(row->shop.value);
}

}  // namespace ol::calls
