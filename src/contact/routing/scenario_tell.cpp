// Commands as the words that a scenario compares.
#include "contact/routing/scenario.hpp"
#include "platform/base/names.hpp"

namespace ol::routing::scenario {

void add_reason(Words& out, const Reason& reason, const Names& names) {
    for (const auto& [key, value] : reason.params) {
        const auto number = read_number(value);
        if (key.ends_with("_ms") && number)
            out.push_back(key.substr(0, key.size() - 3) + '=' + told(Ms{*number}));
        else if (key == "agent" && number)
            out.push_back("agent=" + names.name(*number));
        else
            out.push_back(key + '=' + value);
    }
}

namespace {

struct Tell {
    const Names& names;
    Time start;
    template <class IdT>
    std::string name(IdT id) const {
        return names.name(id.value);
    }
    std::string clock(Time t) const { return told(t - start); }
    static std::string number(std::int64_t n) { return std::to_string(n); }

    Words operator()(const OfferContact& c) const {
        Words out{"offer",
                  name(c.contact),
                  name(c.agent),
                  "queue=" + name(c.queue),
                  "expires=" + clock(c.expires_at),
                  "attempt=" + number(c.attempt),
                  "why=" + c.why.code};
        add_reason(out, c.why, names);
        return out;
    }
    Words operator()(const CancelOffer& c) const {
        return {"cancel", name(c.contact), name(c.agent), std::string(to_name(c.cause))};
    }
    Words operator()(const LeaveQueue& c) const {
        return {"leave",
                name(c.contact),
                std::string(to_name(c.exit)),
                "waited=" + told(c.waited),
                "position=" + number(c.position),
                "queue=" + name(c.queue)};
    }
    Words operator()(const AgentChanged& c) const {
        Words out{"agent",
                  name(c.agent),
                  std::string(to_name(c.state)),
                  "reason=" + c.reason,
                  "since=" + clock(c.since),
                  "until=" + (c.until ? clock(*c.until) : ""),
                  "load=" + number(c.load)};
        if (c.finishing) out.push_back("finishing=yes");
        if (!c.reachable) out.push_back("reachable=no");
        return out;
    }
    Words operator()(const StartTimer& c) const { return {"timer", clock(c.at)}; }
    Words operator()(const Explain& c) const {
        Words out{"explain", name(c.contact), c.reason.code};
        if (c.agent) out.push_back("agent=" + name(c.agent));
        add_reason(out, c.reason, names);
        return out;
    }
    Words operator()(const Announce& c) const {
        Words out{"announce", name(c.contact), std::string(to_name(c.what)),
                  "position=" + number(c.position)};
        if (c.more_than) out.push_back("more_than=yes");
        if (c.estimate) out.push_back("estimate=" + told(*c.estimate));
        if (c.soon) out.push_back("soon=yes");
        return out;
    }
    Words operator()(const TakeStep& c) const {
        return {"take", name(c.contact), std::string(to_name(c.action)), "argument=" + c.argument};
    }
    Words operator()(const Record& c) const {
        Words out{"record", c.verb};
        if (c.contact) out.push_back("contact=" + name(c.contact));
        if (c.agent) out.push_back("agent=" + name(c.agent));
        if (c.queue) out.push_back("queue=" + name(c.queue));
        out.push_back("wait=" + told(c.wait));
        out.push_back("ring=" + told(c.ring));
        out.push_back("talk=" + told(c.talk));
        out.push_back("position=" + number(c.position));
        out.push_back("entered_position=" + number(c.entered_position));
        out.push_back("info=" + c.info);
        return out;
    }
};

}  // namespace

Words words_of(const Command& command, const Names& names, Time start) {
    return std::visit(Tell{names, start}, command);
}

}  // namespace ol::routing::scenario
