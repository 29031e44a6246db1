// The room's mapping to JSON.
#include "contact/routing/importer/importer.hpp"
#include "platform/base/json_impl.hpp"

OL_JSON(ol::importer::ImportFile)
OL_JSON(ol::importer::KnownPerson)
OL_JSON_ONE(ol::importer::Imported)
