// Routes of queues and their parameters.
#include <algorithm>

#include "contact/calls/api.hpp"

namespace ol::calls {

namespace {
Error no_queue() { return not_found("calls.queue", "there is no such queue"); }
}  // namespace

void CallRoutes::add_queues() {
    router.get<QueueList>(
        route(Method::get, "/api/v1/queues", "Queues and their parameters", "settings.view"),
        [i = &impl](Request& r) -> Result<QueueList> {
            return i->deps.db.read_as<QueueList>([&](db::Conn& conn) -> Result<QueueList> {
                QueueList out{store::queues(conn)};
                std::erase_if(out.items,
                              [&](const QueueSettings& q) { return !in_shops(r.who, q.shop_id); });
                return out;
            });
        });
    router.on<QueueSettings, QueueSettings>(
        route(Method::put, "/api/v1/queues/{id}",
              "Change a queue; takes effect on those already waiting", "settings.edit"),
        [i = &impl](Request& r, const QueueSettings& in) -> Result<QueueSettings> {
            auto id = r.id_param("id");
            if (!id || *id != in.id.value)
                return invalid("calls.queue_id", "id", "the id in the path and in the body differ");
            if (auto bad = check(in)) return *bad;
            auto expected = http::if_match(r);
            if (!expected) return expected.error();
            auto saved =
                i->deps.db.write_as<QueueSettings>([&](db::Tx& tx) -> Result<QueueSettings> {
                    const auto all = store::queues(tx.conn);
                    const auto old =
                        std::find_if(all.begin(), all.end(),
                                     [&](const QueueSettings& q) { return q.id == in.id; });
                    if (old == all.end() || !in_shops(r.who, old->shop_id)) return no_queue();
                    if (old->shop_id != in.shop_id)
                        return invalid("calls.queue_shop", "shop_id",
                                       "a queue stays with its shop; make another queue");
                    return store::save_queue(tx, in, *expected);
                });
            if (!saved) return saved.error();
            i->floor.post([i, queue = *saved] { i->configure(queue); });
            return saved;
        });
}

std::optional<Error> CallRoutes::check(const QueueSettings& q) {
    auto range = [](std::int64_t v, std::int64_t low, std::int64_t high,
                    const char* field) -> std::optional<Error> {
        if (v >= low && v <= high) return std::nullopt;
        return invalid("calls.queue_range", field,
                       "allowed are " + std::to_string(low) + " to " + std::to_string(high));
    };
    if (q.name.empty() || q.name.size() > 100)
        return invalid("calls.queue_name", "name", "a queue needs a name of 1 to 100 bytes");
    if (auto e = range(q.ring_timeout_ms, 5000, 120000, "ring_timeout_ms")) return e;
    if (auto e = range(q.max_wait_ms, 0, 86400000, "max_wait_ms")) return e;
    if (auto e = range(q.wrap_up_ms, 0, 3600000, "wrap_up_ms")) return e;
    if (auto e = range(q.no_answer_max, 1, 100, "no_answer_max")) return e;
    if (auto e = range(q.rounds_max, 1, 100, "rounds_max")) return e;
    if (auto e = range(q.service_level_ms, 1000, 3600000, "service_level_ms")) return e;
    return std::nullopt;
}

}  // namespace ol::calls
