#include "scenario/text_file.hpp"

#include "scenario/code.hpp"
#include "scenario/scenario.hpp"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

namespace fortify::scenario {

namespace {

Diagnostic problem(Code code, SourceSpan span, std::string message, std::string help = {}) {
    return {.code = std::string(info(code).code),
            .severity = info(code).severity,
            .span = std::move(span),
            .message = std::move(message),
            .notes = {},
            .help = std::move(help)};
}

std::string size_text(std::uintmax_t bytes) {
    return fmt::format("{:.4g} MiB", static_cast<double>(bytes) / (1U << 20U));
}

// Length of the UTF-8 sequence at the start of the text; 0 when it is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t index) {
        return static_cast<unsigned char>(text[index]);
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
        return 0;
    }
    for (std::size_t index = 1; index < length; ++index) {
        if ((byte(index) & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
    const bool beyond = lead == 0xF4 && byte(1) >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace

std::optional<Diagnostic> find_binary(const Source& source) {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    const std::string_view text = source.text;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(text.substr(at));
        if (length == 0 || text[at] == '\0') {
            return problem(Code::not_text, {.file = source.file, .line = line, .column = column, .length = 1},
                           length == 0 ? fmt::format("the byte 0x{:02x} is not UTF-8 text",
                                                     static_cast<unsigned char>(text[at]))
                                       : std::string("a NUL byte: this is not a text file"),
                           "scenarios are text in UTF-8");
        }
        line += text[at] == '\n' ? 1U : 0U;
        column = text[at] == '\n' ? 1 : column + 1;
        at += length;
    }
    return std::nullopt;
}

Result<std::string, FileProblem> read_text_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return Err{FileProblem{Code::unreadable_file, "this is a directory, not a file"}};
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
    if (!file) {
        const std::string reason = errno == ENOENT ? "there is no such file" : std::strerror(errno);
        return Err{FileProblem{Code::unreadable_file, reason}};
    }
    std::string text;
    std::array<char, 65536> block{};
    while (text.size() <= size_limit) {
        const std::size_t count = std::fread(block.data(), 1, block.size(), file.get());
        text.append(block.data(), count);
        if (count < block.size()) {
            break;
        }
    }
    if (std::ferror(file.get()) != 0) {
        return Err{
            FileProblem{Code::unreadable_file, fmt::format("reading it failed: {}", std::strerror(errno))}};
    }
    if (text.size() > size_limit) {
        const std::uintmax_t size = std::filesystem::file_size(path, ignored);
        return Err{
            FileProblem{Code::oversized_file,
                        fmt::format("{}is more than the {} that are read",
                                    ignored ? std::string() : size_text(size) + " ", size_text(size_limit))}};
    }
    return text;
}

Result<Source, Diagnostic> load_file(const std::string& path) {
    auto text = read_text_file(path);
    if (!text) {
        return Err{problem(text.error().code, {.file = path}, text.error().reason)};
    }
    Source source{.file = path, .text = std::move(*text)};
    if (auto binary = find_binary(source)) {
        return Err{std::move(*binary)};
    }
    return source;
}

}  // namespace fortify::scenario
