#pragma once

#include "integration/support/process.hpp"

#include <string>
#include <vector>

namespace fortify::test {

// All that nginx needs to run in a folder of its own, with these server blocks.
[[nodiscard]] inline std::string nginx_configuration(const std::string& folder, const std::string& servers) {
    return "daemon off; master_process off; worker_processes 1; pid " + folder + "/pid;\n" +
           "events { worker_connections 512; }\n" + "http { access_log off; client_body_temp_path " + folder +
           "/body; proxy_temp_path " + folder + "/proxy; fastcgi_temp_path " + folder +
           "/fastcgi; uwsgi_temp_path " + folder + "/uwsgi; scgi_temp_path " + folder + "/scgi;\n" + servers +
           "}\n";
}

// nginx with its configuration at <folder>/conf.
[[nodiscard]] inline std::vector<std::string> nginx_command(const std::string& nginx,
                                                            const std::string& folder) {
    return {nginx, "-p", folder, "-c", folder + "/conf", "-e", folder + "/log"};
}

}  // namespace fortify::test
