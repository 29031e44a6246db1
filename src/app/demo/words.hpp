#pragma once
// What the demo shop is made of. Every name, street and number is invented.
#include <cstdint>

namespace ol::app::words {

struct Person {
    const char *name, *login, *role, *language;
};
inline constexpr Person people[] = {
    {"Ірина Власенко", "owner", "owner", "uk"},
    {"Марта Гай", "supervisor", "supervisor", "uk"},
    {"Оксана Литвин", "oksana", "inbound_operator", "uk"},
    {"Bohdan Sokil", "bohdan", "inbound_operator", "en"},
    {"Андрій Поліщук", "andrii", "order_manager", "uk"},
};
inline constexpr const char* busy_names[] = {"Софія Мельник", "Тарас Кравець", "Юлія Бондар",
                                             "Роман Ткач",    "Наталя Ярема",  "Ігор Савчук",
                                             "Дарина Левко",  "Павло Гнатюк"};
inline constexpr const char* first_names[] = {
    "Оксана", "Олена",     "Ганна",  "Марія", "Ірина",  "Тетяна", "Світлана", "Катерина",
    "Андрій", "Олександр", "Сергій", "Іван",  "Микола", "Дмитро", "Віктор",   "Юрій"};
inline constexpr const char* last_names[] = {"Коваль",    "Бондаренко", "Шевчук",   "Ткаченко",
                                             "Мороз",     "Петренко",   "Лисенко",  "Гончар",
                                             "Руденко",   "Клименко",   "Савченко", "Павленко",
                                             "Кузьменко", "Левченко",   "Зінченко", "Яковенко"};
inline constexpr const char* prefixes[] = {"050", "067", "063", "095", "097", "093"};
inline constexpr const char* cities[] = {"Київ",   "Львів",   "Одеса",   "Дніпро",
                                         "Харків", "Вінниця", "Полтава", "Чернівці",
                                         "Луцьк",  "Рівне",   "Суми"};
inline constexpr const char* streets[] = {"вул. Саксаганського", "вул. Шевченка",
                                          "вул. Франка",         "просп. Миру",
                                          "вул. Садова",         "вул. Лесі Українки"};

struct Product {
    const char *sku, *name;
    std::int64_t price_minor;
};
inline constexpr Product products[] = {
    {"KET-X2", "Чайник X2, 1.7 л", 125000},  {"KET-17", "Чайник скляний 17", 189000},
    {"CUP-6", "Набір чашок, 6 шт.", 89000},  {"TEA-UA", "Чай карпатський, 200 г", 24500},
    {"POT-3", "Каструля 3 л", 164000},       {"PAN-28", "Сковорода 28 см", 118000},
    {"KNF-5", "Набір ножів, 5 шт.", 215000}, {"TWL-4", "Рушники лляні, 4 шт.", 72000},
    {"LMP-1", "Лампа настільна", 139000},
};
/// Catalogued beside the products; what fits to them by series and price.
inline constexpr Product accessories[] = {{"KET-F2", "Фільтр для чайника", 14900},
                                          {"PAN-L28", "Кришка скляна 28 см", 32000},
                                          {"KNF-S1", "Точило для ножів", 27500},
                                          {"CUP-M1", "Блюдця, 6 шт.", 38000}};
inline constexpr const char* dispositions[] = {"confirmed", "confirmed", "confirmed", "changed",
                                               "postponed", "refused",   "complaint"};

}  // namespace ol::app::words
