#pragma once
// The file of everything that is kept about one buyer: what he may ask for. JSON, table by table in
// the rooms' own lists; written in pieces, so that a long history needs no memory.
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "shop/customers/customers.hpp"
#include "shop/customers/kept/tables.hpp"
#include "shop/customers/page/erasing.hpp"

namespace ol::customers {

struct AskFile {
    std::string reason;  // on whose request; stands with who saw his data
};
BOOST_DESCRIBE_STRUCT(AskFile, (), (reason))

struct FileDeps {
    db::Database& db;
    Customers& customers;
    Audit audit;  // may be empty
    KeptTables tables;
    std::string folder;                           // of files on their way; for this program alone
    std::function<void(std::string)> sent_later;  // the file may go in a while; may be empty
};

/// {"format":"orderline-buyer/1","customer_id","cards":[ids],"made_at":ms,"sections":[{"what",
/// "table","columns":[...],"rows":[[...]]}],"left_out":[{"table","why"}]}. Cards that were merged
/// into his are his. Rows are in the order of their first columns, ids and times are numbers.
void write_file(db::Conn& c, const KeptTables& tables, CustomerId id, Time now, std::ostream& out);

/// What an erasure would take, by parts of the file; its `plan` changes when he gets something new.
ErasurePlan plan_of(db::Conn& c, const KeptTables& tables, CustomerId id);

class BuyerFile {
public:
    explicit BuyerFile(FileDeps deps) : d_(std::move(deps)) {}
    /// Path of the file; that it was made stands in the audit and among the views of his data.
    /// customers.reason, customers.too_long, customers.unknown, customers.file (disk)
    Result<std::string> make(CustomerId id, const AskFile& in, PersonId by) const;

private:
    FileDeps d_;
};

/// The route holds it. Right `export`, and only who leads all shops: the file has what all know.
void add_file_routes(http::Router& router, std::shared_ptr<BuyerFile> file);

}  // namespace ol::customers
