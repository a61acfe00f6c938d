#pragma once

// Reads server-sent events as an EventSource does.

#include <algorithm>
#include <string>
#include <vector>

namespace media_sync::test {

struct parsed_event {
    std::string event;
    std::string id;
    std::string data;
};

/// The events of a stream, without its comments. Fields of ours stand once in an event and on one line.
inline std::vector<parsed_event> parse_events(const std::string& stream) {
    std::vector<parsed_event> events;
    parsed_event next;
    bool begun = false;
    for (std::size_t at = 0; at < stream.size();) {
        const auto end = std::min(stream.find('\n', at), stream.size());
        const auto line = stream.substr(at, end - at);
        at = end + 1;
        const auto take = [&](const std::string& name, std::string& into) {
            if (line.compare(0, name.size() + 2, name + ": ") != 0) return;
            into = line.substr(name.size() + 2);
            begun = true;
        };
        take("event", next.event);
        take("id", next.id);
        take("data", next.data);
        if (!line.empty() || !begun) continue;
        events.push_back(std::move(next));
        next = {};
        begun = false;
    }
    return events;
}

} // namespace media_sync::test
