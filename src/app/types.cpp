#include "app/types.hpp"

#include "app/leaving.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::app::Empty)
OL_JSON(ol::app::Leaving)
OL_JSON(ol::app::LeavingHandOver)
OL_JSON(ol::app::LeftBehind)
OL_JSON(ol::app::NewIllness)
OL_JSON(ol::app::Illness)
OL_JSON(ol::app::SipState)
OL_JSON(ol::app::MediaState)
OL_JSON(ol::app::SystemState)
OL_JSON(ol::app::CrashReport)
OL_JSON(ol::app::DemoState)
OL_JSON(ol::app::DemoCall)
OL_JSON(ol::app::DemoBusy)
OL_JSON(ol::app::SetupState)
OL_JSON(ol::app::SetupPerson)
OL_JSON(ol::app::SetupAnswers)
OL_JSON(ol::app::SetupDone)
