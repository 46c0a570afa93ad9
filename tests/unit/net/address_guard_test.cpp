// Goal: exactly what the list names may be talked to. Method: lists with one entry against addresses
// just inside and just outside it.
#include "net/address_guard.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace fortify::net {
namespace {

AddressGuard guard(std::vector<std::string> allow) {
    auto made = AddressGuard::create(allow);
    REQUIRE_MESSAGE(made.has_value(), made.error());
    return std::move(made).value();
}

bool allows(const AddressGuard& guard, std::string_view address, std::string_view host = "") {
    const auto ip = IpAddress::parse(address);
    REQUIRE(ip.has_value());
    return guard.allows(*ip, host);
}

}  // namespace

TEST_SUITE("net::AddressGuard") {
    TEST_CASE("a network allows its addresses and no neighbour") {
        const AddressGuard loopback = guard({"127.0.0.0/8"});
        CHECK(allows(loopback, "127.0.0.1"));
        CHECK(allows(loopback, "127.255.255.255"));
        CHECK_FALSE(allows(loopback, "128.0.0.0"));
        CHECK_FALSE(allows(loopback, "126.255.255.255"));
        CHECK_FALSE(allows(loopback, "0.0.0.0"));
        CHECK_FALSE(allows(loopback, "::1"));
    }

    TEST_CASE("a prefix within a byte counts its bits") {
        const AddressGuard odd = guard({"10.0.0.128/25", "172.16.0.0/12"});
        CHECK(allows(odd, "10.0.0.128"));
        CHECK_FALSE(allows(odd, "10.0.0.127"));
        CHECK(allows(odd, "172.31.255.255"));
        CHECK_FALSE(allows(odd, "172.32.0.0"));
    }

    TEST_CASE("single addresses and version 6 networks") {
        const AddressGuard mixed = guard({"192.0.2.7", "fd00::/8", "::1"});
        CHECK(allows(mixed, "192.0.2.7"));
        CHECK_FALSE(allows(mixed, "192.0.2.8"));
        CHECK(allows(mixed, "fdff::1"));
        CHECK_FALSE(allows(mixed, "fe00::1"));
        CHECK(allows(mixed, "::1"));
    }

    TEST_CASE("a version 4 address in its version 6 form is what it stands for") {
        CHECK(allows(guard({"127.0.0.0/8"}), "::ffff:127.0.0.1"));
        CHECK_FALSE(allows(guard({"127.0.0.0/8"}), "::ffff:8.8.8.8"));
        CHECK(allows(guard({"::ffff:10.0.0.0/104"}), "10.1.2.3"));
    }

    TEST_CASE("a whole family") {
        CHECK(allows(guard({"0.0.0.0/0"}), "8.8.8.8"));
        CHECK_FALSE(allows(guard({"0.0.0.0/0"}), "2001:db8::1"));
        CHECK(allows(guard({"::/0"}), "8.8.8.8"));
    }

    TEST_CASE("a host name allows what it resolves to, for that host only") {
        const AddressGuard named = guard({"Api.Example."});
        CHECK(allows(named, "8.8.8.8", "api.example"));
        CHECK(allows(named, "8.8.8.8", "API.example."));
        CHECK_FALSE(allows(named, "8.8.8.8", "evil.api.example"));
        CHECK_FALSE(allows(named, "8.8.8.8", "8.8.8.8"));
    }

    TEST_CASE("an empty list allows nothing") {
        CHECK_FALSE(allows(guard({}), "127.0.0.1", "localhost"));
    }

    TEST_CASE("what is no address, network or name is refused with its text") {
        for (const std::string bad :
             {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::1/129", "300.1.1.1", "10.0.0", "/8", "host/8",
              "a b", "http://x", "10.0.0.0/8x", "2001:db8::g"}) {
            const std::vector<std::string> list{bad};
            const auto made = AddressGuard::create(list);
            REQUIRE_MESSAGE(!made.has_value(), bad);
            CHECK(made.error().find('"' + bad + '"') != std::string::npos);
        }
    }
}

}  // namespace fortify::net
