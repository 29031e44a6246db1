#pragma once
// Rows of mailboxes, letters and threads. Private to the room.
#include <optional>
#include <string>
#include <vector>

#include "contact/letters/types.hpp"
#include "platform/db/db.hpp"

namespace ol::letters::rows {

struct Box {
    MailboxId id;
    ShopId shop_id;
    std::string address, name, imap_host;
    int imap_port = 993;
    mail::Tls imap_tls = mail::Tls::tls;
    std::string smtp_host;
    int smtp_port = 465;
    mail::Tls smtp_tls = mail::Tls::tls;
    std::string login, sealed;  // sealed: base64 of crypto::seal, or empty
    bool bearer = false;
    std::string folder, signature;
    bool plus_addresses = false;
    QueueId queue_id;
    int answer_within_s = 0;
    bool enabled = true;
    std::int64_t validity = 0, last_uid = 0;  // how far it is fetched; validity 0: not yet opened
    Time made_at{};
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Box, (),
                      (id, shop_id, address, name, imap_host, imap_port, imap_tls, smtp_host,
                       smtp_port, smtp_tls, login, sealed, bearer, folder, signature,
                       plus_addresses, queue_id, answer_within_s, enabled, validity, last_uid,
                       made_at, version))

/// A letter that came or went; its words are the message of the same id.
struct Letter {
    MessageId id;
    MailboxId mailbox_id;
    ShopId shop_id;
    ConversationId conversation_id;
    bool ours = false;
    std::string rfc_id, reply_ids;  // ids without brackets; reply_ids: its References, by spaces
    std::string subject, plain_subject, from_name, from_address, to_line, quoted, sort;
    std::string answer_to;        // his Reply-To, else his From
    std::string files, left_out;  // JSON of LetterFile; by spaces
    std::string raw;              // SHA-256 of its bytes in the store of letters, or empty
    bool has_page = false;
    int remote_pictures = 0;
    Time at{};
};
BOOST_DESCRIBE_STRUCT(Letter, (),
                      (id, mailbox_id, shop_id, conversation_id, ours, rfc_id, reply_ids, subject,
                       plain_subject, from_name, from_address, to_line, quoted, sort, answer_to,
                       files, left_out, raw, has_page, remote_pictures, at))

std::vector<Box> boxes(db::Conn& conn);
std::optional<Box> box(db::Conn& conn, MailboxId id);
void insert(db::Tx& tx, const Box& b);
void update(db::Tx& tx, const Box& b);
/// Fetched up to there.
void place(db::Tx& tx, MailboxId id, std::int64_t validity, std::int64_t uid);

std::optional<Letter> letter(db::Conn& conn, MessageId id);
std::vector<Letter> letters_of(db::Conn& conn, ConversationId id);
std::optional<Letter> last_from_him(db::Conn& conn, ConversationId id);
std::optional<Letter> by_rfc_id(db::Conn& conn, ShopId shop, std::string_view rfc_id);
/// The latest of this sender and subject since then.
std::optional<Letter> alike(db::Conn& conn, MailboxId box, std::string_view from,
                            std::string_view plain_subject, Time since);
void insert(db::Tx& tx, const Letter& l);

std::optional<ConversationId> of_token(db::Conn& conn, ShopId shop, std::string_view token);
/// The conversation's own; `fresh` when it has none yet.
std::string token_of(db::Tx& tx, ShopId shop, ConversationId id, const std::string& fresh);
bool raw_used(db::Conn& conn, std::string_view raw);

}  // namespace ol::letters::rows
