#include "report/numbers.hpp"
#include "tune/sweep_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace fortify::tune {

namespace {

constexpr double left = 150;  // of the map, where the names of its rows end
constexpr double top = 70;
constexpr double side = 480;  // its width, and its height where it has rows
constexpr double below = 84;  // for the names of columns and the key
constexpr double legend = 120;

struct Colour {
    double red = 0;
    double green = 0;
    double blue = 0;
};

// From vermilion over white to blue: told apart by most who do not see red and green (Okabe and Ito 2008).
constexpr std::array<Colour, 3> sides{{{213, 94, 0}, {247, 247, 247}, {0, 114, 178}}};
// From pale to dark.
constexpr std::array<Colour, 3> shades{{{247, 252, 240}, {123, 204, 196}, {8, 64, 129}}};

std::string mixed(const std::array<Colour, 3>& scale, double share) {
    const double place = std::clamp(share, 0.0, 1.0) * 2;
    const auto first = std::min<std::size_t>(static_cast<std::size_t>(place), 1);
    const double part = place - static_cast<double>(first);
    const auto mix = [part](double from, double to) {
        return static_cast<int>(std::lround(from + (to - from) * part));
    };
    const Colour& from = scale[first];
    const Colour& to = scale[first + 1];
    return fmt::format("#{:02x}{:02x}{:02x}", mix(from.red, to.red), mix(from.green, to.green),
                       mix(from.blue, to.blue));
}

// Of a margin the sign must show, however near the limit it is; of anything else the scale is that of the
// values.
double place_on_scale(const Layer& layer, double value) {
    if (layer.unit) {
        return layer.share(value);
    }
    const double reach = std::max({std::abs(layer.low), std::abs(layer.high), 1e-9});
    const double far = 0.4 * std::min(std::abs(value) / reach, 1.0);
    return value < 0 ? 0.4 - far : 0.6 + far;
}

std::string colour_of(const Layer& layer, double value) {
    return mixed(layer.unit ? shades : sides, place_on_scale(layer, value));
}

std::string escaped(std::string_view text) {
    constexpr std::array<std::pair<char, std::string_view>, 4> entities{
        {{'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}, {'"', "&quot;"}}};
    std::string safe;
    for (const char letter : text) {
        const auto* const entity = std::find_if(entities.begin(), entities.end(),
                                                [letter](const auto& pair) { return pair.first == letter; });
        if (entity != entities.end()) {
            safe += entity->second;
        } else {
            // XML has no place for other control characters.
            safe += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
        }
    }
    return safe;
}

struct Label {
    double x = 0;
    double y = 0;
    std::string_view anchor = "start";
    std::string_view style = "label";
};

std::string label(const Label& place, std::string_view text) {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>\n", place.x,
                       place.y, place.anchor, place.style, escaped(text));
}

// One side of the map.
class Axis {
public:
    Axis(const Sweep& sweep, std::size_t key) : variation_(sweep.request.variations[key]) {
        if (sweep.request.design == SweepRequest::Design::grid) {
            values_ = grid_of(variation_);
        }
    }
    [[nodiscard]] const std::string& name() const {
        return variation_.key.path;
    }
    // Of a grid: how many cells, and which is the value's.
    [[nodiscard]] std::size_t cells() const {
        return std::max<std::size_t>(values_.size(), 1);
    }
    [[nodiscard]] std::size_t cell_of(const Value& value) const {
        const auto found = std::find(values_.begin(), values_.end(), value);
        return static_cast<std::size_t>(found - values_.begin());
    }
    // Of a hypercube: 0 to 1.
    [[nodiscard]] double place_of(const Value& value) const {
        if (variation_.range) {
            return share_of(*variation_.range, *value.number);
        }
        const auto found = std::find(variation_.list.begin(), variation_.list.end(), value);
        return (static_cast<double>(found - variation_.list.begin()) + 0.5) /
               static_cast<double>(variation_.list.size());
    }
    struct Mark {
        double place = 0;  // 0 to 1
        std::string text;
    };
    [[nodiscard]] std::vector<Mark> marks() const {
        std::vector<Mark> marks;
        if (!values_.empty()) {
            const std::size_t every = (values_.size() + 11) / 12;
            for (std::size_t cell = 0; cell < values_.size(); cell += every) {
                marks.push_back({(static_cast<double>(cell) + 0.5) / static_cast<double>(values_.size()),
                                 display_text(values_[cell], variation_.kind)});
            }
        } else if (variation_.range) {
            for (const double place : {0.0, 0.25, 0.5, 0.75, 1.0}) {
                marks.push_back({place, display_text(value_at(variation_, place), variation_.kind)});
            }
        } else {
            for (const Value& value : variation_.list) {
                marks.push_back({place_of(value), value.text});
            }
        }
        return marks;
    }

private:
    const Variation& variation_;
    std::vector<Value> values_;  // of a grid
};

// A map of one layer with what stands around it.
class Panel {
public:
    Panel(const Sweep& sweep, const Layer& layer, double y) : sweep_(sweep), layer_(layer), y_(y + top) {
        // One key alone lies across.
        const std::size_t keys = sweep.request.variations.size();
        across_.emplace_back(sweep, keys == 1 ? 0 : 1);
        if (keys > 1) {
            down_.emplace_back(sweep, 0);
        }
    }

    [[nodiscard]] double height() const {
        return down_.empty() ? 60 : side;
    }
    [[nodiscard]] std::string draw() const {
        std::string text = label({.x = left, .y = y_ - 26, .style = "title"}, layer_.title);
        text +=
            label({.x = left, .y = y_ - 9, .style = "quiet"},
                  fmt::format("{}, {}", sweep_.name,
                              report::counted_text(sweep_.request.seeds, "seed a point", "seeds a point")));
        text += fmt::format("<rect x=\"{}\" y=\"{:.1f}\" width=\"{}\" height=\"{:.1f}\" class=\"frame\"/>\n",
                            left, y_, side, height());
        for (std::size_t index = 0; index < sweep_.points.size(); ++index) {
            text += mark(index);
        }
        return text + names() + scale();
    }

private:
    [[nodiscard]] std::string tip(std::size_t index) const {
        std::string text;
        for (std::size_t key = 0; key < sweep_.request.variations.size(); ++key) {
            text += fmt::format("{} = {}\n", sweep_.request.variations[key].key.path,
                                value_text(sweep_, sweep_.points[index], key));
        }
        return fmt::format("<title>{}{}: {}</title>", escaped(text), escaped(layer_.title),
                           escaped(layer_.text(*layer_.values[index])));
    }

    [[nodiscard]] std::string mark(std::size_t index) const {
        const auto& value = layer_.values[index];
        if (!value) {
            return {};
        }
        const SweepPoint& point = sweep_.points[index];
        const Axis& across = across_.front();
        const Value& x_value = point.values[down_.empty() ? 0 : 1];
        const std::string colour = colour_of(layer_, *value);
        if (sweep_.request.design == SweepRequest::Design::latin) {
            const double x = left + side * across.place_of(x_value);
            const double y = y_ + height() * (down_.empty() ? 0.5 : down_.front().place_of(point.values[0]));
            return fmt::format(
                "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"6\" fill=\"{}\" class=\"{}\">{}</circle>\n", x, y,
                colour, point.on_front ? "front" : "cell", tip(index));
        }
        const double width = side / static_cast<double>(across.cells());
        const double tall = height() / static_cast<double>(down_.empty() ? 1 : down_.front().cells());
        const double row = down_.empty() ? 0 : static_cast<double>(down_.front().cell_of(point.values[0]));
        return fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\" "
            "class=\"{}\">{}</rect>\n",
            left + width * static_cast<double>(across.cell_of(x_value)) + 1, y_ + tall * row + 1, width - 2,
            tall - 2, colour, point.on_front ? "front" : "cell", tip(index));
    }

    [[nodiscard]] std::string names() const {
        std::string text;
        for (const Axis::Mark& mark : across_.front().marks()) {
            text += label({.x = left + side * mark.place, .y = y_ + height() + 18, .anchor = "middle"},
                          mark.text);
        }
        text += label({.x = left + side / 2, .y = y_ + height() + 40, .anchor = "middle", .style = "name"},
                      across_.front().name());
        for (const Axis& axis : down_) {
            for (const Axis::Mark& mark : axis.marks()) {
                text +=
                    label({.x = left - 8, .y = y_ + height() * mark.place + 4, .anchor = "end"}, mark.text);
            }
            const double middle = y_ + height() / 2;
            text += fmt::format(
                "<text transform=\"translate(22 {0:.1f}) rotate(-90)\" text-anchor=\"middle\" "
                "class=\"name\">{1}</text>\n",
                middle, escaped(axis.name()));
        }
        return text;
    }

    // What the colours mean.
    [[nodiscard]] std::string scale() const {
        constexpr int steps = 6;
        std::string text;
        const double reach = std::max({std::abs(layer_.low), std::abs(layer_.high), 1e-9});
        const double low = layer_.unit ? layer_.low : -reach;
        const double high = layer_.unit ? layer_.high : reach;
        for (int step = 0; step <= steps && (high > low || step == 0); ++step) {
            const double value = high - (high - low) * step / steps;
            const double y = y_ + 22 * step;
            text += fmt::format(
                "<rect x=\"{}\" y=\"{:.1f}\" width=\"18\" height=\"18\" fill=\"{}\" class=\"cell\"/>\n",
                left + side + 18, y, colour_of(layer_, value));
            text += label({.x = left + side + 42, .y = y + 13}, layer_.text(value));
        }
        return text;
    }

    const Sweep& sweep_;
    const Layer& layer_;
    double y_;
    std::vector<Axis> across_;  // one
    std::vector<Axis> down_;    // none or one
};

constexpr std::string_view style_sheet =
    "<style>\n"
    "text { font-family: system-ui, sans-serif; font-size: 12px; fill: #222 }\n"
    ".title { font-size: 16px; font-weight: 600 }\n"
    ".quiet { fill: #666 }\n"
    ".name { font-family: ui-monospace, monospace }\n"
    ".frame { fill: #fafafa; stroke: #ccc }\n"
    ".cell { stroke: #999; stroke-width: 0.5 }\n"
    ".front { stroke: #111; stroke-width: 3 }\n"
    "</style>\n";

}  // namespace

std::string render_sweep_svg(const Sweep& sweep) {
    std::string panels;
    double y = 0;
    const std::vector<Layer> layers = layers_of(sweep);
    for (const Layer& layer : layers) {
        const Panel panel(sweep, layer, y);
        panels += panel.draw();
        y += top + panel.height() + below;
    }
    if (sweep.on_front() > 0) {
        panels += label({.x = left, .y = y, .style = "quiet"},
                        "A heavy frame: on the Pareto front, no other point is better in every goal.");
        y += 20;
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n<title>Sweep of {2}</title>\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{3}{4}</svg>\n",
        left + side + legend, std::max(y, 1.0), escaped(sweep.name), style_sheet, panels);
}

}  // namespace fortify::tune
