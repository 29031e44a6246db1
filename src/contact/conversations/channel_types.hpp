#pragma once
// Shapes of the shop's addresses in channels: a bot, a page, a number, a partner's program.
#include "contact/conversations/types.hpp"

namespace ol::conversations {

/// unchecked: nobody has asked the channel yet. faulty: what it last said is in `trouble`.
enum class Standing { unchecked, works, faulty };
BOOST_DESCRIBE_ENUM(Standing, unchecked, works, faulty)

/// `account` as the channel's guide names it; of its secrets only whether they are there.
struct ChannelAccount {
    ChannelAccountId id;
    ShopId shop_id;
    ChannelKind kind = ChannelKind::generic;
    std::string name, account;
    bool has_token = false, has_secret = false;
    std::string verify_token;  // what Meta's console asks for
    bool enabled = true;
    std::optional<QueueId> queue_id;  // none: the shop's first
    int answer_within_s = 600;        // the promise to who writes in open hours; 0 = none
    std::string webhook_url;          // where the channel is to tell us
    Standing standing = Standing::unchecked;
    std::optional<Trouble> trouble;  // of faulty
    int waiting = 0;                 // messages that have not left
    std::string made_secret;         // once, when we made it: for the partner
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(ChannelAccount, (),
                      (id, shop_id, kind, name, account, has_token, has_secret, verify_token,
                       enabled, queue_id, answer_within_s, webhook_url, standing, trouble, waiting,
                       made_secret, version))
struct ChannelAccountList {
    std::vector<ChannelAccount> items;
};
BOOST_DESCRIBE_STRUCT(ChannelAccountList, (), (items))
/// Telegram: token. Viber: token and account (the name people see). WhatsApp, Messenger, Instagram:
/// account, token, secret. A partner and SMS: account (his https address); secret, or one is made.
struct NewChannelAccount {
    ShopId shop_id;
    ChannelKind kind = ChannelKind::generic;
    std::string name;
    std::optional<std::string> account, token, secret, verify_token;
};
BOOST_DESCRIBE_STRUCT(NewChannelAccount, (),
                      (shop_id, kind, name, account, token, secret, verify_token))
struct ChannelAccountPatch {  // absent = unchanged; queue_id "0": the shop's first
    std::optional<std::string> name, account, token, secret, verify_token;
    std::optional<bool> enabled;
    std::optional<QueueId> queue_id;
    std::optional<int> answer_within_s;
};
BOOST_DESCRIBE_STRUCT(ChannelAccountPatch, (),
                      (name, account, token, secret, verify_token, enabled, queue_id,
                       answer_within_s))
/// What a channel keeps as one text in its row.
struct ChannelLook {
    int answer_within_s = 600;
};
BOOST_DESCRIBE_STRUCT(ChannelLook, (), (answer_within_s))
/// Where a channel's file is; kept sealed until it is fetched.
struct MediaSource {
    ChannelKind kind = ChannelKind::generic;
    std::string id, url;
};
BOOST_DESCRIBE_STRUCT(MediaSource, (), (kind, id, url))
/// Sealed in its row.
struct SealedCredentials {
    std::string account, token, secret, verify_token;
};
BOOST_DESCRIBE_STRUCT(SealedCredentials, (), (account, token, secret, verify_token))

}  // namespace ol::conversations
