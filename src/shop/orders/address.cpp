#include "shop/orders/address.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "platform/base/text.hpp"

namespace ol::orders {
namespace {

/// What each Cyrillic letter sounds like, after fold(): vowels and signs are left out below.
constexpr auto letters = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"а", "a"},  {"б", "b"},  {"в", "v"},  {"г", "g"}, {"ґ", "g"}, {"д", "d"}, {"е", "e"},
    {"ё", "e"},  {"є", "e"},  {"ж", "zh"}, {"з", "z"}, {"и", "i"}, {"і", "i"}, {"ї", "i"},
    {"й", "i"},  {"к", "k"},  {"л", "l"},  {"м", "m"}, {"н", "n"}, {"о", "o"}, {"п", "p"},
    {"р", "r"},  {"с", "s"},  {"т", "t"},  {"у", "u"}, {"ф", "f"}, {"х", "x"}, {"ц", "ts"},
    {"ч", "ch"}, {"ш", "sh"}, {"щ", "sh"}, {"ъ", ""},  {"ы", "i"}, {"ь", ""},  {"э", "e"},
    {"ю", "u"},  {"я", "a"},
});
/// Latin spellings of one sound, longest first.
constexpr auto sounds = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"shch", "sh"},
    {"sch", "sh"},
    {"kh", "x"},
    {"ts", "c"},
    {"tz", "c"},
    {"ck", "k"},
    {"ph", "f"},
    {"zh", "J"},
    {"sh", "S"},
    {"ch", "C"},
    {"h", "g"},
    {"w", "v"},
    {"q", "k"},
});
/// Words that name what kind of thing follows and are left out by half of the writers.
constexpr auto small_words = std::to_array<std::string_view>(
    {"вул",         "вулиця",   "ул",       "улица",      "vul",       "vulytsia",  "vulitsa",
     "ulitsa",      "ulica",    "ul",       "street",     "str",       "st",        "просп",
     "проспект",    "пр",       "пр-т",     "prosp",      "prospekt",  "prospect",  "ave",
     "avenue",      "бул",      "бульв",    "бульвар",    "bulvar",    "blvd",      "boulevard",
     "пров",        "провулок", "пер",      "переулок",   "prov",      "provulok",  "lane",
     "пл",          "площа",    "площадь",  "ploshcha",   "square",    "шосе",      "шоссе",
     "буд",         "будинок",  "дом",      "д",          "bud",       "budynok",   "dom",
     "house",       "кв",       "квартира", "kv",         "apt",       "apartment", "flat",
     "оф",          "офис",     "офіс",     "office",     "корп",      "корпус",    "к",
     "м",           "місто",    "misto",    "г",          "гор",       "город",     "gorod",
     "city",        "смт",      "с",        "село",       "town",      "обл",       "область",
     "oblast",      "region",   "no",       "відділення", "отделение", "від",       "отд",
     "viddilennia", "branch",   "поштомат", "почтомат",   "постамат",  "locker",    "нова",
     "новая",       "nova",     "пошта",    "почта",      "poshta",    "україна",   "украина",
     "ukraine",     "під",      "підїзд",   "подъезд",    "поверх",    "этаж"});
/// Cities whose two names share no consonants.
constexpr auto other_names = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"nklv", "mklv"},        // Николаев, Миколаїв
    {"dnprptrvsk", "dnpr"},  // until 2016
    {"krvgrd", "krpvnck"},   // Кіровоград, Кропивницький
    {"krpvnckk", "krpvnck"},
});

bool small(std::string_view word) {
    return std::ranges::find(small_words, word) != small_words.end();
}

std::string latin(std::string_view folded) {
    std::string out;
    while (!folded.empty()) {
        const auto hit = std::ranges::find_if(
            letters, [&](const auto& l) { return folded.starts_with(l.first); });
        const bool known = hit != letters.end();
        out += known ? hit->second : folded.substr(0, 1);
        folded.remove_prefix(known ? hit->first.size() : 1);
    }
    return out;
}

/// Consonants only, one of each pair: the vowels are where spellings part.
std::string skeleton(std::string_view word) {
    std::string text = latin(word), out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto hit =
            std::ranges::find_if(sounds, [&](const auto& s) { return rest.starts_with(s.first); });
        const bool known = hit != sounds.end();
        const std::string_view sound = known ? hit->second : rest.substr(0, 1);
        const bool vowel = std::string_view("aeiouyj'").find(sound.front()) != std::string::npos;
        for (const char c : sound == "sh" ? "S" : sound)
            if (!vowel && (out.empty() || out.back() != c)) out += c;
        rest.remove_prefix(known ? hit->first.size() : 1);
    }
    return out.empty() ? std::string(word) : out;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Folded words and numbers: "12а" stays one, marks part them.
std::vector<std::string> tokens(std::string_view text) {
    std::vector<std::string> out;
    std::string word, all(text);
    for (std::size_t at = 0; (at = all.find("№")) != std::string::npos;)
        all.replace(at, std::string_view("№").size(), " ");  // fold() would glue "no" to the number
    for (const char c : fold(all) + " ") {
        const auto u = static_cast<unsigned char>(c);
        if (u >= 0x80 || digit(c) || (c >= 'a' && c <= 'z')) {
            word += c;
        } else if (c != '\'' && !word.empty()) {
            out.push_back(std::exchange(word, {}));
        }
    }
    return out;
}

std::string one_name(std::string city) {
    for (const auto& [old_name, name] : other_names)
        if (city == old_name) return std::string(name);
    return city;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& w : words) out += (out.empty() ? "" : " ") + w;
    return out;
}

}  // namespace

std::string city_norm(std::string_view city) {
    std::vector<std::string> words;
    for (const auto& t : tokens(city.substr(0, city.find(','))))
        if (!small(t) && !digit(t.front())) words.push_back(skeleton(t));
    std::ranges::sort(words);
    return one_name(joined(words));
}

std::vector<std::string> name_words(std::string_view text) { return tokens(text); }
std::string latin_word(std::string_view word) { return latin(word); }
std::string sound_of(std::string_view word) { return skeleton(word); }
bool kind_word(std::string_view word) { return small(word); }

AddressNorm address_norm(std::string_view text, std::string_view city) {
    constexpr std::size_t postcode = 5;
    AddressNorm out{city_norm(city), {}, {}};
    std::set<std::string> of_city;
    for (const auto& t : tokens(city)) of_city.insert(skeleton(t));
    bool after_number = false;
    for (const auto& t : tokens(text)) {
        const bool number = digit(t.front());
        if (number && !(t.size() >= postcode && std::ranges::all_of(t, digit))) {
            out.numbers.push_back(latin(t));  // "12а" and "12a"
        } else if (!number && after_number && utf8_length(t) == 1 && !small(t)) {
            out.numbers.back() += latin(t);  // "12 б"
        } else if (!number && !small(t)) {
            const auto word = skeleton(t);
            const bool whole_city = one_name(word) == out.city || of_city.contains(word);
            if (!whole_city) out.words.push_back(word);
        }
        after_number = number && !out.numbers.empty();
    }
    std::ranges::sort(out.words);
    return out;
}

bool same_address(const AddressNorm& a, const AddressNorm& b) {
    const bool says_enough = !a.numbers.empty() && (!a.words.empty() || !a.city.empty());
    return says_enough && a == b;
}

}  // namespace ol::orders
