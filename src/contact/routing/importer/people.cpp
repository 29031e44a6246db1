#include "contact/routing/importer/people.hpp"

#include <algorithm>
#include <set>

#include "platform/base/text.hpp"

namespace ol::importer {

namespace {

/// Leaves "[...]", "{...}" and "<...>" before a dial string out; `inside` gets their texts.
std::string_view without_options(std::string_view text, std::vector<std::string_view>* inside) {
    for (;;) {
        text = trim(text);
        if (text.empty()) return text;
        const char close = text[0] == '['   ? ']'
                           : text[0] == '{' ? '}'
                           : text[0] == '<' ? '>'
                                            : '\0';
        const auto end = close ? text.find(close) : text.npos;
        if (end == text.npos) return text;
        if (inside) inside->push_back(text.substr(1, end - 1));
        text.remove_prefix(end + 1);
    }
}

void add(std::vector<std::string>& keys, std::string_view key) {
    key = trim(key);
    if (key.empty() || std::find(keys.begin(), keys.end(), key) != keys.end()) return;
    if (keys.size() < 16) keys.emplace_back(key);
}

/// "sip:100@host", "1000@default/n" -> 100, 1000
std::string_view user_of(std::string_view address) {
    if (address.starts_with("sip:")) address.remove_prefix(4);
    return address.substr(0, address.find_first_of("@/;"));
}

}  // namespace

std::vector<std::string> keys_of(std::string_view reference) {
    std::vector<std::string> keys;
    std::string_view text = without_options(reference, nullptr);
    text = text.substr(0, text.find_first_of(",|"));  // further phones that ring besides
    for (const char* scheme : {"hint:", "agent:"})
        if (lower_ascii(text.substr(0, 6)).starts_with(scheme)) {
            text.remove_prefix(std::string_view(scheme).size());
            add(keys, user_of(text));
            return keys;
        }
    const auto slash = text.find('/');
    if (slash == text.npos) {
        add(keys, text);
        add(keys, user_of(text));
        return keys;
    }
    const std::string technology = lower_ascii(text.substr(0, slash));
    const std::string_view rest = text.substr(slash + 1);
    if (technology == "dahdi" || technology == "zap") return keys;
    if (technology == "sofia" || technology == "verto.rtc") {
        add(keys, user_of(rest.substr(std::min(rest.size(), rest.rfind('/') + 1))));
        return keys;
    }
    add(keys, user_of(rest));
    const auto second = rest.find('/');
    if (second != rest.npos && technology != "local") add(keys, user_of(rest.substr(second + 1)));
    return keys;
}

std::map<std::string, std::string> dial_options(std::string_view dial_string) {
    std::vector<std::string_view> inside;
    without_options(dial_string, &inside);
    std::map<std::string, std::string> options;
    for (const std::string_view text : inside)
        for (const std::string& pair : split(text, ',')) {
            const auto equals = pair.find('=');
            if (equals == pair.npos) continue;
            options[std::string(trim(std::string_view(pair).substr(0, equals)))] =
                std::string(trim(std::string_view(pair).substr(equals + 1)));
        }
    return options;
}

std::optional<std::size_t> Agents::of(const std::string& reference) {
    const auto [it, fresh] = by_reference_.try_emplace(lower_ascii(reference), list_.size());
    if (fresh && list_.size() >= agents_max) return std::nullopt;
    if (fresh) {
        list_.push_back({reference, {}, {}, {}});
        add_keys(it->second, keys_of(reference));
    }
    return it->second;
}

std::vector<std::size_t> Agents::with_key(const std::string& key) const {
    std::vector<std::size_t> found;
    const auto [from, to] = by_key_.equal_range(key);
    for (auto it = from; it != to; ++it) found.push_back(it->second);
    return found;
}

void Agents::add_keys(std::size_t agent, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
        const auto before = list_[agent].keys.size();
        add(list_[agent].keys, key);
        if (list_[agent].keys.size() > before) by_key_.emplace(key, agent);
    }
}

namespace {

/// People by what they may be called; an entry with two people means nobody.
class Register {
public:
    explicit Register(const std::vector<KnownPerson>& people) {
        for (const KnownPerson& person : people) {
            if (!person.person) continue;
            enter(logins_, person.login, person.person);
            enter(extensions_, person.extension, person.person);
            enter(names_, person.name, person.person);
        }
    }
    /// `several`: somebody is called so, and somebody else too.
    PersonId find(const ImportedAgent& agent, bool& several) const {
        const auto in = [&](const Book& book, const std::string& key) -> PersonId {
            const auto it = key.empty() ? book.end() : book.find(key);
            if (it == book.end()) return {};
            if (it->second.size() == 1) return *it->second.begin();
            several = true;
            return {};
        };
        std::vector<std::string> keys{fold(agent.reference)};
        for (const std::string& key : agent.keys) keys.push_back(fold(key));
        for (const Book* book : {&logins_, &extensions_})
            for (const std::string& key : keys)
                if (const PersonId id = in(*book, key)) return id;
        return in(names_, fold(agent.name));
    }

private:
    using Book = std::map<std::string, std::set<PersonId>>;
    static void enter(Book& book, const std::string& key, PersonId person) {
        if (!key.empty()) book[fold(key)].insert(person);
    }
    Book logins_, extensions_, names_;
};

}  // namespace

void match(Imported& imported, const std::vector<KnownPerson>& people) {
    std::erase_if(imported.notes,
                  [](const ImportNote& note) { return note.code == NoteCode::unmatched; });
    const Register known(people);
    std::map<std::string, PersonId> found;
    std::map<std::string, bool> ambiguous;
    for (ImportedAgent& agent : imported.agents) {
        bool several = false;
        agent.config.agent = known.find(agent, several);
        found[agent.reference] = agent.config.agent;
        ambiguous[agent.reference] = several && !agent.config.agent;
    }
    Notes notes;
    for (ImportedQueue& queue : imported.queues) {
        queue.config.memberships.clear();
        std::map<PersonId, std::string> taken;
        for (ImportedMember& member : queue.members) {
            member.terms.agent = found[member.reference];
            const Place place{member.file, member.line, queue.config.name};
            const auto complain = [&](ImportReason why, Params params) {
                notes.add(NoteCode::unmatched, why, place, "member", member.reference,
                          std::move(params));
            };
            if (!member.terms.agent) {
                complain(
                    ambiguous[member.reference] ? ImportReason::ambiguous : ImportReason::nobody,
                    {});
                continue;
            }
            const auto [other, first] = taken.try_emplace(member.terms.agent, member.reference);
            if (first)
                queue.config.memberships.push_back(member.terms);
            else
                complain(ImportReason::same_person, {{"other", other->second}});
        }
    }
    for (ImportNote& note : notes.take()) imported.notes.push_back(std::move(note));
}

std::vector<KnownPerson> stand_ins(const Imported& imported) {
    std::vector<KnownPerson> people;
    for (const ImportedAgent& agent : imported.agents)
        people.push_back({PersonId{static_cast<std::int64_t>(people.size()) + 1},
                          agent.reference,
                          {},
                          agent.name});
    return people;
}

}  // namespace ol::importer
