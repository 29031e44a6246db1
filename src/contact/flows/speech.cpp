#include "contact/flows/speech.hpp"

#include <filesystem>
#include <fstream>

#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"

namespace ol::flows {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t loaded_max = 3000, waiting_max = 500, files_max = 20000;
constexpr std::uintmax_t sound_bytes_max = 8u << 20;  // 17 min: more than any upload becomes

std::string hex(const std::string& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

/// Empty: not there, or no file that this program wrote.
Sound read_file(const std::string& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error || size > sound_bytes_max) return {};
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Whole or not at all: another process may read it meanwhile.
bool write_file(const std::string& path, const Sound& sound) {
    const std::string part = path + ".part";
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(sound.data()),
              static_cast<std::streamsize>(sound.size()));
    out.close();
    std::error_code error;
    if (out) fs::rename(part, path, error);
    return out && !error;
}

/// What was spoken long ago is spoken anew when it is wanted; recordings ("r-...") stay.
void prune(const std::string& folder) {
    std::vector<std::pair<fs::file_time_type, fs::path>> spoken;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.path().filename().string().starts_with("s-"))
            spoken.emplace_back(entry.last_write_time(error), entry.path());
    if (spoken.size() <= files_max) return;
    std::sort(spoken.begin(), spoken.end());
    for (std::size_t i = 0; i < spoken.size() - files_max / 2; ++i)
        fs::remove(spoken[i].second, error);
}

}  // namespace

Speech::Speech(const Clock& clock, std::string folder, std::unique_ptr<SpeechEngine> engine)
    : folder_(std::move(folder)),
      engine_(std::move(engine)),
      loop_(clock, {.name = "speech", .mailbox_max = waiting_max}) {
    std::error_code error;
    fs::create_directories(folder_, error);
    loop_.post([this] { prune(folder_); });
}
Speech::~Speech() { loop_.stop(); }

std::string Speech::name_of(const Wanted& what) const {
    if (!what.recording.empty()) return "r-" + what.recording;
    const std::string key = engine_->name() + "|" + what.language + "|" + what.text;
    return "s-" + hex(crypto::sha256(key).substr(0, 16));
}
std::string Speech::path_of(const std::string& name) const {
    return folder_ + "/" + name + ".ulaw";
}

bool Speech::loaded(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    const auto at = by_name_.find(name);
    if (at == by_name_.end()) return false;
    recent_.splice(recent_.begin(), recent_, at->second);
    return true;
}

void Speech::load(const std::string& name, Sound sound) {
    if (add) add(name, std::move(sound));
    std::string gone;
    {
        const std::scoped_lock lock(mutex_);
        if (by_name_.contains(name)) return;
        recent_.push_front(name);
        by_name_[name] = recent_.begin();
        if (recent_.size() > loaded_max) {
            gone = recent_.back();
            by_name_.erase(gone);
            recent_.pop_back();
        }
    }
    if (!gone.empty() && remove) remove(gone);
}

void Speech::prepare(const std::vector<Wanted>& what, Done done) {
    std::vector<std::string> names;
    bool all = true;
    for (const Wanted& w : what) {
        names.push_back(name_of(w));
        all = all && loaded(names.back());
    }
    if (all) return done(std::move(names));
    const auto held = std::make_shared<Done>(std::move(done));
    const bool taken = loop_.post([this, what, names, held] {
        std::vector<std::string> there;
        for (const Wanted& w : what)
            if (auto name = ready(w)) there.push_back(std::move(*name));
        (*held)(std::move(there));
    });
    if (!taken) (*held)({});  // overloaded: the call goes on without words
}

/// The words of a recording whose file is gone are spoken: he is told the same by another voice.
std::optional<std::string> Speech::ready(const Wanted& what) {
    std::string name = name_of(what);
    if (loaded(name)) return name;
    auto made = sound(what);
    if (made) {
        load(name, std::move(*made));
        return name;
    }
    log::warn(
        "flows", "not_spoken",
        {{"code", made.error().code}, {"language", what.language}, {"recording", what.recording}});
    if (what.recording.empty() || what.text.empty()) return std::nullopt;
    return ready({what.text, what.language, ""});
}

Result<Sound> Speech::sound(const Wanted& what) {
    const std::string path = path_of(name_of(what));
    if (auto kept = read_file(path); !kept.empty()) return kept;
    if (!what.recording.empty())
        return not_found("flows.recording_missing",
                         "the file of this recording is gone or too large; record it anew");
    auto made = engine_->speak(what.text, what.language);
    if (made) (void)write_file(path, *made);
    return made;
}

Result<std::string> Speech::keep(const Sound& sound) {
    const std::string hash = hex(
        crypto::sha256({reinterpret_cast<const char*>(sound.data()), sound.size()}).substr(0, 16));
    if (!write_file(path_of("r-" + hash), sound))
        return unavailable("flows.not_kept", "the recording could not be written to the disk");
    return hash;
}

}  // namespace ol::flows
