#include "app/ways.hpp"

#include "platform/base/loop.hpp"
#include "shop/logistics/ways/ways.hpp"

namespace ol::app {
namespace {

constexpr Ms first_look{5000}, between_pages{2000}, between_looks{60'000};

/// One page at a time: a couriers' API is not hammered, and nothing else waits for it.
class Reader {
public:
    explicit Reader(logistics::DirectoryDeps deps)
        : directory_(std::make_shared<logistics::Directory>(std::move(deps))) {
        loop_.post([this] { loop_.at(loop_.now() + first_look, [this] { visit(); }); });
    }
    ~Reader() { loop_.stop(); }
    std::shared_ptr<logistics::Directory> directory() const { return directory_; }

private:
    void visit() {
        const bool more = directory_->read_due(1) > 0;
        loop_.at(loop_.now() + (more ? between_pages : between_looks), [this] { visit(); });
    }
    std::shared_ptr<logistics::Directory> directory_;
    Loop loop_{system_clock(), Loop::Options{.name = "directories"}};
};

}  // namespace

void add_way_routes(Centre::Parts& p) {
    const auto reader = std::make_shared<Reader>(
        logistics::DirectoryDeps{*p.db, *p.ids, system_clock(), *p.logistics,
                                 [](const http::ClientRequest& r) { return http::fetch(r); }});
    // The routes hold the directory, and it the thread that reads: both end with the router.
    const std::shared_ptr<logistics::Directory> directory(reader, reader->directory().get());
    logistics::add_directory_routes(p.router, directory);
    logistics::add_way_routes(
        p.router, std::make_shared<logistics::Ways>(
                      *p.logistics, directory,
                      [](const http::ClientRequest& r) { return http::fetch(r); }));
}

}  // namespace ol::app
