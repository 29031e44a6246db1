// Commands as one stable line each: beside the events in the floor log, and what replay compares.
#include "contact/routing/routing.hpp"
#include "platform/base/names.hpp"

namespace ol::routing {

namespace {

void add(std::string& out, std::string_view name, std::string_view value) {
    ((out += ' ') += name) += '=';
    out += value;
}
void add(std::string& out, std::string_view name, std::int64_t value) {
    add(out, name, std::to_string(value));
}
void add(std::string& out, std::string_view name, Time value) { add(out, name, to_ms(value)); }
void add(std::string& out, std::string_view name, Ms value) { add(out, name, value.count()); }
template <class Tag>
void add(std::string& out, std::string_view name, Id<Tag> id) {
    if (id) add(out, name, id.value);
}
void add_count(std::string& out, std::string_view name, std::int64_t value) {
    if (value != 0) add(out, name, value);
}
void add(std::string& out, const Reason& reason) {
    add(out, "why", reason.code);
    for (const auto& [name, value] : reason.params) add(out, name, value);
}

void tell(std::string& out, const OfferContact& c) {
    out += "offer";
    add(out, "contact", c.contact), add(out, "agent", c.agent), add(out, "queue", c.queue);
    add(out, "expires", c.expires_at), add(out, "attempt", c.attempt), add(out, c.why);
}
void tell(std::string& out, const CancelOffer& c) {
    out += "cancel";
    add(out, "contact", c.contact), add(out, "agent", c.agent), add(out, "cause", to_name(c.cause));
}
void tell(std::string& out, const LeaveQueue& c) {
    out += "leave";
    add(out, "contact", c.contact), add(out, "queue", c.queue), add(out, "exit", to_name(c.exit));
    add(out, "waited", c.waited), add_count(out, "position", c.position);
}
void tell(std::string& out, const AgentChanged& c) {
    out += "agent";
    add(out, "agent", c.agent), add(out, "state", to_name(c.state));
    if (!c.reason.empty()) add(out, "reason", c.reason);
    add(out, "since", c.since);
    if (c.until) add(out, "until", *c.until);
    if (c.contact) add(out, "contact", *c.contact);
    add_count(out, "reachable", c.reachable), add_count(out, "finishing", c.finishing);
    add_count(out, "load", c.load);
    if (c.contacts.size() > 1)
        for (const ContactId contact : c.contacts) add(out, "in_hand", contact);
}
void tell(std::string& out, const StartTimer& c) {
    out += "timer";
    add(out, "at", c.at);
}
void tell(std::string& out, const Explain& c) {
    out += "explain";
    add(out, "contact", c.contact), add(out, "agent", c.agent), add(out, c.reason);
}
void tell(std::string& out, const Announce& c) {
    (out += "announce ") += to_name(c.what);
    add(out, "contact", c.contact), add(out, "queue", c.queue),
        add_count(out, "position", c.position);
    add_count(out, "more_than", c.more_than), add_count(out, "soon", c.soon);
    if (c.estimate) add(out, "estimate", *c.estimate);
}
void tell(std::string& out, const TakeStep& c) {
    (out += "step ") += to_name(c.action);
    add(out, "contact", c.contact), add(out, "queue", c.queue);
    if (!c.argument.empty()) add(out, "argument", c.argument);
}
void tell(std::string& out, const Record& c) {
    (out += "record ") += c.verb;
    add(out, "contact", c.contact), add(out, "queue", c.queue), add(out, "agent", c.agent);
    add_count(out, "wait", c.wait.count()), add_count(out, "ring", c.ring.count());
    add_count(out, "talk", c.talk.count()), add_count(out, "position", c.position);
    add_count(out, "entered_position", c.entered_position);
    if (!c.info.empty()) add(out, "info", c.info);
}

}  // namespace

std::string to_text(const Command& command) {
    std::string out;
    std::visit([&](const auto& c) { tell(out, c); }, command);
    // A pause reason is the shell's text: whatever it holds, a command stays one line.
    std::replace_if(out.begin(), out.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    return out;
}

}  // namespace ol::routing
