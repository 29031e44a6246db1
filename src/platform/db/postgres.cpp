// PostgreSQL behind Connection, by libpq: prepared statements cached by text and parameter types,
// text format. What nobody reads the answer of goes in libpq's pipeline mode (PostgreSQL 15, 34.5):
// it costs no way there and back, and its faults are met at the next answer that is read.
#include <libpq-fe.h>

#include <charconv>
#include <cstring>

#include "platform/db/connection.hpp"
#include "platform/db/postgres_text.hpp"

namespace ol::db {
namespace {

constexpr std::size_t cache_max = 500;
/// Answers of some 100 bytes: far from what makes the server wait for us to read them.
constexpr int unread_max = 64;

// pg_type.dat: the few types of ours.
constexpr Oid bool_oid = 16, int8_oid = 20, int2_oid = 21, int4_oid = 23, text_oid = 25,
              float4_oid = 700, float8_oid = 701, numeric_oid = 1700;

struct Clear {
    void operator()(PGresult* r) const { PQclear(r); }
};
using Answer = std::unique_ptr<PGresult, Clear>;
struct Finish {
    void operator()(PGconn* c) const { PQfinish(c); }
};

/// By SQLSTATE (PostgreSQL 15, appendix A).
Fault::Kind kind_of(std::string_view state) {
    if (state == "23505") return Fault::Kind::unique;
    if (state == "23503") return Fault::Kind::foreign;
    if (state == "55P03" || state == "40001" || state == "40P01") return Fault::Kind::busy;
    if (state == "08P01")
        return Fault::Kind::syntax;  // another number of parameters than the statement wants
    if (state == "53100") return Fault::Kind::full;
    if (state.starts_with("53") || state.starts_with("57P") || state.starts_with("08") ||
        state.starts_with("58") || state == "25006")  // read-only: the peer has become a standby
        return Fault::Kind::lost;
    if (state.starts_with("42")) return Fault::Kind::syntax;
    return Fault::Kind::other;
}

struct Parameters {
    std::vector<Oid> types;
    std::vector<std::string> texts;
    std::vector<const char*> values;
    std::string signature;
};

void add_parameter(Parameters& out, const Value& value) {
    struct Writer {
        Parameters& p;
        void put(Oid type, char mark, std::string text) const {
            p.types.push_back(type);
            p.texts.push_back(std::move(text));
            p.signature += mark;
        }
        void operator()(std::nullptr_t) const {
            put(text_oid, null_mark, {});
        }  // not looked at: see with_dollars
        void operator()(std::int64_t v) const { put(int8_oid, 'i', std::to_string(v)); }
        void operator()(bool v) const { put(bool_oid, 'b', v ? "t" : "f"); }
        void operator()(const std::string& v) const { put(text_oid, 't', v); }
        void operator()(double v) const {
            char buffer[40];
            put(float8_oid, 'd',
                std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, v).ptr));
        }
    };
    std::visit(Writer{out}, value);
}

Parameters parameters_of(std::span<const Value> params) {
    Parameters out;
    for (const Value& value : params) add_parameter(out, value);
    for (std::size_t i = 0; i < params.size(); ++i)
        out.values.push_back(out.signature[i] == null_mark ? nullptr : out.texts[i].c_str());
    return out;
}

double real_of(const char* text) {
    double out = 0;
    std::from_chars(text, text + std::strlen(text), out);
    return out;
}

Value integer_or_real(const char* text) {
    std::int64_t whole = 0;
    const char* end = text + std::strlen(text);
    const auto read = std::from_chars(text, end, whole);
    if (read.ec == std::errc{} && read.ptr == end) return whole;
    return real_of(text);
}

Value column(const PGresult* r, int row, int col) {
    if (PQgetisnull(r, row, col)) return nullptr;
    const char* text = PQgetvalue(r, row, col);
    switch (PQftype(r, col)) {
        case bool_oid: return text[0] == 't';
        case int2_oid:
        case int4_oid:
        case int8_oid:
        case numeric_oid:
            return integer_or_real(text);  // sum(bigint) is numeric here, an integer in SQLite
        case float4_oid:
        case float8_oid: return real_of(text);
        default: return std::string(text, static_cast<std::size_t>(PQgetlength(r, row, col)));
    }
}

Rows rows_of(const PGresult* r) {
    Rows out;
    const int width = PQnfields(r), height = PQntuples(r);
    for (int col = 0; col < width; ++col) out.columns.emplace_back(PQfname(r, col));
    out.rows.resize(static_cast<std::size_t>(height));
    for (int row = 0; row < height; ++row)
        for (int col = 0; col < width; ++col)
            out.rows[static_cast<std::size_t>(row)].push_back(column(r, row, col));
    return out;
}

class Postgres final : public Connection {
public:
    explicit Postgres(const Place& place);
    Dialect dialect() const override { return Dialect::postgres; }
    std::int64_t changed() const override { return changed_; }
    /// One lock per centre (a schema is a centre), as another node may write too; freed by commit
    /// or rollback.
    void begin_write() override {
        command("begin; select pg_advisory_xact_lock(hashtext('orderline.' || current_schema()))");
    }
    void begin_read() override { command("begin isolation level repeatable read read only"); }
    void commit() override;
    void rollback() noexcept override;
    bool in_transaction() const override {
        const auto status = PQtransactionStatus(conn_.get());
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
    }
    bool lost() const override { return broken_ || PQstatus(conn_.get()) != CONNECTION_OK; }
    void command(std::string_view sql) override {
        settle();
        check(Answer(PQexec(conn_.get(), std::string(sql).c_str())));
    }
    Rows run(std::string_view sql, std::span<const Value> params) override;
    void send(std::string_view sql, std::span<const Value> params) override;
    void settle() override;

private:
    Answer check(Answer answer);
    const std::string& prepared(std::string_view sql, const Parameters& parameters);
    void push(const std::string& name, const Parameters& parameters);
    Answer answered();

    std::unique_ptr<PGconn, Finish> conn_;
    std::unordered_map<std::string, std::string>
        cache_;  // signature + text -> the statement's name
    std::uint64_t last_name_ = 0;
    std::int64_t changed_ = 0;
    int unread_ = 0;  // sent in pipeline mode, not answered yet
    bool broken_ = false;  // the answers no longer fit what was asked
};

Postgres::Postgres(const Place& place) {
    // tcp_user_timeout: a silent network is found out after 10 s instead of a quarter of an hour.
    const char* names[] = {"dbname",          "connect_timeout",  "application_name",
                           "client_encoding", "tcp_user_timeout", nullptr};
    const char* values[] = {place.path.c_str(), "5", "orderline", "UTF8", "10000", nullptr};
    conn_.reset(PQconnectdbParams(names, values, 1));
    if (PQstatus(conn_.get()) != CONNECTION_OK) throw Fault{Fault::Kind::lost, "no connection"};
    PQsetNoticeProcessor(conn_.get(), [](void*, const char*) {}, nullptr);
    command("set lock_timeout = " + std::to_string(place.busy_ms));
    command("set standard_conforming_strings = on");
}

Answer Postgres::check(Answer answer) {
    const auto status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
        return answer;
    if (lost()) throw Fault{Fault::Kind::lost, "the connection broke"};
    const char* state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    const char* message = PQresultErrorField(answer.get(), PG_DIAG_MESSAGE_PRIMARY);
    const std::string code = state ? state : "";
    // Class 22 quotes the offending value, which may be a buyer's.
    const bool quotes_data = code.starts_with("22");
    throw Fault{kind_of(code), quotes_data || !message ? "SQLSTATE " + code : message};
}

/// A failed transaction answers COMMIT with a rollback and no error; that must not pass for saved.
void Postgres::commit() {
    settle();
    const Answer answer = check(Answer(PQexec(conn_.get(), "commit")));
    if (std::string_view(PQcmdStatus(answer.get())) != "COMMIT")
        throw Fault{Fault::Kind::other, "the transaction had failed before its commit"};
}

void Postgres::rollback() noexcept {
    try {
        settle();
    } catch (const Fault&) {  // it is rolled back all the same
    }
    Answer(PQexec(conn_.get(), "rollback"));
}

const std::string& Postgres::prepared(std::string_view sql, const Parameters& parameters) {
    std::string key = parameters.signature + ' ' + std::string(sql);
    if (const auto it = cache_.find(key); it != cache_.end()) return it->second;
    settle();
    if (cache_.size() >= cache_max) {
        command("deallocate all");
        cache_.clear();
    }
    std::string name = "s" + std::to_string(++last_name_);
    check(
        Answer(PQprepare(conn_.get(), name.c_str(), with_dollars(sql, parameters.signature).c_str(),
                         static_cast<int>(parameters.types.size()), parameters.types.data())));
    return cache_.emplace(std::move(key), std::move(name)).first->second;
}

void Postgres::push(const std::string& name, const Parameters& parameters) {
    if (unread_ == 0) PQenterPipelineMode(conn_.get());
    ++unread_;
    if (!PQsendQueryPrepared(conn_.get(), name.c_str(), static_cast<int>(parameters.values.size()),
                             parameters.values.data(), nullptr, nullptr, 0))
        throw Fault{Fault::Kind::lost, "the connection broke"};
}

/// The last answer of what was sent; the first fault among them is thrown. Afterwards nothing is
/// unread, whatever came.
Answer Postgres::answered() {
    Answer last, fault;
    broken_ = !PQpipelineSync(conn_.get());
    int ends = 0;  // an empty answer ends each statement's; more of them fit nothing
    for (bool synced = false; !synced && !lost();) {
        Answer one(PQgetResult(conn_.get()));
        const auto status = PQresultStatus(one.get());
        synced = one && status == PGRES_PIPELINE_SYNC;
        if (!one)
            broken_ = ++ends > unread_;
        else if (status == PGRES_FATAL_ERROR && !fault)
            fault = std::move(one);
        else if (!synced && status != PGRES_PIPELINE_ABORTED)
            last = std::move(one);
    }
    unread_ = 0;
    if (lost() || !PQexitPipelineMode(conn_.get()))
        throw Fault{Fault::Kind::lost, "the connection broke"};
    return check(std::move(fault ? fault : last));
}

void Postgres::settle() {
    if (unread_ > 0) answered();
}

void Postgres::send(std::string_view sql, std::span<const Value> params) {
    const Parameters parameters = parameters_of(params);
    if (unread_ >= unread_max) settle();
    push(prepared(sql, parameters), parameters);
}

Rows Postgres::run(std::string_view sql, std::span<const Value> params) {
    const Parameters parameters = parameters_of(params);
    const std::string& name = prepared(sql, parameters);
    Answer answer;
    if (unread_ == 0) {
        answer = check(Answer(PQexecPrepared(conn_.get(), name.c_str(),
                                             static_cast<int>(params.size()),
                                             parameters.values.data(), nullptr, nullptr, 0)));
    } else {
        push(name, parameters);
        answer = answered();
    }
    const std::string_view verb = PQcmdStatus(answer.get());
    const char* touched = PQcmdTuples(answer.get());
    changed_ = 0;
    if (!verb.starts_with("SELECT"))
        std::from_chars(touched, touched + std::strlen(touched), changed_);
    return rows_of(answer.get());
}

}  // namespace

std::unique_ptr<Connection> open_postgres(const Place& place) {
    return std::make_unique<Postgres>(place);
}

}  // namespace ol::db
