#include "net/file_limit.hpp"

#include "net/fd.hpp"

#include <fmt/format.h>

#include <sys/resource.h>

namespace fortify::net {

Result<Done, std::string> check_file_limit(std::uint64_t needed) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return Err{system_failure("cannot read the limit of open files")};
    }
    if (limit.rlim_cur >= needed) {
        return Done{};
    }
    if (limit.rlim_max >= needed) {
        limit.rlim_cur = needed;
        if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) {
            return Done{};
        }
    }
    return Err{
        fmt::format("this run may need {} open files, but the limit is {}; raise it (ulimit -n {}) or "
                    "lower safety.max_in_flight",
                    needed, limit.rlim_max, needed)};
}

std::uint64_t most_open_files() {
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : 0;
}

void raise_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

}  // namespace fortify::net
