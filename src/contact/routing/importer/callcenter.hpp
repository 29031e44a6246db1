#pragma once
// callcenter.conf.xml of mod_callcenter.
#include "contact/routing/importer/notes.hpp"

namespace ol::importer {

/// Queues, agents and tiers of all the files together: a tier may stand in another file than its
/// queue.
Result<Imported> read_callcenter(const std::vector<ImportFile>& files);

std::map<std::string, std::vector<std::string>> known_callcenter_options();

}  // namespace ol::importer
