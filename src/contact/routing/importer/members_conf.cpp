// The lines "member => interface[,penalty[,name[,state
// interface[,ringinuse[,wrapuptime[,paused]]]]]]".
#include <algorithm>

#include "contact/routing/importer/asterisk.hpp"
#include "platform/base/text.hpp"

namespace ol::importer {

namespace {

struct MemberDraft {
    Draft& draft;
    ImportedMember& member;
    std::size_t agent;
};

void none(MemberDraft&, const Option&) {}
void penalty(MemberDraft& m, const Option& o) {
    const int value = number_of(o, 0, m.draft.notes);
    m.member.terms.penalty = m.draft.general.negative_signs_out ? value : std::max(0, value);
    if (value < 0 && !m.draft.general.negative_signs_out)
        m.draft.notes.add(NoteCode::bad_value, ImportReason::out_of_range, o, {{"used", "0"}});
}
void name(MemberDraft& m, const Option& o) {
    if (m.draft.agents[m.agent].name.empty()) m.draft.agents[m.agent].name = o.value;
}
/// Watched there, rung here: ours watches the phone that it rings. The other one may name her.
void state_interface(MemberDraft& m, const Option& o) {
    m.draft.agents.add_keys(m.agent, keys_of(o.value));
    if (!same_word(o.value, m.member.reference))
        m.draft.notes.add(NoteCode::changed, ImportReason::own_phone_watched, o);
}
void ring_in_use(MemberDraft& m, const Option& o) {
    if (yes(o, m.draft.notes))
        m.draft.notes.add(NoteCode::changed, ImportReason::busy_never_rung, o);
}
void wrap_up(MemberDraft& m, const Option& o) {
    m.member.terms.wrap_up = seconds(std::max(0, number_of(o, 0, m.draft.notes)));
}
void paused(MemberDraft& m, const Option& o) { m.member.terms.paused = yes(o, m.draft.notes); }
void reason(MemberDraft& m, const Option& o) {
    m.draft.notes.add(NoteCode::no_equal, ImportReason::signs_in_herself, o);
}

constexpr Known<MemberDraft> parts[] = {
    {"interface", none},        {"penalty", penalty},
    {"membername", name},       {"state_interface", state_interface},
    {"ringinuse", ring_in_use}, {"wrapuptime", wrap_up},
    {"paused", paused},         {"reason_paused", reason},
};

void read_member(const Option& line, ImportedQueue& queue, Draft& draft,
                 std::map<std::string, std::size_t>& known) {
    const std::vector<std::string> words = split(line.value, ',');
    const std::string interface(words.empty() ? std::string_view{} : trim(words[0]));
    if (interface.empty())
        return draft.notes.add(NoteCode::bad_value, ImportReason::empty, line, {{"used", "-"}});
    const auto agent = draft.agents.of(interface);
    if (!agent)
        return draft.fail("import.too_many_agents", line.place,
                          "An import has at most 20,000 agents; divide it.");
    const auto [at, fresh] = known.try_emplace(lower_ascii(interface), queue.members.size());
    if (fresh && queue.members.size() >= members_max)
        return draft.fail("import.too_many_members", line.place,
                          "A queue has at most 5,000 members; divide it.");
    ImportedMember made{interface, {}, line.place.file, line.place.line};
    made.terms.position = static_cast<int>(at->second) + 1;
    MemberDraft m{draft, made, *agent};
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string value(trim(words[i]));
        if (value.empty()) continue;
        if (const auto skills = draft.skills.find(value); skills != draft.skills.end()) {
            skills->second.used = true;  // Wazo's members name theirs
            draft.out.agents[*agent].config.skills = skills->second.skills;
            continue;
        }
        const Option part{i < std::size(parts) ? std::string(parts[i].name) : "member", value,
                          line.place, line.inherited};
        if (i < std::size(parts))
            parts[i].apply(m, part);
        else
            draft.notes.add(NoteCode::unknown_option, ImportReason::unknown, part);
    }
    if (fresh) return queue.members.push_back(std::move(made));
    const ImportedMember& before =
        queue.members[at->second];  // the later line counts, her place stays
    draft.notes.add(NoteCode::repeated, ImportReason::member_again, line,
                    {{"first", before.file + ':' + std::to_string(before.line)}});
    queue.members[at->second] = std::move(made);
}

}  // namespace

void read_members(const std::vector<Option>& lines, ImportedQueue& queue, Draft& draft) {
    std::map<std::string, std::size_t> known;
    for (const Option& line : lines) {
        if (!draft.fault.code.empty() || draft.notes.full()) return;
        read_member(line, queue, draft, known);
    }
}

std::vector<std::string> known_member_parts() { return names_of(parts); }

}  // namespace ol::importer
