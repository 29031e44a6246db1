// The one place where the room's shapes become JSON.
#include "contact/recordings/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::recordings::RecordRule)
OL_JSON(ol::recordings::KeepRule)
OL_JSON(ol::recordings::RecordingSettings)
OL_JSON(ol::recordings::RecordingSettingsView)
OL_JSON(ol::recordings::KeepPreviewRule)
OL_JSON(ol::recordings::KeepPreview)
OL_JSON(ol::recordings::RecordingState)
OL_JSON(ol::recordings::Recording)
OL_JSON(ol::recordings::RecordingPage)
OL_JSON(ol::recordings::RecordingMark)
OL_JSON(ol::recordings::RecordingMarks)
OL_JSON(ol::recordings::PeaksView)
OL_JSON(ol::recordings::HoldIn)
OL_JSON(ol::recordings::EraseIn)
OL_JSON(ol::recordings::Nothing)
