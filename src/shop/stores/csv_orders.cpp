#include "shop/stores/csv_orders.hpp"

#include <algorithm>

#include "platform/base/names.hpp"
#include "platform/base/text.hpp"
#include "shop/stores/foreign.hpp"
#include "shop/stores/slot.hpp"

namespace ol::stores {
namespace {

struct Heading {
    std::string_view field;
    std::initializer_list<std::string_view> words;  // folded
};

const Heading headings[] = {
    {"number",
     {"number", "order", "order number", "order id", "id", "№", "номер", "номер замовлення",
      "номер заказа", "замовлення", "заказ", "订单号", "订单编号"}},
    {"created_at",
     {"date", "created", "created at", "order date", "дата", "дата замовлення", "дата заказа",
      "下单时间", "日期"}},
    {"customer",
     {"customer", "buyer", "client", "покупець", "клієнт", "покупатель", "клиент", "买家", "客户"}},
    {"recipient",
     {"recipient", "name", "full name", "одержувач", "отримувач", "піб", "получатель", "фио",
      "收件人", "姓名"}},
    {"phone",
     {"phone", "telephone", "mobile", "tel", "телефон", "моб", "мобільний", "мобильный", "电话",
      "手机", "手机号"}},
    {"email", {"email", "e-mail", "mail", "пошта", "почта", "邮箱"}},
    {"address", {"address", "street", "адреса", "адрес", "地址"}},
    {"city", {"city", "town", "місто", "город", "城市"}},
    {"region", {"region", "state", "область", "省"}},
    {"postcode", {"postcode", "zip", "postal code", "індекс", "индекс", "邮编"}},
    {"delivery_method",
     {"delivery", "delivery method", "shipping method", "спосіб доставки", "доставка",
      "способ доставки", "配送方式"}},
    {"delivery_date", {"delivery date", "дата доставки", "配送日期"}},
    {"delivery_hours",
     {"delivery time", "time slot", "час доставки", "время доставки", "配送时间"}},
    {"sku", {"sku", "article", "артикул", "货号"}},
    {"product",
     {"product", "item", "product name", "товар", "назва товару", "название товара", "商品",
      "商品名称"}},
    {"quantity", {"quantity", "qty", "count", "кількість", "кіл", "количество", "кол-во", "数量"}},
    {"price", {"price", "unit price", "ціна", "цена", "单价", "价格"}},
    {"total", {"total", "amount", "sum", "сума", "разом", "сумма", "итого", "总价", "金额"}},
    {"paid", {"paid", "оплачено", "已付"}},
    {"pay_method",
     {"payment", "payment method", "оплата", "спосіб оплати", "способ оплаты", "支付方式"}},
    {"currency", {"currency", "валюта", "币种"}},
    {"note", {"note", "comment", "коментар", "примітка", "комментарий", "примечание", "备注"}},
};

Error bad(std::string code, std::string_view field, std::string detail) {
    return invalid("imports." + std::move(code), std::string(field), std::move(detail));
}

bool contains_any(const std::string& s, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view w) { return s.find(w) != s.npos; });
}

Result<orders::PayMethod> pay_method_of(std::string_view text) {
    using orders::PayMethod;
    const auto s = fold(text);
    if (s.empty()) return PayMethod::cod;
    if (const auto known = from_name<PayMethod>(s)) return *known;
    if (contains_any(s, {"cash", "cod", "післяплат", "налож", "наличн", "готівк", "при отрим",
                         "при получ", "货到付款"}))
        return PayMethod::cod;
    if (contains_any(s, {"card", "карт", "liqpay", "visa", "online", "онлайн", "微信", "支付宝"}))
        return PayMethod::card;
    if (contains_any(s,
                     {"prepa", "передопл", "предопл", "iban", "transfer", "рахун", "счет", "转账"}))
        return PayMethod::prepaid;
    return bad("pay_method", "pay_method",
               "Not a known way to pay; use cod, prepaid, card or other.");
}

Result<orders::DeliveryMethod> delivery_method_of(std::string_view text) {
    using orders::DeliveryMethod;
    const auto s = fold(text);
    if (s.empty()) return DeliveryMethod::courier;
    if (const auto known = from_name<DeliveryMethod>(s)) return *known;
    if (contains_any(s, {"поштомат", "постамат", "locker", "快递柜"}))
        return DeliveryMethod::locker;
    if (contains_any(s, {"відділ", "отдел", "branch", "warehouse", "пункт", "пвз", "自提点"}))
        return DeliveryMethod::branch;
    if (contains_any(s, {"самов", "pickup", "自提"})) return DeliveryMethod::pickup;
    if (contains_any(s, {"кур", "courier", "адрес", "door", "快递"}))
        return DeliveryMethod::courier;
    return bad("delivery_method", "delivery_method",
               "Not a known delivery; use courier, branch, locker or pickup.");
}

}  // namespace

std::map<std::string, std::string> guess_map(const std::vector<std::string>& columns) {
    std::map<std::string, std::string> out;
    std::vector<std::string_view> used;
    for (const auto& column : columns) {
        std::string& field = out[column];
        auto heading = fold(column);
        std::ranges::replace(heading, '_', ' ');
        for (const auto& h : headings) {
            const bool fits =
                std::ranges::find(h.words, std::string_view(heading)) != h.words.end() ||
                heading == h.field;
            if (!fits || std::ranges::find(used, h.field) != used.end()) continue;
            field = h.field;
            used.push_back(h.field);
            break;
        }
    }
    return out;
}

Result<> check_map(const std::vector<std::string>& columns,
                   const std::map<std::string, std::string>& map) {
    std::vector<std::string> mapped;
    for (const auto& [column, field] : map) {
        if (std::ranges::find(columns, column) == columns.end())
            return bad("map", "map." + column, "The file has no such column.");
        if (field.empty()) continue;
        if (std::ranges::find(import_fields, field) == import_fields.end())
            return bad("map", "map." + column, "No such field to import.");
        if (std::ranges::find(mapped, field) != mapped.end())
            return bad("map", "map." + column, "Two columns cannot mean the same field.");
        mapped.push_back(field);
    }
    const auto has = [&](std::string_view f) {
        return std::ranges::find(mapped, f) != mapped.end();
    };
    auto missing = bad("columns", "map",
                       "Say which columns hold these fields; without them no order can be made.");
    for (const auto* field : {"number", "phone"})
        if (!has(field)) missing.params.emplace_back("field", field);
    if (!has("price") && !has("total")) missing.params.emplace_back("field", "price");
    if (!missing.params.empty()) return missing;
    return {};
}

Result<std::int64_t> parse_amount(std::string_view text, std::string_view currency) {
    const auto wrong = [] {
        return bad("amount", "amount", "Not an amount; write it like 1250.50.");
    };
    std::string s;
    const std::string clean(text);
    for (std::size_t i = 0; i < clean.size(); ++i) {
        const char c = clean[i];
        if ((c >= '0' && c <= '9') || c == '.' || c == ',' || (c == '-' && s.empty()))
            s += c;
        else if (static_cast<unsigned char>(c) < 0x80 && c != ' ' && c != '\'' && c != '$')
            return wrong();
    }
    const auto comma = s.rfind(','), dot = s.rfind('.');
    char decimal = 0;
    if (comma != s.npos && dot != s.npos)
        decimal = comma > dot ? ',' : '.';
    else if (comma != s.npos && std::ranges::count(s, ',') == 1)
        decimal = ',';
    else if (dot != s.npos && std::ranges::count(s, '.') == 1)
        decimal = '.';
    std::string plain;
    std::size_t behind = 0,
                group =
                    3;  // digits behind the decimal mark; digits of the present group of thousands
    bool seen = false, grouped = false;
    for (const char c : s) {
        const bool mark = c == ',' || c == '.';
        // "1,250,000" is grouped by threes; "12.5.0,1" is nobody's number.
        if (mark && (seen || (grouped && group != 3))) return wrong();
        if (c == decimal && mark)
            plain += '.', seen = true;
        else if (mark)
            grouped = true, group = 0;
        else
            plain += c, behind += seen, group += !seen;
    }
    if (grouped && !seen && group != 3) return wrong();
    // "1,250" may be a thousand or one and a quarter: the person who wrote it knows, we do not.
    if (behind > static_cast<std::size_t>(minor_digits(currency))) return wrong();
    auto minor = foreign::minor_units(plain, currency);
    return minor ? minor : Result<std::int64_t>(wrong());
}

RowReader::RowReader(std::vector<std::string> field_of_column, ImportContext context)
    : fields_(std::move(field_of_column)), context_(std::move(context)) {}

std::string_view RowReader::cell(const CsvRow& row, std::string_view field) const {
    const auto it = std::ranges::find(fields_, field);
    const auto i = static_cast<std::size_t>(it - fields_.begin());
    return it == fields_.end() || i >= row.cells.size() ? std::string_view{} : trim(row.cells[i]);
}

Result<orders::ExternalOrder> RowReader::read(const CsvRow& row) const {
    if (!row.error.empty())
        return invalid(row.error, "row",
                       "The row cannot be read; look for a quote that is not closed.");
    for (const auto& c : row.cells)
        if (!valid_utf8(c) || c.find("\xEF\xBF\xBD") != c.npos || c.find('\0') != c.npos)
            return bad("encoding", "row",
                       "Some characters are not in the file's encoding; save it as UTF-8.");
    if (row.cells.size() != fields_.size())
        return bad(
            "cells", "row",
            "The row has another number of cells than the heading; look for a missing quote.");
    orders::ExternalOrder e;
    e.shop_id = context_.shop, e.source = "csv",
    e.origin = "csv:" + std::to_string(context_.shop.value);
    e.external_id = e.number = std::string(cell(row, "number"));
    if (e.number.empty() || e.number.size() > 60)
        return bad("number", "number", "The order number is missing or longer than 60 bytes.");
    const auto phone = normal_phone(cell(row, "phone"), context_.facts.region);
    if (!phone)
        return bad("phone", "phone",
                   "Not a possible telephone number; write it with its country code.");
    e.customer_phone = *phone, e.phones_normal = true;
    e.recipient = std::string(cell(row, "recipient").substr(0, 400));
    e.customer_name = std::string(cell(row, "customer").substr(0, 400));
    if (e.customer_name.empty()) e.customer_name = e.recipient;
    e.customer_email = std::string(cell(row, "email").substr(0, 254));
    e.address = std::string(cell(row, "address").substr(0, 1000));
    e.city = std::string(cell(row, "city").substr(0, 200));
    e.region = std::string(cell(row, "region").substr(0, 200));
    e.postcode = std::string(cell(row, "postcode").substr(0, 20));
    e.note = std::string(cell(row, "note").substr(0, 4000));
    if (auto ok = money(row, e); !ok) return ok.error();
    if (auto ok = dates(row, e); !ok) return ok.error();
    if (auto ok = delivery(row, e); !ok) return ok.error();
    return e;
}

Result<> RowReader::money(const CsvRow& row, orders::ExternalOrder& e) const {
    e.currency = std::string(cell(row, "currency"));
    if (e.currency.empty()) e.currency = context_.facts.currency;
    if (e.currency.size() != 3)
        return bad("currency", "currency", "Use the three letters of the currency, like UAH.");
    orders::ExternalLine line{"", std::string(cell(row, "sku").substr(0, 100)),
                              std::string(cell(row, "product").substr(0, 400))};
    const auto quantity = cell(row, "quantity");
    if (!quantity.empty()) {
        if (quantity.size() > 5 || quantity.find_first_not_of("0123456789") != quantity.npos ||
            quantity == "0")
            return bad("quantity", "quantity", "A quantity is a whole number from 1 to 99999.");
        line.quantity = std::stoll(std::string(quantity));
    }
    const auto amount = [&](std::string_view field) -> Result<std::optional<std::int64_t>> {
        const auto text = cell(row, field);
        if (text.empty()) return std::optional<std::int64_t>{};
        auto minor = parse_amount(text, e.currency);
        if (!minor || *minor < 0)
            return bad("amount", field, "Not an amount; write it like 1250.50, not below zero.");
        return std::optional(*minor);
    };
    const auto price = amount("price"), total = amount("total"), paid = amount("paid");
    for (const auto* r : {&price, &total, &paid})
        if (!*r) return r->error();
    if (!*price && !*total)
        return bad("amount", "price", "The row has neither a price nor a total.");
    line.price_minor = *price ? **price : **total / line.quantity;
    line.total_minor = total->value_or(0);
    if (*price && __builtin_mul_overflow(line.price_minor, line.quantity, &line.total_minor))
        return bad("amount", "price", "The sum is too large.");
    if (line.name.empty()) line.name = line.sku;
    e.total_minor = total->value_or(line.total_minor);
    e.paid_minor = paid->value_or(0);
    auto method = pay_method_of(cell(row, "pay_method"));
    if (!method) return method.error();
    e.pay_method = *method;
    e.lines = {std::move(line)};
    return {};
}

Result<> RowReader::dates(const CsvRow& row, orders::ExternalOrder& e) const {
    const auto read = [&](std::string_view field) -> Result<std::optional<Time>> {
        const auto text = cell(row, field);
        if (text.empty()) return std::optional<Time>{};
        auto t = parse_date(text, context_.facts.tz);
        if (!t) return bad("date", field, "Not a date; write it like 2026-11-22 14:00.");
        return std::optional(*t);
    };
    const auto created = read("created_at"), from = read("delivery_from"), to = read("delivery_to");
    for (const auto* r : {&created, &from, &to})
        if (!*r) return r->error();
    e.created_at = created->value_or(Time{});
    e.delivery_from = *from, e.delivery_to = *to;
    const auto date = cell(row, "delivery_date");
    if (date.empty()) return {};
    const auto slot = parse_slot(date, cell(row, "delivery_hours"), context_.facts.tz);
    if (!slot)
        return bad(
            "date", "delivery_date",
            "Not a delivery time; write the date like 2026-11-22 and the hours like 14:00-18:00.");
    e.delivery_from = slot->first, e.delivery_to = slot->second;
    return {};
}

Result<> RowReader::delivery(const CsvRow& row, orders::ExternalOrder& e) const {
    auto method = delivery_method_of(cell(row, "delivery_method"));
    if (!method) return method.error();
    e.delivery_method = *method;
    return {};
}

void RowReader::join(orders::ExternalOrder& order, const orders::ExternalOrder& row) {
    const auto sum = [](const orders::ExternalOrder& o) {
        std::int64_t s = 0;
        for (const auto& l : o.lines) s += l.total_minor;
        return s;
    };
    // A total that only repeats the line's sum is the line's; another one is the order's and stands
    // on every row.
    const bool own_total = order.total_minor != sum(order);
    order.lines.insert(order.lines.end(), row.lines.begin(), row.lines.end());
    if (!own_total) order.total_minor = sum(order);
}

std::string csv_cell(std::string_view text) {
    std::string out(text);
    if (!out.empty() && std::string_view("=+-@\t").find(out[0]) != std::string_view::npos)
        out.insert(0, "'");
    if (out.find_first_of(",\"\r\n") == out.npos) return out;
    std::string quoted = "\"";
    for (const char c : out) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

}  // namespace ol::stores
