// What the journal is told of each visit of the line. Insight makes its figures of these alone.
#include "contact/calls/floor.hpp"

namespace ol::calls {

namespace {

class Fields {
public:
    Fields& number(const char* name, std::int64_t value) {
        return put(name, std::to_string(value));
    }
    template <class T>
    Fields& id(const char* name, T id) {
        return id ? put(name, "\"" + std::to_string(id.value) + "\"") : *this;
    }
    Fields& text(const char* name, const std::string& value) {
        return put(name, json::quote(value));
    }
    Fields& raw(const char* name, const std::string& json) { return put(name, json); }
    Fields& yes(const char* name) { return put(name, "true"); }
    std::string done() const { return "{" + out_ + "}"; }

private:
    Fields& put(const char* name, const std::string& value) {
        out_ += (out_.empty() ? "\"" : ",\"") + std::string(name) + "\":" + value;
        return *this;
    }
    std::string out_;
};

/// Everyone who talked with her share: [{"agent":"7","talk_ms":..,"hold_ms":..,"wrap_up_ms":..}];
/// of who joined a three-way {"agent":"8","beside_ms":..}.
std::string talks_json(std::span<const spans::Row> talks, std::span<const spans::Beside> beside) {
    std::string out;
    for (const spans::Row& r : talks) {
        Fields f;
        f.id("agent", r.agent).number("talk_ms", r.length_ms() - r.hold_ms);
        f.number("hold_ms", r.hold_ms).number("wrap_up_ms", r.wrap_up_ms);
        out += (out.empty() ? "" : ",") + f.done();
    }
    for (const spans::Beside& b : beside) {
        Fields f;
        out += "," + f.id("agent", b.agent).number("beside_ms", b.talk_ms).done();
    }
    return "[" + out + "]";
}

}  // namespace

std::string visit_data(const store::ContactRecord& row, Time at, const QueueSettings* queue,
                       std::span<const spans::Row> talks, std::span<const spans::Beside> beside) {
    Fields f;
    f.number("at", to_ms(at)).id("queue", row.queue).id("shop", row.shop);
    f.text("channel", row.channel).text("kind", row.kind);
    f.number("entered_at", to_ms(row.queued_at)).id("source", row.source);
    if (row.came_by == "test") f.yes("test");  // an internal test call: in no figure
    if (queue)
        f.number("sl_ms", queue->service_level_ms).number("short_ms", queue->short_abandon_ms);
    const bool answered = row.answered_at != Time{};
    // A task stays on the list after its offers: it has left the line only when it is taken or
    // done.
    const std::string exit = !row.exit.empty() ? row.exit : answered ? "answered" : "";
    if (exit.empty() && row.state != "done") return f.done();
    f.text("exit", exit.empty() ? "withdrawn" : exit);
    f.number("wait_ms", row.channel == "task" && answered
                            ? (row.answered_at - row.queued_at).count()
                            : row.wait_ms);
    f.number("rings", row.rings).id("agent", row.agent);
    if (row.state != "done") return f.done();
    // Talk and hold are told apart: together they are how long he was with her.
    f.number("talk_ms", std::max<std::int64_t>(0, row.talk_ms - row.hold_ms));
    f.number("hold_ms", row.hold_ms).number("wrap_up_ms", row.wrap_up_ms);
    return talks.empty() ? f.done() : f.raw("talks", talks_json(talks, beside)).done();
}

std::string rating_data(const store::ContactRecord& row, Time at, PersonId agent, QueueId queue,
                        std::optional<int> score) {
    Fields f;
    f.number("at", to_ms(at)).id("queue", queue).id("shop", row.shop).id("agent", agent);
    f.text("channel", row.channel);
    return score ? f.number("score", *score).done() : f.done();
}

void Calls::Impl::visit_fact(const char* step, const store::ContactRecord& row,
                             std::span<const spans::Row> talks,
                             std::span<const spans::Beside> beside) {
    if (row.queued_at == Time{}) return;
    const auto queue = queues.find(row.queue);
    fact(std::string("visit.") + step, row.id.value, row.agent,
         visit_data(row, floor.now(), queue == queues.end() ? nullptr : &queue->second, talks,
                    beside));
}

}  // namespace ol::calls
