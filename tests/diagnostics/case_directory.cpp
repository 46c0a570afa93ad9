#include "case_directory.hpp"

#include "scenario/render.hpp"
#include "tune/goal.hpp"
#include "tune/specimen.hpp"
#include "tune/variation.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

namespace fortify::testing {

namespace {

// Places are relative to the folder, so that they read alike wherever the sources are.
class WorkingDirectory {
public:
    explicit WorkingDirectory(const std::filesystem::path& directory)
        : before_(std::filesystem::current_path()) {
        std::filesystem::current_path(directory);
    }
    ~WorkingDirectory() {
        std::filesystem::current_path(before_);
    }
    WorkingDirectory(const WorkingDirectory&) = delete;
    WorkingDirectory& operator=(const WorkingDirectory&) = delete;

private:
    std::filesystem::path before_;
};

struct Arguments {
    scenario::Options options;
    std::vector<std::string> variations;
    std::string goal;
    Diagnostics wrong;
};

Arguments read_arguments(const std::string& text) {
    Arguments result;
    std::map<std::string, std::string> variables;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto space = line.find(' ');
        const std::string word = line.substr(0, space);
        const std::string rest = line.substr(space + 1);
        if (word == "set") {
            const auto parsed = scenario::parse_override(rest);
            if (parsed) {
                result.options.overrides.push_back(*parsed);
            } else {
                result.wrong.push_back(parsed.error());
            }
        } else if (word == "env") {
            variables[rest.substr(0, rest.find('='))] = rest.substr(rest.find('=') + 1);
        } else if (word == "vary") {
            result.variations.push_back(rest);
        } else if (word == "goal") {
            result.goal = rest;
        } else if (word == "allow") {
            result.options.allow.push_back(rest);
        }
    }
    result.options.environment = [variables](const std::string& name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    return result;
}

// What `fortify sweep` would say about its --vary.
Diagnostics check_variations(const scenario::Source& source, const Arguments& arguments) {
    const auto specimen = tune::Specimen::read(source, arguments.options);
    const auto variations = specimen
                                ? tune::parse_variations("--vary", arguments.variations, specimen->root())
                                : Result<std::vector<tune::Variation>, Diagnostics>(Err{Diagnostics{}});
    return variations ? Diagnostics{} : variations.error();
}

// What `fortify optimise` would say about its --goal.
Diagnostics check_goal(const scenario::Source& source, const Arguments& arguments) {
    const auto specimen = tune::Specimen::read(source, arguments.options);
    if (arguments.goal.empty() || !specimen) {
        return {};
    }
    const tune::FlagText flag{.flag = "--goal", .text = arguments.goal};
    const auto goal = tune::parse_goal(flag, tune::vocabulary_of(specimen->plan()));
    const auto variations = tune::usual_variations(flag, specimen->root());
    if (!goal || !variations) {
        return goal ? variations.error() : goal.error();
    }
    if (!tune::has_any_that_counts(specimen->plan().slos)) {
        return {tune::nothing_to_hold(flag)};
    }
    const auto unmeasured = tune::find_unmeasured(flag, *goal, *specimen, *variations);
    return unmeasured ? Diagnostics{*unmeasured} : Diagnostics{};
}

}  // namespace

std::string read_all(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

CaseResult run_case(const std::filesystem::path& directory) {
    std::filesystem::path place = directory;
    if (std::filesystem::exists(directory / "size")) {
        place = std::filesystem::temp_directory_path() / ("fortify-" + directory.filename().string());
        std::filesystem::create_directories(place);
        std::ofstream(place / "scenario.toml").put(' ');
        std::filesystem::resize_file(place / "scenario.toml", std::stoull(read_all(directory / "size")));
    }
    Arguments arguments = read_arguments(read_all(directory / "args"));
    CaseResult result;
    scenario::Source source{.file = "scenario.toml", .text = {}};
    {
        const WorkingDirectory there(place);
        auto loaded = scenario::load_file("scenario.toml");
        if (loaded) {
            source = *loaded;
            result.diagnostics = scenario::load(source, arguments.options).diagnostics;
            const Diagnostics wrong = check_variations(source, arguments);
            result.diagnostics.insert(result.diagnostics.end(), wrong.begin(), wrong.end());
            const Diagnostics goal = check_goal(source, arguments);
            result.diagnostics.insert(result.diagnostics.end(), goal.begin(), goal.end());
        } else {
            result.diagnostics.push_back(loaded.error());
        }
    }
    result.diagnostics.insert(result.diagnostics.end(), arguments.wrong.begin(), arguments.wrong.end());
    result.text = scenario::render_diagnostics(result.diagnostics, source, scenario::Style::plain);
    if (place != directory) {
        std::filesystem::remove_all(place);
    }
    return result;
}

}  // namespace fortify::testing
