// Orders and buyers of before there was an index of their words are taken into it behind the start.
#include "app/parts.hpp"
#include "platform/base/log.hpp"

namespace ol::app {
namespace {

constexpr int at_once = 200;       // some 20 ms of the writer
constexpr Ms between{20};          // the others' turn
constexpr Ms again_in{30 * 1000};  // the database is away

}  // namespace

void Centre::Parts::index_older() {
    if (!chores) return;
    auto more = orders->index_older(at_once);
    if (more && !*more) more = customers->index_older(at_once);
    if (!more) log::warn("app", "not_indexed", {{"code", more.error().code}});
    if (more && !*more) return;
    chores->at(chores->now() + (more ? between : again_in), [this] { index_older(); });
}

}  // namespace ol::app
