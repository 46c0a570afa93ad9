// Goal: no body of a control request breaks the book of proxies: what is refused changes nothing, and what is
// accepted can be shown, changed and taken away again. Method: the first byte chooses the request, the
// rest is its body; every book begins with one proxy and one fault.
#include "core/assert.hpp"
#include "scenario/proxy_book.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace fortify;
using scenario::ProxyBook;

constexpr const char* opening = R"toml(schema = 1
[[proxy]]
name = "front"
listen = "127.0.0.1:9001"
upstream = "127.0.0.1:9000"
protocol = "http"
[[fault]]
id = "late"
kind = "latency"
delay = "constant(10ms)"
)toml";

const ProxyBook& first_book() {
    static const ProxyBook book = [] {
        Diagnostics diagnostics;
        auto opened =
            ProxyBook::open(scenario::Source{.file = "book.toml", .text = opening}, {}, diagnostics);
        FORTIFY_ASSERT(opened.has_value());
        return std::move(*opened);
    }();
    return book;
}

ProxyBook::Change ask(ProxyBook& book, std::uint8_t what, std::string_view body) {
    const Instant now = after(run_start, 7s);
    const ProxyBook::FaultName late{.proxy = "front", .id = "late"};
    switch (what % 8U) {
        case 0:
            return book.add_proxy(now, body);
        case 1:
            return book.change_proxy("front", body);
        case 2:
            return book.add_fault(now, "front", body);
        case 3:
            return book.change_fault(now, late, body, ProxyBook::Extent::whole);
        case 4:
            return book.change_fault(now, late, body, ProxyBook::Extent::parts);
        case 5:
            return book.remove_proxy(body);
        case 6:
            return book.remove_fault({.proxy = "front", .id = body});
        default:
            return book.add_fault(now, body, "{}");
    }
}

std::string shown(const ProxyBook& book) {
    std::string text;
    for (const run::ProxyPlan& proxy : book.plan().proxies) {
        text += book.proxy_json(proxy.name);
    }
    for (const fault::FaultConfig& fault : book.plan().faults) {
        FORTIFY_ASSERT(fault.proxy && *fault.proxy < book.plan().proxies.size());
        text += book.fault_json({book.plan().proxies[*fault.proxy].name, fault.id});
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    ProxyBook book = first_book();
    const std::string before = shown(book);
    const std::string body(data + 1, data + size);
    const ProxyBook::Change change = ask(book, data[0], body);
    if (!change) {
        FORTIFY_ASSERT(shown(book) == before);
        return 0;
    }
    static_cast<void>(shown(book));
    // Wherever it stands now, it can be brought back, but for proxies that have come or gone.
    FORTIFY_ASSERT(book.reset().has_value());
    return 0;
}
