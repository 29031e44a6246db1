// Routes: uploads and files of the desk, and the door by which channels and buyers fetch ours.
#include "contact/files/files.hpp"
#include "platform/http/routes.hpp"

namespace ol::files {
namespace {

using http::Method;
using http::Request;
using http::Response;
using http::Route;

constexpr http::RouteOf route{.tag = "files", .body_max = 4 << 10};

FileId id_of(const Request& r) { return FileId{r.id_param("id").value_or(0)}; }

void add_upload(http::Router& router, Files& room) {
    auto r = route(Method::post, "/api/v1/conversations/{id}/files",
                   "Upload a file (the body is its bytes) to go with the next answer", "desk.work");
    r.body_max = static_cast<std::size_t>(room.settings().most_bytes) + 1;
    r.query = {"name"};
    r.out = json::schema<FileView>();
    r.handler = [&room](Request& request) -> Response {
        const ConversationId to{request.id_param("id").value_or(0)};
        const auto out = room.upload(request.who, to, request.query_text("name"), request.body);
        return out ? http::json_of(*out) : http::problem(out.error());
    };
    router.add(std::move(r));
}

void add_reading(http::Router& router, Files& room) {
    auto whole = route(Method::get, "/api/v1/files/{id}", "A file of a conversation, to download",
                       "contacts.view");
    whole.handler = [&room](Request& r) { return room.download(r.who, id_of(r)); };
    router.add(std::move(whole));
    auto within = route(Method::get, "/api/v1/files/{id}/preview",
                        "A picture, sound or film, to be shown in the thread", "contacts.view");
    within.handler = [&room](Request& r) { return room.preview(r.who, id_of(r)); };
    router.add(std::move(within));
    auto linked = route(Method::get, "/public/v1/files/{token}/{name}",
                        "A file that we sent, for its channel and its buyer", "");
    linked.access = Route::Access::open;
    linked.handler = [&room](Request& r) { return room.linked(r.params["token"]); };
    router.add(std::move(linked));
}

}  // namespace

void Files::add_routes(http::Router& router) {
    add_upload(router, *this);
    add_reading(router, *this);
    router.on<FileNothing, FileView>(
        route(Method::post, "/api/v1/files/{id}/again", "Fetch once more what could not be fetched",
              "desk.work"),
        [this](Request& r, const FileNothing&) { return again(r.who, id_of(r)); });
    router.get<FileNothing>(
        route(Method::del, "/api/v1/files/{id}", "Remove an upload that is not sent", "desk.work"),
        [this](Request& r) { return discard(r.who, id_of(r)); });
}

}  // namespace ol::files
