// The buyer's page: plain HTML, readable on any telephone, in his language.
#include <array>

#include "platform/base/text.hpp"
#include "shop/orders/confirming/efforts.hpp"

namespace ol::orders {
namespace {

struct Words {
    std::string_view language, title, total, on_delivery, when, where, who, yes, wrong, done, later,
        gone;
};
constexpr std::array words{
    Words{"en", "Your order", "Total", "To pay on delivery", "Delivery", "Address", "Recipient",
          "Yes, all of this is right", "Something is wrong? Leave it: we will call you.",
          "Thank you. The order is confirmed.", "We will call you about this order.",
          "This link is not valid any more."},
    Words{"uk", "Ваше замовлення", "Разом", "До сплати при отриманні", "Доставка", "Адреса",
          "Отримувач", "Так, усе правильно", "Щось не так? Нічого не натискайте: ми зателефонуємо.",
          "Дякуємо. Замовлення підтверджено.", "Ми зателефонуємо вам щодо цього замовлення.",
          "Це посилання вже не діє."},
    Words{"ru", "Ваш заказ", "Итого", "К оплате при получении", "Доставка", "Адрес", "Получатель",
          "Да, всё верно", "Что-то не так? Ничего не нажимайте: мы позвоним.",
          "Спасибо. Заказ подтверждён.", "Мы позвоним вам по этому заказу.",
          "Эта ссылка больше не действует."},
    Words{"zh", "您的订单", "合计", "货到付款", "配送时间", "地址", "收件人", "以上信息全部正确",
          "信息有误？请不要点击，我们会给您打电话。", "谢谢，订单已确认。",
          "我们会就此订单给您打电话。", "此链接已失效。"},
};

const Words& words_of(std::string_view language) {
    for (const auto& w : words)
        if (language.starts_with(w.language)) return w;
    return words.front();
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string row(std::string_view name, std::string_view value) {
    return "<dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd>";
}

std::string framed(const Words& w, const std::string& inside) {
    return "<!doctype html><html lang=\"" + std::string(w.language) +
           "\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" "
           "content=\"noindex\"><title>" +
           std::string(w.title) +
           "</title><style>:root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;"
           "max-width:34rem;margin:0 auto;padding:1.25rem}dt{opacity:.75;font-size:.85em}"
           "dd{margin:0 0 .75rem;overflow-wrap:anywhere}ul{padding-left:1.2rem}"
           "button{font:inherit;font-weight:600;padding:.9rem 1.2rem;width:100%;border:0;"
           "border-radius:.6rem;background:#0b6b3a;color:#fff}p{overflow-wrap:anywhere}</style>" +
           inside + "</html>";
}

std::string money(const Money& m) {
    const auto cents = m.minor % 100;
    return std::to_string(m.minor / 100) + "." + (cents < 10 ? "0" : "") + std::to_string(cents) +
           " " + m.currency;
}

std::string facts(const Tap& tap, const Words& w) {
    const Order& o = tap.order;
    std::string out = "<h1>" + std::string(w.title) + " " + escaped(o.number) + "</h1><ul>";
    for (const auto& line : o.lines)
        out += "<li>" + escaped(line.name) + " × " + std::to_string(line.quantity) + " — " +
               money(line.total) + "</li>";
    out += "</ul><dl>" + row(w.total, money(o.total));
    if (o.cod_due.minor > 0) out += row(w.on_delivery, money(o.cod_due));
    out += row(w.when, check_of(o, CheckField::delivery_time).value);
    out += row(w.where, check_of(o, CheckField::address).value);
    return out + row(w.who, o.recipient) + "</dl>";
}

}  // namespace

std::string tap_page(const Tap& tap) {
    const auto& w = words_of(tap.language);
    if (tap.order.desk_state == DeskState::confirmed)
        return framed(w, facts(tap, w) + "<p><strong>" + std::string(w.done) + "</strong></p>");
    if (!tap.open)
        return framed(w, "<h1>" + std::string(w.title) + " " + escaped(tap.order.number) +
                             "</h1><p>" + std::string(w.later) + "</p>");
    return framed(w, facts(tap, w) +
                         "<form method=\"post\"><input type=\"hidden\" name=\"version\" value=\"" +
                         std::to_string(tap.order.version) + "\"><button>" + std::string(w.yes) +
                         "</button></form><p>" + std::string(w.wrong) + "</p>");
}

std::string tap_gone_page() {
    std::string all;
    for (const auto& w : words) all += "<p>" + std::string(w.gone) + "</p>";
    return framed(words.front(), all);
}

}  // namespace ol::orders
