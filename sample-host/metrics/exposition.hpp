#pragma once

#include <prometheus/collectable.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

// What the host shows to Prometheus: its own numbers and those of its plugins.
namespace sample_host {

/// Safe to call from any thread; no call blocks for longer than a look at all numbers takes.
class exposition {
  public:
    static constexpr std::string_view k_content_type = "text/plain; version=0.0.4; charset=utf-8";

    /// Shows what the source collects, for as long as it lives. No two sources may have a metric of the same name.
    void add(std::weak_ptr<const prometheus::Collectable> source);

    /// Whether a source has a metric of that name.
    bool shows(std::string_view name) const;

    /// Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/
    std::string text() const;

  private:
    std::vector<prometheus::MetricFamily> collect() const;

    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<const prometheus::Collectable>> sources_;
};

} // namespace sample_host
