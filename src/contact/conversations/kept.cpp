#include "contact/conversations/kept.hpp"

namespace ol::conversations {
namespace {

constexpr std::string_view his_own = "customer_id = ?1";

constexpr customers::KeptTable kept_all[] = {
    {.name = "conversation",
     .what = "conversations",
     .his = his_own,
     .words =
         "thread, buyer_name, buyer_contact, search, page, preview, signed_id, rating_words, topic",
     .codes = "channel, state, place, language, last_from, disposition",
     .hidden = "thread, search, signed_id",
     .key = "id"},
    {.name = "conversation_before",
     .what = "conversations",
     .his = "id in $conversations",
     .codes = "state, place, disposition"},
    {.name = "conversation_round",
     .what = "conversations",
     .his = "conversation_id in $conversations",
     .codes = "channel, disposition"},
    {.name = "conversation_order",
     .what = "conversations",
     .his = "conversation_id in $conversations",
     .codes = "channel"},
    {.name = "cascade",
     .what = "messages",
     .his = "conversation_id in $conversations",
     .codes = "steps, state"},
    {.name = "message",
     .what = "messages",
     .his = "conversation_id in $conversations",
     .words = "text, trouble",
     .codes = "direction, external_id, client_id, state, error_code"},
    {.name = "out_message",
     .what = "messages",
     .his = "conversation_id in $conversations",
     .codes = "channel, state, channel_id"},
    {.name = "signed_buyer",
     .what = "conversations",
     .his = his_own,
     .codes = "external_id",
     .why = "his page's signature finds the card that his went into"},
    {.name = "chat_copy",
     .what = "conversations",
     .codes = "thread",
     .why = "that a copy went out stays true; the hash of a token leads nowhere"},
    {.name = "sms_part",
     .what = "messages",
     .his = "conversation_id in $conversations",
     .codes = "centre_id, state, error"},
    {.name = "sms_piece",
     .what = "messages",
     .his = "thread in (select thread from conversation where customer_id = ?1)",
     .words = "thread, text",
     .hidden = "thread"},
    {.name = "message_words",
     .what = "messages",
     .why = "words of messages for the search, taken out with them"},
    {.name = "mention", .what = "messages", .his = "conversation_id in $conversations"},
    {.name = "message_file",
     .what = "files",
     .his = "conversation_id in $conversations",
     .words = "name, source",
     .codes = "state, sha256, trouble",
     .hidden = "source"},
};

constexpr customers::KeptSet kept_sets[] = {
    {"conversations", "(select id from conversation where customer_id = ?1)"},
};

}  // namespace

customers::KeptRoom kept_tables() { return {kept_all, kept_sets}; }

}  // namespace ol::conversations
