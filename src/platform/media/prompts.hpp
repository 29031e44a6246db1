#pragma once
// What callers hear: raw mu-law files, loaded once at start in both codecs and shared by all legs;
// more may be added and taken away while calls run.
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "platform/media/mailbox.hpp"
#include "platform/media/media.hpp"
#include "platform/media/pcm.hpp"

namespace ol::media {

struct Prompt {
    std::vector<std::uint8_t> ulaw, alaw;  // same length
    std::span<const std::uint8_t> bytes(Codec codec) const {
        return codec == Codec::pcma ? alaw : ulaw;
    }
};

class Prompts {
public:
    /// Every "<name>.<lang>.ulaw" and "<name>.ulaw" of the folder; at most 4 MiB each. An absent
    /// folder is an empty set.
    explicit Prompts(const std::string& folder);
    /// The language's, else English, else the bare name; nullptr: unknown.
    std::shared_ptr<const Prompt> find(const std::string& name, const std::string& language) const;
    void add(const std::string& file, std::vector<std::uint8_t> ulaw);  // replaces
    void remove(const std::string& file);  // who hears it hears it to its end
    std::size_t size() const;

private:
    mutable std::mutex mutex_;                                      // never taken by a media thread
    std::map<std::string, std::shared_ptr<const Prompt>> by_file_;  // "greeting.uk"
};

/// A Play made ready by the caller's thread: the media thread only follows pointers.
struct Playlist : Node {
    std::vector<std::shared_ptr<const Prompt>> items;  // freed with the list, off the media thread
    bool loop = false;
    std::string token;
    std::size_t item = 0, offset = 0;  // where we are

    /// The next 20 ms in that codec; false: the list has ended and `out` is not written.
    bool next(Codec codec, std::uint8_t* out);
};

std::unique_ptr<Playlist> make_playlist(const Prompts& prompts, Play play);

}  // namespace ol::media
