// Routes of flows and of the library of prompts.
#include "contact/flows/call_flows.hpp"
#include "contact/flows/route.hpp"

namespace ol::flows {
namespace {

using http::Method;
using http::Request;
using http::Response;

/// The flow of the path and the version of If-Match.
struct Seen {
    FlowId id;
    std::int64_t version = 0;
};
Result<Seen> seen(const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return not_found("flows.unknown", "There is no such flow.");
    const auto version = http::if_match(r);
    if (!version) return version.error();
    return Seen{FlowId{*id}, *version};
}
FlowId flow_id(const Request& r) { return FlowId{r.id_param("id").value_or(0)}; }
PromptId prompt_id(const Request& r) { return PromptId{r.id_param("id").value_or(0)}; }

Response sound(const Result<std::string>& wav) {
    if (!wav) return http::problem(wav.error());
    Response r;
    r.body = *wav;
    r.content_type = "audio/wav";
    return r;
}

/// body -> In, If-Match, then one change of the flow.
template <class In, class Fn>
void change(http::Router& router, Method method, std::string path, std::string summary, Fn fn) {
    router.on<In, FlowView>(route(method, std::move(path), std::move(summary), "settings.edit"),
                            [fn](Request& r, const In& in) -> Result<FlowView> {
                                const auto at = seen(r);
                                if (!at) return at.error();
                                return fn(r, at->id, at->version, in);
                            });
}

void add_prompt_routes(http::Router& router, CallFlows& flows) {
    const std::string path = "/api/v1/prompts", one = path + "/{id}";
    router.get<PromptList>(route(Method::get, path, "What flows say", "settings.view"),
                           [&flows](Request& r) { return flows.prompts(r.who); });
    router.on<PromptIn, Prompt>(
        route(Method::post, path, "Write a prompt; it is heard once it is approved",
              "settings.edit"),
        [&flows](Request& r, const PromptIn& in) { return flows.add_prompt(r.who, in); });
    router.on<PromptIn, Prompt>(route(Method::put, one,
                                      "Change a prompt (If-Match); the approved wording is heard "
                                      "until the newer one is approved",
                                      "settings.edit"),
                                [&flows](Request& r, const PromptIn& in) -> Result<Prompt> {
                                    const auto version = http::if_match(r);
                                    if (!version) return version.error();
                                    return flows.change_prompt(r.who, prompt_id(r), *version, in);
                                });
    router.on<Gone, Prompt>(
        route(Method::post, one + "/approve", "Let callers hear it (If-Match)", "settings.edit"),
        [&flows](Request& r, const Gone&) -> Result<Prompt> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return flows.approve_prompt(r.who, prompt_id(r), *version);
        });
    router.get<Prompt>(
        route(Method::del, one + "/pending",
              "Keep the approved wording, throw the newer one away (If-Match)", "settings.edit"),
        [&flows](Request& r) -> Result<Prompt> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return flows.drop_pending(r.who, prompt_id(r), *version);
        });
    router.get<Gone>(route(Method::del, one, "Take a prompt away (If-Match)", "settings.edit"),
                     [&flows](Request& r) -> Result<Gone> {
                         const auto version = http::if_match(r);
                         if (!version) return version.error();
                         return flows.remove_prompt(r.who, prompt_id(r), *version);
                     });
    auto upload = route(Method::put, one + "/audio",
                        "A recording instead of the spoken text: WAV, at most 8 MiB (If-Match)",
                        "settings.edit");
    upload.body_max = 9u << 20;
    upload.out = json::schema<Prompt>();
    upload.handler = [&flows](Request& r) -> Response {
        const auto version = http::if_match(r);
        if (!version) return http::problem(version.error());
        auto done = flows.record_prompt(r.who, prompt_id(r), *version, r.body);
        return done ? http::json_of(*done) : http::problem(done.error());
    };
    router.add(std::move(upload));
    auto audio = route(Method::get, one + "/audio", "Listen to a prompt (WAV)", "settings.view");
    audio.query = {"heard", "v"};  // as callers hear it now; the version, for browsers' caches
    audio.handler = [&flows](Request& r) {
        return sound(flows.listen(r.who, prompt_id(r), !r.query_text("heard").empty()));
    };
    router.add(std::move(audio));
    auto speak = route(Method::post, "/api/v1/prompts/speak",
                       "Listen to a text before it is kept (WAV)", "settings.view");
    speak.in = json::schema<PromptIn>();
    speak.handler = [&flows](Request& r) -> Response {
        auto in = json::read<PromptIn>(r.body);
        if (!in) return http::problem(in.error());
        return sound(flows.listen(in->text, in->language));
    };
    router.add(std::move(speak));
}

}  // namespace

void add_flow_routes(http::Router& router, CallFlows& flows) {
    const std::string path = "/api/v1/flows", one = path + "/{id}";
    router.get<FlowList>(route(Method::get, path, "Flows of the shops", "settings.view"),
                         [&flows](Request& r) { return flows.list(r.who); });
    router.on<NewFlow, FlowView>(
        route(Method::post, path, "Begin a flow", "settings.edit"),
        [&flows](Request& r, const NewFlow& in) { return flows.create(r.who, in); });
    router.get<FlowView>(
        route(Method::get, one, "A flow: its draft, its uses, its faults", "settings.view"),
        [&flows](Request& r) { return flows.view(r.who, flow_id(r)); });
    router.get<FlowVersions>(
        route(Method::get, one + "/versions", "What was published, by whom and why, newest first",
              "settings.view"),
        [&flows](Request& r) { return flows.versions(r.who, flow_id(r)); });
    router.on<FlowCheckIn, FlowCheck>(
        route(Method::post, path + "/check", "What is wrong with a flow; nothing is kept",
              "settings.view"),
        [&flows](Request&, const FlowCheckIn& in) -> Result<FlowCheck> {
            return flows.check_for(in.shop_id, in.body);
        });
    router.on<DryRunIn, DryRunOut>(
        route(Method::post, one + "/dry-run", "Walk a pretended caller through it; nobody rings",
              "settings.view"),
        [&flows](Request& r, const DryRunIn& in) { return flows.try_out(r.who, flow_id(r), in); });
    change<FlowIn>(router, Method::put, one,
                   "Save the draft (If-Match); callers do not meet it yet",
                   [&flows](Request& r, FlowId id, std::int64_t version, const FlowIn& in) {
                       return flows.save(r.who, id, version, in);
                   });
    change<FlowNote>(router, Method::post, one + "/publish",
                     "From now on callers meet the draft (If-Match)",
                     [&flows](Request& r, FlowId id, std::int64_t version, const FlowNote& in) {
                         return flows.publish(r.who, id, version, in.note);
                     });
    change<FlowBack>(router, Method::post, one + "/back",
                     "Publish an older version again (If-Match)",
                     [&flows](Request& r, FlowId id, std::int64_t version, const FlowBack& in) {
                         return flows.go_back(r.who, id, version, in);
                     });
    change<FlowUsesIn>(router, Method::put, one + "/uses",
                       "Which numbers, queues or shop meet it (If-Match)",
                       [&flows](Request& r, FlowId id, std::int64_t version, const FlowUsesIn& in) {
                           return flows.use(r.who, id, version, in.uses);
                       });
    router.get<Gone>(route(Method::del, one, "Take a flow away (If-Match)", "settings.edit"),
                     [&flows](Request& r) -> Result<Gone> {
                         const auto at = seen(r);
                         if (!at) return at.error();
                         return flows.remove(r.who, at->id, at->version);
                     });
    add_prompt_routes(router, flows);
}

}  // namespace ol::flows
