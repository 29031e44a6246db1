#pragma once
// References to people: "PJSIP/anna", "Local/1001@agents/n", "Agent:1000", "1000@default",
// "[leg_timeout=10]user/1000@default".
#include "contact/routing/importer/notes.hpp"

namespace ol::importer {

/// What a login or an extension may be, best first: "PJSIP/100/sip:100@10.0.0.1" -> 100;
/// "1000@default" -> 1000@default, 1000. A line of a card ("DAHDI/1") names nobody.
std::vector<std::string> keys_of(std::string_view reference);

/// The dial string's own options: "[leg_timeout=10,x=y]user/1000" -> {leg_timeout: 10, x: y}.
std::map<std::string, std::string> dial_options(std::string_view dial_string);

/// The agents of an import by reference; each once, whatever the case of its letters.
class Agents {
public:
    explicit Agents(std::vector<ImportedAgent>& list) : list_(list) {}
    /// Its place in the list; nothing when there are too many.
    std::optional<std::size_t> of(const std::string& reference);
    /// The agents that one of these keys stands for already ("1001" of agents.conf).
    std::vector<std::size_t> with_key(const std::string& key) const;
    void add_keys(std::size_t agent, const std::vector<std::string>& keys);
    ImportedAgent& operator[](std::size_t agent) { return list_[agent]; }

private:
    std::vector<ImportedAgent>& list_;
    std::map<std::string, std::size_t> by_reference_;
    std::multimap<std::string, std::size_t> by_key_;
};

}  // namespace ol::importer
