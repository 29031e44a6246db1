#pragma once
// Shapes of canned answers, as the settings screen and the composer see them.
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

namespace ol::canned {

using CannedAnswerId = Id<struct CannedAnswerTag>;
/// The conversation that an answer is filled for; its room has a name of its own for it.
using SubjectId = Id<struct CannedSubjectTag>;

/// One agreed answer of a shop in one language (R35). `text` is what may be used: empty until a
/// supervisor approved it. `draft` waits for approval beside it.
struct CannedAnswer {
    CannedAnswerId id;
    ShopId shop_id;
    std::string key, language;
    std::string text, draft;
    int live = 0, drafted = 0;  // numbers of their versions; 0 = none
    std::string draft_by, approved_by;
    std::vector<std::string> variables;  // of the text, else of the draft
    bool retired = false;
    std::int64_t used = 0;
    std::optional<Time> used_at;
    Time changed_at{};
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(CannedAnswer, (),
                      (id, shop_id, key, language, text, draft, live, drafted, draft_by,
                       approved_by, variables, retired, used, used_at, changed_at, version))
struct CannedAnswerList {
    std::vector<CannedAnswer> items;     // by key, then language
    std::vector<std::string> variables;  // all that a text may name
};
BOOST_DESCRIBE_STRUCT(CannedAnswerList, (), (items, variables))

struct NewCannedAnswer {
    ShopId shop_id;
    std::string key, language, text;
};
BOOST_DESCRIBE_STRUCT(NewCannedAnswer, (), (shop_id, key, language, text))
/// A new draft; what is in use stays until it is approved.
struct CannedDraftIn {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(CannedDraftIn, (), (text))
struct CannedApproval {};
BOOST_DESCRIBE_STRUCT(CannedApproval, (), ())
struct CannedRetireIn {
    bool retired = true;
};
BOOST_DESCRIBE_STRUCT(CannedRetireIn, (), (retired))

struct CannedVersion {
    int number = 0;
    std::string text, by, approved_by;
    Time at{};
    std::optional<Time> approved_at;
};
BOOST_DESCRIBE_STRUCT(CannedVersion, (), (number, text, by, approved_by, at, approved_at))
struct CannedVersionList {
    std::vector<CannedVersion> items;  // the newest first
};
BOOST_DESCRIBE_STRUCT(CannedVersionList, (), (items))

struct CannedUseIn {
    SubjectId conversation_id;
};
BOOST_DESCRIBE_STRUCT(CannedUseIn, (), (conversation_id))
/// What is not known of this buyer stays in the text as {{name}}: nothing is sent with it.
struct CannedFilled {
    std::string text;
    std::vector<std::string> missing;
};
BOOST_DESCRIBE_STRUCT(CannedFilled, (), (text, missing))

}  // namespace ol::canned
