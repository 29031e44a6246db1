#pragma once
// Facts put into a table, pure. One function (Sieve::place) says into which cell a fact falls; the
// table counts by it and the rows behind a number are picked by it, so they cannot disagree.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "insight/trade/types.hpp"

namespace ol::trade {

/// Who and what the ids stand for. Asked once per id.
struct Houses {
    std::function<std::string(ShopId)> zone;
    std::function<DepartmentId(PersonId)> department;
    std::function<std::string(ShopId)> shop_name;
    std::function<std::string(DepartmentId)> department_name;
    std::function<std::string(PersonId)> person_name;
    std::function<std::string(PersonId)> zone_of{};  // a person's own day
};

/// What the asker may see; empty = all. A department's orders are those that its people own.
struct Scope {
    std::set<std::int64_t> shops, departments;
};

/// A cell of the table. `group` is an id or a code, "" = nobody's, nowhere; a city's normal form.
struct Place {
    Day period = 0;
    std::string group;
    friend auto operator<=>(const Place&, const Place&) = default;
};

class Sieve {
public:
    Sieve(const TradeQuery& query, Scope scope, const Houses& houses)
        : q_(query), d_(definition(query.table)), scope_(std::move(scope)), houses_(houses) {}

    /// Nothing when the fact is of other days or filtered out.
    std::optional<Place> place(const Fact& fact);
    /// As people write it: of a city, this fact's own spelling.
    std::string spelling(const Fact& fact) const;
    std::string group_of(const Fact& fact, Cut cut);

private:
    Day day_of(Time at, ShopId shop);
    DepartmentId department_of(PersonId person);
    bool wanted(const Fact& fact);

    const TradeQuery& q_;
    const Definition& d_;
    Scope scope_;
    const Houses& houses_;
    std::map<ShopId, std::vector<Time>> midnights_;  // of the days asked for, and the last's end
    std::vector<Day> days_;
    std::map<PersonId, DepartmentId> departments_;
    std::map<std::string, std::string> cities_;  // spelling -> normal form
};

/// Adds facts up. Money is exact: a sum beyond 64 bits is absent, never wrong.
class Tabulator {
public:
    Tabulator(const TradeQuery& query, Scope scope, const Houses& houses);
    void take(const Fact& fact);
    /// Errors: insight.too_many_rows.
    Result<TradeReport> finish(Time as_of);

private:
    struct Part {
        std::int64_t of = 0, base = 0, units = 0;
        std::vector<std::int64_t> took_ms;
        std::map<std::string, std::optional<std::int64_t>> money;
    };
    using Parts = std::vector<Part>;  // in the order of the definition's columns

    void add(Parts& parts, const Fact& fact, bool counts) const;
    std::vector<std::string> currencies(std::size_t column) const;
    std::vector<insight::ReportColumn> columns() const;
    std::vector<std::optional<std::int64_t>> values(Parts& parts) const;
    std::string name_of(const std::string& group) const;
    bool counted(const Column& column) const;
    void fill_gaps();
    void share_out(std::vector<insight::ReportRow>& rows) const;

    const TradeQuery& q_;
    const Definition& d_;
    const Houses& houses_;
    Sieve sieve_;
    std::map<Place, Parts> cells_;
    Parts total_;
    bool several_rows_ = false;  // one sale may stand in several rows
    std::map<std::string, std::map<std::string, int>> spellings_;  // group -> how often each
};

}  // namespace ol::trade
