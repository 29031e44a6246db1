// The one place where the room's shapes become JSON.
#include "contact/letters/types.hpp"

#include "contact/letters/dkim_types.hpp"
#include "contact/letters/sign_in_types.hpp"
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
OL_JSON(ol::letters::DkimLine)
OL_JSON(ol::letters::Dkim)
OL_JSON(ol::letters::DkimIn)
OL_JSON(ol::letters::DkimOn)
OL_JSON(ol::letters::SignInIn)
OL_JSON(ol::letters::SignIn)
OL_JSON(ol::letters::SignInBegun)
OL_JSON(ol::letters::SignInSecrets)
