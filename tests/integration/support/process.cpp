#include "integration/support/process.hpp"

#include "net/fd.hpp"

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fortify::test {
namespace {

pid_t spawn(const std::vector<std::string>& words, int output) {
    std::vector<char*> arguments;
    std::vector<std::string> copies = words;
    for (std::string& word : copies) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    REQUIRE(::posix_spawn_file_actions_init(&actions) == 0);
    REQUIRE(::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) == 0);
    REQUIRE(::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0);
    pid_t process = -1;
    const int failure =
        ::posix_spawn(&process, words.front().c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    REQUIRE(failure == 0);
    return process;
}

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
    const char* const variable = std::getenv("PATH");
    const std::string folders = std::string(variable == nullptr ? "" : variable) + ":/usr/bin:/usr/sbin";
    std::size_t begin = 0;
    while (begin < folders.size()) {
        const std::size_t end = std::min(folders.find(':', begin), folders.size());
        std::string path = folders.substr(begin, end - begin) + "/" + name;
        if (::access(path.c_str(), X_OK) == 0) {
            return path;
        }
        begin = end + 1;
    }
    return std::nullopt;
}

Finished run_program(const std::vector<std::string>& words) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const net::Fd out(ends[0]);
    net::Fd in(ends[1]);
    const pid_t process = spawn(words, in.get());
    in.reset();
    Finished finished;
    std::array<char, 4096> buffer;
    ssize_t length = 0;
    while ((length = ::read(out.get(), buffer.data(), buffer.size())) > 0) {
        finished.output.append(buffer.data(), static_cast<std::size_t>(length));
    }
    int status = 0;
    REQUIRE(::waitpid(process, &status, 0) == process);
    finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return finished;
}

Background::Background(const std::vector<std::string>& words) {
    const net::Fd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    process_ = spawn(words, nowhere.get());
}

Background::~Background() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
}

TemporaryFolder::TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "fortify-test-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace fortify::test
