// Orders and buyers of before there was an index of their words are taken into it behind the start;
// what an erasure took out of a large one leaves its file hour by hour.
#include "app/parts.hpp"
#include "platform/base/log.hpp"

namespace ol::app {
namespace {

constexpr int at_once = 200;       // some 20 ms of the writer
constexpr Ms between{20};          // the others' turn
constexpr Ms again_in{30 * 1000};  // the database is away
constexpr Ms tidy_each{3600 * 1000};

}  // namespace

void Centre::Parts::index_older() {
    if (!chores) return;
    auto more = orders->index_older(at_once);
    if (more && !*more) more = customers->index_older(at_once);
    if (!more) log::warn("app", "not_indexed", {{"code", more.error().code}});
    const Ms pause = !more ? again_in : *more ? between : tidy_each;
    chores->at(chores->now() + pause, [this] { index_older(); });
}

}  // namespace ol::app
