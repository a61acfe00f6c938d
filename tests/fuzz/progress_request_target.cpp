// What a host hands over of a request -> what the progress routes take it for, and how they answer it.
//
// An input is a request in lines: the method, the :id, "NAME=VALUE" for each query parameter, an empty line, and "NAME: VALUE"
// for each header.

#include "fuzz/input.hpp"
#include "plugin/http_api/accept.hpp"
#include "plugin/http_api/exchange.hpp"
#include "plugin/http_api/listed_failures.hpp"
#include "plugin/http_api/prefer.hpp"
#include "plugin/http_api/route_query.hpp"
#include "support/manual_clock.hpp"
#include "support/recorded_exchange.hpp"

#include <boost/json/parse.hpp>

#include <array>

namespace {

using namespace media_sync;
using suasor::fuzz::input;
using suasor::fuzz::require;

constexpr std::string_view k_tag = R"(W/"17-1-ok")";

std::vector<suasor::field> fields(input& from, std::string_view separator) {
    std::vector<suasor::field> all;
    for (auto line = from.line(); !line.empty(); line = from.line()) {
        const auto end = std::min(line.find(separator), line.size());
        all.push_back({line.substr(0, end), line.substr(std::min(end + separator.size(), line.size()))});
    }
    return all;
}

void check(const test::received_answer& received) {
    require(received.phase == test::answer_phase::answered, "a request is not answered");
    for (const auto& [name, value] : received.headers)
        require(value.find_first_of("\r\n") == value.npos, "a header holds a line break", value);
    if (received.body.empty()) return;
    boost::system::error_code malformed;
    boost::json::parse(received.body, malformed);
    require(!malformed, "an answer is no JSON", received.body);
}

// Answers the request in one of the three ways.
void answer(const suasor::request& request, const accepted_or<route_query>& accepted, bool in_envelope) {
    static const test::manual_clock time;
    static const route_options bare;
    static const route_options enveloped{"/api/v1", response_envelope::suasor};
    const auto client = std::make_shared<test::recorded_exchange>(request.method() == "HEAD");
    {
        exchange out(request, suasor::responder(test::recorded_exchange::responder_of(client).release()->c()), "Run",
                     in_envelope ? enveloped : bare, time);
        if (const auto wait = out.wait()) {
            require(*wait >= std::chrono::seconds(0) && *wait <= k_longest_wait, "a wait is out of range");
            out.applied_wait(*wait);
        }
        if (!accepted)
            out.refuse(accepted.error());
        else
            out.answer(k_tag, [] { return std::string_view("{}"); });
    }
    check(client->received());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    input given(data, size);
    const auto method = given.line();
    const suasor::field id{"id", given.line()};
    const auto query = fields(given, "=");
    const auto headers = fields(given, ": ");
    const suasor::principal alice{1, false};
    const suasor::c_request asked({method, "/", "", "r1", alice, {&id, 1}, query, headers});
    const suasor::request request(*asked.c());

    static constexpr std::array<std::string_view, 2> k_offered{"application/json", "text/event-stream"};
    const auto type = preferred_type(request.joined_header("Accept"), k_offered);
    require(!type || *type == k_offered[0] || *type == k_offered[1], "a type is preferred that was not offered");

    const auto run = query_of_run(request);
    require(!run || (run->id > 0 && run->id <= INT64_MAX && run->viewer.only == alice.user_id),
            "a run's route takes what it cannot");
    const auto list = query_of_list(request);
    require(!list || (list->limit >= 1 && list->limit <= 1000 && list->viewer.only == alice.user_id),
            "the list's route takes what it cannot");
    answer(request, run, false);
    answer(request, list, true);
    answer(request, query_by_id(request), true);
    return 0;
}
