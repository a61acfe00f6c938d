#include "routes_fixture.hpp"

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::answer_phase;
using test::received_answer;

class RouteMetrics : public routes_fixture {
  protected:
    exchange_ptr follow(run_id id, suasor::principal who = k_alice) {
        return ask_run(id, {{"Accept", "text/event-stream"}}, who);
    }

    static void wait_until_released(const exchange_ptr& exchange) {
        exchange->wait_until([](const received_answer& received) { return received.released; });
    }
};

TEST_F(RouteMetrics, CountWhoFollowsForAsLongAsTheyDo) {
    start();
    const auto id = create();
    const auto tag = ask_run(id, {})->wait_for_phase(answer_phase::answered).headers.at("ETag");

    const auto stream = follow(id);
    const auto wait = ask_run(id, {{"If-None-Match", tag}, {"Prefer", "wait=30"}});
    counted_.wait_for("stream came");
    counted_.wait_for("wait came");
    EXPECT_EQ(counted_.count("stream left"), 0);
    stream->wait_for_text("\n\n");
    stream->cancel();
    counted_.wait_for("stream left");
    complete(id);
    counted_.wait_for("wait left");

    EXPECT_EQ(counted_.count("stream came"), 1);
    EXPECT_EQ(counted_.count("stream left"), 1);
    EXPECT_EQ(counted_.count("wait came"), 1);
    EXPECT_EQ(counted_.count("wait left"), 1);
}

TEST_F(RouteMetrics, CountNobodyAfterTheStop) {
    start();
    const auto id = create();
    follow(id)->wait_for_text("\n\n");
    follow(id)->wait_for_text("\n\n");

    feed_->stop();
    follow(id)->wait_for_phase(answer_phase::answered);

    EXPECT_EQ(counted_.count("stream came"), counted_.count("stream left"));
}

TEST_F(RouteMetrics, CountWhatIsRefusedForWantOfARoom) {
    start({}, {{.all = 2, .of_user = 1}, 15s});
    const auto id = create();
    follow(id)->wait_for_text("\n\n");

    EXPECT_EQ(follow(id)->wait_for_phase(answer_phase::answered).status, 429);
    follow(id, k_admin)->wait_for_text("\n\n");
    EXPECT_EQ(follow(id)->wait_for_phase(answer_phase::answered).status, 503);

    EXPECT_EQ(counted_.count(fmt::format("refused {}", static_cast<int>(refusal_reason::too_many_followers))), 2);
}

TEST_F(RouteMetrics, CountNoRefusalForWantOfARoomBecauseOfTheStop) {
    start();
    const auto id = create();
    feed_->request_stop();

    EXPECT_EQ(follow(id)->wait_for_phase(answer_phase::answered).status, 503);

    EXPECT_EQ(counted_.count(fmt::format("refused {}", static_cast<int>(refusal_reason::too_many_followers))), 0);
}

TEST_F(RouteMetrics, CountWhatIsRefusedWhileTheDatabaseIsAway) {
    start();
    database_.go_away();

    EXPECT_EQ(ask_active({})->wait_for_phase(answer_phase::answered).status, 503);

    EXPECT_EQ(counted_.count(fmt::format("refused {}", static_cast<int>(refusal_reason::store_away))), 1);
}

TEST_F(RouteMetrics, CountWhatIsRefusedBecauseTooManyWait) {
    start();
    queue_.stop();

    EXPECT_EQ(ask_active({})->wait_for_phase(answer_phase::answered).status, 503);

    EXPECT_EQ(counted_.count(fmt::format("refused {}", static_cast<int>(refusal_reason::queue_full))), 1);
}

} // namespace
} // namespace media_sync
