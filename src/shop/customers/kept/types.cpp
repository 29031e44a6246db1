// JSON of the sub-room's structs.
#include "platform/base/json_impl.hpp"
#include "shop/customers/kept/box.hpp"
#include "shop/customers/kept/file.hpp"
#include "shop/customers/kept/merging.hpp"

OL_JSON(ol::customers::PerhapsSameList)
OL_JSON(ol::customers::TwoPeople)
OL_JSON(ol::customers::MergeView)
OL_JSON(ol::customers::MergeBuyers)
OL_JSON(ol::customers::BuyerMerge)
OL_JSON(ol::customers::BuyerMerges)
OL_JSON(ol::customers::MergeBox)
OL_JSON(ol::customers::AskFile)
OL_JSON(ol::customers::UndoMerge)
