#include "cli/journal_file.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fortify::cli {

namespace {

// Of the layout of a journal; grows when an older fortify could misread it.
constexpr int journal_version = 1;

bool are_strings(const nlohmann::json& list) {
    if (!list.is_array()) {
        return false;
    }
    for (const auto& entry : list) {
        if (!entry.is_string()) {
            return false;
        }
    }
    return true;
}

bool is_complete(const nlohmann::json& json) {
    for (const char* const key : {"fortify", "file", "scenario"}) {
        if (!json.contains(key) || !json[key].is_string()) {
            return false;
        }
    }
    const bool has_lists = json.contains("set") && json.contains("allow");
    return has_lists && are_strings(json["set"]) && are_strings(json["allow"]) && json.contains("seed") &&
           json["seed"].is_number_unsigned();
}

}  // namespace

std::string format_header(const JournalHeader& header) {
    const nlohmann::ordered_json json{{"journal", journal_version}, {"fortify", header.version},
                                      {"file", header.file},        {"seed", header.seed},
                                      {"set", header.settings},     {"allow", header.allow},
                                      {"scenario", header.text}};
    // A scenario is checked to be UTF-8 before anything runs; a path need not be.
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Result<JournalHeader, std::string> parse_header(std::string_view line) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("journal") || !json["journal"].is_number_integer()) {
        return Err{std::string("its first line is not the header of a journal")};
    }
    if (json["journal"] != journal_version) {
        return Err{fmt::format("it is a journal of version {}, this fortify reads version {}",
                               json["journal"].dump(), journal_version)};
    }
    if (!is_complete(json)) {
        return Err{std::string("its header is incomplete")};
    }
    return JournalHeader{.version = json["fortify"].get<std::string>(),
                         .file = json["file"].get<std::string>(),
                         .text = json["scenario"].get<std::string>(),
                         .settings = json["set"].get<std::vector<std::string>>(),
                         .seed = json["seed"].get<std::uint64_t>(),
                         .allow = json["allow"].get<std::vector<std::string>>()};
}

}  // namespace fortify::cli
