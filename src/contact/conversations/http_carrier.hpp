#pragma once
// A web messenger's carrier: the pure adapter says what to ask, HTTP asks it.
#include "contact/conversations/carrier.hpp"

namespace ol::conversations {

struct HttpCarrierDeps {
    std::function<Result<http::ClientResponse>(const http::ClientRequest&)> fetch;
    /// The account's credentials, opened. Any thread.
    std::function<Result<Credentials>(ChannelAccountId)> credentials;
    /// Where a channel's fixed address lies instead ("https://api.telegram.org" -> a shop's own Bot
    /// API server); empty: as the channel says.
    std::string instead_of, goes_to;
    bool allow_private = false;  // also plain http:// to a partner (demo, tests)
};

std::shared_ptr<Carrier> http_carrier(const Channel& channel, HttpCarrierDeps deps);

/// The request with its address where it is to go, as above.
Result<http::ClientRequest> addressed(Result<http::ClientRequest> request,
                                      const HttpCarrierDeps& deps);

}  // namespace ol::conversations
