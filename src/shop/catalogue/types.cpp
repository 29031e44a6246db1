// JSON of the room's structs: the only file that pays for the templates.
#include "platform/base/json_impl.hpp"
#include "shop/catalogue/store.hpp"

OL_JSON(ol::catalogue::CatalogueProduct)
OL_JSON(ol::catalogue::CataloguePage)
OL_JSON(ol::catalogue::PlaceList)
OL_JSON(ol::catalogue::Place)
OL_JSON(ol::catalogue::NewPlace)
OL_JSON(ol::catalogue::StockCount)
OL_JSON(ol::catalogue::NamesBox)
