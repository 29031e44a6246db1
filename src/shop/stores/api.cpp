// HTTP routes of the room.
#include "platform/base/crypto.hpp"
#include "platform/http/routes.hpp"
#include "shop/stores/connector.hpp"
#include "shop/stores/stores.hpp"

namespace ol::stores {
namespace {

using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t webhook_max = 4u << 20, upload_max = 512u << 20, base64_max = 16u << 20;

constexpr http::RouteOf route{.tag = "stores"};

std::int64_t id_of(const Request& r) { return r.id_param("id").value_or(0); }

bool within(const Request& r, ShopId shop) {
    return r.who.shops.empty() || r.who.shops.contains(shop.value);
}

Error other_shop() { return forbidden("stores.shop", "This shop is not among yours."); }

Result<Store> mine(const Stores& stores, const Request& r) {
    auto s = stores.store({id_of(r)});
    if (s && !within(r, s->shop_id)) return not_found("stores.unknown", "No such store.");
    return s;
}

Result<> my_import(const Imports& imports, const Request& r) {
    auto shop = imports.shop_of({id_of(r)});
    if (!shop) return shop.error();
    if (!within(r, *shop)) return not_found("imports.unknown", "No such import.");
    return {};
}

/// Raw text/csv with ?shop_id=&file_name=, or JSON with the content in base64.
Response upload(Imports& imports, Request& r) {
    ShopId shop{r.query_number("shop_id")};
    std::string name = r.query_text("file_name");
    if (r.header("content-type").starts_with("application/json")) {
        auto in = json::read<NewImport>(r.body, base64_max);
        if (!in) return http::problem(in.error());
        auto raw = crypto::unbase64(in->content_base64);
        if (!raw)
            return http::problem(invalid("imports.base64", "content_base64",
                                         "Not base64; or send the file itself as text/csv."));
        shop = in->shop_id, name = in->file_name, r.body = std::move(*raw);
    }
    if (!within(r, shop)) return http::problem(other_shop());
    auto made = imports.upload(shop, name.empty() ? "orders.csv" : name, r.body, r.who.person);
    return made ? http::json_of(*made) : http::problem(made.error());
}

void add_status_routes(http::Router& router, Stores& stores) {
    router.get<ShopStatusPage>(route(Method::get, "/api/v1/stores/{id}/statuses",
                                     "Statuses of the shop that were asked about", "stores.view"),
                               [&stores](Request& r) -> Result<ShopStatusPage> {
                                   if (auto s = mine(stores, r); !s) return s.error();
                                   auto all = stores.statuses({id_of(r)});
                                   if (!all) return all.error();
                                   return ShopStatusPage{std::move(*all)};
                               });
    router.on<AnswerStatus, ShopStatusPage>(
        route(Method::post, "/api/v1/stores/{id}/statuses", "Say what a status of the shop means",
              "stores.edit"),
        [&stores](Request& r, const AnswerStatus& in) -> Result<ShopStatusPage> {
            if (auto s = mine(stores, r); !s) return s.error();
            if (auto done = stores.answer_status({id_of(r)}, in, r.who.person); !done)
                return done.error();
            auto all = stores.statuses({id_of(r)});
            if (!all) return all.error();
            return ShopStatusPage{std::move(*all)};
        });
    router.get<RefusedOrderPage>(route(Method::get, "/api/v1/stores/{id}/refused",
                                       "Orders that could not be taken", "stores.view"),
                                 [&stores](Request& r) -> Result<RefusedOrderPage> {
                                     if (auto s = mine(stores, r); !s) return s.error();
                                     auto all = stores.refused_orders({id_of(r)});
                                     if (!all) return all.error();
                                     return RefusedOrderPage{std::move(*all)};
                                 });
}

void add_job_routes(http::Router& router, Stores& stores) {
    const auto page = [&stores](Request& r) -> Result<StoreJobPage> {
        auto all = stores.jobs({id_of(r)});
        if (!all) return all.error();
        return StoreJobPage{std::move(*all)};
    };
    router.get<StoreJobPage>(
        route(Method::get, "/api/v1/stores/{id}/jobs", "Imports and compared days", "stores.view"),
        [&stores, page](Request& r) -> Result<StoreJobPage> {
            if (auto s = mine(stores, r); !s) return s.error();
            return page(r);
        });
    router.on<NewStoreJob, StoreJob>(
        route(Method::post, "/api/v1/stores/{id}/jobs",
              "Import the shop, or compare a day with it and read it again", "stores.edit"),
        [&stores](Request& r, const NewStoreJob& in) -> Result<StoreJob> {
            if (auto s = mine(stores, r); !s) return s.error();
            return stores.start_job({id_of(r)}, in, r.who.person);
        });
    router.on<CancelStoreJob, StoreJob>(
        route(Method::post, "/api/v1/stores/{id}/jobs/{job}/cancel", "Stop after the present page",
              "stores.edit"),
        [&stores](Request& r, const CancelStoreJob&) -> Result<StoreJob> {
            if (auto s = mine(stores, r); !s) return s.error();
            return stores.cancel_job({id_of(r)}, StoreJobId{r.id_param("job").value_or(0)});
        });
    router.get<OutMessagePage>(
        route(Method::get, "/api/v1/stores/{id}/outgoing",
              "What the desk changed and the shop has not taken yet", "stores.view"),
        [&stores](Request& r) -> Result<OutMessagePage> {
            if (auto s = mine(stores, r); !s) return s.error();
            auto all = stores.outbox({id_of(r)});
            if (!all) return all.error();
            return OutMessagePage{std::move(*all)};
        });
}

void add_word_routes(http::Router& router, Stores& stores) {
    router.get<StoreWords>(route(Method::get, "/api/v1/stores/{id}/told-as",
                                 "By which of its statuses the shop is told", "stores.view"),
                           [&stores](Request& r) -> Result<StoreWords> {
                               if (auto s = mine(stores, r); !s) return s.error();
                               return stores.words({id_of(r)});
                           });
    router.on<AnswerToldAs, StoreWords>(
        route(Method::post, "/api/v1/stores/{id}/told-as",
              "Choose the status that says it in the shop", "stores.edit"),
        [&stores](Request& r, const AnswerToldAs& in) -> Result<StoreWords> {
            if (auto s = mine(stores, r); !s) return s.error();
            if (auto done = stores.tell_as({id_of(r)}, in, r.who.person); !done)
                return done.error();
            return stores.words({id_of(r)});
        });
    router.on<ReadChoices, StoreWords>(
        route(Method::post, "/api/v1/stores/{id}/told-as/read",
              "Ask the shop which statuses it has", "stores.edit"),
        [&stores](Request& r, const ReadChoices&) -> Result<StoreWords> {
            if (auto s = mine(stores, r); !s) return s.error();
            if (auto done = stores.read_choices({id_of(r)}); !done) return done.error();
            return stores.words({id_of(r)});
        });
}

/// Whether the order is in one of the reader's shops.
Result<> my_order(const Stores& stores, const Request& r) {
    auto shop = stores.shop_of({id_of(r)});
    if (!shop) return shop.error();
    if (!within(r, *shop)) return not_found("orders.unknown", "No such order.");
    return {};
}

void add_copy_routes(http::Router& router, Stores& stores) {
    router.get<ShopCopy>(
        route(Method::get, "/api/v1/orders/{id}/shop-copy",
              "Where an order of the desk stands in the shop's own system", "orders.view"),
        [&stores](Request& r) -> Result<ShopCopy> {
            if (auto ok = my_order(stores, r); !ok) return ok.error();
            return stores.copy_of({id_of(r)});
        });
    router.on<SendCopy, ShopCopy>(
        route(Method::post, "/api/v1/orders/{id}/shop-copy",
              "Send the order to the shop, or try again; what perhaps arrived is looked up first",
              "orders.create"),
        [&stores](Request& r, const SendCopy&) -> Result<ShopCopy> {
            if (auto ok = my_order(stores, r); !ok) return ok.error();
            if (auto done = stores.send_copy({id_of(r)}, r.who.person); !done) return done.error();
            return stores.copy_of({id_of(r)});
        });
}

void add_store_routes(http::Router& router, Stores& stores) {
    router.get<StorePage>(
        route(Method::get, "/api/v1/stores", "Connected stores with their state", "stores.view"),
        [&stores](Request& r) -> Result<StorePage> {
            auto all = stores.list(r.who);
            if (!all) return all.error();
            return StorePage{std::move(*all)};
        });
    router.on<NewStore, Store>(
        route(Method::post, "/api/v1/stores", "Connect a store", "stores.edit"),
        [&stores](Request& r, const NewStore& in) -> Result<Store> {
            if (!within(r, in.shop_id)) return other_shop();
            auto id = stores.create(in, r.who.person);
            if (!id) return id.error();
            return stores.store(*id);
        });
    router.on<StorePatch, Store>(
        route(Method::patch, "/api/v1/stores/{id}", "Change, with If-Match", "stores.edit"),
        [&stores](Request& r, const StorePatch& in) -> Result<Store> {
            auto version = http::if_match(r);
            if (!version) return version.error();
            if (auto s = mine(stores, r); !s) return s.error();
            auto done = stores.patch({id_of(r)}, *version, in, r.who.person);
            if (!done) return done.error();
            return stores.store({id_of(r)});
        });
    router.on<PollRequest, PollResult>(
        route(Method::post, "/api/v1/stores/{id}/poll", "Ask the shop now", "stores.edit"),
        [&stores](Request& r, const PollRequest&) -> Result<PollResult> {
            if (auto s = mine(stores, r); !s) return s.error();
            return stores.poll({id_of(r)});
        });
    add_status_routes(router, stores);
    add_job_routes(router, stores);
    add_copy_routes(router, stores);
    add_word_routes(router, stores);
    for (const auto kind : connector_kinds()) {
        if (!connector_of(kind)->sends()) continue;  // nobody has reason to knock
        http::Route hook;
        hook.method = Method::post;
        hook.path = "/public/v1/hooks/" + std::string(kind) + "/{token}";
        hook.summary = "Webhook of " + std::string(kind) + ": signed raw body";
        hook.tag = "stores";
        hook.access = http::Route::Access::open;
        hook.body_max = webhook_max;
        hook.handler = [&stores](Request& r) { return stores.receive(r); };
        router.add(std::move(hook));
    }
}

void add_import_routes(http::Router& router, Imports& imports) {
    auto post =
        route(Method::post, "/api/v1/imports", "Upload a CSV file of orders", "imports.run");
    post.query = {http::id_param("shop_id"), "file_name"};
    post.body_max = upload_max;
    post.in = json::schema<NewImport>();
    post.out = json::schema<Import>();
    post.handler = [&imports](Request& r) { return upload(imports, r); };
    router.add(std::move(post));
    const auto guarded = [&imports](Request& r, auto act) -> Result<Import> {
        if (auto ok = my_import(imports, r); !ok) return ok.error();
        return act(ImportId{id_of(r)});
    };
    router.get<Import>(
        route(Method::get, "/api/v1/imports/{id}", "State and progress", "imports.run"),
        [&imports, guarded](Request& r) {
            return guarded(r, [&](ImportId id) { return imports.get(id); });
        });
    router.on<StartImport, Import>(
        route(Method::post, "/api/v1/imports/{id}/start", "Start with a column map", "imports.run"),
        [&imports, guarded](Request& r, const StartImport& in) {
            return guarded(r, [&](ImportId id) { return imports.begin(id, in); });
        });
    router.on<CancelImport, Import>(route(Method::post, "/api/v1/imports/{id}/cancel",
                                          "Stop after the present batch", "imports.run"),
                                    [&imports, guarded](Request& r, const CancelImport&) {
                                        return guarded(
                                            r, [&](ImportId id) { return imports.cancel(id); });
                                    });
    auto report = route(Method::get, "/api/v1/imports/{id}/report",
                        "CSV: row, result, code, message", "imports.run");
    report.handler = [&imports](Request& r) -> Response {
        if (auto ok = my_import(imports, r); !ok) return http::problem(ok.error());
        Response out;
        out.file = imports.report_path({id_of(r)});
        out.content_type = "text/csv; charset=utf-8";
        out.headers = {{"Content-Disposition", "attachment; filename=\"import-report.csv\""}};
        return out;
    };
    router.add(std::move(report));
}

}  // namespace

void add_routes(http::Router& router, Stores& stores, Imports& imports) {
    add_store_routes(router, stores);
    add_import_routes(router, imports);
}

}  // namespace ol::stores
