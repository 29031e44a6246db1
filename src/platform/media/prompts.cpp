// Loading and playing of prompts.
#include "platform/media/prompts.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "platform/base/log.hpp"

namespace ol::media {
namespace {

constexpr std::uintmax_t prompt_bytes_max = 4u << 20;

std::vector<std::uint8_t> read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Prompt prompt_of(std::vector<std::uint8_t> ulaw) {
    Prompt p{std::move(ulaw), {}};
    p.alaw.resize(p.ulaw.size());
    transcode(Codec::pcmu, p.ulaw, Codec::pcma, p.alaw.data());
    return p;
}

}  // namespace

Prompts::Prompts(const std::string& folder) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().extension() != ".ulaw" || !entry.is_regular_file(error)) continue;
        if (entry.file_size(error) > prompt_bytes_max || error) {
            log::warn("media", "prompt_too_large", {{"file", entry.path().filename().string()}});
            continue;
        }
        auto bytes = read_file(entry.path());
        if (!bytes.empty()) add(entry.path().stem().string(), std::move(bytes));
    }
}

void Prompts::add(const std::string& file, std::vector<std::uint8_t> ulaw) {
    auto made = std::make_shared<const Prompt>(prompt_of(std::move(ulaw)));
    const std::scoped_lock lock(mutex_);
    by_file_[file] = std::move(made);
}

void Prompts::remove(const std::string& file) {
    const std::scoped_lock lock(mutex_);
    by_file_.erase(file);
}

std::size_t Prompts::size() const {
    const std::scoped_lock lock(mutex_);
    return by_file_.size();
}

std::shared_ptr<const Prompt> Prompts::find(const std::string& name,
                                            const std::string& language) const {
    const std::scoped_lock lock(mutex_);
    for (const std::string& key : {name + "." + language, name + ".en", name}) {
        const auto it = by_file_.find(key);
        if (it != by_file_.end()) return it->second;
    }
    return nullptr;
}

std::unique_ptr<Playlist> make_playlist(const Prompts& prompts, Play play) {
    auto list = std::make_unique<Playlist>();
    list->loop = play.loop;
    list->token = std::move(play.token);
    for (const std::string& name : play.prompts) {
        if (auto p = prompts.find(name, play.language))
            list->items.push_back(std::move(p));
        else
            log::warn("media", "prompt_unknown", {{"name", name}, {"language", play.language}});
    }
    return list;
}

bool Playlist::next(Codec codec, std::uint8_t* out) {
    std::size_t filled = 0;
    while (filled < frame_samples && item < items.size()) {
        const auto bytes = items[item]->bytes(codec);
        const std::size_t n = std::min(frame_samples - filled, bytes.size() - offset);
        std::memcpy(out + filled, bytes.data() + offset, n);
        filled += n, offset += n;
        if (offset < bytes.size()) break;
        offset = 0;
        if (++item == items.size() && loop) item = 0;
    }
    if (filled == 0) return false;
    std::memset(out + filled, silence_of(codec), frame_samples - filled);
    return true;
}

}  // namespace ol::media
