#pragma once
// A courier on the other side, for tests: Nova Poshta and CDEK as their documents say. Errors of
// Nova Poshta come with HTTP 200; an order of CDEK is accepted first and made later; each may be
// down, may limit, and may do what it was asked while its answer is lost.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "platform/base/json.hpp"
#include "platform/http/http.hpp"
#include "shop/logistics/couriers/json_walk.hpp"

namespace ol::logistics {

class FakeCourier {
public:
    struct Document {
        std::string ref, number, our_reference;
        std::map<std::string, std::string> fields;
        std::string status = "1";
        bool deleted = false;
    };
    std::string key = "secret";
    bool down = false, limited = false;
    int lost = 0;  // so many answers are lost although the work is done
    std::vector<Document> documents;
    std::vector<std::string> methods;  // what it was asked, in order
    std::vector<std::string> sheets;   // numbers of the registers that were made

    Result<http::ClientResponse> answer(const http::ClientRequest& r) {
        if (down) return unavailable("http.lost", "no answer");
        if (limited) return http::ClientResponse{429, "", {}};
        auto out = r.url.find("/v2/") == std::string::npos ? novaposhta(r) : cdek(r);
        if (lost > 0) {
            --lost;
            return unavailable("http.lost", "no answer");
        }
        return out;
    }
    Document* by_ref(std::string_view ref) {
        const auto it = std::ranges::find(documents, ref, &Document::ref);
        return it == documents.end() ? nullptr : &*it;
    }

    // ---- CDEK ----
    struct CdekOrder {
        std::string uuid, number, cdek_number, state = "ACCEPTED", code = "CREATED", at;
        bool deleted = false;
    };
    std::vector<CdekOrder> cdek_orders;
    int tokens_given = 0;

private:
    using Answer = http::ClientResponse;

    static Answer ok(std::string data) {
        return {200, R"({"success":true,"data":[)" + data + "]}", {}};
    }
    static Answer refused(std::string_view code) {
        return {200,
                R"({"success":false,"data":[],"errors":["no"],"errorCodes":[")" +
                    std::string(code) + R"("]})",
                {}};
    }
    static std::string named(std::string_view name, const std::string& value) {
        return json::quote(name) + ":" + json::quote(value);
    }

    Answer novaposhta(const http::ClientRequest& r) {
        if (r.method == http::Method::get) return print(r);
        const auto value = walk::parse(r.body);
        if (!value || !value->is_object()) return {400, "", {}};
        const auto& o = value->as_object();
        const auto method = walk::text_at(o, "calledMethod");
        methods.push_back(method);
        const auto* p = walk::object_at(o, "methodProperties");
        if (!p) return refused("20000100130");
        if (method == "getStatusDocuments") return track(*p);
        if (walk::text_at(o, "apiKey") != key) return refused("20000200068");
        if (method == "save") return save(*p);
        if (method == "update") return update(*p);
        if (method == "delete") return remove(*p);
        if (method == "getDocumentList") return list();
        if (method == "insertDocuments") return sheet(*p);
        return refused("20000100112");  // no such method
    }
    static void take(Document& d, const boost::json::object& p) {
        for (const auto& [name, value] : p) d.fields[std::string(name)] = walk::text_of(&value);
        d.our_reference = d.fields["InfoRegClientBarcodes"];
    }
    static std::string told(const Document& d) {
        return "{" + named("Ref", d.ref) + "," + named("IntDocNumber", d.number) + "," +
               named("InfoRegClientBarcodes", d.our_reference) + "}";
    }
    Answer save(const boost::json::object& p) {
        if (walk::text_at(p, "RecipientsPhone").empty()) return refused("20000200039");
        Document d;
        d.ref = "ref-" + std::to_string(documents.size() + 1);
        d.number = std::to_string(20400048799000 + static_cast<std::int64_t>(documents.size()));
        take(d, p);
        documents.push_back(d);
        return ok(told(d));
    }
    Answer update(const boost::json::object& p) {
        auto* d = by_ref(walk::text_at(p, "Ref"));
        if (!d || d->deleted || d->status != "1") return refused("20000200083");
        take(*d, p);
        return ok(told(*d));
    }
    Answer remove(const boost::json::object& p) {
        const auto* refs = walk::array_at(p, "DocumentRefs");
        std::string gone;
        for (std::size_t i = 0; refs && i < refs->size(); ++i) {
            auto* d = by_ref(walk::text_of(&(*refs)[i]));
            if (!d || d->deleted || d->status != "1") return refused("20000200083");
            d->deleted = true;
            gone += (gone.empty() ? "{" : ",{") + named("Ref", d->ref) + "}";
        }
        return ok(gone);
    }
    Answer list() {
        std::string all;
        for (const auto& d : documents)
            if (!d.deleted) all += (all.empty() ? "" : ",") + told(d);
        return ok(all);
    }
    Answer track(const boost::json::object& p) {
        const auto* asked = walk::array_at(p, "Documents");
        if (!asked || asked->size() > 100) return refused("20000900746");
        std::string all;
        for (const auto& one : *asked) {
            const auto number = walk::text_at(one.as_object(), "DocumentNumber");
            const auto it = std::ranges::find(documents, number, &Document::number);
            const auto code = it == documents.end() || it->deleted ? "3" : it->status;
            all += (all.empty() ? "{" : ",{") + named("Number", number) + "," +
                   named("StatusCode", code) + "}";
        }
        return ok(all);
    }
    Answer sheet(const boost::json::object& p) {
        const auto* refs = walk::array_at(p, "DocumentRefs");
        for (std::size_t i = 0; refs && i < refs->size(); ++i)
            if (auto* d = by_ref(walk::text_of(&(*refs)[i])); !d || d->deleted)
                return refused("20000200083");
        sheets.push_back("105-" + std::to_string(sheets.size() + 1));
        return ok("{" + named("Ref", "sheet-" + std::to_string(sheets.size())) + "," +
                  named("Number", sheets.back()) + "}");
    }
    Answer print(const http::ClientRequest& r) {
        methods.emplace_back("print");
        for (const auto& d : documents)
            if (r.url.find(d.ref) != std::string::npos || r.url.find(d.number) != std::string::npos)
                return {200, "%PDF-1.4 " + d.number, {{"content-type", "application/pdf"}}};
        return {200, "<html>not found</html>", {{"content-type", "text/html"}}};
    }

    Answer cdek(const http::ClientRequest& r) {
        methods.push_back(r.url.substr(r.url.find("/v2/")));
        if (r.url.ends_with("/v2/oauth/token")) {
            const bool knows = r.body.find("client_secret=" + key) != std::string::npos;
            if (!knows) return {400, R"({"error":"invalid_client"})", {}};
            ++tokens_given;
            return {
                200,
                R"({"access_token":"t)" + std::to_string(tokens_given) + R"(","expires_in":3600})",
                {}};
        }
        if (r.method == http::Method::post) return accept(r);
        auto* o = cdek_order(r.url);
        if (!o || o->deleted) return {400, R"({"requests":[{"state":"INVALID"}]})", {}};
        if (r.method == http::Method::del) o->deleted = !o->cdek_number.empty();
        if (r.method != http::Method::get)
            return {202,
                    "{\"entity\":{" + named("uuid", o->uuid) +
                        R"(},"requests":[{"state":"ACCEPTED"}]})",
                    {}};
        return {200, told(*o), {}};
    }
    /// A 2xx is not an order (T6): it is made, or found invalid, later.
    Answer accept(const http::ClientRequest& r) {
        const auto value = walk::parse(r.body);
        CdekOrder o{"uuid-" + std::to_string(cdek_orders.size() + 1),
                    walk::text_at(value->as_object(), "number")};
        cdek_orders.push_back(o);
        return {202,
                "{\"entity\":{" + named("uuid", o.uuid) +
                    R"(},"requests":[{"type":"CREATE","state":"ACCEPTED"}]})",
                {}};
    }
    CdekOrder* cdek_order(const std::string& url) {
        for (auto& o : cdek_orders)
            if (url.ends_with("/" + o.uuid) || url.ends_with("im_number=" + o.number) ||
                (!o.cdek_number.empty() && url.ends_with("cdek_number=" + o.cdek_number)))
                return &o;
        return nullptr;
    }
    static std::string told(const CdekOrder& o) {
        std::string out = "{\"entity\":{" + named("uuid", o.uuid);
        if (!o.cdek_number.empty()) out += "," + named("cdek_number", o.cdek_number);
        return out + R"(,"statuses":[{)" + named("code", o.code) + "," + named("date_time", o.at) +
               R"(}]},"requests":[{"type":"CREATE",)" + named("state", o.state) + "}]}";
    }
};

}  // namespace ol::logistics
