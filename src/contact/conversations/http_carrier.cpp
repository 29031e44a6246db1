#include "contact/conversations/http_carrier.hpp"

namespace ol::conversations {
namespace {

bool has_left(const Error& e) {
    for (const auto& [name, value] : e.params)
        if (name == "left" && value == "no") return false;
    return e.code.starts_with("http.client_") && e.code != "http.client_private" &&
           e.code != "http.client_url" && e.code != "http.client_header";
}

/// What the adapter itself will not send: our words, its reason.
Carried not_sent(const Error& e) {
    const bool shorter = e.kind == Errc::too_large;
    const bool credentials = e.field == "token" || e.field == "account" || e.field == "secret";
    return {{shorter       ? Sent::too_long
             : credentials ? Sent::bad_token
                           : Sent::refused,
             "",
             {},
             e.code,
             e.detail},
            false};
}

/// A gateway's word for an answer that it did not get, or a yes that says nothing.
bool is_unsaid(const http::ClientResponse& r) { return r.status == 502 || r.status == 504; }

class HttpCarrier final : public Carrier {
public:
    HttpCarrier(const Channel& channel, HttpCarrierDeps deps)
        : channel_(channel), d_(std::move(deps)) {}
    ChannelKind kind() const override { return channel_.kind(); }
    Limits limits() const override { return channel_.limits(); }
    Window window(std::optional<Time> his_last, Time now) const override {
        return channel_.window(his_last, now);
    }
    /// A partner's contract has Idempotency-Key; the big messengers have nothing of the kind.
    bool repeats(ChannelAccountId) const override {
        return kind() == ChannelKind::generic || kind() == ChannelKind::sms;
    }
    Carried carry(const Parcel& parcel) override;

private:
    const Channel& channel_;
    HttpCarrierDeps d_;
};

Carried HttpCarrier::carry(const Parcel& parcel) {
    auto credentials = d_.credentials(parcel.account);
    if (!credentials) return not_sent(credentials.error());
    Outgoing out = parcel.out;
    if (!parcel.files.empty()) {
        const auto& f = parcel.files.front();
        if (f.url.empty())
            return not_sent(conflict("files.no_public_address",
                                     "The channel fetches files from us: set http.public_url."));
        out.media_url = f.url, out.media_type = f.type, out.media_name = f.name;
        out.media_bytes = f.bytes;
    }
    if (out.account.empty() && kind() != ChannelKind::generic && kind() != ChannelKind::sms)
        out.account = credentials->account;
    const bool plain = d_.allow_private && credentials->account.starts_with("http://");
    if (plain) credentials->account.replace(0, 4, "https");
    auto request = addressed(channel_.write(*credentials, out), d_);
    if (!request) return not_sent(request.error());
    if (plain && request->url.starts_with("https://")) request->url.replace(0, 5, "http");
    const auto response = d_.fetch(*request);
    if (response) return {channel_.answered(*response), is_unsaid(*response)};
    const Error& e = response.error();
    if (e.code == "http.client_private" || e.code == "http.client_url") return not_sent(e);
    return {{Sent::again, "", {}, e.code, ""}, has_left(e)};
}

}  // namespace

Result<http::ClientRequest> addressed(Result<http::ClientRequest> request,
                                      const HttpCarrierDeps& deps) {
    if (!request) return request;
    request->allow_private = deps.allow_private;
    if (!deps.goes_to.empty() && request->url.starts_with(deps.instead_of))
        request->url = deps.goes_to + request->url.substr(deps.instead_of.size());
    return request;
}

std::shared_ptr<Carrier> http_carrier(const Channel& channel, HttpCarrierDeps deps) {
    return std::make_shared<HttpCarrier>(channel, std::move(deps));
}

}  // namespace ol::conversations
