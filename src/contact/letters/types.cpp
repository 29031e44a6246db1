// The one place where the room's shapes become JSON.
#include "contact/letters/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::letters::Mailbox)
OL_JSON(ol::letters::MailboxList)
OL_JSON(ol::letters::MailboxIn)
OL_JSON(ol::letters::MailboxStep)
OL_JSON(ol::letters::MailboxCheck)
OL_JSON(ol::letters::LetterFile)
OL_JSON(ol::letters::LetterView)
OL_JSON(ol::letters::LetterList)
OL_JSON(ol::letters::Nothing)
