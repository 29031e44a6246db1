// Routes of the hands at a live contact: presence, answer, hold, mute, digits, erase.
#include "contact/calls/api.hpp"
#include "contact/calls/where.hpp"

namespace ol::calls {

void CallRoutes::add_presence() {
    router.on<PresenceIn, AgentView>(
        route(Method::post, "/api/v1/me/presence",
              "Set yourself ready, paused, finishing or signed out", "desk.work"),
        [i = &impl](Request& r, const PresenceIn& in) -> Result<AgentView> {
            auto chosen = i->ask<AgentView>(
                [i, who = r.who.person, in] { return i->choose(who, in.state, in.reason); });
            if (!chosen) return chosen;
            // The router answers in its own turns of the floor, posted by choose(): look after
            // them.
            return i->ask<AgentView>([i, who = r.who.person]() -> Result<AgentView> {
                auto* a = i->agent(who);
                if (!a) return not_found("calls.agent", "you are not known to the line");
                return i->view_of(*a);
            });
        });
    router.get<CurrentContact>(
        route(Method::get, "/api/v1/contacts/current", "The contact in your hands, after a reload",
              "desk.work"),
        [i = &impl](Request& r) -> Result<CurrentContact> {
            using Found = std::optional<std::pair<CardSource, Where>>;
            auto source = i->ask<Found>([i, who = r.who.person]() -> Result<Found> {
                auto id = i->current_of(who);
                if (!id || !i->contacts.contains(*id)) return Found{};
                return Found({i->card_for(who, *id), where_of(*i, who, *id)});
            });
            if (!source) return source.error();
            CurrentContact out;
            if (*source) out.contact = card_with((*source)->first, i->deps, (*source)->second);
            return out;
        });
    router.get<AgentView>(
        route(Method::get, "/api/v1/me/agent", "Your state on the floor", "desk.work"),
        [i = &impl](Request& r) -> Result<AgentView> {
            return i->ask<AgentView>([i, who = r.who.person]() -> Result<AgentView> {
                auto* a = i->agent(who);
                if (!a) return not_found("calls.agent", "you are not known to the line");
                return i->view_of(*a);
            });
        });
}

template <class In>
void CallRoutes::action(const char* path, const char* summary,
                        std::function<std::pair<std::string, std::string>(const In&)> verb,
                        const char* permission) {
    router.on<In, Nothing>(
        route(Method::post, std::string("/api/v1/contacts/{id}/") + path, summary, permission),
        [i = &impl, verb](Request& r, const In& in) -> Result<Nothing> {
            auto id = contact_in(r);
            if (!id) return id.error();
            const auto [what, text] = verb(in);
            return i->ask<Nothing>(
                [i, who = r.who.person, id = *id, what = what, text = text]() -> Result<Nothing> {
                    auto done = i->act(who, id, what, text);
                    if (!done) return done.error();
                    return Nothing{};
                });
        });
}

void CallRoutes::plain(const char* path, const char* summary, const char* verb) {
    action<Nothing>(path, summary, [verb](const Nothing&) {
        return std::pair<std::string, std::string>(verb, "");
    });
}

void CallRoutes::add_actions() {
    plain("answer", "Answer what rings", "answer");
    plain("decline", "Decline what rings; it goes on to the next operator", "decline");
    plain("hold", "Hold with music", "hold");
    plain("resume", "Resume the talk", "resume");
    plain("hang-up", "End the call", "hang_up");
    plain("recording/begin", "Record from now on, where the rules leave it to you", "record_begin");
    plain("recording/pause", "Pause the recording (payment)", "record_pause");
    plain("recording/resume", "Go on recording", "record_resume");
    action<MuteIn>("mute", "Mute or unmute yourself", [](const MuteIn& in) {
        return std::pair<std::string, std::string>(in.muted ? "mute" : "unmute", "");
    });
    action<DigitsIn>("digits", "Send keypad digits (RFC 4733)", [](const DigitsIn& in) {
        return std::pair<std::string, std::string>("digits", in.digits.substr(0, 32));
    });
    router.on<ReasonIn, Nothing>(
        route(Method::post, "/api/v1/contacts/{id}/recording/erase",
              "Stop and erase the recording on the buyer's request; logged", "recordings.erase"),
        [i = &impl](Request& r, const ReasonIn& in) { return erase(*i, r, in); });
    router.on<CustomerIn, Nothing>(
        route(Method::post, "/api/v1/contacts/{id}/customer",
              "Say who it is, when the number does not", "desk.work"),
        [i = &impl](Request& r, const CustomerIn& in) -> Result<Nothing> {
            auto id = contact_in(r);
            if (!id) return id.error();
            auto known = i->deps.customers.customer(in.customer_id, customers::Visibility::masked);
            if (!known) return known.error();
            return i->ask<Nothing>(
                [i, who = r.who.person, id = *id, customer = in.customer_id]() -> Result<Nothing> {
                    if (auto mine = i->with_contact(who, id); !mine) return mine.error();
                    i->contacts.at(id).row.customer = customer;
                    i->touch(id);
                    i->set_visible(who, id);
                    i->push_card(id, "contact");
                    return Nothing{};
                });
        });
}

/// Acknowledged when it is written: a crash now still leaves no recording (rows.cpp).
Result<Nothing> CallRoutes::erase(Calls::Impl& i, Request& r, const ReasonIn& in) {
    auto id = contact_in(r);
    if (!id) return id.error();
    const PersonId who = r.who.person;
    const std::string reason = in.reason.substr(0, 500);
    auto done = i.ask<Nothing>([&i, who, id = *id, reason]() -> Result<Nothing> {
        if (auto ok = i.act(who, id, "record_erase", reason); !ok) return ok.error();
        return Nothing{};
    });
    if (!done) return done;
    auto saved = i.deps.db.write([&](db::Tx& tx) -> Result<> {
        auto row = store::load(tx.conn, *id);
        if (!row || !row->recording) return {};
        recordings::erase(tx, row->recording, who, reason);
        if (i.deps.audit) i.deps.audit(tx, who, "recording.erased", row->recording.value);
        return {};
    });
    if (!saved) return saved.error();
    if (i.deps.recordings) i.deps.recordings->wake();
    return Nothing{};
}

}  // namespace ol::calls
