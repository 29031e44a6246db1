#pragma once
// What every channel of messages is to the rest: what came in, what goes out, and how a channel's
// own bytes become that. An adapter is pure: it is given bytes and says what they mean, or what to
// send. Asking, storing, retrying and routing are the room's, the same for all. Contract:
// channel_test.cpp holds every adapter to one.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"
#include "platform/http/http.hpp"

namespace ol::conversations {

enum class ChannelKind {
    webchat,
    email,
    telegram,
    viber,
    whatsapp,
    messenger,
    instagram,
    xmpp,
    sms,
    fax,
    generic
};
BOOST_DESCRIBE_ENUM(ChannelKind, webchat, email, telegram, viber, whatsapp, messenger, instagram,
                    xmpp, sms, fax, generic)

/// What one event of a channel says. `unsupported` is shown to the agent as such and never dropped;
/// `ignored` is the platform talking of itself (a webhook's test, an echo of our own message).
enum class What {
    message,
    edited,
    deleted,
    reaction,
    sent,
    delivered,
    read,
    failed,
    typing,
    began,
    left,
    call,
    unsupported,
    ignored
};
BOOST_DESCRIBE_ENUM(What, message, edited, deleted, reaction, sent, delivered, read, failed, typing,
                    began, left, call, unsupported, ignored)

enum class MediaKind { image, video, audio, voice, sticker, file, location, contact };
BOOST_DESCRIBE_ENUM(MediaKind, image, video, audio, voice, sticker, file, location, contact)

/// A file that is fetched later by `id` or `url`; or a place or a person's card, which is whole
/// already.
struct Media {
    MediaKind kind = MediaKind::file;
    std::string id, url, type,
        name;                // `type`: what the sender calls it ("image/jpeg"); never believed
    std::int64_t bytes = 0;  // 0 = not told
    std::string caption;
    std::string latitude, longitude;  // decimal degrees as written; no floating point
    std::string phone;  // of a contact card; a proof of his own number only when `own_phone`
    bool own_phone = false;
};
BOOST_DESCRIBE_STRUCT(Media, (),
                      (kind, id, url, type, name, bytes, caption, latitude, longitude, phone,
                       own_phone))

/// Who wrote, as the channel knows him: an id within the channel, never a proof of anything else.
struct Sender {
    std::string id, name, language, phone, email,
        avatar_url;  // phone: E.164 when the channel itself vouches for it
};
BOOST_DESCRIBE_STRUCT(Sender, (), (id, name, language, phone, email, avatar_url))

/// One thing that a channel told. Times are UTC; `at` is 0 when the channel did not say.
struct Incoming {
    What what = What::message;
    std::string raw_kind;  // the channel's own word ("edited_message", "statuses.failed"): shown
                           // for what is unsupported
    std::string
        account;  // ours: page id, phone_number_id, bot; which of the shop's accounts is meant
    std::string thread;  // the channel's conversation; for most the sender's id
    Sender sender;
    std::string message_id;  // the channel's, kept as text with all its digits; of `edited`,
                             // `deleted`, `read`...: whose
    Time at{};
    std::string text, subject, html;  // html as it came: shown only after cleaning
    std::vector<Media> media;
    std::string reply_to;  // message_id that it answers
    std::string button;    // payload of a button, quick reply or postback
    std::string referral;  // the page, advertisement, story or product that it began from
    std::string error_code, error_text;  // of `failed`
    bool before_watermark = false;       // read/delivered: everything up to `at`, not one message
    bool by_us = false;                  // an echo: written by the shop outside this desk
    std::string event_id;  // of the event itself, where the channel numbers them (Telegram's
                           // update_id): an edit has its message's id, a repeat has its event's
};
BOOST_DESCRIBE_STRUCT(Incoming, (),
                      (what, raw_kind, account, thread, sender, message_id, at, text, subject, html,
                       media, reply_to, button, referral, error_code, error_text, before_watermark,
                       by_us, event_id))

/// What is to be sent. `template_name` is set where the window is over and the shop chose an
/// approved template.
struct Outgoing {
    std::string account, thread, text, subject, reply_to, template_name, template_language;
    std::vector<std::string> template_values;
    std::string media_url, media_type, media_name;  // one file a message; more are more messages
    std::vector<std::string> buttons;
    std::string tag;               // "HUMAN_AGENT" where the channel has such a thing
    std::string our_id;            // the outbox row: the channel's idempotency key where it has one
    std::int64_t media_bytes = 0;  // of the file; Viber sends no film or document without it
};
BOOST_DESCRIBE_STRUCT(Outgoing, (),
                      (account, thread, text, subject, reply_to, template_name, template_language,
                       template_values, media_url, media_type, media_name, buttons, tag, our_id,
                       media_bytes))

struct Credentials {
    std::string account, token, secret,
        verify_token;  // as the channel's guide names them; sealed in rows
};

/// What a channel answered to a send.
enum class Sent { accepted, again, window_closed, not_allowed, bad_token, too_long, gone, refused };
BOOST_DESCRIBE_ENUM(Sent, accepted, again, window_closed, not_allowed, bad_token, too_long, gone,
                    refused)
struct SendAnswer {
    Sent what = Sent::refused;
    std::string message_id;  // of `accepted`
    Ms retry_after_ms{0};    // of `again`: as the channel asks, 0 = by our own back-off
    std::string code, text;  // the channel's words, for "not delivered, why, what now"
};

/// What may be written now, and how, else (T8).
struct Window {
    bool free_text = true;
    std::optional<Time>
        until;  // when free text ends (closed: when the human tag does); none: never
    std::vector<std::string> ways;  // legal ways on when it is closed: "template", "human_tag",
                                    // "letter", "call"; "billed" when it is open and costs
};
BOOST_DESCRIBE_STRUCT(Window, (), (free_text, until, ways))

/// Limits that the channel's documents state.
struct Limits {
    std::size_t text_chars = 4096;
    std::size_t text_bytes = 0;     // Instagram counts bytes; 0 = characters alone are counted
    std::size_t caption_chars = 0;  // words beside a file; 0 = they go as a message of their own
    std::size_t buttons = 0;        // so many under one message
    std::size_t media_bytes = 0;    // 0 = sends no files
    Ms per_thread_ms{0};            // shortest time between two messages of a thread
    int per_second = 0;             // of the account; 0 = not stated
};

class Channel {
public:
    virtual ~Channel() = default;
    virtual ChannelKind kind() const = 0;
    virtual Limits limits() const = 0;
    /// Free text until, from his last message; `human` for an answer that a person writes.
    virtual Window window(std::optional<Time> his_last, Time now) const = 0;

    /// Signature over raw bytes, in constant time; also answers a platform's handshake.
    enum class Door { open, challenge, refused };
    struct Knock {
        Door door = Door::refused;
        std::string answer;  // of `challenge`: the body, as plain text
    };
    virtual Knock knock(const Credentials& c, const http::Request& request) const = 0;
    /// Every event in one delivery, in its order. conversations.json (with the field) when it is no
    /// such body.
    virtual Result<std::vector<Incoming>> read(std::string_view body) const = 0;
    virtual Result<http::ClientRequest> write(const Credentials& c,
                                              const Outgoing& message) const = 0;
    virtual SendAnswer answered(const http::ClientResponse& response) const = 0;
};

}  // namespace ol::conversations
