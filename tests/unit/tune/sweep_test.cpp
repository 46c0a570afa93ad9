// Goal: a sweep tries what was asked for and tells all of it, in every form alike. Method: small sweeps over
// a small scenario.
#include "tune/sweep.hpp"

#include "core/text.hpp"
#include "fixture.hpp"
#include "tune/sweep_view.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <sstream>

namespace fortify::tune {

namespace {

SweepRequest request_of(const Specimen& specimen, const std::vector<std::string>& varied) {
    const auto variations = parse_variations("--vary", varied, specimen.root());
    REQUIRE(variations);
    SweepRequest request{.variations = *variations, .columns = {}, .seeds = 2};
    for (const std::string_view text : {"error_rate", "goodput"}) {
        request.columns.push_back(
            {.measurement = *slo::parse_measurement(text, {}, vocabulary_of(specimen.plan())),
             .goal = text == "goodput" ? slo::Better::larger : slo::Better::smaller});
    }
    return request;
}

Sweep burst_sweep(std::size_t threads = 2) {
    const Specimen specimen = small_specimen();
    return run_sweep(
        specimen,
        request_of(specimen, {"fault.burst.mean_rate=0.01,0.5,0.9", "policy.client.retry.max_attempts=1,2"}),
        {.threads = threads, .cancelled = {}, .progress = {}});
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

}  // namespace

TEST_SUITE("tune::sweep") {
    TEST_CASE("every point has its trials, and what is worse shows as worse") {
        const Sweep sweep = burst_sweep();
        REQUIRE(sweep.points.size() == 6);
        CHECK(sweep.is_complete());
        CHECK(sweep.trials_done == 12);
        for (const SweepPoint& point : sweep.points) {
            CHECK(point.trials.size() == 2);
            CHECK(point.trials[0].seed == sweep.seed);
            CHECK(point.trials[1].seed == sweep.seed + 1);
        }
        CHECK(sweep.points[0].summary.breached == 0);
        CHECK(sweep.points[0].summary.passed >= 1);
        CHECK(sweep.points[4].summary.passed == 0);
        CHECK(sweep.points[0].summary.measured[0]->mean < sweep.points[4].summary.measured[0]->mean);
        CHECK(sweep.on_front() >= 1);
        CHECK_FALSE(sweep.points[4].on_front);
        REQUIRE(sweep.safest() != nullptr);
        CHECK(sweep.safest()->values[0].text == "0.01");
    }
    TEST_CASE("every form is the same for any number of threads, byte by byte") {
        const Sweep one = burst_sweep(1);
        const Sweep many = burst_sweep(5);
        CHECK(render_sweep_text(one, {}) == render_sweep_text(many, {}));
        CHECK(render_sweep_csv(one) == render_sweep_csv(many));
        CHECK(render_sweep_json(one) == render_sweep_json(many));
        CHECK(render_sweep_svg(one) == render_sweep_svg(many));
    }
    TEST_CASE("points that cannot be are left out, with the reason") {
        const Specimen specimen = small_specimen();
        const Sweep sweep = run_sweep(specimen,
                                      request_of(specimen, {"policy.client.retry.max_delay=10ms,1s",
                                                            "policy.client.retry.max_attempts=1,2"}),
                                      {});
        CHECK(sweep.usable() == 2);
        CHECK(sweep.trials_planned == 4);
        CHECK(sweep.points[0].trials.empty());
        CHECK(reason_of(sweep.points[0]).starts_with("F0203 "));
        CHECK(render_sweep_text(sweep, {}).find("2 points were left out: F0203") != std::string::npos);
        CHECK(lines_of(render_sweep_csv(sweep))[1].find("F0203") != std::string::npos);
    }
    TEST_CASE("what is cut short keeps whole seeds first and says so") {
        const Specimen specimen = small_specimen();
        SweepRequest request = request_of(specimen, {"load.rate=10/s..20/s"});
        request.seeds = 100;
        std::size_t done = 0;
        const Sweep sweep =
            run_sweep(specimen, request,
                      {.threads = 1,
                       .cancelled = [&] { return done >= 5; },
                       .progress = [&](const PoolProgress& progress) { done = progress.done; },
                       .look = std::chrono::milliseconds(1)});
        CHECK_FALSE(sweep.is_complete());
        CHECK(sweep.trials_done >= 5);
        CHECK(sweep.points[4].trials.size() >= 1);
        CHECK(render_sweep_text(sweep, {}).find("interrupted: ") != std::string::npos);
    }
    TEST_CASE(
        "no line of the text is wider than the terminal, nor anything but ASCII where that is all there is") {
        const Sweep sweep = burst_sweep();
        for (const std::size_t width : {80U, 100U, 200U}) {
            for (const std::string& line : lines_of(render_sweep_text(sweep, {.width = width}))) {
                CHECK_MESSAGE(display_width(line) <= width, line);
                CHECK_MESSAGE((line.empty() || line.back() != ' '), line);
            }
        }
        for (const char letter : render_sweep_text(sweep, {.width = 80, .charset = report::Charset::ascii})) {
            REQUIRE(static_cast<unsigned char>(letter) < 0x80);
        }
    }
    TEST_CASE("a hypercube has its points and no map in the text, but dots in the drawing") {
        const Specimen specimen = small_specimen();
        SweepRequest request =
            request_of(specimen, {"load.rate=10/s..90/s", "policy.client.retry.max_attempts=1..5"});
        request.design = SweepRequest::Design::latin;
        request.latin_points = 7;
        request.seeds = 1;
        const Sweep sweep = run_sweep(specimen, request, {});
        CHECK(sweep.points.size() == 7);
        CHECK(render_sweep_text(sweep, {}).find("down: ") == std::string::npos);
        const std::string svg = render_sweep_svg(sweep);
        std::size_t dots = 0;
        for (std::size_t at = svg.find("<circle"); at != std::string::npos;
             at = svg.find("<circle", at + 1)) {
            ++dots;
        }
        CHECK(dots == 7 * layers_of(sweep).size());
    }
    TEST_CASE("cells of CSV with commas and quotes are quoted") {
        const Specimen specimen = small_specimen();
        SweepRequest request = request_of(
            specimen, {"service.api.service_time=uniform(1ms, 2ms),\"lognormal(p50=1ms, p99=9ms)\""});
        request.seeds = 1;
        const auto lines = lines_of(render_sweep_csv(run_sweep(specimen, request, {})));
        REQUIRE(lines.size() == 3);
        CHECK(lines[1].starts_with("\"uniform(1ms, 2ms)\","));
        CHECK(lines[2].starts_with("\"\"\"lognormal(p50=1ms, p99=9ms)\"\"\","));
    }
}

}  // namespace fortify::tune
