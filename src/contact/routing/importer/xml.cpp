#include "contact/routing/importer/xml.hpp"

#include <expat.h>

#include <memory>

#include "platform/base/text.hpp"

namespace ol::importer {

const std::string* Element::attribute(std::string_view wanted) const {
    for (const auto& [name, value] : attributes)
        if (name == wanted) return &value;
    return nullptr;
}

namespace {

constexpr std::size_t elements_max = 100'000;

class Builder {
public:
    Builder(const ImportFile& file, Notes& notes)
        : file_(file), notes_(notes), parser_(XML_ParserCreate(nullptr), &XML_ParserFree) {}

    Result<Element> run() {
        if (!parser_)
            return Error{Errc::unavailable, "import.xml_syntax", file_.name, "No memory.", {}};
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), &Builder::on_start, &Builder::on_end);
        XML_SetCharacterDataHandler(parser_.get(), &Builder::on_text);
        XML_SetProcessingInstructionHandler(parser_.get(), &Builder::on_instruction);
        // Refused before any entity can be declared: nothing to expand, nothing to fetch.
        XML_SetStartDoctypeDeclHandler(parser_.get(), &Builder::on_doctype);
        XML_SetParamEntityParsing(parser_.get(), XML_PARAM_ENTITY_PARSING_NEVER);
        std::string text = file_.text;
        const bool utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
        const bool declared = text.substr(0, 200).find("encoding") != text.npos;
        if (!utf16 && !declared && !valid_utf8(text)) {
            text = to_valid_utf8(text);
            notes_.add(NoteCode::bad_value, ImportReason::not_utf8, Place{file_.name, 0, {}});
        }
        const auto status =
            XML_Parse(parser_.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
        if (!fault_.code.empty()) return fault_;
        if (status != XML_STATUS_OK)
            return error("import.xml_syntax", std::string("This is not well-formed XML: ") +
                                                  XML_ErrorString(XML_GetErrorCode(parser_.get())) +
                                                  ". Mend the file, or give each part by itself.");
        return std::move(root_);
    }

private:
    static Builder& self(void* data) { return *static_cast<Builder*>(data); }
    static void XMLCALL on_start(void* data, const char* name, const char** attributes) {
        self(data).start(name, attributes);
    }
    static void XMLCALL on_end(void* data, const char*) {
        auto& path = self(data).path_;
        if (!path.empty()) path.pop_back();  // one more may come after a stop
    }
    static void XMLCALL on_text(void* data, const char* bytes, int length) {
        self(data).text({bytes, static_cast<std::size_t>(length)});
    }
    static void XMLCALL on_instruction(void* data, const char* target, const char* content) {
        Builder& b = self(data);
        b.notes_.add(NoteCode::not_read, ImportReason::preprocessor, b.place(), target, content);
    }
    static void XMLCALL on_doctype(void* data, const char*, const char*, const char*, int) {
        self(data).fail("import.xml_doctype",
                        "A document type (<!DOCTYPE ...>) is not read; take it out.");
    }

    void start(const char* name, const char** attributes) {
        if (path_.size() >= static_cast<std::size_t>(xml_depth_max))
            return fail("import.xml_too_deep", "Elements may nest 32 deep.");
        if (++elements_ > elements_max)
            return fail("import.too_many_options", "A file has at most 100,000 elements.");
        Element made;
        made.name = name;
        made.line = line();
        for (; *attributes; attributes += 2)
            made.attributes.emplace_back(attributes[0], attributes[1]);
        Element* into = &root_;
        if (!path_.empty()) {
            path_.back()->children.push_back(std::move(made));
            into = &path_.back()->children.back();
        } else {
            root_ = std::move(made);
        }
        path_.push_back(into);
    }

    /// Text between elements means nothing in these files: somebody may have lost a "<".
    void text(std::string_view bytes) {
        const std::string_view bare = trim(bytes);
        if (bare.empty() || path_.empty()) return;
        const int at = line();
        if (at == text_line_) return;
        text_line_ = at;
        notes_.add(NoteCode::skipped, ImportReason::no_equals_sign, place(), {},
                   std::string(bare.substr(0, 200)));
    }

    int line() const { return static_cast<int>(XML_GetCurrentLineNumber(parser_.get())); }
    Place place() const { return {file_.name, line(), path_.empty() ? "" : path_.back()->name}; }
    Error error(const char* code, std::string detail) const {
        return invalid(code, file_.name + ':' + std::to_string(line()), std::move(detail));
    }
    void fail(const char* code, const char* detail) {
        if (fault_.code.empty()) fault_ = error(code, detail);
        XML_StopParser(parser_.get(), XML_FALSE);
    }

    const ImportFile& file_;
    Notes& notes_;
    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
    Element root_;
    std::vector<Element*> path_;  // a parent's list grows only when its last child is closed
    std::size_t elements_ = 0;
    int text_line_ = 0;
    Error fault_;
};

}  // namespace

Result<Element> read_xml(const ImportFile& file, Notes& notes) {
    if (file.text.size() > file_bytes_max)
        return invalid("import.file_too_large", file.name,
                       "A configuration file has at most 4 MiB; leave the rest of the system out.");
    return Builder(file, notes).run();
}

}  // namespace ol::importer
