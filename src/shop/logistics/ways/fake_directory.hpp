#pragma once
// Couriers' directories on the other side, over real HTTP on a free port: Nova Poshta's Address
// (pages of at most 500, errors with HTTP 200) and Ukrposhta's address classifier (region by
// region), as their documents say. Each may be down, answer garbage, or lose a part of itself.
#include <map>
#include <mutex>
#include <set>

#include "platform/base/json.hpp"
#include "platform/http/http.hpp"
#include "shop/logistics/couriers/json_walk.hpp"

namespace ol::logistics {

class FakeDirectory {
public:
    std::vector<std::string> cities, points;  // Nova Poshta's rows, JSON
    std::vector<std::string> regions{"270"};
    std::map<std::string, std::string> up_cities, up_points;  // by region: rows with commas
    std::set<int> garbage_at;  // of the requests, counted from 1
    bool down = false;
    std::string key = "secret";
    int requests = 0;
    std::vector<std::string> asked;
    /// Other methods and paths of the same host; empty = refused.
    std::function<std::string(const std::string& method, const walk::bj::object&)> more;
    std::function<std::string(const std::string& path, const std::string& body)> more_up;

    FakeDirectory() {
        http::ServerOptions options;
        options.port = 0;
        options.workers = 2;
        open(http::Method::post, "/np", {}, [this](http::Request& r) { return novaposhta(r); });
        for (const auto* path : {"get_regions_by_region_ua",
                                 "get_city_by_region_id_and_district_id_and_city_ua",
                                 "get_postoffices_by_postindex"})
            open(http::Method::get, "/address-classifier-ws/" + std::string(path),
                 {"region_name", "region_id", "poRegionId"},
                 [this, path](http::Request& r) { return ukrposhta(r, path); });
        open(http::Method::post, "/ecom/0.0.1/domestic/delivery-price", {},
             [this](http::Request& r) {
                 const std::lock_guard lock(mutex_);
                 return more_up ? answer(more_up(r.path, r.body)) : http::Response{500, ""};
             });
        server_ = http::Server::create(options, router_, [](const http::Request&) {
            return Result<http::Principal>(http::Principal{});
        });
        if (!server_->start()) std::abort();
    }
    std::string url(std::string_view path = "/np") const {
        return "http://127.0.0.1:" + std::to_string(server_->port()) + std::string(path);
    }

    static std::string city(const std::string& ref, const std::string& name,
                            const std::string& ru, const std::string& area = "Київська") {
        return "{" + named("Ref", ref) + "," + named("Description", name) + "," +
               named("DescriptionRu", ru) + "," + named("AreaDescription", area) + "}";
    }
    static std::string point(const std::string& ref, const std::string& city_ref, int number,
                             const std::string& rest = "", const std::string& street = "") {
        const auto no = std::to_string(number);
        return "{" + named("Ref", ref) + "," + named("CityRef", city_ref) + "," +
               named("Number", no) + "," +
               named("Description", "Відділення №" + no + ": " +
                                        (street.empty() ? "вул. Хрещатик, 22" : street)) +
               R"(,"CategoryOfWarehouse":"Branch","WarehouseStatus":"Working","POSTerminal":"1")" +
               (rest.empty() ? "" : "," + rest) + "}";
    }
    static std::string named(std::string_view name, const std::string& value) {
        return json::quote(name) + ":" + json::quote(value);
    }

private:
    void open(http::Method method, std::string path, std::vector<http::Param> query,
              http::Handler handler) {
        http::Route r;
        r.method = method;
        r.path = std::move(path);
        r.access = http::Route::Access::open;
        r.query = std::move(query);
        r.handler = std::move(handler);
        router_.add(std::move(r));
    }
    static http::Response answer(std::string body) {
        return body.empty() ? http::Response{503, ""} : http::json_response(std::move(body));
    }
    static http::Response refused(std::string_view code) {
        return answer(R"({"success":false,"data":[],"errorCodes":[")" + std::string(code) +
                      R"("]})");
    }
    http::Response novaposhta(http::Request& r) {
        const std::lock_guard lock(mutex_);
        ++requests;
        if (down) return {503, ""};
        if (garbage_at.contains(requests)) return answer("<html>maintenance</html>");
        const auto value = walk::parse(r.body);
        const auto& o = value->as_object();
        const auto method = walk::text_at(o, "calledMethod");
        asked.push_back(method);
        if (walk::text_at(o, "apiKey") != key) return refused("20000200068");
        const auto& p = *walk::object_at(o, "methodProperties");
        if (method == "getCities") return page(p, cities);
        if (method == "getWarehouses") return page(p, points);
        const auto other = more ? more(method, p) : std::string();
        return other.empty() ? refused("20000100112") : answer(other);
    }
    static http::Response page(const walk::bj::object& p, const std::vector<std::string>& rows) {
        const auto limit = std::stoul(walk::text_at(p, "Limit"));
        const auto from = (std::stoul(walk::text_at(p, "Page")) - 1) * limit;
        std::string out;
        for (std::size_t i = from; i < std::min(rows.size(), from + limit); ++i)
            out += (out.empty() ? "" : ",") + rows[i];
        return answer(R"({"success":true,"data":[)" + out + R"(],"info":{"totalCount":)" +
                      std::to_string(rows.size()) + "}}");
    }
    http::Response ukrposhta(http::Request& r, const std::string& path) {
        const std::lock_guard lock(mutex_);
        ++requests;
        asked.push_back(path);
        if (down) return {503, ""};
        if (garbage_at.contains(requests)) return answer("{}");
        if (r.header("authorization") != "Bearer " + key) return {401, ""};
        std::string rows;
        if (path.starts_with("get_regions"))
            for (const auto& id : regions)
                rows += (rows.empty() ? "{" : ",{") + named("REGION_ID", id) + "}";
        else if (path.starts_with("get_city"))
            rows = up_cities[r.query_text("region_id")];
        else
            rows = up_points[r.query_text("poRegionId")];
        return answer(R"({"Entries":{"Entry":[)" + rows + "]}}");
    }

    std::mutex mutex_;
    http::Router router_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace ol::logistics
