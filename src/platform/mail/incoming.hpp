#pragma once
// Letters that come in: MIME read into one described struct, what sort of letter it is, what of it
// is new and what is quoted, and its HTML made harmless. Pure: bytes in, values out; whatever the
// bytes are, the answer is a letter or an error.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/result.hpp"
#include "platform/base/time.hpp"

namespace ol::mail {

struct Person {
    std::string name, address;  // UTF-8; the address as written, not proven by anything
};
BOOST_DESCRIBE_STRUCT(Person, (), (name, address))

struct File {
    std::string name, type, content_id;  // `type`: what the sender calls it; never believed
    std::string bytes;
    bool within = false;  // shown inside the HTML by its content id
    bool letter = false;  // a letter within the letter: read() its bytes
};
BOOST_DESCRIBE_STRUCT(File, (), (name, type, content_id, bytes, within, letter))

/// `automatic`: an out-of-office, a robot's notice (RFC 3834). `bulk`: lists and newsletters.
/// `receipt`: it was read (RFC 8098). `complaint`: somebody pressed "spam" (RFC 5965).
enum class Sort { letter, automatic, bulk, bounce, receipt, complaint };
BOOST_DESCRIBE_ENUM(Sort, letter, automatic, bulk, bounce, receipt, complaint)

/// One recipient that a letter did not reach, or not yet (RFC 3464).
struct Failure {
    std::string recipient;
    std::string action;      // "failed", "delayed", "delivered", "relayed", "expanded"
    std::string status;      // RFC 3463: "5.1.1"; 5.x.x is for good, 4.x.x for now
    std::string diagnostic;  // the server's words
};
BOOST_DESCRIBE_STRUCT(Failure, (), (recipient, action, status, diagnostic))

struct Received {
    std::vector<Person> from, reply_to, to, cc;
    std::string subject;
    std::optional<Time> date;  // what the sender's clock said
    std::string message_id;    // without angle brackets, as are the others
    std::vector<std::string> in_reply_to, references;
    std::string text;  // UTF-8, LF; made from the HTML when the letter has none
    std::string html;  // as it came: harmless() before it is shown
    std::vector<File> files;
    Sort sort = Sort::letter;
    bool may_answer = false;            // by a robot of ours: nothing here speaks against it
    std::vector<Failure> failures;      // of a bounce
    std::string about;                  // message id that a bounce, receipt or complaint is about
    std::vector<std::string> left_out;  // "depth", "parts", "text": what a limit cut off
};
BOOST_DESCRIBE_STRUCT(Received, (),
                      (from, reply_to, to, cc, subject, date, message_id, in_reply_to, references,
                       text, html, files, sort, may_answer, failures, about, left_out))

struct ReadLimits {
    std::size_t bytes = 100u << 20;
    std::size_t text_bytes = 2u << 20;  // of `text` and of `html`
    int depth = 20, parts = 200, people = 200, references = 100;
};

/// Errors: mail.too_large, mail.empty.
Result<Received> read(std::string_view bytes, const ReadLimits& limits = {});

/// What he wrote now, and the letters below that he answered.
struct Folded {
    std::string fresh, quoted;
};
BOOST_DESCRIBE_STRUCT(Folded, (), (fresh, quoted))
Folded fold(std::string_view text);

struct Harmless {
    std::string html;
    int remote_pictures = 0;  // left out, or kept when asked for
};
BOOST_DESCRIBE_STRUCT(Harmless, (), (html, remote_pictures))

/// Elements, attributes, styles and addresses of an allow-list; no script, no event, no form, no
/// frame, no address but http, https, mailto and tel. Pictures within the letter keep their "cid:".
Harmless harmless(std::string_view html, bool remote_pictures = false);

/// As a person reads it: blocks as lines, quotations behind "> ".
std::string text_of_html(std::string_view html);

}  // namespace ol::mail
