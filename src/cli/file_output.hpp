#pragma once

#include "core/result.hpp"

#include <string>
#include <string_view>

namespace fortify::cli {

// Whether a file could be written there: asked before a run, so that its result is not lost after it.
// Changes nothing that exists. Errors are clauses: "no such directory".
[[nodiscard]] Result<Done, std::string> check_writable(const std::string& path);

// All or nothing: the text goes to a temporary file beside it, which then takes its place. What is no
// ordinary file (/dev/full, /dev/stdout, a FIFO) is written to as it is. A symbolic link stays one.
[[nodiscard]] Result<Done, std::string> write_whole(const std::string& path, std::string_view text);

// A file that grows line by line while a run goes on.
class LineFile {
public:
    [[nodiscard]] static Result<LineFile, std::string> create(const std::string& path);
    LineFile(LineFile&& other) noexcept;
    LineFile& operator=(LineFile&& other) noexcept;
    ~LineFile();

    void append(std::string_view text);
    // Writes what is still held back; the first error since `create`, if any.
    Result<Done, std::string> close();

private:
    explicit LineFile(int fd) : fd_(fd) {
    }
    void flush();

    int fd_ = -1;
    std::string buffer_;
    std::string error_;
};

}  // namespace fortify::cli
