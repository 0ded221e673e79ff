// prometheus-cpp behind three functions. Finding a series by name and labels takes a lock once per
// thread; afterwards a thread-local table has it. Only this file sees prometheus-cpp.
#include "telemetry/metrics.h"

#include <map>
#include <mutex>
#include <unordered_map>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/check.h"

namespace amicast::telemetry {
namespace {

// Series one name may have; later label values are counted together as "other", so that a client
// who invents values cannot make the process grow.
constexpr std::size_t series_per_name_max = 5000;

struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
        return std::hash<std::string_view>()(key);
    }
};

template <class Metric>
using SeriesByKey = std::unordered_map<std::string, Metric*, KeyHash, std::equal_to<>>;

prometheus::Histogram::BucketBoundaries second_buckets() {
    return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
            0.25,   0.5,     1,      2.5,   5,      10,    25,   50,    100};
}

prometheus::Counter& add_series(prometheus::Family<prometheus::Counter>& family,
                                const prometheus::Labels& labels) {
    return family.Add(labels);
}
prometheus::Gauge& add_series(prometheus::Family<prometheus::Gauge>& family,
                              const prometheus::Labels& labels) {
    return family.Add(labels);
}
prometheus::Histogram& add_series(prometheus::Family<prometheus::Histogram>& family,
                                  const prometheus::Labels& labels) {
    return family.Add(labels, second_buckets());
}

prometheus::Family<prometheus::Counter>& make_family(prometheus::Registry& registry,
                                                     const std::string& name,
                                                     prometheus::Counter*) {
    return prometheus::BuildCounter().Name(name).Register(registry);
}
prometheus::Family<prometheus::Gauge>& make_family(prometheus::Registry& registry,
                                                   const std::string& name, prometheus::Gauge*) {
    return prometheus::BuildGauge().Name(name).Register(registry);
}
prometheus::Family<prometheus::Histogram>& make_family(prometheus::Registry& registry,
                                                       const std::string& name,
                                                       prometheus::Histogram*) {
    return prometheus::BuildHistogram().Name(name).Register(registry);
}

prometheus::Registry& registry() {
    // Never destroyed: threads that outlive main() may still count.
    static auto& instance = *std::make_unique<prometheus::Registry>().release();
    return instance;
}

// All series of one kind of metric. Families and series live as long as the process.
template <class Metric>
class SeriesTable {
  public:
    static SeriesTable& instance() {
        static auto& table = *std::make_unique<SeriesTable>().release();
        return table;
    }

    // `shared` is set when the labels were over the limit and the series is the common one.
    Metric& find_or_add(std::string_view name, std::string_view key, Labels labels, bool& shared) {
        std::lock_guard lock(mutex_);
        if (auto found = series_.find(key); found != series_.end()) return *found->second;
        Family& family = find_family(name);
        shared = family.series >= series_per_name_max;
        prometheus::Labels owned;
        for (const auto& [label, value] : labels)
            owned.emplace(std::string(label), shared ? "other" : std::string(value));
        Metric& metric = add_series(*family.family, owned);
        if (!shared) {
            ++family.series;
            series_.emplace(std::string(key), &metric);
        }
        return metric;
    }

  private:
    struct Family {
        prometheus::Family<Metric>* family = nullptr;
        std::size_t series = 0;
    };

    Family& find_family(std::string_view name) {
        auto found = families_.find(name);
        if (found == families_.end()) {
            std::string owned(name);
            Metric* tag = nullptr;
            auto& made = make_family(registry(), owned, tag);
            found = families_.emplace(std::move(owned), Family{.family = &made}).first;
        }
        return found->second;
    }

    std::mutex mutex_;
    std::map<std::string, Family, std::less<>> families_;
    SeriesByKey<Metric> series_;
};

template <class Metric>
Metric& series(std::string_view name, Labels labels) {
    thread_local SeriesByKey<Metric> known;
    thread_local std::string key;
    key.assign(name);
    for (const auto& [label, value] : labels) {
        key.push_back('\0');
        key.append(label);
        key.push_back('\0');
        key.append(value);
    }
    if (auto found = known.find(std::string_view(key)); found != known.end()) return *found->second;
    bool shared = false;
    Metric& metric = SeriesTable<Metric>::instance().find_or_add(name, key, labels, shared);
    if (!shared) known.emplace(key, &metric);
    return metric;
}

}  // namespace

void count(std::string_view name, Labels labels, double by) {
    check(by >= 0, "a counter only grows");
    series<prometheus::Counter>(name, labels).Increment(by);
}

void set_gauge(std::string_view name, double value, Labels labels) {
    series<prometheus::Gauge>(name, labels).Set(value);
}

void observe_seconds(std::string_view name, double seconds, Labels labels) {
    series<prometheus::Histogram>(name, labels).Observe(seconds);
}

std::string render_metrics() {
    return prometheus::TextSerializer().Serialize(registry().Collect());
}

}  // namespace amicast::telemetry
