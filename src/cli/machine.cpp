#include "cli/machine.hpp"

#include <algorithm>

#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace fortify::cli {

namespace {

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

Machine this_machine() {
    utsname names{};
    ::uname(&names);
    const long cpus = ::sysconf(_SC_NPROCESSORS_ONLN);
    return {.host = names.nodename,
            .kernel = std::string(names.sysname) + " " + names.release,
            .cpus = static_cast<std::uint32_t>(std::max(cpus, 1L))};
}

double thread_cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

}  // namespace fortify::cli
