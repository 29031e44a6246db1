#pragma once
// Shapes of mailboxes and letters: rows and routes.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "contact/conversations/conversations.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"
#include "platform/mail/mail.hpp"

namespace ol::letters {

using MailboxId = conversations::ChannelAccountId;  // a mailbox is an account of channel email
using conversations::ConversationId;
using conversations::MessageId;

/// off: switched off; connecting: also between two tries; working: it waits for news; failing: the
/// last try did not succeed (`trouble`), and it is tried again.
enum class MailboxState { off, connecting, working, failing };
BOOST_DESCRIBE_ENUM(MailboxState, off, connecting, working, failing)

/// A mailbox as the settings show it; never its secret.
struct Mailbox {
    MailboxId id;
    ShopId shop_id;
    std::string address, name;  // name: of the sender, in answers
    std::string imap_host;
    int imap_port = 993;
    mail::Tls imap_tls = mail::Tls::tls;
    std::string smtp_host;
    int smtp_port = 465;
    mail::Tls smtp_tls = mail::Tls::tls;
    std::string user;
    bool has_secret = false;
    bool bearer = false;  // the secret is an OAuth 2 access token, else a password
    std::string folder = "INBOX";
    std::string signature;
    bool plus_addresses =
        false;  // help+token@shop is delivered too; else the subject has the token
    std::optional<QueueId> queue_id;
    int answer_within_s = 14400;  // the promise; 0 = none
    bool enabled = true;
    MailboxState state = MailboxState::off;
    std::string trouble;  // a code: mail.name, mail.tls, mail.login, mail.folder, ...
    std::optional<Time> state_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Mailbox, (),
                      (id, shop_id, address, name, imap_host, imap_port, imap_tls, smtp_host,
                       smtp_port, smtp_tls, user, has_secret, bearer, folder, signature,
                       plus_addresses, queue_id, answer_within_s, enabled, state, trouble, state_at,
                       version))
struct MailboxList {
    std::vector<Mailbox> items;
};
BOOST_DESCRIBE_STRUCT(MailboxList, (), (items))
struct MailboxIn {
    ShopId shop_id;
    std::string address, name, imap_host;
    int imap_port = 993;
    mail::Tls imap_tls = mail::Tls::tls;
    std::string smtp_host;
    int smtp_port = 465;
    mail::Tls smtp_tls = mail::Tls::tls;
    std::string user;
    std::optional<std::string> secret;  // absent: as it was
    bool bearer = false;
    std::string folder = "INBOX", signature;
    bool plus_addresses = false;
    std::optional<QueueId> queue_id;
    int answer_within_s = 14400;
    bool enabled = true;
};
BOOST_DESCRIBE_STRUCT(MailboxIn, (),
                      (shop_id, address, name, imap_host, imap_port, imap_tls, smtp_host, smtp_port,
                       smtp_tls, user, secret, bearer, folder, signature, plus_addresses, queue_id,
                       answer_within_s, enabled))

/// Its name, TLS and login are told by `code` of receive and send: mail.name, mail.unreachable,
/// mail.tls, mail.login, mail.folder, mail.clear.
struct MailboxStep {
    std::string step;  // receive, folder, send
    bool ok = false;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(MailboxStep, (), (step, ok, code))
struct MailboxCheck {
    std::vector<MailboxStep> steps;
};
BOOST_DESCRIBE_STRUCT(MailboxCheck, (), (steps))

struct LetterFile {
    int number = 1;  // from 1
    std::string name, type;
    std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(LetterFile, (), (number, name, type, bytes))

/// What a letter has besides the words that its message shows.
struct LetterView {
    MessageId message_id;
    std::string subject, from_name, from_address, to;
    std::string quoted;  // what he answered, folded away
    std::string sort;    // letter, automatic, bulk, bounce, receipt, complaint; sent
    bool has_page = false;
    int remote_pictures = 0;
    std::vector<LetterFile> files;
    std::vector<std::string> left_out;  // too_large, unreadable, not_given, text, parts, depth
    bool has_raw = false;               // its bytes are kept: .../raw
};
BOOST_DESCRIBE_STRUCT(LetterView, (),
                      (message_id, subject, from_name, from_address, to, quoted, sort, has_page,
                       remote_pictures, files, left_out, has_raw))
struct LetterList {
    std::vector<LetterView> items;
};
BOOST_DESCRIBE_STRUCT(LetterList, (), (items))
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

}  // namespace ol::letters
