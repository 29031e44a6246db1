#pragma once
// Rows of files and of the bytes that they name. Private to the room. Ids of 0 = none.
#include <optional>
#include <string>
#include <vector>

#include "contact/files/types.hpp"
#include "platform/db/db.hpp"

namespace ol::files::rows {

/// A file of a message; of message 0: uploaded by `person_id`, not sent yet.
struct File {
    FileId id;
    ConversationId conversation_id;
    MessageId message_id;
    ChannelAccountId account_id;
    PersonId person_id;
    std::int64_t number = 0;  // within its message, from 1
    FileState state = FileState::waiting;
    std::string name;
    std::int64_t told_bytes = 0;
    std::string source;  // what its channel knows it by, as its fetcher wrote it; sealed
    std::string sha256;
    std::int64_t attempts = 0;  // that failed
    Time next_at{};
    std::string trouble;  // FileTrouble, or empty
    Time made_at{};
};
BOOST_DESCRIBE_STRUCT(File, (),
                      (id, conversation_id, message_id, account_id, person_id, number, state, name,
                       told_bytes, source, sha256, attempts, next_at, trouble, made_at))

/// Bytes that are on the disk.
struct Blob {
    std::string sha256;
    std::int64_t bytes = 0;
    std::string type;
    FileSort sort = FileSort::other;
    bool showable = false;
    int width = 0, height = 0;
    Check verdict = Check::none;
    std::string threat;
    Time made_at{};
};
BOOST_DESCRIBE_STRUCT(Blob, (),
                      (sha256, bytes, type, sort, showable, width, height, verdict, threat,
                       made_at))

void insert(db::Tx& tx, const File& f);
void update(db::Tx& tx, const File& f);
void remove(db::Tx& tx, FileId id);
std::optional<File> file(db::Conn& conn, FileId id);
std::vector<File> files_of(db::Conn& conn, const std::vector<MessageId>& messages);
std::optional<File> file_of(db::Conn& conn, MessageId message, int number);
/// To be fetched now, the longest waiting first.
std::vector<File> due(db::Conn& conn, Time now, int limit);
std::optional<Time> next_due(db::Conn& conn);
/// Uploads that nobody sent.
std::vector<File> unsent(db::Conn& conn, Time before, int limit);
std::int64_t unsent_bytes(db::Conn& conn, PersonId person);

/// Unless it is there.
void have(db::Tx& tx, const Blob& b);
std::optional<Blob> blob(db::Conn& conn, const std::string& sha256);
std::vector<Blob> unchecked(db::Conn& conn, int limit);
void verdict(db::Tx& tx, const std::string& sha256, Check verdict, const std::string& threat);
struct Where {
    ConversationId conversation;
    MessageId message;
};
std::vector<Where> where(db::Conn& conn, const std::string& sha256);
bool used(db::Conn& conn, const std::string& sha256);
/// Bytes that no file names any more.
std::vector<std::string> left(db::Conn& conn, int limit);
void forget(db::Tx& tx, const std::string& sha256);
/// Names, sources and bytes of a conversation's files go; that there were files stays.
void erase(db::Tx& tx, ConversationId conversation);

}  // namespace ol::files::rows
