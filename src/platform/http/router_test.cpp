// Matching, authorisation, problems, typed routes and the OpenAPI text.
#include <gtest/gtest.h>

#include <stdexcept>

#include "platform/base/json_impl.hpp"
#include "platform/http/http.hpp"

namespace ol::http {

struct TestLine {
    std::string sku;
    std::int64_t quantity = 1;
};
BOOST_DESCRIBE_STRUCT(TestLine, (), (sku, quantity))
struct TestOrder {
    std::string name;
    std::vector<TestLine> lines;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(TestOrder, (), (name, lines, note))

}  // namespace ol::http

namespace ol::http::elsewhere {
struct TestLine {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(TestLine, (), (text))
}  // namespace ol::http::elsewhere
OL_JSON(ol::http::TestLine)
OL_JSON(ol::http::TestOrder)

namespace ol::http {
namespace {

Handler says(std::string text) {
    return [text](Request& request) {
        std::string out = text;
        for (const auto& [name, value] : request.params) out += ' ' + name + '=' + value;
        return json_response(out);
    };
}

Route route(Method method, std::string path, Handler handler,
            Route::Access access = Route::Access::open) {
    Route out;
    out.method = method;
    out.path = std::move(path);
    out.access = access;
    out.handler = std::move(handler);
    return out;
}

Response ask(const Router& router, Method method, std::string path, Principal who = {},
             std::string body = "") {
    Request request;
    request.method = method;
    request.path = std::move(path);
    request.who = std::move(who);
    request.body = std::move(body);
    return router.handle(request);
}

bool has(const Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

TEST(Router, FixedSegmentsWinAndBranchesStepBack) {
    Router router;
    router.add(route(Method::get, "/", says("root")));
    router.add(route(Method::get, "/orders", says("list")));
    router.add(route(Method::get, "/orders/{id}", says("one")));
    router.add(route(Method::get, "/orders/new", says("new")));
    router.add(route(Method::post, "/orders/{order}/lines/{line}", says("line")));
    router.add(route(Method::get, "/orders/new/form", says("form")));
    router.add(route(Method::get, "/orders/{id}/history", says("history")));
    EXPECT_EQ(ask(router, Method::get, "/").body, "root");
    EXPECT_EQ(ask(router, Method::get, "/orders").body, "list");
    EXPECT_EQ(ask(router, Method::get, "/orders/7").body, "one id=7");
    EXPECT_EQ(ask(router, Method::get, "/orders/new").body, "new");
    EXPECT_EQ(ask(router, Method::get, "/orders/new/history").body, "history id=new");
    EXPECT_EQ(ask(router, Method::post, "/orders/7/lines/8").body, "line line=8 order=7");
    EXPECT_EQ(ask(router, Method::head, "/orders/7").body,
              "one id=7");  // the server drops the body
    for (const auto nowhere :
         {"/orders/", "/orders//lines/8", "/order", "/orders/7/lines", "orders", ""}) {
        EXPECT_EQ(ask(router, Method::get, nowhere).status, 404) << nowhere;
    }
    const auto wrong = ask(router, Method::del, "/orders/7");
    EXPECT_EQ(wrong.status, 405);
    ASSERT_FALSE(wrong.headers.empty());
    EXPECT_EQ(wrong.headers.front(), (std::pair<std::string, std::string>{"Allow", "GET, HEAD"}));
}

TEST(Router, MistakesAtStartUpAreLoud) {
    Router router;
    router.add(route(Method::get, "/a/{id}", says("")));
    EXPECT_THROW(router.add(route(Method::get, "/a/{other}", says(""))), std::logic_error);
    EXPECT_THROW(router.add(route(Method::get, "b", says(""))), std::logic_error);
    EXPECT_THROW(router.add(route(Method::get, "/b//x", says(""))), std::logic_error);
    EXPECT_THROW(router.add(route(Method::get, "/b/x{id}", says(""))), std::logic_error);
    EXPECT_THROW(router.add(route(Method::get, "/b/{id}/{id}", says(""))), std::logic_error);
    EXPECT_THROW(router.add(route(Method::get, "/b", nullptr)), std::logic_error);
    EXPECT_THROW(router.add(route(Method::get, "/b", says(""), Route::Access::permission)),
                 std::logic_error);
}

TEST(Router, AFolderIsAnAddressOfItsOwn) {
    Router router;
    router.add(route(Method::get, "/shop", says("shop")));
    router.add(route(Method::get, "/shop/", says("folder")));
    router.add(route(Method::get, "/shop/{file}", says("file")));
    EXPECT_EQ(ask(router, Method::get, "/shop/").body, "folder");
    EXPECT_EQ(ask(router, Method::get, "/shop").body, "shop");
    EXPECT_EQ(ask(router, Method::get, "/shop/a.js").body, "file file=a.js");
    EXPECT_EQ(ask(router, Method::get, "/shop//").status, 404);
}

TEST(Router, DefaultDeny) {
    Router router;
    auto guarded = route(Method::get, "/guarded", says("secret"), Route::Access::permission);
    guarded.permission = "orders.view";
    router.add(guarded);
    router.add(route(Method::get, "/mine", says("mine"), Route::Access::signed_in));
    const Principal nobody, ann{PersonId{1}, {}, "", "en", {}, {}, {}},
        bob{PersonId{2}, {}, "", "en", {"orders.view"}, {}, {}};
    EXPECT_EQ(ask(router, Method::get, "/guarded", nobody).status, 401);
    EXPECT_EQ(ask(router, Method::get, "/mine", nobody).status, 401);
    EXPECT_EQ(ask(router, Method::get, "/mine", ann).body, "mine");
    const auto refused = ask(router, Method::get, "/guarded", ann);
    EXPECT_EQ(refused.status, 403);
    EXPECT_TRUE(has(refused, R"("params":[["permission","orders.view"]])")) << refused.body;
    EXPECT_EQ(ask(router, Method::get, "/guarded", bob).body, "secret");
    Request stale;
    stale.path = "/mine";
    stale.auth_error = unavailable("db.locked", "Later.");
    EXPECT_EQ(router.handle(stale).status, 503);  // not "sign in": her session may well be alive
}

TEST(Router, AHandlersExceptionEndsOneRequest) {
    Router router;
    router.add(route(Method::get, "/throws",
                     [](Request&) -> Response { throw std::runtime_error("secret reason"); }));
    const auto answer = ask(router, Method::get, "/throws");
    EXPECT_EQ(answer.status, 500);
    EXPECT_TRUE(has(answer, "http.internal"));
    EXPECT_TRUE(has(answer, "request_id"));
    EXPECT_FALSE(has(answer, "secret reason"));
}

Router typed_router() {
    Router router;
    Route create = route(Method::post, "/api/v1/orders/{id}", {}, Route::Access::permission);
    create.permission = "orders.edit";
    create.summary = "Change an order";
    create.tag = "orders";
    create.body_max = 200;
    router.on<TestOrder, TestLine>(
        create, [](Request& request, const TestOrder& order) -> Result<TestLine> {
            if (order.name == "bad") return conflict("orders.state", "It is gone already.");
            return TestLine{request.params.at("id") + order.name,
                            static_cast<std::int64_t>(order.lines.size())};
        });
    Route list = route(Method::get, "/api/v1/orders", {}, Route::Access::signed_in);
    list.query = {"q", "cursor"};
    router.get<TestOrder>(list,
                          [](Request&) -> Result<TestOrder> { return TestOrder{"x", {}, {}}; });
    router.add(route(Method::get, "/healthz", says("ok")));
    return router;
}

TEST(Router, TypedRoutesNameTheWrongField) {
    const Router router = typed_router();
    const Principal ann{PersonId{1}, {}, "", "en", {"orders.edit"}, {}, {}};
    const auto post = [&](std::string body) {
        return ask(router, Method::post, "/api/v1/orders/5", ann, std::move(body));
    };
    EXPECT_EQ(post(R"({"name":"k","lines":[{"sku":"a"}]})").body, R"({"sku":"5k","quantity":1})");
    const auto wrong = post(R"({"name":"k","lines":[{"sku":"a","quantity":"two"}]})");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(wrong.content_type, "application/problem+json");
    EXPECT_TRUE(has(wrong, R"("field":"lines[0].quantity")")) << wrong.body;
    EXPECT_TRUE(has(post(R"({"nam":"k"})"), "json.unknown_key"));
    EXPECT_EQ(post(R"({"name":"bad","lines":[]})").status, 409);
    EXPECT_EQ(post(std::string(201, ' ')).status, 413);
}

Router list_router() {
    Router router;
    Route list = route(Method::get, "/rows", [](Request& r) {
        return json_response("limit " + std::to_string(r.query_number("limit")) + " cursor " +
                             r.query_text("cursor") + " q " + r.query_text("q"));
    });
    list.query = {"q",
                  limit_param(200, 50),
                  cursor_param(2),
                  id_param("shop_id"),
                  number_param("due", -5, 5),
                  choice_param("state", {"open", "kept"})};
    router.add(std::move(list));
    return router;
}

Response rows(const Router& router, std::string name, std::string value) {
    Request request;
    request.path = "/rows";
    request.query.emplace(std::move(name), std::move(value));
    return router.handle(request);
}

TEST(Query, WhatDoesNotFitIsRefusedByNameAndRange) {
    const Router router = list_router();
    const std::vector<std::pair<std::string, std::vector<std::string>>> bad{
        {"limit",
         {"abc", "-1", "0", "201", "1000000", "5 ", "+5", "0x5", "1e2", "99999999999999999999"}},
        {"cursor", {"x", "5", "5.", ".5", "-1.5", "5.-5", "1.2.3", "1.99999999999999999999"}},
        {"shop_id", {"0", "-3", "abc", "9223372036854775808"}},
        {"due", {"-6", "6", "x"}},
        {"state", {"closed", "OPEN", "open "}},
    };
    for (const auto& [name, values] : bad) {
        for (const auto& value : values) {
            const auto answer = rows(router, name, value);
            EXPECT_EQ(answer.status, 400) << name << '=' << value;
            EXPECT_EQ(answer.content_type, "application/problem+json");
            EXPECT_TRUE(has(answer, R"("code":"http.query","field":")" + name + '"'))
                << answer.body;
        }
    }
    EXPECT_TRUE(has(rows(router, "limit", "0"), R"(["least","1"],["most","200"])"));
    EXPECT_TRUE(has(rows(router, "limit", "0"), "from 1 to 200"));
    EXPECT_TRUE(has(rows(router, "state", "x"), "One of open, kept."));
}

TEST(Query, WhatFitsGoesThroughAndDefaultsAreFilledIn) {
    const Router router = list_router();
    EXPECT_EQ(rows(router, "limit", "200").body, "limit 200 cursor  q ");
    EXPECT_EQ(rows(router, "limit", "").body, "limit 50 cursor  q ") << "an empty field is none";
    EXPECT_EQ(rows(router, "cursor", "1795000000000.7").body, "limit 50 cursor 1795000000000.7 q ");
    EXPECT_EQ(rows(router, "q", "-1").body, "limit 50 cursor  q -1") << "text is anything";
    EXPECT_EQ(rows(router, "due", "-5").status, 200);
    EXPECT_EQ(rows(router, "unknown", "x").status, 200);
}

TEST(Query, IsDescribedWithItsRange) {
    const std::string text = openapi(list_router(), "1");
    for (const std::string_view part :
         {R"("minimum": 1)", R"("maximum": 200)", R"("default": 50)",
          R"("^[0-9]{1,19}[.][0-9]{1,19}$")", R"("pattern": "^[1-9][0-9]{0,18}$")"})
        EXPECT_NE(text.find(part), std::string::npos) << part;
    EXPECT_NE(text.find("\"kept\""), std::string::npos);
}

TEST(Problem, CarriesWhatTheDeskNeeds) {
    Error error{Errc::too_many,
                "staff.throttled",
                "login",
                "Wait \"a\" bit.",
                {{"retry_after_s", "30"}, {"n", "5"}}};
    const auto response = problem(error);
    EXPECT_EQ(response.status, 429);
    EXPECT_EQ(response.body, R"({"type":"about:blank","title":"Too Many Requests","status":429,)"
                             R"("code":"staff.throttled",)"
                             R"("field":"login","detail":"Wait \"a\" bit.",)"
                             R"("params":[["retry_after_s","30"],["n","5"]]})");
    EXPECT_EQ(response.headers.front().second, "30");
}

TEST(OpenApi, TwoStructsOfOneNameAreNamed) {
    Router router = typed_router();
    EXPECT_EQ(openapi(router, "1").find("x-clashing"), std::string::npos);
    router.on<elsewhere::TestLine, TestLine>(
        route(Method::post, "/api/v1/lines", {}, Route::Access::open),
        [](Request&, const elsewhere::TestLine& in) -> Result<TestLine> {
            return TestLine{in.text, 1};
        });
    EXPECT_NE(openapi(router, "1").find("\"x-clashing-schemas\": [\n    \"TestLine\"\n  ]"),
              std::string::npos);
}

TEST(OpenApi, IsStable) {
    const std::string text = openapi(typed_router(), "1.2.3");
    EXPECT_EQ(text, openapi(typed_router(), "1.2.3"));
    const auto part = [&](const std::string& from, const std::string& to) {
        const auto begin = text.find(from);
        return begin == std::string::npos ? "missing"
                                          : text.substr(begin, text.find(to, begin) - begin);
    };
    EXPECT_EQ(text.substr(0, 97),
              "{\n  \"openapi\": \"3.1.0\",\n  \"info\": {\n    \"title\": \"Orderline\",\n    "
              "\"version\": \"1.2.3\"\n  },\n  \"path");
    EXPECT_EQ(part("\"/api/v1/orders/{id}\"", ",\n    \"/healthz\""), R"("/api/v1/orders/{id}": {
      "post": {
        "operationId": "post_orders_id",
        "summary": "Change an order",
        "tags": [
          "orders"
        ],
        "security": [
          {
            "session": []
          },
          {
            "bearer": []
          }
        ],
        "x-permission": "orders.edit",
        "parameters": [
          {
            "name": "id",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string"
            }
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/TestOrder"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "OK",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/TestLine"
                }
              }
            }
          },
          "default": {
            "$ref": "#/components/responses/Problem"
          }
        }
      }
    })");
    EXPECT_NE(text.find("\"name\": \"cursor\",\n            \"in\": \"query\""), std::string::npos);
    EXPECT_NE(text.find("\"TestLine\": {"),
              std::string::npos);  // collected from the parts of TestOrder
    EXPECT_NE(text.find("\"security\": []"), std::string::npos);  // /healthz is open
}

}  // namespace
}  // namespace ol::http
