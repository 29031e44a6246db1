#pragma once
// Ukrposhta's eCom API on the other side, for tests, as "Як почати роботу з API" says: a bearer for
// all, the counterparty's token for all but addresses; a client is found by the external id it was
// made with; a shipment can be changed and deleted until it was registered at a branch.
#include <map>
#include <string>
#include <vector>

#include "platform/base/json.hpp"
#include "platform/http/http.hpp"
#include "shop/logistics/couriers/json_walk.hpp"

namespace ol::logistics {

class FakeUkrposhta {
public:
    using object = walk::bj::object;
    struct Shipment {
        std::string uuid, barcode, status = "CREATED", modified = "2026-11-19T14:20:00";
        object said;
    };
    std::string bearer = "ecom", token = "counter";
    bool down = false;
    std::string lost;  // the answer of the next request with this in it is lost, its work is done
    std::vector<object> addresses, clients;
    std::vector<Shipment> shipments;
    std::vector<std::string> asked;  // "POST /clients", in order

    Result<http::ClientResponse> answer(const http::ClientRequest& r) {
        if (down) return unavailable("http.lost", "no answer");
        const auto host_end = r.url.find('/', r.url.find("//") + 2);
        const auto question = r.url.find('?');
        const auto path = r.url.substr(host_end, question - host_end);
        const auto query = question == std::string::npos ? "" : r.url.substr(question + 1);
        asked.push_back(name_of(r.method) + " " + path);
        auto out = served(r, path, query);
        if (!lost.empty() && asked.back().find(lost) != std::string::npos) {
            lost.clear();
            return unavailable("http.lost", "no answer");
        }
        return out;
    }
    std::string at(std::size_t shipment, const std::string& key) const {
        return walk::text_at(shipments.at(shipment).said, key);
    }
    /// Whom a shipment goes to: the client it names.
    const object& recipient(std::size_t shipment) const {
        const auto uuid =
            walk::text_at(*walk::object_at(shipments.at(shipment).said, "recipient"), "uuid");
        for (const auto& c : clients)
            if (walk::text_at(c, "uuid") == uuid) return c;
        return clients.at(0);
    }

private:
    using Answer = http::ClientResponse;

    static std::string name_of(http::Method m) {
        if (m == http::Method::post) return "POST";
        if (m == http::Method::put) return "PUT";
        return m == http::Method::del ? "DELETE" : "GET";
    }
    static Answer ok(const walk::bj::value& v) { return {200, walk::bj::serialize(v), {}}; }
    static Answer no(int status, const std::string& code) {
        return {status, R"({"code":")" + code + R"(","message":"Олена Шевченко: no"})", {}};
    }
    static object body(const http::ClientRequest& r) {
        const auto v = walk::parse(r.body);
        return v && v->is_object() ? v->as_object() : object{};
    }

    Answer served(const http::ClientRequest& r, const std::string& path, const std::string& query) {
        bool knows = false;
        for (const auto& [name, value] : r.headers)
            knows = knows || (name == "Authorization" && value == "Bearer " + bearer);
        if (!knows) return no(401, "UPE05001");
        if (path == "/ecom/0.0.1/addresses") return address(body(r));
        if (query.find("token=" + token) == std::string::npos) return no(403, "UPE05002");
        if (path.starts_with("/forms/ecom/0.0.1/shipments/")) return sticker(path);
        if (path.starts_with("/ecom/0.0.1/clients")) return client(r, path.substr(19));
        if (path.starts_with("/ecom/0.0.1/shipments")) return shipment(r, path.substr(21), query);
        return no(404, "");
    }
    Answer address(object in) {
        if (walk::text_at(in, "postcode").size() != 5) return no(400, "UPE01010");
        in["id"] = static_cast<std::int64_t>(50302113 + addresses.size());
        addresses.push_back(in);
        return ok(in);
    }
    object told(const object& client) const {
        object out = client, row;
        for (const auto& a : addresses)
            if (walk::text_at(a, "id") == walk::text_at(client, "addressId"))
                row = {{"addressId", a.at("id")}, {"address", a}};
        out["addresses"] = walk::bj::array{row};
        return out;
    }
    Answer client(const http::ClientRequest& r, const std::string& rest) {
        if (r.method == http::Method::post) {
            auto in = body(r);
            if (walk::text_at(in, "lastName").empty()) return no(400, "UPE01020");
            in["uuid"] = "client-" + std::to_string(clients.size() + 1);
            clients.push_back(in);
            return ok(told(in));
        }
        for (auto& c : clients) {
            if (rest == "/external-id/" + walk::text_at(c, "externalId")) return ok(told(c));
            if (rest != "/" + walk::text_at(c, "uuid")) continue;
            if (r.method == http::Method::put)
                for (const auto& [key, value] : body(r)) c[key] = value;
            return ok(told(c));
        }
        return no(404, "UPE02001");
    }
    static object told(const Shipment& s) {
        object out = s.said;
        out["uuid"] = s.uuid, out["barcode"] = s.barcode, out["lastModified"] = s.modified;
        out["lifecycle"] = object{{"status", s.status}};
        return out;
    }
    Answer shipment(const http::ClientRequest& r, const std::string& rest,
                    const std::string& query) {
        if (r.method == http::Method::post) {
            Shipment s{"ship-" + std::to_string(shipments.size() + 1),
                       std::to_string(5551400000659 + static_cast<std::int64_t>(shipments.size()))};
            s.said = body(r);
            const auto* to = walk::object_at(s.said, "recipient");
            if (!to || walk::text_at(*to, "uuid").empty()) return no(400, "UPE01030");
            shipments.push_back(s);
            return ok(told(s));
        }
        if (rest.empty()) {
            walk::bj::array all;
            if (query.find("senderUuid=sender-1") != std::string::npos)
                for (const auto& s : shipments)
                    if (s.status != "DELETED") all.push_back(told(s));
            return ok(all);
        }
        for (auto& s : shipments) {
            if (rest != "/" + s.uuid || s.status == "DELETED") continue;
            const bool writes = r.method != http::Method::get;
            if (writes && s.status != "CREATED") return no(400, "UPE03004");
            if (r.method == http::Method::put)
                for (const auto& [key, value] : body(r)) s.said[key] = value;
            if (r.method == http::Method::del) {
                s.status = "DELETED";
                return {200, "", {}};
            }
            return ok(told(s));
        }
        return no(404, "UPE02002");
    }
    Answer sticker(const std::string& path) const {
        for (const auto& s : shipments)
            if (path.ends_with("/" + s.barcode + "/sticker"))
                return {200, "%PDF-1.4 " + s.barcode, {{"content-type", "application/pdf"}}};
        return no(404, "UPE02002");
    }
};

}  // namespace ol::logistics
