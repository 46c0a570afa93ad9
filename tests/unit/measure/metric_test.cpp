// Goal: every metric is in the table once, in order, with a name that can be found and a help that can be
// printed. Method: walk over the table; names of the users' file are spelt out.

#include "measure/metric.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace fortify::measure;

TEST_SUITE("measure::Metric") {
    TEST_CASE("the table has a row for each metric, at its place") {
        REQUIRE(metric_table().size() == metric_count);
        for (std::size_t i = 0; i < metric_count; ++i) {
            CAPTURE(i);
            CHECK(static_cast<std::size_t>(metric_table()[i].metric) == i);
            CHECK(&info(static_cast<Metric>(i)) == &metric_table()[i]);
        }
    }

    TEST_CASE("names are unique, are found again, and are made of words and at most one dot") {
        std::set<std::string_view> names;
        for (const MetricInfo& row : metric_table()) {
            CAPTURE(row.name);
            names.insert(row.name);
            CHECK(find_metric(row.name) == row.metric);
            CHECK(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") == std::string_view::npos);
            CHECK(row.name.find('.') == row.name.rfind('.'));
        }
        CHECK(names.size() == metric_count);
    }

    TEST_CASE("helps are sentences") {
        for (const MetricInfo& row : metric_table()) {
            CAPTURE(row.name);
            REQUIRE(row.help.size() > 10);
            CHECK(row.help.back() == '.');
            CHECK((row.help.front() >= 'A' && row.help.front() <= 'Z'));
        }
    }

    TEST_CASE("the metrics of the users' file exist with these units") {
        CHECK(info(*find_metric("success_rate")).unit == Unit::ratio);
        CHECK(info(*find_metric("response_time")).unit == Unit::duration);
        CHECK(info(*find_metric("goodput")).unit == Unit::rate);
        CHECK(info(*find_metric("retry.amplification")).unit == Unit::factor);
        CHECK(info(*find_metric("breaker.opens")).unit == Unit::count);
        CHECK(info(*find_metric("fault.realised_rate")).subject == SubjectKind::fault);
        CHECK_FALSE(find_metric("response_tim").has_value());
        CHECK_FALSE(find_metric("").has_value());
    }
}
