// What differs between two versions, field by field, from their JSON: a new field of the shapes is
// compared without a word here.
#include <boost/json.hpp>
#include <set>

#include "contact/queues/queues.hpp"

namespace ol::queues {

namespace {

namespace bj = boost::json;

class Diff {
public:
    std::vector<FieldChange> found;

    void compare(const std::string& path, const bj::value& a, const bj::value& b) {
        if (a == b) return;
        if (a.is_object() && b.is_object()) return objects(path, a.as_object(), b.as_object());
        if (a.is_array() && b.is_array()) return lists(path, a.as_array(), b.as_array());
        found.push_back({path, bj::serialize(a), bj::serialize(b)});
    }

private:
    void either(const std::string& path, const bj::value* a, const bj::value* b) {
        if (a && b) return compare(path, *a, *b);
        found.push_back({path, a ? bj::serialize(*a) : "", b ? bj::serialize(*b) : ""});
    }
    void objects(const std::string& path, const bj::object& a, const bj::object& b) {
        for (const auto& [key, value] : a)
            either(path.empty() ? std::string(key) : path + "." + std::string(key), &value,
                   b.if_contains(key));
        for (const auto& [key, value] : b)
            if (!a.contains(key)) either(path + "." + std::string(key), nullptr, &value);
    }
    /// Entries that name somebody or are plain words go by that, so that taking one out of the
    /// middle is one change; others by place.
    static std::string key_of(const bj::value& entry, std::size_t place) {
        if (entry.is_string()) return std::string(entry.as_string());
        if (entry.is_object())
            if (const auto* id = entry.as_object().if_contains("person_id"))
                return bj::value_to<std::string>(*id);
        return std::to_string(place);
    }
    static const bj::value* named(const bj::array& list, const std::string& key) {
        for (std::size_t i = 0; i < list.size(); ++i)
            if (key_of(list[i], i) == key) return &list[i];
        return nullptr;
    }
    void lists(const std::string& path, const bj::array& a, const bj::array& b) {
        std::set<std::string> seen;
        for (const bj::array* list : {&a, &b})
            for (std::size_t i = 0; i < list->size(); ++i) {
                const std::string key = key_of((*list)[i], i);
                if (seen.insert(key).second)
                    either(path + "[" + key + "]", named(a, key), named(b, key));
            }
    }
};

}  // namespace

std::vector<FieldChange> changes(const QueueSettings& before, const QueueSettings& after) {
    QueueSettings a = before, b = after;
    a.version = b.version = 0;
    Diff diff;
    diff.compare("", bj::parse(json::write(a)), bj::parse(json::write(b)));
    return std::move(diff.found);
}

}  // namespace ol::queues
