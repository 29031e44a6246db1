#include "shop/logistics/ukrposhta.hpp"

#include <algorithm>
#include <array>

#include "platform/base/text.hpp"
#include "shop/logistics/couriers/json_walk.hpp"
#include "shop/logistics/opened.hpp"
#include "shop/orders/address.hpp"

namespace ol::logistics::ukrposhta {
namespace {

using walk::bj::object;
using waybills::Found;
using waybills::Looked;

constexpr std::size_t id_max = 64;

/// What comes back from the courier and stands in an address next: no slash, no question mark.
bool plain_id(std::string_view id) {
    return !id.empty() && id.size() <= id_max && std::ranges::all_of(id, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-';
    });
}

std::string pair(std::string_view name, std::string_view value) {
    return json::quote(name) + ":" + json::quote(value);
}

std::string with_token(std::string_view path, const Access& a) {
    return std::string(path) + (path.find('?') == std::string_view::npos ? "?" : "&") +
           "token=" + asking::form_text(keys_of(a.key).token);
}

http::ClientRequest ecom(const Access& a, http::Method method, std::string_view path,
                         std::string body = "") {
    return asking::ukrposhta_ecom(a, method, with_token("/ecom/0.0.1" + std::string(path), a),
                                  std::move(body));
}

// ---- an address in words ----

bool digit(char c) { return c >= '0' && c <= '9'; }

bool is_postcode(std::string_view word) {
    return word.size() == 5 && std::ranges::all_of(word, digit);
}

/// Words between spaces and commas; "буд.12" is two.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    const auto end = [&] {
        if (!word.empty()) out.push_back(std::exchange(word, {}));
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dot = c == '.' && (i + 1 == text.size() || !digit(text[i + 1]) || word.empty() ||
                                      !digit(word.back()));
        if (c == ' ' || c == ',' || c == ';' || c == '\t' || dot)
            end();
        else
            word += c;
    }
    end();
    return out;
}

template <std::size_t n>
bool among(const std::array<std::string_view, n>& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

constexpr auto house_words = std::to_array<std::string_view>(
    {"буд", "будинок", "дом", "д", "bud", "budynok", "dom", "house", "no", "№"});
constexpr auto flat_words = std::to_array<std::string_view>(
    {"кв", "квартира", "kv", "apt", "apartment", "flat", "оф", "офіс", "офис", "office"});
constexpr auto street_words = std::to_array<std::string_view>(
    {"вул", "вулиця", "ул", "улица", "vul", "vulytsia", "street", "str", "st", "м", "місто", "г",
     "город", "misto", "с", "село", "смт"});

/// "вул. Саксаганського, буд. 12, кв. 4" and "Saksahanskoho 12-4": street, house, flat. A street
/// that begins with a number ("8 Березня 5") has its house behind it.
void read_street(const std::vector<std::string>& words, Place& to) {
    bool flat_next = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto& word = words[i];
        const auto folded = fold(word);
        const bool number = digit(word.front());
        const bool more = std::any_of(words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                      words.end(), [](const auto& w) { return digit(w.front()); });
        if (among(flat_words, folded)) {
            flat_next = true;
        } else if (among(house_words, folded)) {
            continue;
        } else if (number && (to.street.empty() ? !more : to.house.empty()) && !flat_next) {
            const auto dash = word.find('-');  // "12-4" has a flat, "12-А" a letter
            const bool flat = dash + 1 < word.size() && dash != word.npos && digit(word[dash + 1]);
            to.house = flat ? word.substr(0, dash) : word;
            if (flat) to.flat = word.substr(dash + 1);
        } else if (number && !to.street.empty() && to.flat.empty()) {
            to.flat = word;
        } else if (to.house.empty() && !among(street_words, folded)) {
            to.street += (to.street.empty() ? "" : " ") + word;
        }
    }
}

/// In whatever alphabet and spelling it stands there, where it stands first.
void leave_city_out(std::vector<std::string>& words, std::string_view city) {
    const auto norm = orders::city_norm(city);
    const auto length = static_cast<std::ptrdiff_t>(words_of(city).size());
    for (auto at = words.begin(); !norm.empty() && words.end() - at >= length; ++at) {
        std::string run;
        for (auto word = at; word != at + length; ++word) run += *word + " ";
        if (orders::city_norm(run) != norm) continue;
        words.erase(at, at + length);
        return;
    }
}

Error no_address(std::string_view missing) {
    auto e = conflict("logistics.address",
                      "Ukrposhta needs more of the address: " + std::string(missing) + ".");
    e.params = {{"missing", std::string(missing)}};
    return e;
}

// ---- names ----

bool patronymic(std::string_view word) {
    const auto folded = fold(word);
    for (const std::string_view end :
         {"вич", "вна", "ична", "ічна", "vych", "vich", "vna", "ichna"})
        if (folded.size() > end.size() + 2 && folded.ends_with(end)) return true;
    return false;
}

// ---- answers ----

/// Its refusals carry a code and a message; the message may repeat a name, so it is not kept.
Error refusal(const http::ClientResponse& answer) {
    Error e = conflict("logistics.refused", "The courier refused the request.");
    const auto value = walk::parse(answer.body);
    const auto* o = value ? value->if_object() : nullptr;
    auto code = o ? walk::text_at(*o, "code") : std::string();
    if (code.empty()) code = std::to_string(answer.status);
    e.params.emplace_back("code", code.substr(0, id_max));
    return e;
}

bool fine(const http::ClientResponse& answer) {
    return answer.status >= 200 && answer.status <= 299;
}

/// Its own "there is none", not somebody's page: UPE02 is the family of what is not found.
bool says_none(const http::ClientResponse& answer) {
    const auto value = walk::parse(answer.body);
    const auto* o = value ? value->if_object() : nullptr;
    return o && (answer.status == 404 ||
                 (answer.status == 400 && walk::text_at(*o, "code").starts_with("UPE02")));
}

bool gone(const object& o) {
    const auto* life = walk::object_at(o, "lifecycle");
    const auto status = life ? walk::text_at(*life, "status") : walk::text_at(o, "status");
    return status == "DELETED" || status == "CANCELED";
}

Waybill waybill_of(const object& o) {
    Waybill w{walk::text_at(o, "uuid"), walk::text_at(o, "barcode")};
    if (!plain_id(w.ref) || !plain_id(w.number)) return {};
    return w;
}

Looked one_of(const object& o) {
    const auto w = waybill_of(o);
    if (w.ref.empty()) return {};
    return gone(o) ? Looked{Found::nowhere, {}, {}} : Looked{Found::there, w, {}};
}

std::string client_fields(const Person& p, std::string_view address) {
    std::string out = pair("firstName", p.first) + "," + pair("lastName", p.last);
    if (!p.middle.empty()) out += "," + pair("middleName", p.middle);
    return out + "," + pair("phoneNumber", p.phone) + R"(,"addressId":)" + std::string(address);
}

/// The account's references that stand in a shipment under their own names; what is only ours (the
/// price's postcode, kilograms, sizes, the sender) is written where the shipment has it.
std::string own_words(const object& sender) {
    std::string out;
    for (const auto& [key, value] : sender) {
        const std::string_view name = key;
        if (name == "postcode" || name == "uuid" || name == "Weight" || name == "length" ||
            name == "width" || name == "height")
            continue;
        out += json::quote(name) + ":" + walk::bj::serialize(value) + ",";
    }
    return out;
}

/// "1", 2, "0.5": grams of the account's kilograms; 0 for what is no weight.
std::int64_t grams_of(const object& sender) {
    const auto* v = sender.if_contains("Weight");
    auto text = walk::text_of(v);
    if (v && v->is_double()) text = std::to_string(v->as_double());
    const auto dot = text.find('.');
    const auto kilos = text.substr(0, dot);
    const auto rest = dot == std::string::npos ? std::string() : text.substr(dot + 1);
    const auto thousandths = (rest + "000").substr(0, 3);
    if (kilos.empty() || kilos.size() > 3 || !std::ranges::all_of(kilos, digit) ||
        !std::ranges::all_of(thousandths, digit))
        return 0;
    return std::stoll(kilos) * 1000 + std::stoll(thousandths);
}

/// One parcel: grams of the account's `Weight` (kilograms), sizes in whole centimetres.
std::string parcel_fields(const object& sender, const WaybillFields& f) {
    const auto whole = [&](std::string_view key, std::int64_t usual) {
        const auto* v = sender.if_contains(key);
        const auto text = walk::text_of(v);
        const bool number = !text.empty() && text.size() < 5 && std::ranges::all_of(text, digit);
        return number ? std::stoll(text) : usual;
    };
    const auto grams = grams_of(sender);
    return R"({"weight":)" + std::to_string(grams > 0 ? grams : 1000) + R"(,"length":)" +
           std::to_string(whole("length", 30)) + R"(,"width":)" +
           std::to_string(whole("width", 20)) + R"(,"height":)" +
           std::to_string(whole("height", 10)) + R"(,"declaredPrice":)" + to_decimal(f.total) + "}";
}

}  // namespace

Keys keys_of(std::string_view key) {
    const auto parts = split(key, ':');
    Keys k{parts.empty() ? "" : parts[0]};
    k.ecom = parts.size() > 1 ? parts[1] : k.tracking;
    if (parts.size() > 2) k.token = parts[2];
    return k;
}

Result<> can_make(const Access& a, std::string_view sender) {
    if (keys_of(a.key).token.empty())
        return conflict("logistics.token",
                        "Write the key as tracking bearer:eCom bearer:counterparty token.");
    const auto value = walk::parse(sender);
    const auto* o = value ? value->if_object() : nullptr;
    if (!o || !plain_id(walk::text_at(*o, "uuid")))
        return conflict("logistics.sender_client",
                        "Write your client's uuid among the account's references.");
    return {};
}

Result<Place> place_of(const WaybillFields& f) {
    Place to;
    to.region = f.region, to.city = f.city;
    auto words = words_of(f.address);
    const auto code = std::ranges::find_if(words, is_postcode);
    if (!f.point.empty())
        to.postcode = f.point;
    else if (code != words.end())
        to.postcode = *code;
    if (!is_postcode(to.postcode)) return no_address("postcode");
    if (f.service != "door") return to;
    std::erase_if(words, is_postcode);
    leave_city_out(words, f.city);
    read_street(words, to);
    if (to.street.empty()) return no_address("street");
    if (to.house.empty()) return no_address("house");
    return to;
}

Result<Person> person_of(const WaybillFields& f) {
    const auto words = words_of(f.recipient);
    if (words.size() < 2) {
        auto e = conflict("logistics.recipient", "Ukrposhta needs the surname and the first name.");
        return e;
    }
    Person p;
    for (const char c : f.phone)
        if (digit(c)) p.phone += c;
    if (words.size() > 2 && patronymic(words[2])) {
        p.last = words[0], p.first = words[1], p.middle = words[2];
    } else if (words.size() > 2 && patronymic(words[1])) {
        p.first = words[0], p.middle = words[1], p.last = words[2];
    } else {
        p.first = words[0];
        for (std::size_t i = 1; i < words.size(); ++i)
            p.last += (p.last.empty() ? "" : " ") + words[i];
    }
    return p;
}

http::ClientRequest client(const Access& a, std::string_view our_reference) {
    return ecom(a, http::Method::get, "/clients/external-id/" + std::string(our_reference));
}

http::ClientRequest make_address(const Access& a, const Place& to) {
    std::string body = "{" + pair("postcode", to.postcode) + R"(,"country":"UA")";
    const auto add = [&body](std::string_view name, const std::string& value) {
        if (!value.empty()) body += "," + pair(name, value);
    };
    add("region", to.region), add("city", to.city), add("street", to.street);
    add("houseNumber", to.house), add("apartmentNumber", to.flat);
    return asking::ukrposhta_ecom(a, http::Method::post, "/ecom/0.0.1/addresses", body + "}");
}

http::ClientRequest make_client(const Access& a, const Person& person, std::string_view address,
                                std::string_view our_reference) {
    return ecom(a, http::Method::post, "/clients",
                R"({"type":"INDIVIDUAL",)" + pair("externalId", our_reference) + "," +
                    client_fields(person, address) + "}");
}

http::ClientRequest change_client(const Access& a, std::string_view uuid, const Person& person,
                                  std::string_view address) {
    return ecom(a, http::Method::put, "/clients/" + std::string(uuid),
                "{" + client_fields(person, address) + "}");
}

http::ClientRequest write(const Access& a, std::string_view sender, const WaybillFields& f,
                          const Recipient& to, std::string_view our_reference,
                          std::string_view ref) {
    const auto value = walk::parse(sender);
    const auto* o = value ? value->if_object() : nullptr;
    const object none;
    const auto& own = o ? *o : none;
    std::string body = "{" + own_words(own);
    if (!own.contains("type")) body += R"("type":"STANDARD",)";
    body += R"("sender":{)" + pair("uuid", walk::text_at(own, "uuid")) + R"(},"recipient":{)" +
            pair("uuid", to.uuid) + R"(},"recipientAddressId":)" + to.address +
            R"(,"deliveryType":")" + (f.service == "door" ? "W2D" : "W2W") + "\"," +
            pair("externalId", our_reference) + "," + pair("description", f.order_number) +
            R"(,"parcels":[)" + parcel_fields(own, f) + "]";
    if (f.cod.minor > 0) body += R"(,"postPay":)" + to_decimal(f.cod);
    body += "}";
    if (ref.empty()) return ecom(a, http::Method::post, "/shipments", std::move(body));
    return ecom(a, http::Method::put, "/shipments/" + std::string(ref), std::move(body));
}

http::ClientRequest cancel(const Access& a, std::string_view ref) {
    return ecom(a, http::Method::del, "/shipments/" + std::string(ref));
}

http::ClientRequest find(const Access& a, std::string_view sender, std::string_view ref) {
    if (!ref.empty()) return ecom(a, http::Method::get, "/shipments/" + std::string(ref));
    const auto value = walk::parse(sender);
    const auto* o = value ? value->if_object() : nullptr;
    return ecom(a, http::Method::get,
                "/shipments?senderUuid=" + asking::form_text(o ? walk::text_at(*o, "uuid") : ""));
}

http::ClientRequest label(const Access& a, std::string_view number) {
    auto r = asking::ukrposhta_ecom(
        a, http::Method::get,
        with_token("/forms/ecom/0.0.1/shipments/" + std::string(number) + "/sticker", a));
    for (auto& [name, value] : r.headers)
        if (name == "Accept") value = "application/pdf";
    return r;
}

Result<std::optional<Client>> read_client(const http::ClientResponse& answer) {
    if (says_none(answer)) return std::optional<Client>();
    if (!fine(answer)) return refusal(answer);
    const auto value = walk::parse(answer.body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return walk::wrong("body", "The courier's answer is not an object.");
    Client c{walk::text_at(*o, "uuid"), walk::text_at(*o, "addressId"), {}};
    if (!plain_id(c.uuid)) return walk::wrong("uuid", "The courier's client has no id.");
    const auto* addresses = walk::array_at(*o, "addresses");
    for (std::size_t i = 0; addresses && i < addresses->size(); ++i) {
        const auto* row = (*addresses)[i].if_object();
        const auto* at = row ? walk::object_at(*row, "address") : nullptr;
        if (!at || walk::text_at(*row, "addressId") != c.address || !plain_id(c.address)) continue;
        c.place = {walk::text_at(*at, "postcode"),    walk::text_at(*at, "region"),
                   walk::text_at(*at, "city"),        walk::text_at(*at, "street"),
                   walk::text_at(*at, "houseNumber"), walk::text_at(*at, "apartmentNumber")};
    }
    return std::optional(std::move(c));
}

Result<std::string> read_made(const http::ClientResponse& answer, std::string_view key) {
    if (!fine(answer)) return refusal(answer);
    const auto value = walk::parse(answer.body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    auto id = o ? walk::text_at(*o, key) : std::string();
    const bool number = std::ranges::all_of(id, digit);
    if (!plain_id(id) || (key == "id" && !number))
        return walk::wrong(std::string(key), "The courier's answer names nothing that was made.");
    return id;
}

Result<waybills::Written> read_written(const http::ClientResponse& answer) {
    if (!fine(answer)) return refusal(answer);
    const auto value = walk::parse(answer.body);
    if (!value) return value.error();
    const auto* o = value->if_object();
    if (!o) return walk::wrong("body", "The courier's answer is not an object.");
    auto w = waybill_of(*o);
    if (w.number.empty()) return walk::wrong("barcode", "The waybill has no number.");
    return waybills::Written{true, std::move(w)};
}

/// An empty answer or a message, both with 200.
Result<> read_cancelled(const http::ClientResponse& answer) {
    return fine(answer) ? Result<>{} : Result<>(refusal(answer));
}

Looked read_found(const http::ClientResponse& answer, std::string_view our_reference, Time since) {
    Looked out;
    if (says_none(answer)) {
        out.found = Found::nowhere;
        return out;
    }
    const auto value = walk::parse(answer.body);
    if (!fine(answer) || !value) return out;
    if (const auto* o = value->if_object()) return one_of(*o);
    const auto* list = value->if_array();
    if (!list) return out;
    out.found = Found::nowhere;
    const auto day = iso8601(since).substr(0, 10);
    for (const auto& item : *list) {
        const auto* o = item.if_object();
        const auto w = o ? waybill_of(*o) : Waybill{};
        if (w.ref.empty() || gone(*o)) continue;
        const auto reference = walk::text_at(*o, "externalId");
        if (reference == our_reference) return {Found::there, w, {}};
        const auto changed = walk::text_at(*o, "lastModified").substr(0, 10);
        if (reference.empty() && (changed.empty() || changed >= day))
            out.strangers.push_back(w.number);
    }
    return out;
}

}  // namespace ol::logistics::ukrposhta
