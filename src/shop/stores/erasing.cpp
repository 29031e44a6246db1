#include "shop/stores/erasing.hpp"

#include <algorithm>

#include "platform/base/json.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/types.hpp"

namespace ol::stores {
namespace {

constexpr std::size_t tail_digits = 9;  // of a telephone, however its beginning is written

std::string digits_of(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

bool tells_of(const ErasedBuyer& buyer, const std::string& cell) {
    const auto folded = fold(cell);
    const auto has = [&](const std::string& word) {
        return !word.empty() && folded.find(fold(word)) != std::string::npos;
    };
    const auto digits = digits_of(cell);
    const auto rings = [&](const std::string& phone) {
        const auto his = digits_of(phone);
        return his.size() >= tail_digits &&
               digits.find(his.substr(his.size() - tail_digits)) != std::string::npos;
    };
    return std::ranges::any_of(buyer.names, has) || std::ranges::any_of(buyer.emails, has) ||
           std::ranges::any_of(buyer.phones, rings);
}

void erase_checkouts(db::Tx& tx, const ErasedBuyer& buyer) {
    for (const auto& phone : buyer.phones)
        tx.exec("delete from store_checkout where phone = ?1 and phone <> ''", phone);
    for (const auto& email : buyer.emails)
        tx.exec("delete from store_checkout where lower(email) = lower(?1) and email <> ''", email);
}

void erase_orders(db::Tx& tx, const ErasedBuyer& buyer) {
    for (const auto order : buyer.orders) {
        tx.exec(R"(update external_event set body = '' where exists (select 1 from store_order o
            where o.order_id = ?1 and o.store_id = external_event.store_id
            and o.ext_key = external_event.ext_key))",
                order);
        tx.exec("update store_outbox set said = '' where order_id = ?1", order);
        tx.exec(R"(update store_outbox set state = 'failed', error = 'stores.copy_called_off'
            where order_id = ?1 and kind = 'create' and state = 'waiting' and sent_at = 0)",
                order);
    }
}

void erase_samples(db::Tx& tx, const ErasedBuyer& buyer) {
    const auto r = tx.query("select id, head from import_job");
    for (std::size_t i = 0; i < r.size(); ++i) {
        auto head = json::read<ImportHead>(r.text(i, 1));
        if (!head) continue;
        const auto before = head->sample.size();
        std::erase_if(head->sample, [&](const std::vector<std::string>& row) {
            return std::ranges::any_of(row,
                                       [&](const auto& cell) { return tells_of(buyer, cell); });
        });
        if (head->sample.size() != before)
            tx.exec("update import_job set head = ?2 where id = ?1", r.i64(i, 0),
                    json::write(*head));
    }
}

}  // namespace

void erase_buyer(db::Tx& tx, const ErasedBuyer& buyer) {
    erase_checkouts(tx, buyer);
    erase_orders(tx, buyer);
    erase_samples(tx, buyer);
}

}  // namespace ol::stores
