#pragma once
// The shapes of the API of flows and of the library of prompts.
#include "contact/flows/flow_check.hpp"
#include "contact/flows/runner.hpp"

namespace ol::flows {

using PromptId = Id<struct PromptTag>;

/// Which calls meet the flow: a dialled number, a queue by its id, every call of the shop (value
/// "").
enum class UseKind { number, queue, shop };
BOOST_DESCRIBE_ENUM(UseKind, number, queue, shop)
struct FlowUse {
    UseKind kind = UseKind::shop;
    std::string value;
    friend bool operator==(const FlowUse&, const FlowUse&) = default;
};
BOOST_DESCRIBE_STRUCT(FlowUse, (), (kind, value))

struct FlowRow {
    FlowId id;
    ShopId shop_id;
    std::string name;
    std::int64_t version = 0, published = 0;
    bool changed = false;  // the draft is not what is published
    int steps = 0;
    std::vector<FlowUse> uses;
};
BOOST_DESCRIBE_STRUCT(FlowRow, (), (id, shop_id, name, version, published, changed, steps, uses))
struct FlowList {
    std::vector<FlowRow> items;
};
BOOST_DESCRIBE_STRUCT(FlowList, (), (items))

struct FlowView {
    FlowId id;
    ShopId shop_id;
    std::string name;
    std::int64_t version = 0, published = 0;  // version: of the draft, for If-Match
    bool changed = false;
    FlowBody body;
    std::vector<FlowUse> uses;
    std::vector<FlowFinding> findings;
};
BOOST_DESCRIBE_STRUCT(FlowView, (),
                      (id, shop_id, name, version, published, changed, body, uses, findings))

struct NewFlow {
    ShopId shop_id;
    std::string name;
    std::optional<FlowBody> body;  // absent: a greeting and a menu to begin with
};
BOOST_DESCRIBE_STRUCT(NewFlow, (), (shop_id, name, body))
struct FlowIn {
    std::string name;
    FlowBody body;
};
BOOST_DESCRIBE_STRUCT(FlowIn, (), (name, body))
struct FlowUsesIn {
    std::vector<FlowUse> uses;
};
BOOST_DESCRIBE_STRUCT(FlowUsesIn, (), (uses))
struct FlowNote {
    std::string note;
};
BOOST_DESCRIBE_STRUCT(FlowNote, (), (note))
struct FlowBack {
    std::int64_t to = 0;  // a published version
    std::string note;
};
BOOST_DESCRIBE_STRUCT(FlowBack, (), (to, note))
struct FlowCheckIn {
    ShopId shop_id;
    FlowBody body;
};
BOOST_DESCRIBE_STRUCT(FlowCheckIn, (), (shop_id, body))

enum class StepChangeKind { added, removed, changed };
BOOST_DESCRIBE_ENUM(StepChangeKind, added, removed, changed)
struct StepChange {
    std::string step;
    StepChangeKind what = StepChangeKind::changed;
    std::vector<std::string> fields;
};
BOOST_DESCRIBE_STRUCT(StepChange, (), (step, what, fields))
struct FlowVersion {
    std::int64_t version = 0;
    Time at{};
    std::string by_name, note;
    std::vector<StepChange> changes;  // against the version before
    FlowBody body;
};
BOOST_DESCRIBE_STRUCT(FlowVersion, (), (version, at, by_name, note, changes, body))
struct FlowVersions {
    std::vector<FlowVersion> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(FlowVersions, (), (items))

std::vector<StepChange> step_changes(const FlowBody& before, const FlowBody& after);

// ---- dry run ----
enum class DryKind { key, silence, order, hook, dial };
BOOST_DESCRIBE_ENUM(DryKind, key, silence, order, hook, dial)
struct DryEvent {
    DryKind kind = DryKind::key;
    std::string key;                   // of a key
    Outcome outcome = Outcome::found;  // of an order
    std::string state = "in_transit";  // of the order that was found
    std::string branch;                // of a hook; empty: it failed
};
BOOST_DESCRIBE_STRUCT(DryEvent, (), (kind, key, outcome, state, branch))
struct DryRunIn {
    std::optional<FlowBody> body;  // absent: the draft as kept
    std::string language;
    bool number_known = true, caller_known = false;
    int orders = 0;
    std::optional<Time> at;  // absent: now
    std::int64_t chance = 0;
    std::vector<DryEvent> events;
};
BOOST_DESCRIBE_STRUCT(DryRunIn, (),
                      (body, language, number_known, caller_known, orders, at, chance, events))
struct DrySaid {
    std::string step;
    std::vector<Utterance> what;
};
BOOST_DESCRIBE_STRUCT(DrySaid, (), (step, what))
struct DryLeave {
    StepKind how = StepKind::queue;
    std::optional<QueueId> queue_id;
    std::optional<PersonId> person_id;
    int priority = 0;
    std::string skills;
    bool fault = false, booked = false;
};
BOOST_DESCRIBE_STRUCT(DryLeave, (), (how, queue_id, person_id, priority, skills, fault, booked))
struct DryRunOut {
    FlowRecord record;
    std::vector<DrySaid> said;
    std::string at, waits_for;
    std::optional<DryLeave> left;
};
BOOST_DESCRIBE_STRUCT(DryRunOut, (), (record, said, at, waits_for, left))

constexpr std::size_t dry_events_max = 500;
/// Pure: the same runner that calls use, with a pretended caller.
DryRunOut dry_run(const Script& script, const RunFacts& facts, const DryRunIn& in, Time now);

// ---- prompts ----
/// Words of the shop, or of every shop (shop_id 0), in one language; in a season when dates stand.
/// A newer wording waits beside the approved one, which is heard until then.
struct PromptWording {
    std::string name, language, text, recording, from, to;
    friend bool operator==(const PromptWording&, const PromptWording&) = default;
};
BOOST_DESCRIBE_STRUCT(PromptWording, (), (name, language, text, recording, from, to))
struct Prompt {
    PromptId id;
    ShopId shop_id;
    std::string name, language, text;
    std::string recording;  // its hash; empty: the text is spoken
    std::string from, to;   // "2026-12-01", both included, by the shop's day; empty: always
    bool approved = false;
    std::string approved_by;
    std::int64_t version = 1;
    std::optional<PromptWording> pending;  // only beside an approved one
    std::vector<std::string> used_by;      // published flows that say it; only in answers
};
BOOST_DESCRIBE_STRUCT(Prompt, (),
                      (id, shop_id, name, language, text, recording, from, to, approved,
                       approved_by, version, pending, used_by))
struct PromptList {
    std::vector<Prompt> items;
};
BOOST_DESCRIBE_STRUCT(PromptList, (), (items))
struct PromptIn {
    ShopId shop_id;
    std::string name, language, text, from, to;
};
BOOST_DESCRIBE_STRUCT(PromptIn, (), (shop_id, name, language, text, from, to))
struct Gone {};
BOOST_DESCRIBE_STRUCT(Gone, (), ())

/// The prompt for a caller on that day: the shop's own before everybody's, the season's before the
/// usual, only approved ones. `fallback`: none in his language, so the first of another.
struct PromptChoice {
    const Prompt* prompt = nullptr;
    bool fallback = false;
};
PromptChoice choose_prompt(const std::vector<Prompt>& all, ShopId shop, std::string_view name,
                           std::string_view language, std::string_view day);

}  // namespace ol::flows
