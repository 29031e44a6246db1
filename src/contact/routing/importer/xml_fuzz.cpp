// Any bytes as callcenter.conf.xml: an error or an import, never more; the same twice, and the line
// takes whatever came out.
#include <cstdlib>

#include "contact/routing/importer/importer.hpp"
#include "contact/routing/routing.hpp"
#include "platform/base/json.hpp"

using namespace ol::importer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::vector<ImportFile> files{
        {"callcenter.conf.xml", std::string(reinterpret_cast<const char*>(data), size)}};
    auto first = import_queues(files);
    const auto second = import_queues(files);
    if (first.has_value() != second.has_value()) std::abort();
    if (!first) return first.error().code == second.error().code ? 0 : (std::abort(), 0);
    if (ol::json::write(*first) != ol::json::write(*second)) std::abort();
    match(*first, stand_ins(*first));
    ol::routing::Router router;
    const ol::Time now = ol::from_ms(1767225600000);
    for (const ImportedQueue& queue : first->queues) {
        for (const ImportedMember& member : queue.members)
            if (member.terms.tier < 0 || member.terms.tier > 1000) std::abort();
        router.handle(now, ol::routing::QueueConfigured{queue.config});
    }
    if (!router.broken_invariant(now).empty()) std::abort();
    return 0;
}
