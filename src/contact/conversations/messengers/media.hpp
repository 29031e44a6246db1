#pragma once
// How a messenger's file is fetched, request by request: pure. Asking, limits and retries are the
// room's.
#include "contact/conversations/channel.hpp"

namespace ol::conversations {

/// A file that its channel holds for us; a place or a card is whole already.
bool is_fetched(ChannelKind kind, const Media& media);

struct MediaAsk {
    http::ClientRequest request;
    bool gives_file = true;  // false: its answer says where the file is (media_next)
};
/// Errors: files.address (not an address of ours to ask), files.bad_token.
Result<MediaAsk> media_first(ChannelKind kind, const Credentials& c, const Media& media);
/// From the answer that says where the file lies. Errors as media_refused, files.address.
Result<MediaAsk> media_next(ChannelKind kind, const Credentials& c,
                            const http::ClientResponse& answer);
/// What an answer other than 200 means: files.expired, files.bad_token, files.too_large,
/// files.refused {channel_said}; of kind unavailable when time may help.
Error media_refused(ChannelKind kind, const http::ClientResponse& answer);
/// The address that a redirect names, when it is one to follow: https, or a path on the same
/// server. `allow_plain`: http too (demo, tests). files.redirects
Result<std::string> media_redirect(const std::string& from, const std::string& location,
                                   bool allow_plain);
/// "https://host:port" of an address; "" when it has none.
std::string origin_of(const std::string& url);

}  // namespace ol::conversations
