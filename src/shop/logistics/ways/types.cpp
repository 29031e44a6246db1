// JSON of the sub-room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/logistics/ways/directory.hpp"

OL_JSON(ol::logistics::DirectoryCard)
OL_JSON(ol::logistics::DirectoryList)
OL_JSON(ol::logistics::FoundCityList)
OL_JSON(ol::logistics::FoundPointList)
