#include "team/phones/phones.hpp"

#include <mutex>

#include "platform/base/crypto.hpp"
#include "platform/base/names.hpp"
#include "team/phones/limit.hpp"

namespace ol::phones {
namespace {

constexpr std::string_view setup_sql = R"(
create table phone_setup(
  token_hash text primary key, person_id bigint not null references person(id),
  make text not null, transport text not null,
  created_at bigint not null, expires_at bigint not null, uses_left bigint not null);
create index phone_setup_person on phone_setup(person_id);
create index phone_setup_expires on phone_setup(expires_at);
)";
constexpr auto all = std::to_array<db::Migration>({
    {"phones", 1, "addresses where phones read their account", setup_sql},
});

constexpr std::size_t token_bytes = 16, token_letters = 22;

struct Row {
    PersonId person;
    Make make = Make::linphone;
    Transport transport = Transport::udp;
    std::int64_t uses_left = 0;
};

Error no_file() { return not_found("phones.no_file", "There is nothing here."); }

/// Her address, but she must make another: who has it knows the key, so nothing is told to
/// guessers.
Error setup_over() {
    return not_found("phones.setup_over",
                     "This set-up address is over: it holds for fifteen minutes and five readings. "
                     "Make a new one in the desk: your name, Phone, "
                     "\"Set up a phone\".");
}

Error throttled() {
    Error e{Errc::too_many, "phones.throttled", {}, "Too many requests; try in a minute.", {}};
    e.params.emplace_back("retry_after_s", "60");
    return e;
}

std::string hash_of(std::string_view token) { return crypto::hex(crypto::sha256(token)); }

std::string detail_of(Make make, std::int64_t left) {
    return "{\"make\":\"" + std::string(to_name(make)) + "\",\"left\":" + std::to_string(left) +
           "}";
}

Result<Row> find(db::Conn& conn, std::string_view hash, Time now) {
    const auto r = conn.query(
        "select person_id, make, transport, uses_left, expires_at from phone_setup "
        "where token_hash = ?1",
        hash);
    if (r.empty()) return no_file();
    if (r.i64(0, 3) <= 0 || from_ms(r.i64(0, 4)) <= now) return setup_over();
    return Row{PersonId{r.i64(0, 0)}, *from_name<Make>(r.text(0, 1)),
               *from_name<Transport>(r.text(0, 2)), r.i64(0, 3)};
}

}  // namespace

std::span<const db::Migration> migrations() { return all; }

struct Phones::Impl {
    Deps deps;
    std::mutex mutex;
    Limit reads{30}, begins{10};

    bool may(Limit& limit, const std::string& key) {
        std::lock_guard lock(mutex);
        return limit.take(key, deps.clock.now());
    }
    std::optional<PhoneWay> way(Transport transport) const {
        for (auto& way : deps.ways())
            if (way.transport == transport) return way;
        return {};
    }
    /// Nobody: she left the house, was locked or works at no desk any more.
    Result<Account> account(const Row& row) const {
        const auto door = way(row.transport);
        auto endpoints = deps.staff.sip_endpoints();
        if (!endpoints) return endpoints.error();
        for (auto& e : *endpoints) {
            if (e.person != row.person || !door) continue;
            auto [host, port] = host_and_port(door->server);
            return Account{std::move(host), std::move(port),
                           e.user,          e.password,
                           row.transport,   deps.staff.directory()->name_of(row.person)};
        }
        return no_file();
    }
};

Phones::Phones(Deps deps) : impl_(new Impl{std::move(deps), {}, Limit{30}, Limit{10}}) {}
Phones::~Phones() = default;

PhoneWays Phones::ways() const { return {impl_->deps.ways()}; }

Result<PhoneSetup> Phones::begin(PersonId person, const PhoneSetupIn& in) {
    auto& i = *impl_;
    if (!i.way(in.transport))
        return invalid("phones.transport", "transport", "the centre has no such door for phones");
    if (!i.may(i.begins, std::to_string(person.value))) return throttled();
    const std::string token = crypto::random_token(token_bytes);
    const Time now = i.deps.clock.now();
    auto done = i.deps.db.write([&](db::Tx& tx) -> Result<> {
        // What is over stays a day, so that it can be said.
        tx.exec("delete from phone_setup where person_id = ?1 or expires_at <= ?2", person,
                now - std::chrono::days{1});
        tx.exec(
            "insert into phone_setup(token_hash, person_id, make, transport, created_at, "
            "expires_at, uses_left) values(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            hash_of(token), person, to_name(in.make), to_name(in.transport), now, now + setup_life,
            setup_uses);
        i.deps.staff.audit(tx, person, "phone.setup_made", person.value,
                           detail_of(in.make, setup_uses));
        return {};
    });
    if (!done) return done.error();
    return PhoneSetup{address_of(in.make, i.deps.public_url(), token), now + setup_life,
                      setup_uses};
}

Result<File> Phones::read(std::string_view token, std::string_view file, std::string_view from_ip) {
    auto& i = *impl_;
    if (!i.may(i.reads, std::string(from_ip))) return throttled();
    if (token.size() != token_letters) return no_file();
    const std::string hash = hash_of(token);
    const Time now = i.deps.clock.now();
    // Guesses and the common files that phones try beside do not reach the writer.
    auto seen = i.deps.db.read_as<Row>([&](db::Conn& c) { return find(c, hash, now); });
    if (!seen) return seen.error();
    if (!asks_by(seen->make, file)) return no_file();
    auto account = i.account(*seen);
    if (!account) return account.error();
    auto counted = i.deps.db.write([&](db::Tx& tx) -> Result<> {
        auto row = find(tx.conn, hash, now);  // two may have asked for the last use
        if (!row) return row.error();
        tx.exec("update phone_setup set uses_left = uses_left - 1 where token_hash = ?1", hash);
        i.deps.staff.audit(tx, row->person, "phone.setup_used", row->person.value,
                           detail_of(row->make, row->uses_left - 1));
        return {};
    });
    if (!counted) return counted.error();
    return file_of(seen->make, *account);
}

void add_routes(http::Router& router, Phones& phones) {
    using http::Method;
    http::Route ways{.method = Method::get,
                     .path = "/api/v1/me/phone/ways",
                     .summary = "Doors for SIP phones",
                     .tag = "phones",
                     .permission = "desk.work"};
    router.get<PhoneWays>(std::move(ways),
                          [&phones](http::Request&) -> Result<PhoneWays> { return phones.ways(); });
    http::Route begin{.method = Method::post,
                      .path = "/api/v1/me/phone/setups",
                      .summary =
                          "An address where my phone reads its account: fifteen minutes, "
                          "five readings; noted in the audit",
                      .tag = "phones",
                      .permission = "desk.work"};
    router.on<PhoneSetupIn, PhoneSetup>(std::move(begin),
                                        [&phones](http::Request& r, const PhoneSetupIn& in) {
                                            return phones.begin(r.who.person, in);
                                        });
    http::Route read{.method = Method::get,
                     .path = "/public/v1/phones/{token}/{file}",
                     .summary = "A phone reads its account; the address is the key",
                     .tag = "phones",
                     .access = http::Route::Access::open};
    read.handler = [&phones](http::Request& r) -> http::Response {
        const auto file = phones.read(r.params["token"], r.params["file"], r.remote_ip);
        if (!file) return http::problem(file.error());
        return {200, file->text, file->content_type, {}, {}};
    };
    router.add(std::move(read));
}

}  // namespace ol::phones
