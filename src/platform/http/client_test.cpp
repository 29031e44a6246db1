// fetch() against our own server: methods, limits, time-outs, private networks.
#include <semaphore>

#include "platform/http/test_kit.hpp"

namespace ol::http::test {
namespace {

class ClientTest : public testing::Test {
protected:
    ClientTest() {
        options.port = 0;
        options.workers = 2;
        for (const Method method :
             {Method::get, Method::post, Method::put, Method::patch, Method::del}) {
            add(method, "/public/v1/echo", [](Request& r) {
                Response out = json_response(
                    r.header("x-say") + '|' + r.header("authorization") + '|' + r.body, 202);
                out.headers = {{"X-Two", "a"}, {"X-Two", "b"}};
                return out;
            });
        }
        add(Method::get, "/public/v1/big",
            [](Request&) { return json_response(std::string(100000, 'x')); });
        add(Method::get, "/public/v1/away", [](Request&) {
            Response out{302, ""};
            out.headers = {{"Location", "/public/v1/echo"}};
            return out;
        });
        add(Method::get, "/public/v1/slow", [this](Request&) {
            leave.acquire();
            return json_response("late");
        });
        server = Server::create(options, router,
                                [this](const Request& request) { return people(request); });
        EXPECT_TRUE(server->start());
    }
    void add(Method method, std::string path, Handler handler) {
        router.add({.method = method,
                    .path = std::move(path),
                    .access = Route::Access::open,
                    .handler = std::move(handler)});
    }
    Result<ClientResponse> get(const std::string& path, ClientRequest request = {}) {
        request.url = "http://127.0.0.1:" + std::to_string(server->port()) + path;
        request.allow_private = true;
        return fetch(request);
    }
    ServerOptions options;
    Router router;
    People people;
    std::counting_semaphore<> leave{0};
    std::unique_ptr<Server> server;
};

TEST_F(ClientTest, SendsAndReceives) {
    for (const Method method :
         {Method::get, Method::post, Method::put, Method::patch, Method::del}) {
        ClientRequest request{.method = method,
                              .headers = {{"X-Say", "hello"}},
                              .body = method == Method::get ? "" : "body"};
        request.basic_user = "ck";
        request.basic_password = "cs";
        const auto response = get("/public/v1/echo", request);
        ASSERT_TRUE(response) << response.error().detail;
        EXPECT_EQ(response->status, 202);
        EXPECT_EQ(response->body, "hello|Basic Y2s6Y3M=|" + request.body);
        EXPECT_EQ(response->headers.at("content-type"), "application/json");
        EXPECT_EQ(response->headers.at("x-two"), "a, b");
    }
    const auto head = get("/public/v1/big", {.method = Method::head});
    ASSERT_TRUE(head);
    EXPECT_EQ(head->headers.at("content-length"), "100000");
    EXPECT_EQ(head->body, "");
    EXPECT_EQ(get("/public/v1/away")->status, 302);  // not followed
    EXPECT_EQ(get("/public/v1/none")->status, 404);
}

TEST_F(ClientTest, IsBounded) {
    EXPECT_EQ(get("/public/v1/big", {.response_max = 1000}).error().code, "http.client_too_large");
    EXPECT_EQ(get("/public/v1/slow", {.timeout_ms = 100}).error().code, "http.client_timeout");
    leave.release();
}

TEST_F(ClientTest, RefusesPrivateNetworks) {
    const auto code = [&](const std::string& url) {
        const auto response = fetch({.url = url, .timeout_ms = 2000});
        return response ? "answered" : response.error().code;
    };
    const std::string port = ':' + std::to_string(server->port());
    EXPECT_EQ(code("http://127.0.0.1" + port + "/public/v1/echo"), "http.client_private");
    EXPECT_EQ(code("http://localhost" + port + "/public/v1/echo"),
              "http.client_private");  // by the resolved address
    EXPECT_EQ(code("http://[::1]" + port + "/"), "http.client_private");
    EXPECT_EQ(code("http://[::ffff:127.0.0.1]" + port + "/"), "http.client_private");
    EXPECT_EQ(code("http://2130706433" + port + "/"), "http.client_private");
    EXPECT_EQ(code("http://0x7f.1" + port + "/"), "http.client_private");
    EXPECT_EQ(code("http://169.254.169.254/latest/meta-data"), "http.client_private");
    EXPECT_EQ(code("http://10.0.0.1/"), "http.client_private");
    EXPECT_EQ(code("ftp://127.0.0.1/"), "http.client_url");
    EXPECT_EQ(code("file:///etc/passwd"), "http.client_url");
    EXPECT_EQ(code("gopher://127.0.0.1/"), "http.client_url");
    EXPECT_EQ(code("no address"), "http.client_url");
    EXPECT_EQ(code("http://a\r\nX: y"), "http.client_url");
    EXPECT_EQ(fetch({.url = "http://127.0.0.1/", .headers = {{"A", "b\r\nC: d"}}}).error().code,
              "http.client_header");
    EXPECT_EQ(fetch({.url = "http://127.0.0.1:1/", .allow_private = true}).error().code,
              "http.client_unreachable");
}

}  // namespace
}  // namespace ol::http::test
