#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace fortify::test {

// The program's path, looked up in PATH and where servers live; none when it is not installed.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name);

// What a program wrote to its standard output, and how it ended; below zero: by a signal.
struct Finished {
    int status = 0;
    std::string output;
};
[[nodiscard]] Finished run_program(const std::vector<std::string>& words);

// A program in the background; ended, it alone, with this object.
class Background {
public:
    explicit Background(const std::vector<std::string>& words);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    [[nodiscard]] pid_t id() const {
        return process_;
    }

private:
    pid_t process_ = -1;
};

// A directory that goes with this object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const {
        return path_;
    }

private:
    std::string path_;
};

}  // namespace fortify::test
