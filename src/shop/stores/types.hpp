#pragma once
// The shapes of the room: connected stores, and imports of files.
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::stores {

using ImportId = Id<struct ImportTag>;

enum class StoreState { ok, unreachable, unauthorised, never };
BOOST_DESCRIBE_ENUM(StoreState, ok, unreachable, unauthorised, never)

struct Store {
    StoreId id;
    ShopId shop_id;
    std::string kind, name, url, webhook_url;
    StoreState state = StoreState::never;
    std::optional<Time> last_event_at, last_poll_at, cursor_at;
    std::int64_t events = 0;         // signed deliveries, repeated ones too
    std::int64_t refused = 0;        // wrong signatures since the server started
    std::int64_t gaps_repaired = 0;  // orders that no webhook brought, found by polling
    std::string last_error;          // a code
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Store, (),
                      (id, shop_id, kind, name, url, webhook_url, state, last_event_at,
                       last_poll_at, cursor_at, events, refused, gaps_repaired, last_error,
                       version))
struct StorePage {
    std::vector<Store> items;
};
BOOST_DESCRIBE_STRUCT(StorePage, (), (items))
struct NewStore {
    ShopId shop_id;
    std::string kind = "woocommerce", name, url, key, secret, webhook_secret;
};
BOOST_DESCRIBE_STRUCT(NewStore, (), (shop_id, kind, name, url, key, secret, webhook_secret))
struct StorePatch {
    std::optional<std::string> name, url, key, secret, webhook_secret;
};
BOOST_DESCRIBE_STRUCT(StorePatch, (), (name, url, key, secret, webhook_secret))
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
