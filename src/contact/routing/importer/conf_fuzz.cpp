// Any bytes as Asterisk's files: parts between "\n@@ name\n" are files of their own. No input
// crashes or hangs, each import is the same twice, and the line takes whatever came out.
#include <cstdlib>

#include "contact/routing/importer/importer.hpp"
#include "contact/routing/routing.hpp"
#include "platform/base/json.hpp"

using namespace ol::importer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    std::vector<ImportFile> files{{"queues.conf", ""}};
    while (!text.empty()) {
        const auto end = text.find("\n@@ ");
        files.back().text = text.substr(0, end);
        if (end == text.npos) break;
        text.erase(0, end + 4);
        const auto line = std::min(text.find('\n'), text.size());
        files.push_back({text.substr(0, line), ""});
        text.erase(0, std::min(line + 1, text.size()));
    }
    auto first = import_queues(files);
    const auto second = import_queues(files);
    if (first.has_value() != second.has_value()) std::abort();
    if (!first) return first.error().code == second.error().code ? 0 : (std::abort(), 0);
    if (ol::json::write(*first) != ol::json::write(*second)) std::abort();
    match(*first, stand_ins(*first));
    ol::routing::Router router;
    const ol::Time now = ol::from_ms(1767225600000);
    router.handle(now, ol::routing::RouterConfigured{first->router});
    for (const ImportedAgent& agent : first->agents)
        router.handle(now, ol::routing::AgentConfigured{agent.config});
    for (const ImportedQueue& queue : first->queues) {
        if (queue.members.size() < queue.config.memberships.size()) std::abort();
        router.handle(now, ol::routing::QueueConfigured{queue.config});
    }
    if (!router.broken_invariant(now).empty()) std::abort();
    return 0;
}
