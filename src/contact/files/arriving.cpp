#include "contact/files/arriving.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "platform/base/crypto.hpp"

namespace ol::files {
namespace {

namespace fs = std::filesystem;

Error no_disk() {
    return unavailable("files.disk",
                       "The file cannot be written: the disk is full or refuses; make room.");
}

Error elsewhere(std::int64_t have) {
    auto e = conflict("files.part", "This part does not follow what is here; go on from `have`.");
    e.params = {{"have", std::to_string(have)}};
    return e;
}

Error busy() {
    return Error{Errc::too_many,
                 "files.too_many_unsent",
                 "file",
                 "Too many files are on their way at once; wait until one has arrived.",
                 {}};
}

bool append(const std::string& to, std::string_view bytes) {
    std::ofstream file(to, std::ios::binary | std::ios::app);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return file.good();
}

}  // namespace

/// Words of strangers make no path: their hash does.
std::string Arriving::path(const Key& key) const {
    return dir_ + "/" + crypto::hex(crypto::sha256(key.first + "\n" + key.second));
}

void Arriving::forget(std::map<Key, One>::iterator at) {
    std::error_code ignored;
    fs::remove(path(at->first), ignored);
    all_.erase(at);
}

Result<Arriving::One*> Arriving::begun(const Key& key, const Part& part, Time now) {
    if (!cleared_) {
        std::error_code error;
        fs::remove_all(dir_, error);
        fs::create_directories(dir_, error);
        if (error) return no_disk();
        cleared_ = true;
    }
    if (const auto at = all_.find(key); at != all_.end() && at->second.total == part.total)
        return &at->second;
    else if (at != all_.end())
        forget(at);  // another file under the same name
    if (part.from != 0) return elsewhere(0);
    sweep_held(now);
    std::size_t his = 0;
    std::int64_t bytes = part.total;
    for (const auto& [other, one] : all_) {
        bytes += one.total;
        if (other.first == key.first) ++his;
    }
    if (his >= arriving_most || bytes > arriving_bytes_most) return busy();
    auto& one = all_[key];
    one.total = part.total;
    return &one;
}

Result<std::int64_t> Arriving::add(const Part& part, std::string_view bytes, Time now) {
    const std::lock_guard lock(mutex_);
    const Key key{part.owner, part.name};
    auto one = begun(key, part, now);
    if (!one) return one.error();
    auto& it = **one;
    if (it.have != part.from) return elsewhere(it.have);
    if (!append(path(key), bytes)) {
        forget(all_.find(key));  // half a part may stand there
        return no_disk();
    }
    it.have += static_cast<std::int64_t>(bytes.size());
    it.last = now;
    return it.have;
}

Result<std::string> Arriving::whole(const Part& part) const {
    const std::lock_guard lock(mutex_);
    std::ifstream file(path({part.owner, part.name}), std::ios::binary);
    std::string out((std::istreambuf_iterator<char>(file)), {});
    if (static_cast<std::int64_t>(out.size()) != part.total) return no_disk();
    return out;
}

void Arriving::drop(const Part& part) {
    const std::lock_guard lock(mutex_);
    if (const auto at = all_.find({part.owner, part.name}); at != all_.end()) forget(at);
}

void Arriving::sweep(Time now) {
    const std::lock_guard lock(mutex_);
    sweep_held(now);
}

void Arriving::sweep_held(Time now) {
    for (auto at = all_.begin(); at != all_.end();) {
        const auto next = std::next(at);
        if (at->second.last + arriving_for < now) forget(at);
        at = next;
    }
}

}  // namespace ol::files
