#include "plugin/http_api/error_body.hpp"

#include "support/manual_clock.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

constexpr auto k_now = test::manual_clock::k_start;

TEST(ErrorBody, IsSuasorsShape) {
    EXPECT_EQ(error_body(404, "there is no run 42", k_now, "req-1"),
              R"({"type":"NOT_FOUND","message":"there is no run 42","statusCode":404,)"
              R"("timestamp":"2026-01-02T03:04:05.678Z","request_id":"req-1"})");
}

TEST(ErrorBody, NamesTheTypeOfEveryStatusInUse) {
    for (const auto& [status, type] :
         {std::pair{400, "BAD_REQUEST"}, std::pair{401, "UNAUTHORIZED"}, std::pair{404, "NOT_FOUND"},
          std::pair{406, "NOT_ACCEPTABLE"}, std::pair{503, "SERVICE_UNAVAILABLE"},
          std::pair{500, "INTERNAL_SERVER_ERROR"}, std::pair{418, "INTERNAL_SERVER_ERROR"}})
        EXPECT_EQ(boost::json::parse(error_body(status, "", k_now, "")).at("type"), type) << status;
}

TEST(ErrorBody, IsJsonWhateverTheRequestHeld) {
    const auto body = error_body(400, "the id \"\xff\" is not \\ a\nnumber", k_now, "\"");

    EXPECT_EQ(boost::json::parse(body).at("message"), "the id \"\uFFFD\" is not \\ a\nnumber");
}

} // namespace
} // namespace media_sync
