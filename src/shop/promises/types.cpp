// JSON of the room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/promises/asked.hpp"
#include "shop/promises/figures.hpp"
#include "shop/promises/questions.hpp"

OL_JSON(ol::promises::Promise)
OL_JSON(ol::promises::PromisePage)
OL_JSON(ol::promises::NewPromise)
OL_JSON(ol::promises::CancelPromise)
OL_JSON(ol::promises::HandOverPromise)
OL_JSON(ol::promises::KeepPromise)
OL_JSON(ol::promises::PromiseNotice)
OL_JSON(ol::promises::Question)
OL_JSON(ol::promises::NewQuestion)
OL_JSON(ol::promises::QuestionReply)
OL_JSON(ol::promises::GoesTo)
OL_JSON(ol::promises::Asked)
OL_JSON(ol::promises::AskedPage)
OL_JSON(ol::promises::NewAsked)
OL_JSON(ol::promises::WithdrawAsked)
OL_JSON(ol::promises::Askable)
OL_JSON(ol::promises::AskedTold)
OL_JSON(ol::promises::KeptRates)
