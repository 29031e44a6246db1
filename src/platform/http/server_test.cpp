// The server over real sockets of 127.0.0.1: requests, limits, hostile input, files, TLS, start and
// stop.
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <semaphore>
#include <thread>

#include "platform/http/test_kit.hpp"

namespace ol::http::test {
namespace {

namespace fs = std::filesystem;

class ServerTest : public testing::Test {
protected:
    ServerTest() {
        options.port = 0;
        options.workers = 2;
        options.static_dir = folder / "desk";
        options.allowed_origins = {"https://dev.shop"};
        write("desk/index.html", "<html>desk</html>");
        write("desk/assets/app-1a2b.js", "import 'x'");
        write("secret.txt", "secret");
        fs::create_symlink(folder / "secret.txt", folder / "desk" / "leak.txt");
        write("sound.wav", sound);
        add(Method::get, "/api/v1/orders/{id}", "orders.view",
            [](Request& r) { return json_response("{\"id\":\"" + r.params["id"] + "\"}"); });
        add(Method::post, "/api/v1/orders", "orders.edit",
            [](Request& r) { return json_response(r.body, 201); });
        add(Method::post, "/public/v1/echo", "", [](Request& r) { return json_response(r.body); });
        add(Method::get, "/public/v1/ip", "",
            [](Request& r) { return json_response(r.remote_ip + (r.secure ? " tls" : " plain")); });
        add(Method::del, "/api/v1/orders/{id}", "orders.edit",
            [](Request&) { return Response{204, ""}; });
        add(Method::get, "/api/v1/sound", "orders.view", [this](Request&) {
            Response out;
            out.file = folder / "sound.wav";
            out.content_type = "audio/wav";
            return out;
        });
        add(Method::get, "/public/v1/forge", "", [](Request&) {
            auto out = json_response("{}");
            out.headers = {{"X-Bad", "a\r\nSet-Cookie: sid=ann"},
                           {"X-Good", "b"},
                           {"Cache-Control", "max-age=5"}};
            return out;
        });
    }
    ~ServerTest() override {
        server.reset();
        fs::remove_all(folder);
    }
    void add(Method method, std::string path, std::string permission, Handler handler,
             std::size_t body_max = 1 << 20) {
        Route route{.method = method,
                    .path = std::move(path),
                    .body_max = body_max,
                    .handler = std::move(handler)};
        route.access = permission.empty() ? Route::Access::open : Route::Access::permission;
        route.permission = std::move(permission);
        router.add(std::move(route));
    }
    void write(const std::string& name, const std::string& text) {
        fs::create_directories((folder / name).parent_path());
        std::ofstream(folder / name, std::ios::binary) << text;
    }
    std::uint16_t start() {
        server = Server::create(options, router,
                                [this](const Request& request) { return people(request); });
        const auto started = server->start();
        EXPECT_TRUE(started) << (started ? "" : started.error().detail);
        return server->port();
    }
    Reply ask(const std::string& bytes) {
        if (!server) start();
        Wire wire(server->port());
        return wire.ask(bytes);
    }
    const fs::path folder =
        fs::temp_directory_path() / ("ol_http_test_" + std::to_string(::getpid()));
    const std::string sound = [] {
        std::string out;
        for (int i = 0; i < 300000; ++i) out += static_cast<char>(i * 31 >> 3);
        return out;
    }();
    ServerOptions options;
    Router router;
    People people;
    std::unique_ptr<Server> server;
    const std::string ann = "Cookie: sid=ann\r\n", marked = "X-Requested-With: orderline\r\n";
};

TEST_F(ServerTest, AnswersWithSecurityHeaders) {
    const auto reply = ask(ask_text("GET", "/api/v1/orders/7", ann));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, R"({"id":"7"})");
    EXPECT_EQ(reply.headers.at("content-type"), "application/json");
    EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(reply.headers.at("cache-control"), "no-store");
    EXPECT_EQ(reply.headers.at("referrer-policy"), "same-origin");
    EXPECT_NE(reply.headers.at("content-security-policy")
                  .find("default-src 'self'; connect-src 'self' ws: wss:"),
              std::string::npos);
    EXPECT_EQ(reply.headers.at("content-security-policy").find("script-src"), std::string::npos);
    EXPECT_FALSE(reply.headers.at("x-request-id").empty());
    EXPECT_TRUE(reply.headers.contains("date"));
}

TEST_F(ServerTest, AHandlerCannotForgeHeaderLines) {
    const auto reply = ask(ask_text("GET", "/public/v1/forge"));
    EXPECT_FALSE(reply.headers.contains("set-cookie"));
    EXPECT_FALSE(reply.headers.contains("x-bad"));
    EXPECT_EQ(reply.headers.at("x-good"), "b");
    EXPECT_EQ(reply.headers.at("cache-control"), "max-age=5");
}

TEST_F(ServerTest, KeepsAliveAndAnswersPipelinedRequestsInOrder) {
    start();
    Wire wire(server->port());
    std::string many;
    for (int i = 1; i <= 50; ++i)
        many += ask_text("GET", "/api/v1/orders/" + std::to_string(i), ann);
    wire.send(many);
    for (int i = 1; i <= 50; ++i)
        ASSERT_EQ(wire.reply().body, "{\"id\":\"" + std::to_string(i) + "\"}");
    wire.send("HEAD /api/v1/orders/7 HTTP/1.1\r\nHost: x\r\n" + ann + "\r\n");
    const auto head = wire.reply(true);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.at("content-length"), "10");
    EXPECT_EQ(wire.ask(ask_text("DELETE", "/api/v1/orders/7", ann + marked)).status, 204);
    EXPECT_EQ(wire.ask(ask_text("GET", "/api/v1/orders/7", ann + "Connection: close\r\n"))
                  .headers.at("connection"),
              "close");
    EXPECT_TRUE(wire.ends());
    EXPECT_EQ(ask("GET /public/v1/ip HTTP/1.0\r\n\r\n").headers.at("connection"), "close");
}

TEST_F(ServerTest, SignsInAndDeniesByDefault) {
    EXPECT_EQ(ask(ask_text("GET", "/api/v1/orders/7")).status, 401);
    const auto none = ask(ask_text("GET", "/api/v1/orders/7", "Cookie: sid=x\r\n"));
    EXPECT_NE(none.body.find("staff.no_session"),
              std::string::npos);  // the authenticator's own words
    EXPECT_EQ(none.headers.at("www-authenticate"), "Bearer");
    EXPECT_EQ(ask(ask_text("GET", "/api/v1/orders/7", "Cookie: sid=bob\r\n")).status, 403);
    EXPECT_EQ(ask(ask_text("GET", "/api/v1/nothing", ann)).status, 404);
    const auto wrong = ask(ask_text("PATCH", "/api/v1/orders/7", ann));
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers.at("allow"), "GET, DELETE, HEAD");
    EXPECT_EQ(ask(ask_text("OPTIONS", "/api/v1/orders/7", ann)).status, 501);
    EXPECT_EQ(ask(ask_text("GET", "/api/v1/live", ann)).status, 426);
    EXPECT_EQ(ask(ask_text("GET", "/public/v1/ip", "Cookie: sid=x\r\n")).body, "127.0.0.1 plain");
}

TEST_F(ServerTest, RefusesForgedRequests) {
    const std::string body = "{}";
    const auto status = [&](const std::string& headers) {
        return ask(ask_text("POST", "/api/v1/orders", headers, body)).status;
    };
    EXPECT_EQ(status(ann + marked), 201);
    EXPECT_EQ(status(ann + marked + "Origin: http://here\r\n"), 201);
    EXPECT_EQ(status(ann + marked + "Origin: https://dev.shop\r\n"), 201);
    EXPECT_EQ(status(ann + marked + "Origin: https://evil.example\r\n"), 403);
    EXPECT_EQ(status(ann), 403);
    EXPECT_EQ(status("Authorization: Bearer key\r\n"), 201);
    EXPECT_EQ(
        ask(ask_text("POST", "/public/v1/echo", "Origin: https://shop.example\r\n", body)).status,
        200);
}

TEST_F(ServerTest, ALargeBodyIsTakenOnlyFromWhoMaySendIt) {
    add(
        Method::post, "/api/v1/large", "orders.edit",
        [](Request& r) { return json_response(std::to_string(r.body.size())); }, 64u << 20);
    add(
        Method::post, "/api/v1/forbidden", "people.edit",
        [](Request&) { return json_response("{}"); }, 64u << 20);
    start();
    const auto post = [&](const std::string& path, const std::string& headers) {
        return "POST /api/v1/" + path + " HTTP/1.1\r\nHost: x\r\n" + headers;
    };
    // Answered although not a byte of the announced body came.
    const std::string length = "Content-Length: 60000000\r\n\r\n";
    EXPECT_EQ(ask(post("large", marked + length)).status, 401);
    EXPECT_EQ(ask(post("large", marked + "Transfer-Encoding: chunked\r\n\r\n")).status, 401);
    EXPECT_EQ(ask(post("forbidden", ann + marked + length)).status, 403);
    EXPECT_EQ(ask(post("large", ann + length)).status, 403) << "another page's form";
    const std::string body(5u << 20, 'x');
    EXPECT_EQ(ask(ask_text("POST", "/api/v1/large", ann + marked, body)).body, "5242880");
    Wire wire(server->port());
    wire.send(post("large", ann + marked + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
    EXPECT_EQ(wire.reply(true).status, 100);
    EXPECT_EQ(wire.ask("hello").body, "5");
}

TEST_F(ServerTest, LimitsTheHeaderAndTheBody) {
    add(Method::post, "/public/v1/small", "", [](Request& r) { return json_response(r.body); }, 10);
    EXPECT_EQ(ask(ask_text("GET", "/", "X: " + std::string(17000, 'a') + "\r\n")).status, 431);
    const std::string post = "POST /public/v1/small HTTP/1.1\r\nHost: x\r\n";
    const auto announced =
        ask(post + "Content-Length: 1000000000000\r\n\r\n");  // answered before a byte of it came
    EXPECT_EQ(announced.status, 413);
    EXPECT_NE(announced.body.find("http.body_too_large"), std::string::npos);
    EXPECT_EQ(announced.headers.at("connection"), "close");
    EXPECT_EQ(ask(post + "Transfer-Encoding: chunked\r\n\r\n20\r\n").status, 413);
    EXPECT_EQ(ask(post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n").body,
              "hello");
    EXPECT_EQ(
        ask("POST /api/v1/none HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n").status,
        404);
    Wire wire(server->port());
    wire.send(post + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(wire.reply(true).status, 100);
    EXPECT_EQ(wire.ask("hello").body, "hello");
}

TEST_F(ServerTest, MalformedRequestsGetAProblemAndTheEnd) {
    start();
    for (const std::string bad :
         {"\r\n\r\n\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET /%2e%2e/ HTTP/1.1\r\nHost: x\r\n\r\n",
          "\x16\x03\x01\xff\xff 1 2\r\n\r\n",
          "POST /public/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
          "chunked\r\n\r\nabc"}) {
        Wire wire(server->port());
        auto reply = wire.ask(bad);
        EXPECT_EQ(reply.status, 400) << bad;
        EXPECT_EQ(reply.headers["content-type"], "application/problem+json");
        EXPECT_EQ(reply.headers["connection"], "close");
        EXPECT_TRUE(wire.ends());
    }
    EXPECT_EQ(ask(ask_text("GET", "/public/v1/ip")).status, 200);
    EXPECT_NE(server->metrics().find("http_malformed_total 5"), std::string::npos)
        << server->metrics();
}

TEST_F(ServerTest, SlowClientsAreCutOff) {
    options.header_timeout_ms = 200;
    options.body_timeout_ms = 200;
    options.idle_timeout_s = 1;
    start();
    Wire silent(server->port()), slow_head(server->port()), slow_body(server->port());
    slow_head.send("GET / HTTP/1.1\r\nHo");
    slow_body.send("POST /public/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
    EXPECT_EQ(slow_head.reply().status, 408);
    EXPECT_TRUE(slow_head.ends());
    EXPECT_EQ(slow_body.reply().status, 408);
    EXPECT_TRUE(slow_body.ends());
    EXPECT_TRUE(silent.ends());  // idle: without a word
    EXPECT_TRUE(silent.unread.empty());
    // A byte now and then does not extend the time.
    Wire dripping(server->port());
    const std::string text =
        ask_text("GET", "/public/v1/ip", "X: " + std::string(4000, 'a') + "\r\n");
    std::size_t sent = 0;
    while (sent < text.size() && !dripping.fill(20ms) && dripping.send(text.substr(sent, 1)))
        ++sent;
    EXPECT_EQ(dripping.reply().status, 408);
    EXPECT_LT(sent, text.size());
}

TEST_F(ServerTest, AFullHouseSaysSo) {
    options.workers = 1;
    options.waiting_max = 1;
    std::binary_semaphore entered{0}, leave{0};
    add(Method::get, "/public/v1/slow", "", [&](Request&) {
        entered.release();
        leave.acquire();
        return json_response("slow");
    });
    start();
    Wire first(server->port()), second(server->port()), third(server->port());
    first.send(ask_text("GET", "/public/v1/slow"));
    entered.acquire();  // the only worker is busy
    second.send(ask_text("GET", "/public/v1/ip"));
    ASSERT_TRUE(comes_true(
        [&] { return server->metrics().find("http_requests_waiting 1") != std::string::npos; }));
    const auto refused = third.ask(ask_text("GET", "/public/v1/ip"));
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(refused.headers.at("retry-after"), "1");
    leave.release();
    EXPECT_EQ(first.reply().body, "slow");
    EXPECT_EQ(second.reply().status, 200);
    EXPECT_EQ(third.ask(ask_text("GET", "/public/v1/ip")).status, 200);  // the connection lives on
}

TEST_F(ServerTest, TooManyConnections) {
    options.connections_max = 2;
    start();
    Wire a(server->port()), b(server->port());
    EXPECT_EQ(a.ask(ask_text("GET", "/public/v1/ip")).status, 200);
    EXPECT_EQ(b.ask(ask_text("GET", "/public/v1/ip")).status, 200);
    Wire c(server->port());
    EXPECT_EQ(c.reply().status, 503);
    EXPECT_TRUE(c.ends());
}

TEST_F(ServerTest, ServesTheDeskAndNothingElse) {
    const auto index = ask(ask_text("GET", "/"));
    EXPECT_EQ(index.body, "<html>desk</html>");
    EXPECT_EQ(index.headers.at("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(index.headers.at("cache-control"), "no-cache");
    EXPECT_EQ(ask(ask_text("GET", "/orders/10482")).body,
              "<html>desk</html>");  // the desk's own route
    EXPECT_EQ(
        ask(ask_text("GET", "/", "If-None-Match: " + index.headers.at("etag") + "\r\n")).status,
        304);
    const auto asset = ask(ask_text("GET", "/assets/app-1a2b.js"));
    EXPECT_EQ(asset.headers.at("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(asset.headers.at("content-type"), "text/javascript; charset=utf-8");
    for (const auto missing : {"/assets/gone.js", "/gone.png", "/leak.txt", "/api/v1/x",
                               "/public/x", "/assets/", "/..;/secret.txt"}) {
        EXPECT_EQ(ask(ask_text("GET", missing)).status, 404) << missing;
    }
    for (const auto outside :
         {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt",
          "/..%5csecret.txt", "//../secret.txt"}) {
        EXPECT_EQ(ask(ask_text("GET", outside)).status, 400) << outside;
    }
    EXPECT_EQ(ask(ask_text("POST", "/", "", "x")).status, 404);
}

TEST_F(ServerTest, SeeksInARecording) {
    const auto get = [&](const std::string& more) {
        return ask(ask_text("GET", "/api/v1/sound", ann + more));
    };
    const auto whole = get("");
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.headers.at("accept-ranges"), "bytes");
    EXPECT_EQ(whole.headers.at("content-type"), "audio/wav");
    EXPECT_TRUE(whole.body == sound);
    const auto part = get("Range: bytes=1000-1999\r\n");
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.headers.at("content-range"), "bytes 1000-1999/300000");
    EXPECT_TRUE(part.body == sound.substr(1000, 1000));
    const auto rest = get("Range: bytes=100000-\r\n");  // streamed in pieces
    EXPECT_TRUE(rest.body == sound.substr(100000));
    EXPECT_TRUE(get("Range: bytes=-5\r\n").body == sound.substr(299995));
    const auto behind = get("Range: bytes=300000-\r\n");
    EXPECT_EQ(behind.status, 416);
    EXPECT_EQ(behind.headers.at("content-range"), "bytes */300000");
    EXPECT_EQ(get("Range: bytes=0-1\r\nIf-Range: \"other\"\r\n").status, 200);
    EXPECT_EQ(get("Range: bytes=0-1\r\nIf-Range: " + whole.headers.at("etag") + "\r\n").status,
              206);
    EXPECT_EQ(get("Range: bytes=0-1,5-6\r\n").status, 200);
    fs::remove(folder / "sound.wav");
    EXPECT_EQ(get("").status, 404);
}

TEST_F(ServerTest, ATakenPortIsNamed) {
    start();
    options.port = server->port();
    const auto other =
        Server::create(options, router, [this](const Request& request) { return people(request); });
    const auto started = other->start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, "http.port_taken");
    EXPECT_EQ(started.error().kind, Errc::conflict);
    EXPECT_NE(started.error().detail.find(std::to_string(options.port)), std::string::npos);
    options.address = "not-an-address";
    EXPECT_EQ(Server::create(options, router, {})->start().error().code, "http.address");
}

TEST_F(ServerTest, StopFinishesWhatIsUnderWay) {
    std::binary_semaphore entered{0}, leave{0};
    add(Method::get, "/public/v1/slow", "", [&](Request&) {
        entered.release();
        leave.acquire();
        return json_response("done");
    });
    start();
    Wire busy(server->port()), idle(server->port());
    EXPECT_EQ(idle.ask(ask_text("GET", "/public/v1/ip")).status, 200);
    busy.send(ask_text("GET", "/public/v1/slow"));
    entered.acquire();
    std::thread stopping([&] { server->stop(); });
    EXPECT_TRUE(idle.ends());
    leave.release();
    const auto reply = busy.reply();
    EXPECT_EQ(reply.body, "done");
    EXPECT_EQ(reply.headers.at("connection"), "close");
    stopping.join();
    EXPECT_FALSE(Wire(server->port()).connected());
}

/// A self-signed certificate for 127.0.0.1, made here so that no key lies in the repository.
void make_certificate(const fs::path& certificate, const fs::path& key) {
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    X509* x509 = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, pair);
    X509_NAME* name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_sign(x509, pair, EVP_sha256());
    FILE* out = std::fopen(certificate.c_str(), "w");
    PEM_write_X509(out, x509);
    std::fclose(out);
    out = std::fopen(key.c_str(), "w");
    PEM_write_PrivateKey(out, pair, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    X509_free(x509);
    EVP_PKEY_free(pair);
}

/// Asks over TLS of at most the given version; "" when the handshake fails.
std::string ask_tls(std::uint16_t port, const std::string& request, int version_max) {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context, version_max);
    SSL_CTX_set_security_level(context, 0);
    BIO* bio = BIO_new_ssl_connect(context);
    BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(port)).c_str());
    std::string out;
    if (BIO_do_handshake(bio) == 1) {
        BIO_write(bio, request.data(), static_cast<int>(request.size()));
        char piece[65536];
        for (int n; (n = BIO_read(bio, piece, sizeof piece)) > 0;)
            out.append(piece, static_cast<std::size_t>(n));
    }
    BIO_free_all(bio);
    SSL_CTX_free(context);
    return out;
}

TEST_F(ServerTest, SpeaksTls) {
    fs::create_directories(folder);
    make_certificate(folder / "cert.pem", folder / "key.pem");
    options.tls_certificate = folder / "cert.pem";
    options.tls_key = folder / "key.pem";
    options.header_timeout_ms = 300;
    start();
    const std::string close = "Connection: close\r\n";
    for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
        const std::string reply =
            ask_tls(server->port(), ask_text("GET", "/public/v1/ip", close), version);
        EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 OK\r\n")) << reply;
        EXPECT_TRUE(reply.ends_with("127.0.0.1 tls")) << reply;
    }
    EXPECT_EQ(ask_tls(server->port(), ask_text("GET", "/public/v1/ip", close), TLS1_1_VERSION), "");
    const std::string big =
        ask_tls(server->port(), ask_text("GET", "/api/v1/sound", ann + close), TLS1_3_VERSION);
    EXPECT_TRUE(big.ends_with(sound.substr(200000)));
    const std::string large =
        ask_tls(server->port(),
                "POST /public/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n" +
                    std::string(100000, 'a'),
                TLS1_3_VERSION);
    EXPECT_TRUE(large.starts_with("HTTP/1.1 413 ")) << large.substr(0, 50);
    Wire plain(server->port()), silent(server->port());
    plain.send(ask_text("GET", "/"));
    EXPECT_TRUE(plain.ends());
    EXPECT_TRUE(silent.ends());  // a handshake that never begins
}

/// A desk's socket over TLS: frames larger than a TLS record, and text back.
TEST_F(ServerTest, SpeaksWebSocketOverTls) {
    make_certificate(folder / "cert.pem", folder / "key.pem");
    options.tls_certificate = folder / "cert.pem";
    options.tls_key = folder / "key.pem";
    start();
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    BIO* bio = BIO_new_ssl_connect(context);
    BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(server->port())).c_str());
    ASSERT_EQ(BIO_do_handshake(bio), 1);
    std::string got;
    const auto read_until = [&](const std::string& end) {
        char piece[65536];
        while (!got.ends_with(end)) {
            const int n = BIO_read(bio, piece, sizeof piece);
            if (n <= 0) return false;
            got.append(piece, static_cast<std::size_t>(n));
        }
        return true;
    };
    const std::string upgrade =
        ask_text("GET", "/api/v1/live",
                 ann +
                     "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    BIO_write(bio, upgrade.data(), static_cast<int>(upgrade.size()));
    ASSERT_TRUE(read_until(R"("seq":0}})")) << got;
    const std::string big(100000, 'x');
    server->hub().to_person(PersonId{1}, "n", '"' + big + '"');
    server->hub().to_person(PersonId{1}, "m", "7");
    EXPECT_TRUE(read_until(R"({"seq":2,"type":"m","data":7})"));
    EXPECT_NE(got.find(R"({"seq":1,"type":"n","data":")" + big + "\"}"), std::string::npos);
    const std::string ping = std::string("\x81\x8f\0\0\0\0", 6) + R"({"type":"ping"})";
    BIO_write(bio, ping.data(), static_cast<int>(ping.size()));
    EXPECT_TRUE(read_until(R"({"type":"pong"})"));
    BIO_free_all(bio);
    SSL_CTX_free(context);
    EXPECT_TRUE(comes_true([&] { return !server->hub().connected(PersonId{1}); }));
}

TEST_F(ServerTest, ABadCertificateIsAStartUpError) {
    write("cert.pem", "no certificate");
    options.tls_certificate = folder / "cert.pem";
    options.tls_key = folder / "key.pem";
    const auto started = Server::create(options, router, {})->start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().field, "http.tls_certificate");
}

TEST_F(ServerTest, ManyClientsAtOnce) {
    options.io_threads = 2;
    options.workers = 4;
    start();
    std::atomic<int> good = 0;
    std::vector<std::thread> clients;
    for (int client = 0; client < 8; ++client) {
        clients.emplace_back([&, client] {
            Wire wire(server->port());
            for (int i = 0; i < 100; ++i) {
                const std::string text = std::to_string(client * 1000 + i);
                if (wire.ask(ask_text("POST", "/public/v1/echo", "", text)).body == text) ++good;
            }
        });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(good, 800);
    EXPECT_NE(server->metrics().find("http_answers_total{class=\"2xx\"} 800"), std::string::npos);
}

}  // namespace
}  // namespace ol::http::test
