#pragma once
// Shapes of files in conversations: as the routes show them.
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/ids.hpp"
#include "platform/base/time.hpp"

// Of a room above this one; here only as names on ids.
namespace ol::conversations {
struct ConversationTag;
struct MessageTag;
struct ChannelAccountTag;
}  // namespace ol::conversations

namespace ol::files {

using ConversationId = Id<conversations::ConversationTag>;
using MessageId = Id<conversations::MessageTag>;
using ChannelAccountId = Id<conversations::ChannelAccountTag>;
using FileId = Id<struct FileTag>;

/// waiting: it is still to be fetched, also between two tries. failed: it could not be (`why`).
/// gone: erased, or taken back by who sent it.
enum class FileState { waiting, kept, failed, gone };
BOOST_DESCRIBE_ENUM(FileState, waiting, kept, failed, gone)

/// none: nobody looks for viruses here. unchecked: the scanner has not said yet.
enum class Check { none, unchecked, clean, infected };
BOOST_DESCRIBE_ENUM(Check, none, unchecked, clean, infected)

/// What a file is by its bytes. page: HTML, SVG, XML, scripts: what a browser would run.
enum class FileSort { picture, audio, video, document, archive, text, page, program, other };
BOOST_DESCRIBE_ENUM(FileSort, picture, audio, video, document, archive, text, page, program, other)

struct FileParam {
    std::string name, value;
};
BOOST_DESCRIBE_STRUCT(FileParam, (), (name, value))

/// Why it is not here (failed) or not yet (waiting). code: files.expired, files.too_large {most},
/// files.private, files.address, files.redirects, files.unreachable, files.refused {channel_said},
/// files.bad_token, files.disk, files.channel_off.
struct FileTrouble {
    std::string code;
    std::vector<FileParam> params;
    std::optional<Time> next_at;  // of waiting: when it is tried again
};
BOOST_DESCRIBE_STRUCT(FileTrouble, (), (code, params, next_at))

/// A file of a message. `name` is for people, without what deceives them; `type` is what the bytes
/// are. given: it may be downloaded; shown: also seen or heard within the thread.
struct FileView {
    FileId id;
    std::string name, type;
    FileSort sort = FileSort::other;
    std::int64_t bytes = 0;  // of waiting: what the channel told, or 0
    FileState state = FileState::waiting;
    Check check = Check::none;
    bool given = false, shown = false;
    bool risky = false;         // opened it may run: by its bytes, or by its name
    int width = 0, height = 0;  // of pictures
    std::optional<FileTrouble> trouble;
};
BOOST_DESCRIBE_STRUCT(FileView, (),
                      (id, name, type, sort, bytes, state, check, given, shown, risky, width,
                       height, trouble))

struct FileNothing {};
BOOST_DESCRIBE_STRUCT(FileNothing, (), ())

}  // namespace ol::files
