#include "platform/http/ring.hpp"

namespace ol::http {

std::uint64_t EventRing::push(Payload event) {
    bytes_ += event->size();
    events_.push_back(std::move(event));
    // The newest stays even when it alone is over the limit: a reader that is up to date must get
    // it.
    while (events_.size() > 1 && (events_.size() > events_max_ || bytes_ > bytes_max_)) {
        bytes_ -= events_.front()->size();
        events_.pop_front();
    }
    return ++last_;
}

Payload EventRing::at(std::uint64_t number) const {
    if (number > last_ || number + events_.size() <= last_) return nullptr;
    return events_[events_.size() - 1 - (last_ - number)];
}

}  // namespace ol::http
