#pragma once
// Lock-free hand-over between threads: many push, one takes all in order of pushing. Nodes are
// intrusive, so that a media thread neither allocates nor frees: what it is done with goes to a
// trash list that other threads empty.
#include <atomic>

namespace ol::media {

struct Node {
    Node* next = nullptr;
    virtual ~Node() = default;
};

class Mailbox {
public:
    ~Mailbox() { discard(); }
    void push(Node* node) {
        Node* head = head_.load(std::memory_order_relaxed);
        do {
            node->next = head;
        } while (!head_.compare_exchange_weak(head, node, std::memory_order_release,
                                              std::memory_order_relaxed));
    }
    bool empty() const { return head_.load(std::memory_order_acquire) == nullptr; }
    /// Oldest first; the caller owns the list.
    Node* take() {
        Node* node = head_.exchange(nullptr, std::memory_order_acquire);
        Node* list = nullptr;
        while (node != nullptr) {
            Node* after = node->next;
            node->next = list;
            list = node;
            node = after;
        }
        return list;
    }
    /// Deletes what is inside (the trash list's use).
    void discard() {
        Node* node = take();
        while (node != nullptr) {
            Node* after = node->next;
            delete node;
            node = after;
        }
    }

private:
    std::atomic<Node*> head_{nullptr};
};

}  // namespace ol::media
