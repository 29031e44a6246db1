#pragma once
// What leaves by a channel: in its order, at the channel's pace, tried again as the channel asks,
// never twice by itself. Rows are the truth (outbox_rows.hpp); carriers do the sending.
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "contact/conversations/carrier.hpp"
#include "contact/conversations/outbox_rows.hpp"
#include "contact/conversations/rules.hpp"

namespace ol::conversations {

/// After so many failures in a row, and how long a message is tried at all.
Ms out_delay(std::int64_t failures);
inline constexpr Ms out_tried_for{24LL * 3600 * 1000};

/// Why a send did not succeed, as the operator is told; `window`: the channel's, for ways on.
Trouble trouble_of(const SendAnswer& answer, const Window& window);

struct OutboxDeps {
    db::Database& db;
    const Clock& clock;
    /// After each commit that changed a message's state; any thread, must not block.
    std::function<void(ConversationId, MessageId)> changed;
    /// What the channel answered, of each account: for its own state. Within the transaction.
    std::function<void(db::Tx&, ChannelAccountId, const SendAnswer&)> answered;
    /// The files that go with a message.
    std::function<std::vector<files::Leaving>(db::Conn&, MessageId)> files;
};

/// Thread-safe. One thread for each account that has something to send.
class Outbox {
public:
    explicit Outbox(OutboxDeps deps) : d_(std::move(deps)) {}
    ~Outbox() { stop(); }

    void add(std::shared_ptr<Carrier> carrier);  // before recover()
    /// nullptr: nobody carries this kind.
    std::shared_ptr<Carrier> carrier(ChannelKind kind) const;
    /// What was leaving when the process died: perhaps sent, or goes again where that is harmless.
    Result<> recover();
    void start();  // the threads; tests call run() instead
    void stop();
    /// Something of this account waits (called after its commit).
    void kick(ChannelAccountId account);
    /// Its line stands again: the rest after a failure is over.
    void wake(ChannelAccountId account);
    /// Sends what may leave now; until when there is nothing to do (none: until a kick).
    std::optional<Time> run(ChannelAccountId account);

private:
    struct Lane {
        std::thread thread;
        bool kicked = true;
    };
    struct Leaving {
        rows::Out out;
        Parcel parcel;
        Window window;
    };
    void work(ChannelAccountId account);
    std::optional<Ms> held(ChannelAccountId account, const Carrier* carrier);
    std::optional<Leaving> leave(const rows::Out& due);
    Result<bool> pack(db::Tx& tx, Leaving& l) const;
    void came_back(const Leaving& l, const Carried& what);
    void written(const std::function<Result<>(db::Tx&)>& job);
    void pause(ChannelAccountId account, Ms wait);
    bool stopped() const { return stopping_; }

    OutboxDeps d_;
    std::map<ChannelKind, std::shared_ptr<Carrier>> carriers_;
    mutable std::mutex mutex_;  // guards what is below
    std::condition_variable wake_;
    std::map<ChannelAccountId, Lane> lanes_;
    std::map<ChannelAccountId, Time> paused_until_;
    std::map<ChannelAccountId, Limiter> paces_;
    bool running_ = false;
    std::atomic<bool> stopping_ = false;
};

}  // namespace ol::conversations
