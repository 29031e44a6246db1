// JSON of what the shop's own page tells of a buyer.
#include "contact/conversations/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::conversations::ChatSign)
OL_JSON(ol::conversations::ChatSigned)
OL_JSON(ol::conversations::WebChatSecretAsk)
OL_JSON(ol::conversations::WebChatSecret)
OL_JSON(ol::conversations::ConversationContext)
