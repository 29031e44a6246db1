#include "contact/flows/words.hpp"

#include <algorithm>
#include <array>

#include "platform/base/zone_period.hpp"

namespace ol::flows {
namespace {

constexpr std::array<std::string_view, 4> languages{"en", "uk", "ru", "zh"};
using Texts = std::array<std::string_view, 4>;

std::size_t column(std::string_view language) {
    for (std::size_t i = 0; i < languages.size(); ++i)
        if (languages[i] == language) return i;
    return 0;
}

Utterance spoken(const Texts& texts, std::string_view language) {
    const std::size_t i = column(language);
    return {"", std::string(languages[i]), std::string(texts[i]), languages[i] != language};
}

Texts texts_of(Word what) {
    switch (what) {
        case Word::wrong_key:
            return {"This key leads nowhere.", "Такого вибору немає.", "Такого выбора нет.",
                    "没有这个选项。"};
        case Word::no_key:
            return {"We have not heard a key.", "Ми не почули вибору.", "Мы не услышали выбора.",
                    "没有收到按键。"};
        case Word::read_back: return {"You entered", "Ви ввели", "Вы ввели", "您输入的是"};
        case Word::right_or_again:
            return {"If this is right, press one. To enter it again, press two.",
                    "Якщо все правильно, натисніть один. Щоб ввести ще раз, натисніть два.",
                    "Если всё верно, нажмите один. Чтобы ввести ещё раз, нажмите два.",
                    "正确请按一,重新输入请按二。"};
        case Word::ask_number:
            return {"Please enter the number of your order, then press the hash key.",
                    "Введіть номер замовлення і натисніть решітку.",
                    "Введите номер заказа и нажмите решётку.", "请输入订单号,按井号键结束。"};
        case Word::ask_tail:
            return {"Now enter the last four digits of the telephone number in the order.",
                    "Тепер введіть останні чотири цифри телефону, вказаного в замовленні.",
                    "Теперь введите последние четыре цифры телефона, указанного в заказе.",
                    "请输入订单上电话号码的最后四位。"};
        case Word::no_such_order:
            return {"We have found no order with these numbers.",
                    "Замовлення з такими цифрами не знайдено.", "Заказ с такими цифрами не найден.",
                    "没有找到相符的订单。"};
        case Word::ask_confirm:
            return {"To confirm order {order}, press one. If something is not right, press two.",
                    "Щоб підтвердити замовлення {order}, натисніть один. Якщо щось не так, "
                    "натисніть два.",
                    "Чтобы подтвердить заказ {order}, нажмите один. Если что-то не так, нажмите "
                    "два.",
                    "确认订单{order}请按一,有误请按二。"};
        case Word::ask_cancel:
            return {"To cancel order {order}, press one. To keep it, press two.",
                    "Щоб скасувати замовлення {order}, натисніть один. Щоб залишити, натисніть "
                    "два.",
                    "Чтобы отменить заказ {order}, нажмите один. Чтобы оставить, нажмите два.",
                    "取消订单{order}请按一,保留请按二。"};
        case Word::confirmed:
            return {"Thank you, your order is confirmed.", "Дякуємо, замовлення підтверджено.",
                    "Спасибо, заказ подтверждён.", "谢谢,订单已确认。"};
        case Word::cancelled:
            return {"Your order is cancelled.", "Замовлення скасовано.", "Заказ отменён.",
                    "订单已取消。"};
        case Word::not_now:
            return {"This cannot be done by key.", "Клавішею цього зробити не вдалося.",
                    "С клавиши это сделать не удалось.", "无法通过按键办理。"};
        case Word::time_gone:
            return {"Somebody has just taken this time.", "Цей час щойно зайняли.",
                    "Это время только что заняли.", "这个时间刚刚被约满。"};
        case Word::ask_rating:
            return {"Please rate our service: press a key from one, bad, to five, excellent.",
                    "Оцініть нашу роботу: натисніть від одиниці, погано, до п'яти, відмінно.",
                    "Оцените нашу работу: нажмите от единицы, плохо, до пяти, отлично.",
                    "请为我们的服务评分:一表示不满意,五表示非常满意。"};
    }
    return {};
}

struct StateTexts {
    std::string_view state;
    Texts texts;
};
constexpr auto state_texts = std::to_array<StateTexts>({
    {"new",
     {"Your order has arrived with us and waits for confirmation.",
      "Ваше замовлення отримано і чекає на підтвердження.",
      "Ваш заказ получен и ждёт подтверждения.", "我们已收到您的订单,等待确认。"}},
    {"confirmed",
     {"Your order is confirmed and is being prepared.",
      "Ваше замовлення підтверджено, його готують.", "Ваш заказ подтверждён, его готовят.",
      "您的订单已确认,正在备货。"}},
    {"hold",
     {"Your order is on hold.", "Ваше замовлення призупинено.", "Ваш заказ приостановлен.",
      "您的订单暂停处理。"}},
    {"cancelled",
     {"Your order is cancelled.", "Ваше замовлення скасовано.", "Ваш заказ отменён.",
      "您的订单已取消。"}},
    {"handed_over",
     {"Your order has been handed to the carrier.", "Ваше замовлення передано перевізнику.",
      "Ваш заказ передан перевозчику.", "您的订单已交给承运商。"}},
    {"in_transit",
     {"Your order is on its way.", "Ваше замовлення в дорозі.", "Ваш заказ в пути.",
      "您的订单正在运输途中。"}},
    {"at_point",
     {"Your order waits for you at the collection point.",
      "Ваше замовлення чекає на вас у пункті видачі.", "Ваш заказ ждёт вас в пункте выдачи.",
      "您的订单已到达取货点。"}},
    {"out_for_delivery",
     {"Your order is with the courier and comes today.",
      "Ваше замовлення у кур'єра, його привезуть сьогодні.",
      "Ваш заказ у курьера, его привезут сегодня.", "快递员正在派送您的订单。"}},
    {"attempt_failed",
     {"The courier could not deliver your order.", "Кур'єр не зміг доставити ваше замовлення.",
      "Курьер не смог доставить ваш заказ.", "快递员未能送达您的订单。"}},
    {"delivered",
     {"Your order has been delivered.", "Ваше замовлення доставлено.", "Ваш заказ доставлен.",
      "您的订单已送达。"}},
    {"returning",
     {"Your order is on its way back to us.", "Ваше замовлення повертається до нас.",
      "Ваш заказ возвращается к нам.", "您的订单正在退回。"}},
    {"returned",
     {"Your order has come back to us.", "Ваше замовлення повернулося до нас.",
      "Ваш заказ вернулся к нам.", "您的订单已退回。"}},
});
constexpr Texts in_work{"Your order is in work.", "Ваше замовлення в роботі.",
                        "Ваш заказ в работе.", "您的订单正在处理中。"};

/// States that mean the same to the buyer.
std::string_view as_told(std::string_view state) {
    if (state == "calling" || state == "no_contact") return "new";
    if (state == "completed") return "delivered";
    if (state == "refused") return "returning";
    return state;
}

constexpr std::array<Texts, 12> months{{
    {"January", "січня", "января", ""},
    {"February", "лютого", "февраля", ""},
    {"March", "березня", "марта", ""},
    {"April", "квітня", "апреля", ""},
    {"May", "травня", "мая", ""},
    {"June", "червня", "июня", ""},
    {"July", "липня", "июля", ""},
    {"August", "серпня", "августа", ""},
    {"September", "вересня", "сентября", ""},
    {"October", "жовтня", "октября", ""},
    {"November", "листопада", "ноября", ""},
    {"December", "грудня", "декабря", ""},
}};

struct Wall {
    int month = 1, day = 1, minutes = 0;
};
Wall wall(Time t, std::string_view tz) {
    const auto period = zone_period(t, tz);
    const Time local = t + (period ? period->offset : Ms{0});
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    return {static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day())),
            static_cast<int>((local - day) / std::chrono::minutes{1})};
}
std::string clock_of(const Wall& w) {
    const int minute = w.minutes % 60;
    return std::to_string(w.minutes / 60) + ":" + (minute < 10 ? "0" : "") + std::to_string(minute);
}

constexpr std::array<Texts, 7> weekdays{{
    {"on Sunday", "у неділю", "в воскресенье", "星期日"},
    {"on Monday", "у понеділок", "в понедельник", "星期一"},
    {"on Tuesday", "у вівторок", "во вторник", "星期二"},
    {"on Wednesday", "у середу", "в среду", "星期三"},
    {"on Thursday", "у четвер", "в четверг", "星期四"},
    {"on Friday", "у п'ятницю", "в пятницу", "星期五"},
    {"on Saturday", "у суботу", "в субботу", "星期六"},
}};
constexpr Texts today{"today", "сьогодні", "сегодня", "今天"};
constexpr Texts tomorrow{"tomorrow", "завтра", "завтра", "明天"};

std::chrono::local_days day_of(Time t, std::string_view tz) {
    const auto period = zone_period(t, tz);
    const Ms offset = period ? period->offset : Ms{0};
    return std::chrono::local_days{
        std::chrono::floor<std::chrono::days>(t.time_since_epoch() + offset)};
}

/// "today", "tomorrow", "on Friday"; a week and more ahead the date stands beside.
std::string day_words(Time t, Time now, std::string_view tz, std::size_t i) {
    const auto day = day_of(t, tz);
    const auto ahead = day - day_of(now, tz);
    if (ahead.count() == 0) return std::string(today[i]);
    if (ahead.count() == 1) return std::string(tomorrow[i]);
    std::string out{weekdays[std::chrono::weekday{day}.c_encoding()][i]};
    if (ahead.count() < 7) return out;
    const Wall w = wall(t, tz);
    const std::string number = std::to_string(w.day);
    if (i == 3) return std::to_string(w.month) + "月" + number + "日" + out;
    return out + ", " + number + " " +
           std::string(months[static_cast<std::size_t>(w.month - 1)][i]);
}

/// "today, between 15:00 and 15:30"
std::string time_text(const CallTime& time, Time now, std::string_view tz, std::size_t i) {
    const std::string day = day_words(time.from, now, tz, i);
    const std::string from = clock_of(wall(time.from, tz)), to = clock_of(wall(time.to, tz));
    switch (i) {
        case 1: return day + ", з " + from + " до " + to;
        case 2: return day + ", с " + from + " до " + to;
        case 3: return day + from + "到" + to;
        default: return day + ", between " + from + " and " + to;
    }
}

constexpr Texts now_key{"We can call you back. As soon as somebody is free: press 1.",
                        "Ми можемо передзвонити. Щойно хтось звільниться: натисніть 1.",
                        "Мы можем перезвонить. Как только кто-то освободится: нажмите 1.",
                        "我们可以给您回电。客服一有空就回电请按1。"};
constexpr Texts press{": press ", ": натисніть ", ": нажмите ", "请按"};
constexpr Texts booked{"Thank you. We will call you ", "Дякуємо. Ми зателефонуємо вам ",
                       "Спасибо. Мы позвоним вам ", "谢谢。我们会给您回电:"};

}  // namespace

bool spoken_here(std::string_view language) {
    return std::ranges::find(languages, language) != languages.end();
}

Utterance word(Word what, std::string_view language) { return spoken(texts_of(what), language); }

Utterance order_state_words(std::string_view state, std::string_view language) {
    for (const auto& known : state_texts)
        if (known.state == as_told(state)) return spoken(known.texts, language);
    return spoken(in_work, language);
}

Utterance delivery_words(Time from, Time to, std::string_view tz, std::string_view language) {
    const Wall a = wall(from, tz), b = wall(to, tz);
    const std::size_t i = column(language);
    const std::string month{months[static_cast<std::size_t>(a.month - 1)][i]};
    const std::string day = std::to_string(a.day) + " " + month, s = clock_of(a), e = clock_of(b);
    Utterance out{"", std::string(languages[i]), "", languages[i] != language};
    switch (i) {
        case 1: out.text = "Доставка запланована на " + day + ", з " + s + " до " + e + "."; break;
        case 2:
            out.text = "Доставка запланирована на " + day + ", с " + s + " до " + e + ".";
            break;
        case 3:
            out.text = "预计" + std::to_string(a.month) + "月" + std::to_string(a.day) + "日" + s +
                       "到" + e + "送达。";
            break;
        default: out.text = "Delivery is planned for " + day + ", between " + s + " and " + e + ".";
    }
    return out;
}

std::vector<Utterance> times_words(const std::vector<CallTime>& times, Time now,
                                   std::string_view tz, std::string_view language) {
    const std::size_t i = column(language);
    std::vector<Utterance> out{spoken(now_key, language)};
    char key = '2';
    for (const CallTime& time : times) {
        Utterance line = spoken(press, language);
        std::string text = time_text(time, now, tz, i);
        text += press[i];
        text += key++;
        line.text = std::move(text) + (i == 3 ? "。" : ".");
        out.push_back(std::move(line));
    }
    return out;
}

Utterance booked_words(const CallTime& time, Time now, std::string_view tz,
                       std::string_view language) {
    const std::size_t i = column(language);
    Utterance out = spoken(booked, language);
    out.text += time_text(time, now, tz, i) + (i == 3 ? "。" : ".");
    return out;
}

std::string spelled(std::string_view digits) {
    std::string out;
    for (const char c : digits) {
        if (!out.empty()) out += ' ';
        out += c;
    }
    return out;
}

}  // namespace ol::flows
