#include "contact/letters/kept.hpp"

namespace ol::letters {
namespace {

constexpr customers::KeptTable kept_all[] = {
    {.name = "letter",
     .what = "letters",
     .his = "conversation_id in $conversations",
     .words = "rfc_id, reply_ids, subject, plain_subject, from_name, from_address, to_line, "
              "quoted, answer_to, files, raw",
     .codes = "sort, left_out",
     .hidden = "plain_subject, raw"},
    {.name = "letter_token",
     .what = "letters",
     .his = "conversation_id in $conversations",
     .codes = "token",
     .hidden = "token"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, {}}; }

}  // namespace ol::letters
