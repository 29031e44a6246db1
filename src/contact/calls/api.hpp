#pragma once
// Private to the room: what its route files share. Handlers run on workers: they ask the floor
// (bounded wait) or read and write the database. One file a noun, so that each compiles quickly.
#include <future>

#include "contact/calls/floor.hpp"
#include "platform/http/routes.hpp"

namespace ol::calls {

using http::Method;
using http::Request;
using http::Route;

template <class T>
Result<T> Calls::Impl::ask(std::function<Result<T>()> fn) {
    auto promise = std::make_shared<std::promise<Result<T>>>();
    auto future = promise->get_future();
    if (!floor.post([promise, fn = std::move(fn)] { promise->set_value(fn()); }))
        return unavailable("calls.stopping", "the centre is stopping; try again when it is back");
    if (future.wait_for(std::chrono::seconds(2)) != std::future_status::ready)
        return unavailable("calls.busy", "the floor did not answer in two seconds; try again");
    return future.get();
}

inline constexpr http::RouteOf route{.tag = "contacts"};
Result<ContactId> contact_in(const Request& request);

/// A contact, recording or queue of another shop does not exist for the reader.
bool in_shops(const http::Principal& who, ShopId shop);
Error no_contact();
Error not_yours();

/// Whom she means: one of number, order_id, customer_id, contact_id (a task).
Result<DialTarget> dial_target(Calls::Impl& i, const http::Principal& who, const DialIn& in);

/// A page that is full has a next one: its cursor is the last row's id.
std::optional<std::string> next_of(std::size_t rows, std::int64_t limit, std::int64_t last);

struct CallRoutes {
    Calls::Impl& impl;
    http::Router& router;

    void add();
    void add_presence();  // api_actions.cpp
    void add_actions();   // api_actions.cpp
    void add_out();       // api_out.cpp
    void add_times();     // api_times.cpp
    void add_takes();     // take_api.cpp
    void add_wrap_up();   // api_wrap_up.cpp
    void add_lists();
    void add_prospects();  // api_lists.cpp
    void add_lost();       // api_lost.cpp
    void add_quality();    // api_lost.cpp
    void add_queues();     // api_queues.cpp

    void add_talk();       // api_talk.cpp
    void add_supervise();  // api_supervise.cpp
    void add_monitoring();
    template <class In>
    void talk_route(const char* path, const char* summary, const char* verb);
    static Result<Nothing> supervise(Calls::Impl& i, Request& r, const SuperviseIn& in);
    static Result<Monitoring> monitoring(Calls::Impl& i, const Request& r);

    template <class In>
    void action(const char* path, const char* summary,
                std::function<std::pair<std::string, std::string>(const In&)> verb,
                const char* permission = "desk.work");
    void plain(const char* path, const char* summary, const char* verb);
    static Result<Nothing> erase(Calls::Impl& i, Request& r, const ReasonIn& in);
    static Result<Nothing> wrap_up(Calls::Impl& i, Request& r, const WrapUpIn& in);
    static Result<> may_see(db::Conn& conn, const http::Principal& who, ContactId id);
    static Result<Nothing> task_done(Calls::Impl& i, Request& r, const NoteIn& in);
};

}  // namespace ol::calls
