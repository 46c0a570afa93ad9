#pragma once

#include "net/fd.hpp"
#include "net/http1/request_parser.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fortify::net {

// One client of a service: a request at a time, what it sent ahead, and what it has not taken yet.
struct Connection {
    enum class Stage : std::uint8_t {
        requests,  // reading, working or answering
        closing,   // the answer under way is the last one
        draining,  // all is said; what still arrives is read, since closing before would reset the answer
    };

    Fd fd;
    Stage stage = Stage::requests;
    RequestParser parser;
    std::string ahead;                 // input behind the request under way
    std::string output;                // of the answer, what the socket would not take
    std::optional<std::uint32_t> job;  // the work under way for it
    std::uint64_t drained = 0;

    [[nodiscard]] bool is_busy() const {
        return job.has_value() || !output.empty() || stage != Stage::requests;
    }
};

}  // namespace fortify::net
