#pragma once
// Text becomes sound: by espeak-ng today, by any engine that fits the interface. Made once, kept on
// disk by what was said, handed to media under a name; never on a thread that may not wait.
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/loop.hpp"
#include "platform/base/result.hpp"

namespace ol::flows {

using Sound = std::vector<std::uint8_t>;  // 8 kHz mu-law

class SpeechEngine {
public:
    virtual ~SpeechEngine() = default;
    virtual std::string name() const = 0;  // part of what a kept sound is known by
    /// Blocks, bounded. Errors: "flows.speech_missing", "flows.speech_failed".
    virtual Result<Sound> speak(const std::string& text, const std::string& language) = 0;
};
/// A GPL program, run as a process of its own only.
std::unique_ptr<SpeechEngine> espeak_ng();

/// A text to be spoken, or a recording of the library by its hash.
struct Wanted {
    std::string text, language, recording;
};

class Speech {
public:
    Speech(const Clock& clock, std::string folder, std::unique_ptr<SpeechEngine> engine);
    ~Speech();
    void stop() { loop_.stop(); }

    /// Where sounds go so that calls can play them; set before traffic. Any thread.
    std::function<void(const std::string& name, Sound)> add;
    std::function<void(const std::string& name)> remove;

    using Done = std::function<void(std::vector<std::string> names)>;
    /// The names that media knows them by. `done` runs at once when all are there, else on the
    /// speech thread; a recording whose file is gone is spoken from its text, and what could not be
    /// made is left out. Never blocks.
    void prepare(const std::vector<Wanted>& what, Done done);
    Result<Sound> sound(const Wanted& what);  // blocks: for listening at the desk
    /// Keeps a recording; its hash.
    Result<std::string> keep(const Sound& sound);

private:
    std::string name_of(const Wanted& what) const;
    std::string path_of(const std::string& name) const;
    std::optional<std::string> ready(const Wanted& what);
    bool loaded(const std::string& name);
    void load(const std::string& name, Sound sound);

    std::string folder_;
    std::unique_ptr<SpeechEngine> engine_;
    std::mutex mutex_;
    std::list<std::string> recent_;  // newest first; the oldest leave media
    std::map<std::string, std::list<std::string>::iterator> by_name_;
    Loop loop_;
};

}  // namespace ol::flows
