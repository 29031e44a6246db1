#pragma once
// A change on the writer's thread, and what follows it on the room's loop in the order of commits.
// Private to the room.
#include <future>

#include "contact/conversations/turn.hpp"

namespace ol::conversations {

template <class T>
void Conversations::post(Job<T> job, std::function<void(Result<T>)> done) {
    struct Made {
        std::optional<T> value;
        Effects effects;
    };
    auto made = std::make_shared<Made>();
    d_.db.post(
        [made, job = std::move(job)](db::Tx& tx) -> Result<> {
            *made = {};  // the writer may run a job again
            auto value = job(tx, made->effects);
            if (!value) return value.error();
            made->value = std::move(*value);
            return {};
        },
        [this, made, done = std::move(done)](Result<> result) {
            if (!result) return done(result.error());
            d_.loop.post([this, made] { publish(made->effects); });
            done(std::move(*made->value));
        });
}

template <class T>
Result<T> Conversations::commit(Job<T> job) {
    std::promise<Result<T>> promise;
    auto future = promise.get_future();
    post<T>(std::move(job), [&promise](Result<T> result) { promise.set_value(std::move(result)); });
    return future.get();
}

}  // namespace ol::conversations
