#include "fake_services.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace sample_host::http::testing {
namespace {

using ::testing::HasSubstr;

boost::json::value json(std::string_view text) {
    return boost::json::parse(text);
}

TEST(JobRoutes, StartsAMediaSyncAndSaysWhereItsProgressIs) {
    fake_host host;

    const auto answer = host.as_alice("POST", "/api/v1/jobs/media-sync/run", R"({"clientID": 3, "syncType": "music"})");

    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(json(answer.body), json(R"({"runID": 42, "existing": false})"));
    EXPECT_EQ(answer.headers.at("location"), "/api/v1/jobs/runs/42/progress");
    EXPECT_EQ(host.scheduler.submitted_job, "system.media.sync");
    EXPECT_EQ(json(host.scheduler.submitted_params), json(R"({"clientID": 3, "syncType": "music"})"));
    EXPECT_EQ(host.scheduler.submitted_for, k_alice);
}

TEST(JobRoutes, TellsARunThatWasUnderWayFromANewOne) {
    fake_host host;
    host.scheduler.answer = jobs::prepared_run{41, SUASOR_PREPARED_EXISTING};

    const auto answer = host.as_alice("POST", "/api/v1/jobs/media-sync/run", R"({"clientID": 3, "syncType": "music"})");

    EXPECT_EQ(json(answer.body), json(R"({"runID": 41, "existing": true})"));
}

TEST(JobRoutes, NamesTheFieldThatIsWrong) {
    fake_host host;
    struct wrong_body {
        const char* body;
        const char* named;
    };

    for (const auto& [body, named] : {wrong_body{R"({"syncType": "music"})", "clientID"},
                                      wrong_body{R"({"clientID": "3", "syncType": "music"})", "clientID"},
                                      wrong_body{R"({"clientID": -3, "syncType": "music"})", "clientID"},
                                      wrong_body{R"({"clientID": 3, "syncType": 4})", "syncType"},
                                      wrong_body{R"({"clientID": 3, "syncType": "music", "force": 1})", "force"},
                                      wrong_body{"[]", "JSON object"}, wrong_body{"", "JSON object"}}) {
        const auto answer = host.as_alice("POST", "/api/v1/jobs/media-sync/run", body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_THAT(answer.body, HasSubstr(named)) << body;
    }
    EXPECT_EQ(host.scheduler.submitted_job, "");
}

TEST(JobRoutes, StartsAFullSyncWithAndWithoutAClient) {
    fake_host host;

    EXPECT_EQ(host.as_alice("POST", "/api/v1/jobs/full-sync").status, 202);
    EXPECT_EQ(host.scheduler.submitted_job, "system.media.sync.full");
    EXPECT_EQ(json(host.scheduler.submitted_params), json("{}"));

    EXPECT_EQ(host.as_alice("POST", "/api/v1/jobs/full-sync", R"({"clientID": 3})").status, 202);
    EXPECT_EQ(json(host.scheduler.submitted_params), json(R"({"clientID": 3})"));
}

TEST(JobRoutes, StartsAnyJobByNameWithTheBodyAsItsParameters) {
    fake_host host;

    EXPECT_EQ(host.as_alice("POST", "/api/v1/jobs/my.export/run", R"({"what": "all"})").status, 202);

    EXPECT_EQ(host.scheduler.submitted_job, "my.export");
    EXPECT_EQ(host.scheduler.submitted_params, R"({"what": "all"})");
}

TEST(JobRoutes, AnswersAsTheJobsPrepareDid) {
    fake_host host;
    struct failed_prepare {
        suasor_status status;
        int http;
    };

    for (const auto& [status, http] :
         {failed_prepare{SUASOR_E_INVALID_ARGUMENT, 400}, failed_prepare{SUASOR_E_NOT_FOUND, 404},
          failed_prepare{SUASOR_E_UNSUPPORTED, 422}, failed_prepare{SUASOR_E_UNAVAILABLE, 503},
          failed_prepare{SUASOR_E_CLOSED, 503}, failed_prepare{SUASOR_E_INTERNAL, 500}, failed_prepare{999, 500}}) {
        host.scheduler.answer = jobs::failure{status, "said prepare"};
        const auto answer = host.as_alice("POST", "/api/v1/jobs/my.export/run");
        EXPECT_EQ(answer.status, http);
        EXPECT_EQ(answer.body.find("said prepare") != std::string::npos, http != 500);
        EXPECT_EQ(answer.headers.contains("retry-after"), http == 503);
    }
}

TEST(JobRoutes, ListsRunsUpToALimitAndFromARunOn) {
    fake_host host;

    const auto answer = host.as_alice("GET", "/api/v1/jobs/runs?limit=7&before=43");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json(answer.body).as_array().at(0).at("id"), 42);
    EXPECT_EQ(host.runs.asked_page.limit, 7U);
    EXPECT_EQ(host.runs.asked_page.before, 43U);
    EXPECT_EQ(host.runs.asked_viewer, k_alice);
    for (const auto* limit : {"0", "-1", "1001", "x", "", "1e2", "99999999999999999999"})
        EXPECT_EQ(host.as_alice("GET", "/api/v1/jobs/runs?limit=" + std::string(limit)).status, 400) << limit;
    for (const auto* before : {"0", "-1", "x", "", "18446744073709551616"})
        EXPECT_EQ(host.as_alice("GET", "/api/v1/jobs/runs?before=" + std::string(before)).status, 400) << before;
}

TEST(JobRoutes, CancelsARun) {
    fake_host host;

    EXPECT_EQ(host.as_alice("DELETE", "/api/v1/jobs/runs/42").status, 202);

    EXPECT_EQ(host.cancelled, 42U);
    EXPECT_EQ(host.as_alice("DELETE", "/api/v1/jobs/runs/43").status, 404);
    for (const auto* id : {"0", "-1", "x", "18446744073709551616"})
        EXPECT_EQ(host.as_alice("DELETE", "/api/v1/jobs/runs/" + std::string(id)).status, 400) << id;
}

TEST(JobRoutes, AnswersNobodyBeforeItLooksAtTheRequest) {
    fake_host host;

    for (const auto& [method, path] :
         std::vector<std::pair<const char*, const char*>>{{"POST", "/api/v1/jobs/media-sync/run"},
                                                          {"POST", "/api/v1/jobs/full-sync"},
                                                          {"POST", "/api/v1/jobs/x/run"},
                                                          {"GET", "/api/v1/jobs/runs?limit=x"},
                                                          {"DELETE", "/api/v1/jobs/runs/x"},
                                                          {"GET", "/api/v1/jobs/media-sync"},
                                                          {"POST", "/api/v1/jobs/media-sync"},
                                                          {"PATCH", "/api/v1/jobs/media-sync/x"},
                                                          {"GET", "/api/v1/clients"},
                                                          {"POST", "/api/v1/clients"}}) {
        const auto answer = host.anonymous(method, path);
        EXPECT_EQ(answer.status, 401) << method << path;
        EXPECT_EQ(answer.headers.at("www-authenticate"), "Bearer");
    }
}

} // namespace
} // namespace sample_host::http::testing
