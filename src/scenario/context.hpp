#pragma once

#include "core/diagnostic.hpp"
#include "scenario/code.hpp"
#include "scenario/scenario.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace fortify::scenario {

// What all parts of the reader share: the options, and the diagnostics found so far.
class Context {
public:
    Context(const Source& source, const Options& options) : source_(source), options_(options) {
    }

    // The reference holds until the next report; use it to add notes.
    Diagnostic& report(Code code, SourceSpan span, std::string message, std::string help = {});
    void adopt(Diagnostic diagnostic);

    [[nodiscard]] const Source& source() const {
        return source_;
    }
    [[nodiscard]] const Options& options() const {
        return options_;
    }
    [[nodiscard]] std::size_t errors() const {
        return errors_;
    }
    // Further reports are counted, but never shown: no need to say where, or what was meant.
    [[nodiscard]] bool full() const;
    // The file as a whole, for what is in no place of it.
    [[nodiscard]] SourceSpan whole_file() const {
        return {.file = source_.file};
    }

    // A value from the environment, and the name it is known by.
    void add_secret(std::string name, std::string value);
    [[nodiscard]] std::vector<std::string> secrets() const;

    // All of them, in the order of the file, then of the overrides; no secret is in them.
    [[nodiscard]] Diagnostics take();

private:
    void scrub(std::string& text) const;

    const Source& source_;
    const Options& options_;
    Diagnostics diagnostics_;
    std::size_t errors_ = 0;
    std::size_t hidden_ = 0;
    Diagnostic unshown_;  // where reports beyond the limit go
    std::vector<std::pair<std::string, std::string>> secrets_;
};

// Whether a stretch of reading went without errors, so that checks which combine its values make sense.
class Soundness {
public:
    explicit Soundness(const Context& context) : context_(context), before_(context.errors()) {
    }
    explicit operator bool() const {
        return context_.errors() == before_;
    }

private:
    const Context& context_;
    std::size_t before_;
};

}  // namespace fortify::scenario
