// The one place where the room's shapes become JSON.
#include "contact/files/types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::files::FileTrouble)
OL_JSON(ol::files::FileView)
OL_JSON(ol::files::FileNothing)
