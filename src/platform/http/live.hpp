#pragma once
// The desk's live streams. One stream per session: a ring of numbered events that outlives its
// sockets by a minute, so that a reload or a change of network resumes where it was. Sockets hold
// only a cursor into the ring.
#include <map>
#include <mutex>

#include "platform/http/peer.hpp"

namespace ol::http {

class LivePeer;
struct LiveStream;

class LiveHub final : public Hub {
public:
    struct Options {
        std::size_t events_max = 2000, bytes_max = 4u << 20;
        Ms keep{60000}, check{60000};
        int sockets_per_session_max = 10;
    };
    /// `in_order` runs its argument later, in the order of calls (presence must not overtake
    /// itself).
    using InOrder = std::function<void(std::function<void()>)>;
    LiveHub(Options options, InOrder in_order);
    ~LiveHub() override;

    void to_person(PersonId person, std::string_view type, std::string data_json) override;
    void to_permission(std::string_view permission, std::string_view type, std::string data_json,
                       ShopId shop) override;
    void to_session(const Principal& who, std::string_view type, std::string data_json) override;
    bool connected(PersonId person) const override;
    void on_message(OnMessage fn) override;
    void on_presence(OnPresence fn) override;
    void drop_session(SessionId session) override;

    /// For a signed-in upgrade request; its query may hold epoch and since.
    std::shared_ptr<Peer> peer(Request upgrade);
    /// Forgets streams without sockets whose time is over.
    void sweep(Time now);
    /// Sockets whose session must be asked again; the caller asks on a worker and tells the answer.
    std::vector<std::shared_ptr<LivePeer>> due_for_check(Time now);
    static const Request& upgrade_of(const LivePeer& peer);
    void checked(const std::shared_ptr<LivePeer>& peer, const Result<Principal>& answer);
    void close_all();  // the server stops: 1001
    std::size_t sockets() const;
    std::size_t streams() const;
    std::uint64_t published() const { return published_; }

private:
    friend class LivePeer;
    using StreamPtr = std::shared_ptr<LiveStream>;
    void publish(LiveStream& stream, const Payload& event);
    StreamPtr stream_for(const Principal& who);
    void attach(const std::shared_ptr<LivePeer>& peer);
    Peer::Next next(LivePeer& peer, Peer::Frame& out);
    void received(LivePeer& peer, std::string_view text);
    void detach(LivePeer& peer);
    void forget(const StreamPtr& stream);
    void count_socket(PersonId person, int change);

    Options options_;
    InOrder in_order_;
    mutable std::mutex mutex_;  // guards all below and every stream; held for microseconds, never
                                // while calling out
    std::map<std::int64_t, StreamPtr> by_session_;
    std::map<PersonId, std::vector<StreamPtr>> by_person_;
    std::map<PersonId, int> sockets_of_;
    std::int64_t keyless_ =
        0;  // streams of principals without a session (bearer keys) get negative keys
    OnMessage on_message_;
    OnPresence on_presence_;
    std::atomic<std::uint64_t> published_ = 0;
};

}  // namespace ol::http
