// Routes of "what if".
#include "insight/whatif/whatif.hpp"

namespace ol::whatif {

namespace {

using http::Request;

http::Route route(http::Method method, const char* path, const char* summary) {
    http::Route r;
    r.method = method;
    r.path = path;
    r.summary = summary;
    r.tag = "insight";
    r.permission = "board.view";
    return r;
}

}  // namespace

void add_routes(http::Router& router, WhatIf& whatif) {
    auto* w = &whatif;
    router.on<RecordedDay, BaseDay>(
        route(http::Method::post, "/api/v1/simulations/base",
              "A recorded day as a plan, with what was assumed"),
        [w](Request& r, const RecordedDay& in) { return w->base(r.who, in); });
    router.on<SimulationIn, Simulation>(
        route(http::Method::post, "/api/v1/simulations",
              "Simulate a day and the same day with a change"),
        [w](Request& r, const SimulationIn& in) { return w->start(r.who, in); });
    const auto id = [](Request& r) { return r.id_param("id").value_or(0); };
    router.get<Simulation>(route(http::Method::get, "/api/v1/simulations/{id}",
                                 "How far a simulation is, and what is known by then"),
                           [w, id](Request& r) { return w->find(r.who, id(r)); });
    http::Route stop = route(http::Method::del, "/api/v1/simulations/{id}",
                             "Stop a simulation; the first days that are complete stand");
    router.get<Simulation>(stop, [w, id](Request& r) { return w->cancel(r.who, id(r)); });
}

}  // namespace ol::whatif
