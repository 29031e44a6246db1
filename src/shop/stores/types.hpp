#pragma once
// The shapes of the room: connected stores, and imports of files.
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/money.hpp"
#include "platform/base/time.hpp"

namespace ol::stores {

using ImportId = Id<struct ImportTag>;
using StoreJobId = Id<struct StoreJobTag>;
using OutId = Id<struct OutTag>;

/// `limited`: the shop asked for patience (429), and is asked again when it said.
enum class StoreState { ok, unreachable, unauthorised, limited, never };
BOOST_DESCRIBE_ENUM(StoreState, ok, unreachable, unauthorised, limited, never)
/// What a shop's status means for the desk; `draft`: no order yet.
enum class StatusMeaning { open, completed, cancelled, refunded, draft };
BOOST_DESCRIBE_ENUM(StatusMeaning, open, completed, cancelled, refunded, draft)

struct Store {
    StoreId id;
    ShopId shop_id;
    std::string kind, name, url, webhook_url;
    StoreState state = StoreState::never;
    std::optional<Time> last_event_at, last_poll_at, cursor_at;
    std::int64_t events = 0;          // signed deliveries, repeated ones too
    std::int64_t refused = 0;         // wrong signatures since the server started
    std::int64_t gaps_repaired = 0;   // orders that no webhook brought, found by polling
    std::int64_t hooks_restored = 0;  // webhooks that the shop had switched off or deleted
    std::int64_t waiting = 0;         // events stored and not applied yet
    std::optional<Time> waiting_since;
    std::int64_t statuses_asked = 0;  // statuses whose meaning nobody has told yet
    std::int64_t refused_orders = 0;  // orders that could not be taken
    std::int64_t outgoing = 0;        // changes of the desk that the shop has not taken yet
    bool write_back = false;          // is the shop told what the desk changed
    bool send_orders = false;         // does the shop get the orders that the desk makes
    bool history_only = false;        // its past is imported; nothing is asked for after that
    bool sends = false, reads = false, writes = false,
         takes_orders = false;        // what its platform can
    bool by_status = false;           // it is told by statuses of the shop's own: people choose
    std::int64_t open_checkouts = 0;  // unfinished purchases of the last 30 days
    std::string last_error;           // a code
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Store, (),
                      (id, shop_id, kind, name, url, webhook_url, state, last_event_at,
                       last_poll_at, cursor_at, events, refused, gaps_repaired, hooks_restored,
                       waiting, waiting_since, statuses_asked, refused_orders, outgoing, write_back,
                       send_orders, history_only, sends, reads, writes, takes_orders, by_status,
                       open_checkouts, last_error, version))
struct StorePage {
    std::vector<Store> items;
};
BOOST_DESCRIBE_STRUCT(StorePage, (), (items))
struct NewStore {
    ShopId shop_id;
    std::string kind = "woocommerce", name, url, key, secret, webhook_secret;
    bool write_back = false;
    bool history_only = false;
    bool send_orders = false;
};
BOOST_DESCRIBE_STRUCT(NewStore, (),
                      (shop_id, kind, name, url, key, secret, webhook_secret, write_back,
                       history_only, send_orders))
struct StorePatch {
    std::optional<std::string> name, url, key, secret, webhook_secret;
    std::optional<bool> write_back, history_only, send_orders;
};
BOOST_DESCRIBE_STRUCT(StorePatch, (),
                      (name, url, key, secret, webhook_secret, write_back, history_only,
                       send_orders))
struct ShopStatus {  // a status of the shop that its platform does not explain
    std::string code, name;
    std::optional<StatusMeaning> meaning;  // empty: asked, not answered
    std::int64_t orders = 0;               // that stand in it now
    Time asked_at{};
};
BOOST_DESCRIBE_STRUCT(ShopStatus, (), (code, name, meaning, orders, asked_at))
struct ShopStatusPage {
    std::vector<ShopStatus> items;
};
BOOST_DESCRIBE_STRUCT(ShopStatusPage, (), (items))
struct AnswerStatus {
    std::string code;
    StatusMeaning meaning = StatusMeaning::open;
};
BOOST_DESCRIBE_STRUCT(AnswerStatus, (), (code, meaning))
struct RefusedOrderRow {
    std::string key, number, error;  // the shop's id, what people call it, a code
};
BOOST_DESCRIBE_STRUCT(RefusedOrderRow, (), (key, number, error))
struct RefusedOrderPage {
    std::vector<RefusedOrderRow> items;
};
BOOST_DESCRIBE_STRUCT(RefusedOrderPage, (), (items))
enum class JobKind { import_, day };
BOOST_DESCRIBE_ENUM(JobKind, import_, day)
enum class JobState { running, done, cancelled, failed };
BOOST_DESCRIBE_ENUM(JobState, running, done, cancelled, failed)
enum class DifferenceKind { missing, differs, extra };
BOOST_DESCRIBE_ENUM(DifferenceKind, missing, differs, extra)
/// An order of which the shop and the desk do not say the same: `missing` here, `extra` here.
struct Difference {
    DifferenceKind kind = DifferenceKind::missing;
    std::string key, number;
    std::optional<OrderId> order_id;
    bool repaired = false;
};
BOOST_DESCRIBE_STRUCT(Difference, (), (kind, key, number, order_id, repaired))
/// The first import of a shop, or one day compared with it (and read again when `repair`).
struct StoreJob {
    StoreJobId id;
    JobKind kind = JobKind::day;
    JobState state = JobState::running;
    std::string day;  // "2026-11-22" in the shop's zone; empty for an import
    bool repair = false;
    std::int64_t pages = 0, products = 0, buyers = 0, orders = 0, created = 0, changed = 0,
                 here = 0;                // here: orders of the day that the desk holds
    std::vector<Difference> differences;  // the first 500
    std::string error;
    Time started_at{};
    std::optional<Time> ended_at;
};
BOOST_DESCRIBE_STRUCT(StoreJob, (),
                      (id, kind, state, day, repair, pages, products, buyers, orders, created,
                       changed, here, differences, error, started_at, ended_at))
struct StoreJobPage {
    std::vector<StoreJob> items;  // the newest first, twenty
};
BOOST_DESCRIBE_STRUCT(StoreJobPage, (), (items))
struct NewStoreJob {
    JobKind kind = JobKind::day;
    std::string day;
    bool repair = false;
};
BOOST_DESCRIBE_STRUCT(NewStoreJob, (), (kind, day, repair))
struct CancelStoreJob {};
BOOST_DESCRIBE_STRUCT(CancelStoreJob, (), ())
struct JobWalk {  // what a job keeps between its pages
    std::vector<std::string> ahead;
    std::vector<Difference> differences;
};
BOOST_DESCRIBE_STRUCT(JobWalk, (), (ahead, differences))

enum class OutState { waiting, sending, done, failed };
BOOST_DESCRIBE_ENUM(OutState, waiting, sending, done, failed)
/// `create`: an order that the desk made.
enum class OutKind { note, cancel, create, confirm };
BOOST_DESCRIBE_ENUM(OutKind, note, cancel, create, confirm)
/// What the desk changed and the shop is told. `sending` after a crash: looked up before a repeat.
struct OutMessage {
    OutId id;
    OrderId order_id;
    std::string number;
    OutKind kind = OutKind::note;
    OutState state = OutState::waiting;
    std::int64_t attempts = 0;
    std::string error;
    Time created_at{};
};
BOOST_DESCRIBE_STRUCT(OutMessage, (),
                      (id, order_id, number, kind, state, attempts, error, created_at))
/// Which of the shop's statuses says there what the desk decided. `code` empty: nothing is told.
struct ToldAs {
    OutKind what = OutKind::confirm;
    std::string code, name;
    bool wanted = true;  // without one that is not told; else it goes as a remark
};
BOOST_DESCRIBE_STRUCT(ToldAs, (), (what, code, name, wanted))
struct ShopChoice {
    std::string code, name;
};
BOOST_DESCRIBE_STRUCT(ShopChoice, (), (code, name))
struct StoreWords {
    std::vector<ToldAs> items;        // confirm, note (a hold), cancel
    std::vector<ShopChoice> choices;  // the shop's statuses, as they were read
    std::optional<Time> read_at;      // empty: never asked
};
BOOST_DESCRIBE_STRUCT(StoreWords, (), (items, choices, read_at))
struct AnswerToldAs {
    OutKind what = OutKind::confirm;
    std::string code;  // "" = nothing is told
};
BOOST_DESCRIBE_STRUCT(AnswerToldAs, (), (what, code))
struct ReadChoices {};
BOOST_DESCRIBE_STRUCT(ReadChoices, (), ())
/// Where an order that the desk made stands in the shop's own system.
/// `none`: no system is connected; `off`: it is not asked to take them; `unsupported`: its platform
/// takes no orders from us; `perhaps`: sent, and no answer came: looked up before the next try.
enum class CopyState { none, off, unsupported, waiting, sending, perhaps, done, refused };
BOOST_DESCRIBE_ENUM(CopyState, none, off, unsupported, waiting, sending, perhaps, done, refused)
struct ShopCopy {
    CopyState state = CopyState::none;
    bool made_here = false;  // false: the order came from the shop, or from a file
    std::optional<StoreId> store_id;
    std::string store, kind;     // its name; its platform
    std::string number, key;     // how the shop calls the order; its id there
    std::optional<Money> total;  // what the shop counted, when it is not the desk's sum
    std::string error;           // why not, a code
    std::string said;            // the shop's own words about it
    std::int64_t attempts = 0;
    std::optional<Time> next_at;
};
BOOST_DESCRIBE_STRUCT(ShopCopy, (),
                      (state, made_here, store_id, store, kind, number, key, total, error, said,
                       attempts, next_at))
struct SendCopy {};
BOOST_DESCRIBE_STRUCT(SendCopy, (), ())
struct OutMessagePage {
    std::vector<OutMessage> items;  // what is not done; the newest first, a hundred
};
BOOST_DESCRIBE_STRUCT(OutMessagePage, (), (items))
struct PollRequest {};
BOOST_DESCRIBE_STRUCT(PollRequest, (), ())
struct PollResult {
    std::int64_t found = 0, new_ = 0, changed = 0;
};
BOOST_DESCRIBE_STRUCT(PollResult, (), (found, new_, changed))

enum class ImportState { uploaded, running, done, cancelled, failed };
BOOST_DESCRIBE_ENUM(ImportState, uploaded, running, done, cancelled, failed)
using ColumnMap = std::map<std::string, std::string>;
struct SavedMap {
    std::string name;
    ColumnMap map;
};
BOOST_DESCRIBE_STRUCT(SavedMap, (), (name, map))
struct Import {
    ImportId id;
    std::string file_name;
    ImportState state = ImportState::uploaded;
    std::string charset, separator;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> sample;
    ColumnMap map;
    std::vector<SavedMap> maps;
    std::int64_t rows = 0, done = 0, created = 0, updated = 0, unchanged = 0,
                 failed = 0;  // rows of the file
    std::string report_url, error;
};
BOOST_DESCRIBE_STRUCT(Import, (),
                      (id, file_name, state, charset, separator, columns, sample, map, maps, rows,
                       done, created, updated, unchanged, failed, report_url, error))
struct NewImport {
    ShopId shop_id;
    std::string file_name, content_base64;
};
BOOST_DESCRIBE_STRUCT(NewImport, (), (shop_id, file_name, content_base64))
struct StartImport {
    ColumnMap map;
    std::optional<std::string> save_as, charset, separator;
};
BOOST_DESCRIBE_STRUCT(StartImport, (), (map, save_as, charset, separator))
struct CancelImport {};
BOOST_DESCRIBE_STRUCT(CancelImport, (), ())

struct ImportHead {  // what an import keeps of its file as JSON
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> sample;
    ColumnMap map;
};
BOOST_DESCRIBE_STRUCT(ImportHead, (), (columns, sample, map))

}  // namespace ol::stores
