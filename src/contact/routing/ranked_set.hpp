#pragma once
// An ordered set that knows each key's rank: the line must say "position 7" in O(log n), which
// std::set cannot. Sorted chunks of at most 64 keys; queues are short or long, both stay in few
// cache lines.
#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <vector>

namespace ol::routing {

template <class Key>
class RankedSet {
public:
    bool insert(const Key& key) {
        if (chunks_.empty()) chunks_.emplace_back();
        auto chunk = chunk_of(key);
        if (chunk == chunks_.end()) --chunk;
        const auto at = std::lower_bound(chunk->begin(), chunk->end(), key);
        if (at != chunk->end() && !(key < *at)) return false;
        chunk->insert(at, key);
        ++size_;
        if (chunk->size() > chunk_max) split(chunk);
        return true;
    }

    bool erase(const Key& key) {
        const auto chunk = chunk_of(key);
        if (chunk == chunks_.end()) return false;
        const auto at = std::lower_bound(chunk->begin(), chunk->end(), key);
        if (at == chunk->end() || key < *at) return false;
        chunk->erase(at);
        --size_;
        if (chunk->empty() && chunks_.size() > 1) chunks_.erase(chunk);
        return true;
    }

    /// How many keys stand before this one.
    std::size_t rank(const Key& key) const {
        std::size_t before = 0;
        for (const auto& chunk : chunks_) {
            if (chunk.empty() || chunk.back() < key) {
                before += chunk.size();
                continue;
            }
            return before + (std::lower_bound(chunk.begin(), chunk.end(), key) - chunk.begin());
        }
        return before;
    }

    /// The first key, in order, for which `wanted` is true; null when there is none.
    template <class Wanted>
    const Key* find_first(Wanted&& wanted) const {
        for (const auto& chunk : chunks_)
            for (const Key& key : chunk)
                if (wanted(key)) return &key;
        return nullptr;
    }

    /// The first key after `from` for which `wanted` is true.
    template <class Wanted>
    const Key* find_after(const Key& from, Wanted&& wanted) const {
        auto chunk = std::partition_point(chunks_.begin(), chunks_.end(), [&](const auto& c) {
            return c.empty() || !(from < c.back());
        });
        for (; chunk != chunks_.end(); ++chunk)
            for (auto at = std::upper_bound(chunk->begin(), chunk->end(), from); at != chunk->end();
                 ++at)
                if (wanted(*at)) return &*at;
        return nullptr;
    }
    const Key* first() const { return size_ ? &chunks_.front().front() : nullptr; }
    /// The key with so many before it; null beyond the end.
    const Key* at(std::size_t rank) const {
        for (const auto& chunk : chunks_) {
            if (rank < chunk.size()) return &chunk[rank];
            rank -= chunk.size();
        }
        return nullptr;
    }

    std::vector<Key> keys() const {
        std::vector<Key> all;
        all.reserve(size_);
        for (const auto& chunk : chunks_) all.insert(all.end(), chunk.begin(), chunk.end());
        return all;
    }

    bool contains(const Key& key) const { return find_in(key) != nullptr; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

private:
    static constexpr std::size_t chunk_max = 64;
    using Chunks = boost::container::small_vector<std::vector<Key>, 1>;

    typename Chunks::iterator chunk_of(const Key& key) {
        return std::partition_point(chunks_.begin(), chunks_.end(), [&](const auto& chunk) {
            return chunk.empty() || chunk.back() < key;
        });
    }
    const Key* find_in(const Key& key) const {
        for (const auto& chunk : chunks_) {
            if (chunk.empty() || chunk.back() < key) continue;
            const auto at = std::lower_bound(chunk.begin(), chunk.end(), key);
            return at == chunk.end() || key < *at ? nullptr : &*at;
        }
        return nullptr;
    }
    void split(typename Chunks::iterator chunk) {
        std::vector<Key> upper(chunk->begin() + chunk_max / 2, chunk->end());
        chunk->erase(chunk->begin() + chunk_max / 2, chunk->end());
        chunks_.insert(chunk + 1, std::move(upper));
    }

    Chunks chunks_;
    std::size_t size_ = 0;
};

}  // namespace ol::routing
