#include "misbehaviours.hpp"

#include <boost/json.hpp>

#include <memory>
#include <regex>

namespace media_sync::test {

namespace {

namespace json = boost::json;
using suasor::testing::scripted_response;
using suasor::testing::server_fault;

constexpr int k_for_ever = -1;

using beginning = std::function<void(synced_server&, const std::string&)>;

scripted_response answer(int status, std::vector<std::pair<std::string, std::string>> headers = {},
                         std::string body = "") {
    scripted_response response;
    response.status = status;
    response.headers = std::move(headers);
    response.body = std::move(body);
    return response;
}

beginning answers(scripted_response response, int times = k_for_ever) {
    return [=](synced_server& server, const std::string& operation) {
        server.inject({operation, times, response, false, {}});
    };
}

// The right body, sent in another manner.
beginning sends(scripted_response manner, int times = k_for_ever) {
    manner.headers.emplace_back("Content-Type", "application/json");
    return [=](synced_server& server, const std::string& operation) {
        server.inject({operation, times, manner, true, {}});
    };
}

beginning edits(std::function<void(std::string&)> edit, int times = k_for_ever) {
    return [=](synced_server& server, const std::string& operation) {
        server.inject({operation, times, {}, false, edit});
    };
}

beginning replaces(const char* pattern, const char* by, std::regex_constants::match_flag_type how = {}) {
    return edits([expression = std::regex(pattern), by, how](std::string& body) {
        body = std::regex_replace(body, expression, by, how);
    });
}

scripted_response resetting(std::size_t after) {
    scripted_response response;
    response.reset_after = after;
    return response;
}

scripted_response trickling() {
    scripted_response response;
    response.trickle = 500;
    return response;
}

scripted_response stalling() {
    scripted_response response;
    response.stall = true;
    return response;
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

const auto k_once = std::regex_constants::format_first_only;
constexpr auto k_total = R"x("(TotalRecordCount|totalSize|songCount|albumCount)":\d+)x";

// Each answer but the first is that of the request before.
beginning lags() {
    return edits([last = std::make_shared<std::string>()](std::string& body) {
        auto now = body;
        if (!last->empty()) body = *last;
        *last = std::move(now);
    });
}

// The list of items in a body; nullptr if there is none.
json::array* items_in(json::value& body) {
    for (const auto* path : {"/Items", "/MediaContainer/Metadata", "/subsonic-response/albumList2/album"}) {
        boost::system::error_code none;
        auto* found = body.find_pointer(path, none);
        if (found && found->is_array() && !found->get_array().empty()) return &found->get_array();
    }
    return nullptr;
}

std::string kind_of(const json::value& item) {
    for (const auto* key : {"Type", "type"})
        if (const auto* kind = item.as_object().if_contains(key)) return json::value_to<std::string>(*kind);
    return "";
}

// Each page begins with the last item of the page before, in place of its own first.
beginning overlaps() {
    return edits([last = std::make_shared<json::value>()](std::string& body) {
        auto document = json::parse(body);
        auto* items = items_in(document);
        if (!items) return;
        auto next = items->back();
        if (!last->is_null() && kind_of(*last) == kind_of(next)) items->front() = *last;
        *last = std::move(next);
        body = json::serialize(document);
    });
}

beginning changes_after(int requests) {
    return [=](synced_server& server, const std::string& operation) {
        server.inject({operation, k_for_ever, {}, false, [&server, left = requests](std::string&) mutable {
                           if (--left == 0) server.change_items();
                       }});
    };
}

} // namespace

std::vector<misbehaviour> broken_answers() {
    const std::vector<std::pair<std::string, std::string>> json{{"Content-Type", "application/json"}};
    const std::vector<std::pair<std::string, std::string>> html{{"Content-Type", "text/html"}};
    return {
        {"401", answers(answer(401)), ends::failed},
        {"403", answers(answer(403)), ends::failed},
        {"404", answers(answer(404)), ends::failed, "check"},
        {"429 for a moment", answers(answer(429, {{"Retry-After", "0"}}), 2), ends::completed},
        {"429 for a day", answers(answer(429, {{"Retry-After", "86400"}})), ends::failed, "try again"},
        {"500 for a moment", answers(answer(500), 2), ends::completed},
        {"500", answers(answer(500)), ends::failed, "log"},
        {"reset for a moment", sends(resetting(20), 2), ends::completed},
        {"reset", sends(resetting(20)), ends::failed, "check"},
        {"truncated JSON", edits([](std::string& body) { body.resize(body.size() / 2); }), ends::failed},
        {"oversized", answers(answer(200, json, std::string(17 << 20, ' '))), ends::failed},
        {"deeply nested", answers(answer(200, json, nested(100'000))), ends::failed},
        {"HTML", answers(answer(200, html, "<html><body>Log in</body></html>")), ends::failed},
        {"XML", answers(answer(200, {{"Content-Type", "text/xml"}}, "<?xml version=\"1.0\"?><a/>")), ends::failed},
        {"another content type", sends(answer(200, {{"Content-Type", "text/plain"}})), ends::completed},
        {"trickle", sends(trickling()), ends::completed},
        {"stall", answers(stalling()), ends::failed, "check", false, true},
        {"redirect to another host", answers(answer(302, {{"Location", "http://127.0.0.2:9/login?token=1"}})),
         ends::failed},
        {"nothing", answers(answer(200, json, "")), ends::failed},
    };
}

std::vector<misbehaviour> wrong_content() {
    return {
        {"a page again", lags(), ends::either, "", true},
        {"ids of one page in the next", overlaps(), ends::either},
        {"a total too small", replaces(k_total, "\"$1\":1"), ends::either, "", true},
        {"a total too large", replaces(k_total, "\"$1\":99999"), ends::either, "", true},
        {"a negative total", replaces(k_total, "\"$1\":-5"), ends::either, "", true},
        {"an item without id", replaces(R"x("(Id|id|ratingKey)":)x", "\"none\":", k_once), ends::either, "", true},
        {"an item without title", replaces(R"x("(Name|name|title)":)x", "\"none\":", k_once), ends::either, "", true},
        {"invalid UTF-8", replaces(R"x("(Name|name|title)":")x", "\"$1\":\"\xff\xc3", k_once), ends::either, "", true},
        {"huge numbers",
         replaces(R"x("(RunTimeTicks|duration|year|ProductionYear|added|index|track)":\d+)x",
                  "\"$1\":99999999999999999999"),
         ends::either, "", true},
        {"numbers beyond every type",
         replaces(R"x("(RunTimeTicks|duration|year|ProductionYear)":\d+)x", "\"$1\":1e999"), ends::either, "", true},
        {"numbers of 64 bits",
         replaces(R"x("(RunTimeTicks|duration|addedAt|index|IndexNumber|track)":\d+)x", "\"$1\":9223372036854775807"),
         ends::either, "", true},
        {"things that appear and vanish", changes_after(4), ends::either, "", true},
    };
}

std::vector<misbehaviour> ends_of_a_server(int requests_before) {
    const auto from_then_on = [&](std::string name, scripted_response response, bool keep_body = false) {
        return misbehaviour{std::move(name), [=](synced_server& server, const std::string&) {
                                server.inject({"", k_for_ever, response, keep_body, {}, requests_before, {}});
                            }};
    };
    return {
        from_then_on("401", answer(401)),
        from_then_on("404", answer(404)),
        from_then_on("500", answer(500)),
        from_then_on("reset", resetting(20), true),
        from_then_on("HTML", answer(200, {{"Content-Type", "text/html"}}, "<html><body>Log in</body></html>")),
        from_then_on("nothing", answer(200)),
    };
}

} // namespace media_sync::test
