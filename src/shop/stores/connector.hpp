#pragma once
// One platform that orders come from. A connector is pure: it checks signatures over bytes it is
// given, says what to ask the shop, and reads the answers. Asking, storing, retrying and applying
// are the room's (sync.cpp, walk.cpp), the same for all. Room-internal; connector_test.cpp holds
// every connector to one contract.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.hpp"
#include "shop/customers/customers.hpp"
#include "shop/orders/orders.hpp"
#include "shop/stores/types.hpp"

namespace ol::stores {

using Meanings = std::map<std::string, StatusMeaning>;  // by the shop's code, as people answered

struct Source {
    ShopId shop;
    std::int64_t store = 0;
    orders::ShopFacts facts;  // zone of zone-less times, region of telephone numbers
    Time read_at{};           // when the answer came: the age of orders that carry none
};

struct Secrets {
    std::string key, secret, webhook_secret;
    std::string former_secret;  // accepted beside the new one while the shop changes over
    std::string session;        // what sign_in() gave, for platforms that want it
};

/// What a delivery is about; the body may be old (a retried delivery is), so it only names the
/// order.
struct Hint {
    enum class What { order, deleted, checkout, ignored } what = What::ignored;
    std::string topic, key;
};

struct ForeignOrder {
    orders::ExternalOrder order;
    std::string status_name;               // how the shop's people call order.status
    std::optional<StatusMeaning> meaning;  // nullopt: the platform's documents do not say
    std::string mark;                      // of an order that a desk has sent there; "" = none
};

struct ForeignProduct {
    std::string external_id, sku, name, currency;
    std::int64_t price_minor = 0;
    std::optional<std::int64_t> stock;  // nullopt: the shop does not count it
    std::string barcode;
    bool active = true;
};

struct ForeignStatus {
    std::string code, name;
    std::optional<StatusMeaning> meaning;
};

struct RefusedOrder {
    std::string key;  // "" when even that cannot be read
    Error why;
};

/// An unfinished purchase (Shopify): who may be reminded, once, by the rules of consent.
struct Checkout {
    std::string key, phone, email, currency, recover_url;
    std::int64_t total_minor = 0, lines = 0;
    Time created_at{}, updated_at{};
    bool completed = false;
};

/// What one answer held, and what is to be asked next.
struct Page {
    std::vector<ForeignOrder> orders;
    std::vector<RefusedOrder> refused;  // the others are taken
    std::vector<std::string> gone;      // deleted in the shop
    std::vector<ForeignProduct> products;
    std::vector<customers::Intake> buyers;
    std::vector<ForeignStatus> statuses;
    std::vector<std::string> next;  // paths to ask after this one, in order
    std::string feed;               // the feed's new position; "" = unchanged
};

/// What the desk changed and the shop is told.
struct Message {
    OutKind what = OutKind::note;
    std::string key, text, mark;  // `mark` stands in the text: how it is found again after a crash
    std::string status;           // of the shop, as people chose; "" = none was
};

/// An order of the desk on its way to the shop.
struct OutOrder {
    orders::ExternalOrder order;                  // as it stands now; origin and status are empty
    std::map<std::string, std::string> products;  // the shop's id by article, as far as known
    std::string mark, country;                    // "UA"
    std::string desk_number;
};

class Connector {
public:
    virtual ~Connector() = default;
    virtual std::string_view kind() const = 0;

    /// The secrets that it cannot do without: "key", "secret", "webhook_secret".
    virtual std::vector<std::string_view> needs() const { return {"webhook_secret"}; }
    /// Where the platform answers for all its shops; "" where each has an address of its own.
    virtual std::string_view usual_address() const { return {}; }

    /// Does the shop send anything by itself.
    virtual bool sends() const { return true; }

    // ---- the door ----
    enum class Door { open, ping, refused };
    virtual std::string stored_secret(std::string_view typed) const { return std::string(typed); }
    virtual Door knock(const Secrets& secrets, const http::Request& request, Time now) const = 0;
    /// stores.json, stores.id
    virtual Result<Hint> hint(const http::Request& request) const = 0;
    /// A signed body as an order; stores.unsupported where bodies are only hints.
    virtual Result<ForeignOrder> body(std::string_view bytes, const Source& source) const = 0;
    virtual Result<Checkout> checkout(std::string_view bytes, const Source& source) const;

    // ---- asking ----
    virtual bool can_read() const { return true; }
    /// How a path is asked; most are fetched.
    virtual http::ClientRequest asking(const std::string& path) const;
    /// Platforms that give a token for a while: what to send, what the answer gave ("" = refused),
    /// and when it is over before its time.
    virtual std::optional<http::ClientRequest> sign_in(const Secrets&) const { return {}; }
    virtual std::string session_of(std::string_view) const { return {}; }
    virtual bool session_over(const http::ClientResponse&) const { return false; }
    /// Platforms whose orders name people and places by id only: what else is to be asked for this
    /// answer (`round` 0, 1 ... until nothing is), and all of it as one body for page() and
    /// order().
    virtual std::vector<std::string> along(std::string_view path, std::string_view body,
                                           int round) const;
    virtual std::string together(std::string body, const std::vector<std::string>& answers) const;
    /// Credentials; for signed reads the address too.
    virtual void authorise(http::ClientRequest& request, const Secrets& secrets,
                           Time now) const = 0;
    virtual std::string order_path(std::string_view key) const = 0;
    virtual Result<ForeignOrder> order(std::string_view answer, const Source& source) const = 0;
    virtual bool says_gone(const http::ClientResponse& answer) const = 0;
    /// Everything modified since; `feed` is where the last poll ended, for feeds that count.
    virtual std::vector<std::string> changes_paths(Time since, const std::string& feed,
                                                   const Source& source) const = 0;
    virtual std::string created_path(Time from, Time to, const Source& source) const = 0;
    /// What is imported once at connect, in order: catalogue, stock, buyers, past orders since.
    virtual std::vector<std::string> import_paths(Time orders_since,
                                                  const Source& source) const = 0;
    virtual Result<Page> page(const std::string& path, const http::ClientResponse& answer,
                              const Source& source) const = 0;
    virtual Ms poll_every(Ms usual) const { return usual; }
    /// The least time between two pages of an import: platforms that count requests by the minute.
    virtual Ms gap() const { return {}; }
    /// How far back the first import reads.
    virtual Ms past() const { return Ms{86'400'000} * 365; }

    // ---- the shop's webhooks, which it switches off by itself ----
    virtual std::string hooks_path() const { return {}; }
    /// Requests (path as url) that bring missing or disabled webhooks back.
    virtual std::vector<http::ClientRequest> mend_hooks(std::string_view answer,
                                                        const std::string& our_url) const;

    // ---- what the desk changed ----
    virtual bool can_write(OutKind) const { return false; }
    /// Where the shop's statuses are listed, for platforms whose statuses are each shop's own:
    /// people choose which of them says what. An order that stands in it already was told.
    virtual std::string statuses_path() const { return {}; }
    bool by_status() const { return !statuses_path().empty(); }
    /// Without a chosen status this is not told.
    virtual bool wants_status(OutKind) const { return by_status(); }
    /// Is it there already? Asked before a repeat. The answer's path is look_path().
    virtual std::string look_path(const Message& m) const { return order_path(m.key); }
    virtual bool is_there(const Message& m, std::string_view answer) const;
    /// `seen`: the answer of look_path(), for platforms where a write replaces the whole.
    virtual Result<http::ClientRequest> write(const Message& m, std::string_view seen) const;

    /// Whether an answer of 200 means that it was done: some platforms refuse with 200.
    virtual bool took(const Message&, std::string_view) const { return true; }

    // ---- orders that the desk made ----
    virtual bool takes_orders() const { return false; }
    /// The order with its mark inside; order() reads the answer, page() of created_path() finds it
    /// again by the mark.
    virtual Result<http::ClientRequest> create(const OutOrder& out) const;
    /// The shop's own words in a refusal; "" when it gave none.
    virtual std::string refusal(std::string_view answer) const;
};

/// nullptr: no such platform.
const Connector* connector_of(std::string_view kind);
std::vector<std::string_view> connector_kinds();

const Connector& woocommerce();
const Connector& shopify();
const Connector& retailcrm();
const Connector& opencart();
const Connector& generic();
const Connector& prom();
const Connector& keycrm();
const Connector& prestashop();
const Connector& horoshop();

/// The status decides once: people's answer, else the platform's documents, else the order is open
/// and the status is asked about. True: asked.
bool settle(ForeignOrder& order, const Meanings& answered, bool& draft);
std::string origin_of(std::string_view kind, std::int64_t store);  // "woocommerce:5"

}  // namespace ol::stores
