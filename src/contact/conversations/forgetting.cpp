// What channels once told and what has long arrived is of use to nobody: it goes, a little at a
// time. Messages themselves stay; this is only what made repeats and late news harmless.
#include "contact/conversations/channel_rows.hpp"
#include "contact/conversations/commit.hpp"
#include "contact/conversations/text_index.hpp"
#include "platform/base/log.hpp"

namespace ol::conversations {
namespace {

constexpr Ms kept_for{30LL * 24 * 3600 * 1000};  // no channel repeats itself for so long
constexpr Ms every{3600 * 1000};
constexpr int at_once = 1000;

}  // namespace

void Conversations::forget_old() {
    post<bool>(
        [](db::Tx& tx, Effects&) -> Result<bool> {
            rows::go_on_tidying(tx);
            return rows::forget_told(tx, tx.now - kept_for, at_once);
        },
        [this](const Result<bool>& more) {
            if (!more) log::error("conversations", "not_forgotten", {{"code", more.error().code}});
            const Ms wait = more && *more ? Ms{0} : every;
            d_.loop.post(
                [this, wait] { d_.loop.at(d_.loop.now() + wait, [this] { forget_old(); }); });
        });
}

}  // namespace ol::conversations
