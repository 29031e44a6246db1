// JSON of the sub-room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/logistics/ways/ways.hpp"

OL_JSON(ol::logistics::DirectoryCard)
OL_JSON(ol::logistics::DirectoryList)
OL_JSON(ol::logistics::FoundCityList)
OL_JSON(ol::logistics::FoundPointList)
OL_JSON(ol::logistics::WayList)
OL_JSON(ol::logistics::ChooseWay)
OL_JSON(ol::logistics::Tariff)
OL_JSON(ol::logistics::TariffRow)
OL_JSON(ol::logistics::TariffList)
