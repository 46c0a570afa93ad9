// Goal: the layers of docs/architecture.md hold. Method: every #include edge of src/ is looked up in
// one table of what a folder may see, and every library header in one of who may name it.
#include "source_file.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

namespace fortify::tidy {

namespace {

using Names = std::set<std::string>;

const Names sans_io{"core", "policy", "load", "fault", "service", "measure", "slo", "run", "predict"};

// Folder -> the folders it may include beside itself.
const std::map<std::string, Names>& layer_table() {
    static const Names everything = [] {
        Names names = sans_io;
        names.insert({"scenario", "report", "sim", "net", "tune"});
        return names;
    }();
    static const Names run_and_below = sans_io;
    static const Names what_tune_combines = [] {
        Names names = sans_io;
        names.insert({"scenario", "sim", "report"});
        return names;
    }();
    static const std::map<std::string, Names> table{
        {"core", {}},
        {"policy", {"core"}},
        {"load", {"core"}},
        {"fault", {"core"}},
        {"service", {"core"}},
        {"measure", {"core"}},
        {"slo", {"core", "measure"}},
        {"run", {"core", "policy", "load", "fault", "service", "measure", "slo"}},
        {"predict", {"core", "policy", "load", "fault", "service", "measure", "slo", "run"}},
        {"scenario", run_and_below},
        {"report", run_and_below},
        {"sim", run_and_below},
        {"net", run_and_below},
        {"tune", what_tune_combines},
        {"cli", everything},
        {"", {"cli"}},  // main.cpp
    };
    return table;
}

struct Library {
    std::string_view prefix;  // of the header, with its bracket
    Names layers;
};

const std::vector<Library>& library_table() {
    static const std::vector<Library> table{
        {"<toml++/", {"scenario"}}, {"<curl/", {"net"}},
        {"<CLI/", {"cli"}},         {"<ncurses.h>", {"tune"}},
        {"<termcap.h>", {"tune"}},  {"<nlohmann/", {"scenario", "report", "sim", "net", "tune", "cli"}},
    };
    return table;
}

bool is_system_header(std::string_view include) {
    if (!include.starts_with("<") || !include.ends_with(".h>")) {
        return false;
    }
    return !include.starts_with("<fmt/");
}

// Headers that some other folder sees.
Names shared_headers() {
    Names headers;
    for (const SourceFile& file : read_sources("src")) {
        for (const Line& line : file.lines) {
            const std::string include = include_of(line);
            if (include.starts_with("\"") && !include.starts_with("\"" + file.folder + "/")) {
                headers.insert("src/" + include.substr(1, include.size() - 2));
            }
        }
    }
    return headers;
}

template <class Rule>
std::vector<std::string> violations_of(Rule&& rule) {
    std::vector<std::string> violations;
    for (const SourceFile& file : read_sources("src")) {
        for (const Line& line : file.lines) {
            const std::string include = include_of(line);
            const std::string complaint = include.empty() ? std::string{} : rule(file, include);
            if (!complaint.empty()) {
                violations.push_back(place(file, line) + complaint);
            }
        }
    }
    return violations;
}

}  // namespace

TEST_SUITE("tidy::layers") {
    TEST_CASE("every folder of src stands in the table of layers") {
        for (const SourceFile& file : read_sources("src")) {
            CHECK_MESSAGE(layer_table().count(file.layer()) == 1, file.path);
        }
    }

    TEST_CASE("an include goes down, never up or sideways") {
        const auto violations = violations_of([](const SourceFile& file, const std::string& include) {
            if (!include.starts_with("\"")) {
                return std::string{};
            }
            const std::string target = include.substr(1, include.find('/') - 1);
            const auto found = layer_table().find(file.layer());
            const bool known = found != layer_table().end() && layer_table().count(target) == 1;
            if (known && (target == file.layer() || found->second.count(target) == 1)) {
                return std::string{};
            }
            return file.layer() + " must not include " + include;
        });
        CHECK_MESSAGE(violations.empty(), report(violations));
    }

    TEST_CASE("a library is named by its folder alone, never in a header that others see") {
        const Names shared = shared_headers();
        const auto violations = violations_of([&](const SourceFile& file, const std::string& include) {
            for (const Library& library : library_table()) {
                if (!include.starts_with(library.prefix)) {
                    continue;
                }
                if (file.is_header() && shared.count(file.path) == 1) {
                    return include + " belongs in a .cpp file, or a header that only this folder includes";
                }
                if (library.layers.count(file.layer()) == 0) {
                    return file.layer() + " must not use " + include;
                }
            }
            return std::string{};
        });
        CHECK_MESSAGE(violations.empty(), report(violations));
    }

    TEST_CASE("below L3 there is no system header and no clock, thread, file or random device") {
        const Names banned{"<thread>",     "<mutex>",   "<atomic>",   "<future>", "<condition_variable>",
                           "<filesystem>", "<fstream>", "<iostream>", "<random>", "<ctime>",
                           "<regex>"};
        const auto violations = violations_of([&](const SourceFile& file, const std::string& include) {
            const bool pure = sans_io.count(file.layer()) == 1;
            if (pure && (banned.count(include) == 1 || is_system_header(include))) {
                return file.layer() + " must not use " + include;
            }
            return std::string{};
        });
        CHECK_MESSAGE(violations.empty(), report(violations));
    }

    // Then each header with a .cpp of its own is proven to compile alone by that file.
    TEST_CASE("a .cpp file includes its own header first") {
        std::set<std::string> headers;
        const auto files = read_sources("src");
        for (const SourceFile& file : files) {
            headers.insert(file.path);
        }
        std::vector<std::string> violations;
        for (const SourceFile& file : files) {
            const std::string own = file.path.substr(0, file.path.size() - 4) + ".hpp";
            if (file.is_header() || headers.count(own) == 0) {
                continue;
            }
            const auto first = std::find_if(file.lines.begin(), file.lines.end(),
                                            [](const Line& line) { return !include_of(line).empty(); });
            const std::string wanted = "\"" + own.substr(4) + "\"";
            if (first == file.lines.end() || include_of(*first) != wanted) {
                violations.push_back(file.path + ": include " + wanted + " first");
            }
        }
        CHECK_MESSAGE(violations.empty(), report(violations));
    }
}

}  // namespace fortify::tidy
