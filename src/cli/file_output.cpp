#include "cli/file_output.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fortify::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_limit = std::size_t{64} * 1024;
constexpr mode_t usual_mode = 0666;  // less the umask, as for every new file

std::string last_error() {
    return std::generic_category().message(errno);
}

Result<Done, std::string> write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            return Err{last_error()};
        }
    }
    return Done{};
}

// Where the bytes go in the end, links followed; the path itself when it does not exist yet.
fs::path resolve(const std::string& path) {
    std::error_code error;
    fs::path resolved = fs::weakly_canonical(path, error);
    return error ? fs::path(path) : resolved;
}

bool is_special(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    return !error && fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

mode_t mode_for(const fs::path& path) {
    struct stat existing {};
    if (::stat(path.c_str(), &existing) == 0) {
        return existing.st_mode & mode_t{07777};
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return usual_mode & ~mask;
}

// A temporary file that disappears unless it is given its final name.
class Draft {
public:
    static Result<Draft, std::string> beside(const fs::path& path) {
        const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
        std::string name = (folder / ".fortify-XXXXXX").string();
        const int fd = ::mkstemp(name.data());
        if (fd < 0) {
            return Err{last_error()};
        }
        return Draft(fd, std::move(name));
    }
    Draft(Draft&& other) noexcept : fd_(std::exchange(other.fd_, -1)), name_(std::exchange(other.name_, {})) {
    }
    Draft& operator=(Draft&&) = delete;
    ~Draft() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
        if (!name_.empty()) {
            ::unlink(name_.c_str());
        }
    }

    Result<Done, std::string> write(std::string_view text) {
        return write_all(fd_, text);
    }
    Result<Done, std::string> become(const fs::path& path) {
        ::fchmod(fd_, mode_for(path));
        // A full disk or quota may show only now.
        if (::close(std::exchange(fd_, -1)) != 0 || ::rename(name_.c_str(), path.c_str()) != 0) {
            return Err{last_error()};
        }
        name_.clear();
        return Done{};
    }

private:
    Draft(int fd, std::string name) : fd_(fd), name_(std::move(name)) {
    }

    int fd_;
    std::string name_;
};

Result<Done, std::string> write_special(const fs::path& path, std::string_view text) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return Err{last_error()};
    }
    auto written = write_all(fd, text);
    if (::close(fd) != 0 && written) {
        return Err{last_error()};
    }
    return written;
}

}  // namespace

Result<Done, std::string> check_writable(const std::string& path) {
    const fs::path resolved = resolve(path);
    std::error_code error;
    if (fs::is_directory(resolved, error)) {
        return Err{std::generic_category().message(EISDIR)};
    }
    if (fs::exists(resolved, error) && ::access(resolved.c_str(), W_OK) != 0) {
        return Err{last_error()};
    }
    if (is_special(resolved)) {
        return Done{};
    }
    const auto draft = Draft::beside(resolved);
    return draft ? Result<Done, std::string>(Done{}) : Result<Done, std::string>(Err{draft.error()});
}

Result<Done, std::string> write_whole(const std::string& path, std::string_view text) {
    const fs::path resolved = resolve(path);
    if (is_special(resolved)) {
        return write_special(resolved, text);
    }
    auto draft = Draft::beside(resolved);
    if (!draft) {
        return Err{draft.error()};
    }
    auto written = draft->write(text);
    return written ? draft->become(resolved) : written;
}

Result<LineFile, std::string> LineFile::create(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, usual_mode);
    if (fd < 0) {
        return Err{last_error()};
    }
    return LineFile(fd);
}

LineFile::LineFile(LineFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)), error_(std::move(other.error_)) {
}

LineFile& LineFile::operator=(LineFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(buffer_, other.buffer_);
    std::swap(error_, other.error_);
    return *this;
}

LineFile::~LineFile() {
    static_cast<void>(close());
}

void LineFile::append(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= buffer_limit) {
        flush();
    }
}

void LineFile::flush() {
    if (fd_ >= 0 && error_.empty()) {
        const auto written = write_all(fd_, buffer_);
        if (!written) {
            error_ = written.error();
        }
    }
    buffer_.clear();
}

Result<Done, std::string> LineFile::close() {
    flush();
    if (fd_ >= 0 && ::close(std::exchange(fd_, -1)) != 0 && error_.empty()) {
        error_ = last_error();
    }
    return error_.empty() ? Result<Done, std::string>(Done{}) : Result<Done, std::string>(Err{error_});
}

}  // namespace fortify::cli
