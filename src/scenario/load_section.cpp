#include "scenario/draft.hpp"
#include "scenario/referenced_file.hpp"

#include <fmt/core.h>

namespace fortify::scenario {

namespace {

void refuse(const Section& section, std::string_view key, std::string_view model) {
    if (section.has(key)) {
        section.context().report(
            Code::model_mismatch, section.key_span(key),
            fmt::format("{} does not exist in the {} model", section.name_of(key), model),
            model == "open" ? "set model = \"closed\" for users who wait for their answer"
                            : "closed: users and think_time; open: rate and arrivals");
    }
}

void need(const Section& section, std::string_view key, std::string_view example) {
    if (section.present() && !section.has(key)) {
        section.context().report(Code::missing_key, section.header(),
                                 fmt::format("{} is missing", section.name_of(key)), std::string(example));
    }
}

std::optional<TargetIndex> read_target_of(const Section& section, Draft& draft) {
    if (section.has("target")) {
        const auto target = resolve(section, "target", draft.targets, Code::unknown_target);
        return target ? std::optional(static_cast<TargetIndex>(*target)) : std::nullopt;
    }
    if (draft.targets.size() > 1) {
        section.context().report(
            Code::missing_key, section.header(),
            fmt::format("{} is missing: there are several targets", section.name_of("target")),
            suggestion({}, names_of(draft.targets)));
        return std::nullopt;
    }
    if (draft.targets.empty()) {
        return std::nullopt;
    }
    draft.targets.front().used = true;
    return TargetIndex{0};
}

void read_open(const Section& section, run::LoadPlan& plan, Draft::Load& place) {
    run::OpenLoad open;
    open.spacing = section.value<std::string>("arrivals") == "constant" ? load::Spacing::constant
                                                                        : load::Spacing::poisson;
    need(section, "rate", "such as rate = \"70/s\"");
    place.rate = section.value<Rate>("rate");
    place.amount = section.value_span("rate");
    refuse(section, "users", "open");
    refuse(section, "think_time", "open");
    plan.model = std::move(open);
}

void read_closed(const Section& section, run::LoadPlan& plan, Draft::Load& place) {
    load::Users::Config users;
    need(section, "users", "such as users = 50");
    users.count = static_cast<load::Users::User>(section.value<std::uint64_t>("users"));
    users.think_time = read_distribution(section, "think_time");
    place.amount = section.value_span("users");
    refuse(section, "rate", "closed");
    refuse(section, "arrivals", "closed");
    plan.model = std::move(users);
}

}  // namespace

void read_loads(const Section& root, Draft& draft) {
    const auto elements = root.elements("load");
    UniqueNames names(root.context(), "load");
    for (std::size_t index = 0; index < elements.size(); ++index) {
        const Soundness sound(root.context());
        const auto& [node, header] = elements[index];
        const Section section(root.context(), "load", "load", *node, header);
        run::LoadPlan plan;
        plan.name = section.get<std::string>("name").value_or(
            elements.size() == 1 ? std::string("load") : fmt::format("load[{}]", index + 1));
        names.add(plan.name, section.has("name") ? section.value_span("name") : header);
        plan.target = read_target_of(section, draft).value_or(TargetIndex{0});
        Draft::Load place;
        if (section.value<std::string>("model") == "closed") {
            read_closed(section, plan, place);
        } else {
            read_open(section, plan, place);
        }
        place.name = plan.name;
        place.span = header;
        place.sound = static_cast<bool>(sound);
        draft.plan.loads.push_back(std::move(plan));
        draft.loads.push_back(std::move(place));
    }
}

}  // namespace fortify::scenario
