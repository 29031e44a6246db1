// Holds the line: one thread runs libstrophe's loop; others hand it words and wait. That our server
// has a message is known by its answer to a ping sent behind it: stanzas keep their order.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "platform/xmpp/stanza.hpp"
#include "platform/xmpp/where.hpp"

namespace ol::xmpp {
namespace {

constexpr Ms again_first{1000}, again_most{60'000}, login_within{20'000}, answer_within{20'000},
    quiet_for{45'000}, stop_within{2000};
constexpr unsigned long loop_ms = 20;
constexpr const char* resource = "/orderline";  // the same again takes over what the last one left

struct CtxFree {
    void operator()(xmpp_ctx_t* c) const { xmpp_ctx_free(c); }
};
struct ConnFree {
    void operator()(xmpp_conn_t* c) const { xmpp_conn_release(c); }
};

void started_once() {
    static std::once_flag once;
    std::call_once(once, [] { xmpp_initialize(); });
}

}  // namespace

struct Client::Impl {
    struct Waiting {
        Words words;
        bool typing = false, on = false;
    };

    Impl(Login l, ClientEvents e, const Clock& c)
        : login(std::move(l)), events(std::move(e)), clock(c) {
        started_once();
        thread = std::thread([this] { work(); });
    }
    ~Impl() { stop(); }

    void stop() {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        changed.notify_all();
        const std::lock_guard once(joining);
        if (thread.joinable()) thread.join();
    }

    void work() {
        int failures = 0;
        while (!stopping) {
            stood = false;
            connect_once();
            drop_waiting();
            if (stood) failures = 0;
            std::unique_lock lock(mutex);
            const auto rest = std::min(again_first * (1 << std::min(failures++, 6)), again_most);
            changed.wait_for(lock, rest, [this] { return stopping.load(); });
        }
        drop_waiting();
    }

    /// Names are looked up here, and what may not be connected to is left out before anybody does.
    void connect_once() {
        const auto where = where_to(servers_of(login), login.allow_private, addresses_of);
        Standing last{false, where.hint, ""};
        for (const auto& to : where.to) {
            if (stopping) return;
            last = connected_to(to);
            if (stood || last.code != "link.unreachable") break;
        }
        if (!stopping) tell(last);
    }

    /// Until the line ends; why it did.
    Standing connected_to(const Endpoint& to) {
        const xmpp_log_t log{&Impl::on_log, this};
        over = up = secured = false, hint.clear(), said.clear(), socket = -1;
        begun = heard = clock.steady(), pinged = {};
        const std::unique_ptr<xmpp_ctx_t, CtxFree> c(xmpp_ctx_new(nullptr, &log));
        std::unique_ptr<xmpp_conn_t, ConnFree> one(xmpp_conn_new(c.get()));
        ctx = c.get(), conn = one.get();
        xmpp_conn_set_flags(conn, XMPP_CONN_FLAG_MANDATORY_TLS);
        xmpp_conn_set_jid(conn, (login.jid + resource).c_str());
        xmpp_conn_set_pass(conn, login.password.c_str());
        if (!login.authorities.empty()) xmpp_conn_set_cafile(conn, login.authorities.c_str());
        xmpp_conn_set_certfail_handler(conn, &Impl::on_bad_certificate);
        xmpp_conn_set_sockopt_callback(conn, &Impl::on_socket);
        of_connection(conn, this);
        // An address in figures: no resolver is asked again. The certificate is held against the
        // JID's domain all the same.
        const int called = xmpp_connect_client(conn, to.ip.c_str(), to.port, &Impl::on_event, this);
        if (called == XMPP_EOK) loop();
        const bool reached = called == XMPP_EOK && socket >= 0;
        of_connection(conn, nullptr);
        one.reset();  // while the context stands
        ctx = nullptr, conn = nullptr;
        return {false, why(reached), said};
    }

    void loop() {
        Time leave_by{};
        while (!over) {
            xmpp_run_once(ctx, loop_ms);
            const Time now = clock.steady();
            if (!up && now - begun > login_within) return;
            if (up) send_waiting(), keep_alive(now);
            if (stopping && leave_by == Time{}) {
                leave_by = now + stop_within;
                xmpp_disconnect(conn);
            }
            if (stopping && now > leave_by) return;
        }
    }

    std::string why(bool reached) const {
        if (!hint.empty()) return hint;
        if (up) return "link.lost";
        if (!reached) return "link.unreachable";
        return secured ? "link.silent" : "link.unreachable";
    }

    void keep_alive(Time now) {
        if (pinged != Time{} && now - pinged > answer_within) {
            hint = "link.silent", over = true;
            return;
        }
        if (pinged == Time{} && now - heard > quiet_for) ping("alive"), pinged = now;
    }

    void ping(const std::string& id) const {
        const auto domain = login.jid.substr(login.jid.find('@') + 1);
        xmpp_send(conn, ping_of(ctx, domain, "ol-" + id).get());
    }

    void send_waiting() {
        std::deque<Waiting> all;
        {
            const std::lock_guard lock(mutex);
            all.swap(waiting);
            for (const auto& w : all)
                if (!w.typing) answers[w.words.id] = Sent::unanswered;
        }
        for (const auto& w : all) {
            if (w.typing) {
                xmpp_send(conn, typing_of(ctx, w.words.to, w.on).get());
                continue;
            }
            xmpp_send(conn, message_of(ctx, w.words).get());
            ping("sent-" + w.words.id);
        }
    }

    void tell(const Standing& s) {
        {
            const std::lock_guard lock(mutex);
            standing = s, tried = true;
        }
        changed.notify_all();
        events.stands(s);
    }

    /// The line is gone: who waits knows it by `standing`.
    void drop_waiting() {
        const std::lock_guard lock(mutex);
        standing.stands = false;
        waiting.clear();
        changed.notify_all();
    }

    // ---- libstrophe's calls ----

    static Impl* of_connection(xmpp_conn_t* conn, Impl* set) {
        thread_local std::pair<xmpp_conn_t*, Impl*> current;
        if (set) current = {conn, set};
        return current.first == conn ? current.second : nullptr;
    }
    static int on_socket(xmpp_conn_t* conn, void* socket) {
        if (auto* self = of_connection(conn, nullptr)) self->socket = *static_cast<int*>(socket);
        return 0;
    }
    static int on_bad_certificate(const xmpp_tlscert_t* cert, const char*) {
        auto* conn = xmpp_tlscert_get_conn(const_cast<xmpp_tlscert_t*>(cert));
        if (auto* self = of_connection(conn, nullptr)) self->hint = "link.tls";
        return 0;
    }
    /// The only way in which libstrophe says what it was that failed.
    static void on_log(void* user, xmpp_log_level_t, const char*, const char* text) {
        auto& self = *static_cast<Impl*>(user);
        const std::string_view line(text);
        const auto has = [&](std::string_view part) { return line.find(part) != line.npos; };
        if (has("auth failed") || has("Cannot authenticate")) self.hint = "link.login";
        if (has("TLS is not supported") || has("Couldn't start TLS")) self.hint = "link.tls";
    }
    static void on_event(xmpp_conn_t* conn, xmpp_conn_event_t event, int, xmpp_stream_error_t* e,
                         void* user) {
        auto& self = *static_cast<Impl*>(user);
        if (event != XMPP_CONN_CONNECT) {
            if (e && e->type == XMPP_SE_CONFLICT) self.hint = "link.busy";
            if (e && e->type == XMPP_SE_HOST_UNKNOWN) self.hint = "link.name";
            if (e && e->text) self.said = std::string(e->text).substr(0, 200);
            self.over = true;
            return;
        }
        self.up = self.stood = true, self.hint.clear();
        self.secured = xmpp_conn_is_secured(conn);
        xmpp_handler_add(conn, &Impl::on_message, nullptr, "message", nullptr, user);
        xmpp_handler_add(conn, &Impl::on_iq, nullptr, "iq", nullptr, user);
        xmpp_handler_add(conn, &Impl::on_presence, nullptr, "presence", nullptr, user);
        const Stanza here(xmpp_presence_new(self.ctx));
        xmpp_send(conn, here.get());
        self.tell({true, "", ""});
    }
    static int on_message(xmpp_conn_t* conn, xmpp_stanza_t* s, void* user) {
        auto& self = *static_cast<Impl*>(user);
        self.heard = self.clock.steady();
        if (self.over) return 1;
        const auto told = told_by(s);
        if (told && !self.events.told(*told)) {
            self.over = true;  // dropped without a word: the server has it still
            return 1;
        }
        const auto id = attribute(s, "id");
        if (told && wants_receipt(s) && !id.empty())
            xmpp_send(conn, receipt_of(self.ctx, attribute(s, "from"), id).get());
        return 1;
    }
    static int on_iq(xmpp_conn_t* conn, xmpp_stanza_t* s, void* user) {
        auto& self = *static_cast<Impl*>(user);
        self.heard = self.clock.steady();
        const auto type = attribute(s, "type"), id = attribute(s, "id");
        if (type == "get" || type == "set") {
            const bool ping = xmpp_stanza_get_child_by_ns(s, "urn:xmpp:ping");
            const Stanza reply(
                ping ? xmpp_stanza_reply(s)
                     : xmpp_stanza_reply_error(s, "cancel", "service-unavailable", nullptr));
            if (ping) xmpp_stanza_set_type(reply.get(), "result");
            xmpp_send(conn, reply.get());
            return 1;
        }
        self.pinged = {};
        if (!id.starts_with("ol-sent-")) return 1;
        const std::lock_guard lock(self.mutex);
        const auto at = self.answers.find(id.substr(8));
        if (at != self.answers.end()) at->second = Sent::accepted;
        self.changed.notify_all();
        return 1;
    }
    /// Whoever wishes sees the shop come and go.
    static int on_presence(xmpp_conn_t* conn, xmpp_stanza_t* s, void* user) {
        auto& self = *static_cast<Impl*>(user);
        if (attribute(s, "type") != "subscribe") return 1;
        const Stanza yes(xmpp_presence_new(self.ctx));
        xmpp_stanza_set_type(yes.get(), "subscribed");
        xmpp_stanza_set_to(yes.get(), bare(attribute(s, "from")).c_str());
        xmpp_send(conn, yes.get());
        return 1;
    }

    Login login;
    ClientEvents events;
    const Clock& clock;
    // The client's thread:
    xmpp_ctx_t* ctx = nullptr;
    xmpp_conn_t* conn = nullptr;
    bool over = false, up = false, stood = false, secured = false;
    int socket = -1;
    std::string hint, said;
    Time begun{}, heard{}, pinged{};
    std::atomic<bool> stopping = false;
    mutable std::mutex mutex;  // guards what is below
    mutable std::condition_variable changed;
    std::deque<Waiting> waiting;
    std::map<std::string, Sent> answers;
    Standing standing;
    bool tried = false;
    std::mutex joining;
    std::thread thread;
};

Client::Client(Login login, ClientEvents events, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(login), std::move(events), clock)) {}
Client::~Client() = default;
void Client::stop() { impl_->stop(); }

Sent Client::send(const Words& words, Ms wait) {
    Impl& i = *impl_;
    std::unique_lock lock(i.mutex);
    i.changed.wait_for(lock, wait, [&] { return i.stopping || i.standing.stands; });
    if (i.stopping || !i.standing.stands) return Sent::not_left;
    i.answers[words.id] = Sent::not_left;
    i.waiting.push_back({words, false, false});
    i.changed.wait_for(lock, answer_within,
                       [&] { return i.answers[words.id] == Sent::accepted || !i.standing.stands; });
    const Sent out = i.answers[words.id];
    i.answers.erase(words.id);
    std::erase_if(i.waiting, [&](const auto& w) { return w.words.id == words.id; });
    return out;
}

void Client::typing(const std::string& to, bool on) {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->standing.stands && impl_->waiting.size() < 100)
        impl_->waiting.push_back({{to, "", ""}, true, on});
}

Standing Client::standing(Ms wait) const {
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait_for(lock, wait, [&] { return impl_->stopping || impl_->tried; });
    if (!impl_->tried) return {false, "link.silent", ""};
    return impl_->standing;
}

}  // namespace ol::xmpp
