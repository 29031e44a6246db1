#pragma once
// DTLS-SRTP (RFC 5763, 5764) for browser legs: we are always the DTLS server. OpenSSL makes the
// handshake on memory BIOs (not DTLSv1_listen: Chromium's ClientHello spans two datagrams),
// libsrtp2 does the packets.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/media/srtp.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace ol::media {

class DtlsSession;

/// One self-signed P-256 certificate per process start.
class DtlsContext {
public:
    static Result<std::unique_ptr<DtlsContext>> create();
    ~DtlsContext();
    const std::string& fingerprint() const { return fingerprint_; }  // SHA-256, "AB:CD:..."
    /// Allocates: call it off the media thread.
    std::unique_ptr<DtlsSession> session() const;

private:
    DtlsContext() = default;
    ssl_ctx_st* context_ = nullptr;
    std::string fingerprint_;
};

class DtlsSession {
public:
    enum class State { handshake, ready, failed, closed };

    /// Where records go; called while in feed(), timeout() or close().
    class Sink {
    public:
        virtual void datagram(std::span<const std::uint8_t> bytes) = 0;

    protected:
        ~Sink() = default;
    };

    explicit DtlsSession(ssl_st* ssl);
    ~DtlsSession();
    DtlsSession(const DtlsSession&) = delete;
    DtlsSession& operator=(const DtlsSession&) = delete;

    /// The fingerprint of the peer's SDP (SHA-256); without it no keys are made.
    void expect(std::string fingerprint) { expected_ = std::move(fingerprint); }
    State feed(std::span<const std::uint8_t> datagram, Sink& sink);
    State timeout(
        Sink& sink);  // call every 20 ms while in handshake: retransmits when OpenSSL says so
    void close(Sink& sink);  // close_notify
    State state() const { return state_; }
    SrtpPair take_keys() { return std::move(keys_); }

private:
    State advance();
    State finish();
    void set_state(State next) { state_ = next; }
    ssl_st* ssl_;
    State state_ = State::handshake;
    std::string expected_;
    SrtpPair keys_;
};

}  // namespace ol::media
