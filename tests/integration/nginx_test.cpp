// Goal: the curl wire works with a server that others wrote, over plain HTTP, TLS, HTTP/2 and a unix
// socket. Method: nginx with a configuration of its own in a temporary folder.
#include "integration/support/nginx.hpp"

#include "integration/support/client.hpp"
#include "integration/support/process.hpp"
#include "integration/support/rogue_server.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <optional>

namespace fortify::test {
namespace {

std::string at_port(const std::string& scheme, std::uint16_t port) {
    return scheme + "://127.0.0.1:" + std::to_string(port);
}

class Nginx {
public:
    Nginx(const std::string& nginx, const std::string& openssl) : plain_(free_port()), tls_(free_port()) {
        const std::string& folder = folder_.path();
        const Finished key = run_program(
            {openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "1", "-subj", "/CN=127.0.0.1", "-keyout", folder + "/key", "-out", folder + "/cert"});
        REQUIRE(key.status == 0);
        std::ofstream(folder + "/conf") << configuration();
        process_.emplace(nginx_command(nginx, folder));
    }

    [[nodiscard]] std::uint16_t plain() const {
        return plain_;
    }
    [[nodiscard]] std::uint16_t tls() const {
        return tls_;
    }
    [[nodiscard]] std::string socket() const {
        return folder_.path() + "/socket";
    }
    [[nodiscard]] bool answers() const {
        return comes_true([this] { return Client(at_port("http", plain_)).fetch().cause == Cause::none; });
    }

private:
    [[nodiscard]] std::string configuration() const {
        const std::string& folder = folder_.path();
        return nginx_configuration(
            folder, "keepalive_requests 50;\nserver { listen 127.0.0.1:" + std::to_string(plain_) +
                        "; listen unix:" + socket() + "; listen 127.0.0.1:" + std::to_string(tls_) +
                        " ssl http2;\n" + "ssl_certificate " + folder + "/cert; ssl_certificate_key " +
                        folder + "/key;\n" + "location / { return 200 $server_protocol; }\n" +
                        "location /h2 { if ($server_protocol != HTTP/2.0) { return 404; } return 200; }\n" +
                        "location /gone { return 444; }\n" +
                        "location /busy { add_header Retry-After 7 always; return 503; } }\n");
    }

    TemporaryFolder folder_;
    std::uint16_t plain_;
    std::uint16_t tls_;
    std::optional<Background> process_;
};

}  // namespace

TEST_SUITE("net::CurlWire with nginx") {
    TEST_CASE("plain, TLS, HTTP/2 and unix socket") {
        const auto program = find_program("nginx");
        const auto openssl = find_program("openssl");
        if (!program || !openssl) {
            MESSAGE("nginx or openssl is not installed: not tested");
            return;
        }
        const Nginx nginx(*program, *openssl);
        REQUIRE(nginx.answers());

        {  // answers, and connections that the server ends after 50 requests each
            Client client(at_port("http", nginx.plain()));
            for (int count = 0; count < 120; ++count) {
                REQUIRE(client.fetch().status == 200);
            }
            CHECK(client.wire().totals().connections == 3);
        }
        {
            const auto busy = Client(at_port("http", nginx.plain()) + "/busy").fetch();
            CHECK(busy.status == 503);
            CHECK(busy.retry_after == 7s);
            CHECK(Client(at_port("http", nginx.plain()) + "/gone").fetch().cause == Cause::reset);
        }
        {  // a certificate that nobody vouches for
            auto options = options_for(at_port("https", nginx.tls()));
            CHECK(Client(options).fetch().cause == Cause::tls_error);
            options.endpoints[0].verify_tls = false;
            Client client(options);
            for (int count = 0; count < 10; ++count) {
                REQUIRE(client.fetch().status == 200);
            }
            CHECK(client.wire().totals().connections == 1);
        }
        {  // many at once on one connection
            auto options = options_for(at_port("https", nginx.tls()) + "/h2");
            options.endpoints[0].verify_tls = false;
            CHECK(Client(options).fetch().status == 404);
            options.endpoints[0].http2 = true;
            Client client(options);
            for (std::uint32_t slot = 0; slot < 20; ++slot) {
                client.start(slot);
            }
            REQUIRE(client.turn_until([&] { return client.done.size() == 20; }));
            for (const run::AttemptDone& done : client.done) {
                CHECK(done.result.status == 200);
            }
            CHECK(client.wire().totals().connections == 1);
        }
        {
            auto options = options_for("http://localhost/");
            options.endpoints[0].unix_socket = nginx.socket();
            CHECK(Client(options).fetch().status == 200);
        }
    }
}

}  // namespace fortify::test
