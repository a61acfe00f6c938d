#include "metrics/exposition.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>

namespace sample_host {

void exposition::add(std::weak_ptr<const prometheus::Collectable> source) {
    const std::lock_guard lock(mutex_);
    std::erase_if(sources_, [](const auto& each) { return each.expired(); });
    sources_.push_back(std::move(source));
}

bool exposition::shows(std::string_view name) const {
    const auto families = collect();
    return std::ranges::any_of(families, [&](const auto& family) { return family.name == name; });
}

std::string exposition::text() const {
    return prometheus::TextSerializer{}.Serialize(collect());
}

std::vector<prometheus::MetricFamily> exposition::collect() const {
    std::vector<std::shared_ptr<const prometheus::Collectable>> living;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& source : sources_)
            if (auto lives = source.lock()) living.push_back(std::move(lives));
    }

    std::vector<prometheus::MetricFamily> families;
    for (const auto& source : living)
        std::ranges::move(source->Collect(), std::back_inserter(families));
    return families;
}

} // namespace sample_host
