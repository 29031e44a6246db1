// The buyer's page: one WebSocket carries the offer, the answer and the state of his call (no
// sign-in, no plugin).
#include "contact/calls/floor.hpp"
#include "contact/calls/web_message.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

void Calls::Impl::web_message(std::int64_t conn, std::string_view text) {
    auto in = json::read<WebMessage>(text);
    if (!in)
        return deps.public_sockets->send(
            conn, "{\"type\":\"error\",\"code\":" + json::quote(in.error().code) + "}");
    if (in->type == "call" && in->sdp) {
        WebCall call{conn,
                     deps.ids.next_id<LegId>(),
                     *in->sdp,
                     in->name.value_or("").substr(0, 128),
                     in->phone.value_or("").substr(0, 64),
                     ShopId{std::strtoll(in->shop.value_or("").c_str(), nullptr, 10)}};
        floor.post([this, call] { arrive_web(call); });
    } else if (in->type == "hang_up") {
        web_closed(conn);
    } else if (in->type == "digits" && in->digits) {
        floor.post([] {});  // digits during a web call have no menu to steer in this version
    }
}

void Calls::Impl::arrive_web(const WebCall& call) {
    if (stopping || web_legs.contains(call.conn)) return;
    web_legs[call.conn] = call.leg;
    voice.post([this, call] {
        auto answer = voice.media_->answer(call.leg, call.sdp);
        if (!answer) {
            deps.public_sockets->send(call.conn, "{\"type\":\"error\",\"code\":" +
                                                     json::quote(answer.error().code) + "}");
            floor.post([this, call] { web_legs.erase(call.conn); });
            return;
        }
        deps.public_sockets->send(call.conn,
                                  "{\"type\":\"answer\",\"sdp\":" + json::quote(*answer) + "}");
        floor.post([this, call] {
            if (!web_legs.contains(call.conn))
                return voice.drop(call.leg);  // closed the page meanwhile
            LiveContact c;
            c.row.shop = call.shop;
            for (const auto& [id, queue] : queues)
                if (!c.row.queue && (!shops.contains(call.shop) || queue.shop_id == call.shop))
                    c.row.queue = id;
            if (!c.row.queue) {
                deps.public_sockets->send(call.conn,
                                          "{\"type\":\"error\",\"code\":\"calls.closed\"}");
                web_legs.erase(call.conn);
                return voice.drop(call.leg);
            }
            if (c.row.queue) c.row.shop = queues[c.row.queue].shop_id;
            c.row.came_by = "web";
            c.row.caller_name = call.name;
            c.web_conn = call.conn;
            if (auto shop = shops.find(c.row.shop); shop != shops.end())
                if (auto normal = normal_phone(call.phone, shop->second.region))
                    c.row.number = *normal;
            start_call(std::move(c), call.leg);
        });
    });
}

void Calls::Impl::web_closed(std::int64_t conn) {
    floor.post([this, conn] {
        auto it = web_legs.find(conn);
        if (it == web_legs.end()) return;
        const LegId leg = it->second;
        web_legs.erase(it);
        apply(BuyerGone{leg});
        voice.with_media([leg](media::Engine& m) { m.close(leg); });
    });
}

void Calls::Impl::web_state(const LiveContact& c) {
    const Call* call = core.call(c.row.id);
    std::string_view state = "ended";
    if (call) switch (call->state) {
            case CallState::in_flow:
            case CallState::greeting: state = "greeting"; break;
            case CallState::waiting:
            case CallState::offered: state = "waiting"; break;
            case CallState::talking: state = call->held_by_agent ? "held" : "talking"; break;
            case CallState::interrupted: state = "held"; break;
            case CallState::passing: state = "waiting"; break;
            case CallState::passed: state = "talking"; break;
            case CallState::voicemail: state = "message"; break;
            case CallState::closing:
                state = call->exit == routing::Exit::closed ? "closed" : "callback";
                break;
            case CallState::dialling:
            case CallState::ended: state = "ended"; break;
        }
    deps.public_sockets->send(c.web_conn,
                              "{\"type\":\"state\",\"state\":\"" + std::string(state) + "\"}");
}

void Calls::Impl::check_leg(PersonId person, LegId leg) {
    // Her socket may blink while her voice goes on; only when no packet comes for two seconds the
    // leg is taken as gone.
    voice.with_media([this, person, leg](media::Engine& m) {
        const auto before = m.stats(leg).packets_in;
        floor.post([this, person, leg, before] {
            floor.at(floor.now() + Ms{2000}, [this, person, leg, before] {
                voice.with_media([this, person, leg, before](media::Engine& again) {
                    if (again.stats(leg).packets_in != before) return;
                    floor.post([this, person, leg] {
                        auto* a = agent(person);
                        if (a && a->browser_leg == leg) browser_gone(person, leg, "desk_closed");
                    });
                });
            });
        });
    });
}

}  // namespace ol::calls
