#include "routes_fixture.hpp"

#include "plugin/http_api/entity_tag.hpp"

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::answer_phase;
using test::received_answer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class Wait : public routes_fixture {
  protected:
    static headers wait(const std::string& tag, const std::string& prefer = "wait=30") {
        return {{"If-None-Match", tag}, {"Prefer", prefer}};
    }
    std::string tag_of(run_id id) { return entity_tag(hub_.latest(id)->run); }

    // As soon as the feed holds the request; from then on nothing is missed.
    void wait_until_held() {
        watched_.wait_for(1);
        // The feed takes readers in turn: when this one has been served, the request has looked at the clock.
        ask_active({{"Accept", "text/event-stream"}}, {77, false})->wait_for_text("\n\n");
    }

    // Whatever wakes the feed, so that it looks at the clock.
    void let_time_pass(std::chrono::seconds by) {
        database_.time.advance(by);
        create(77);
    }

    void expect_unchanged(const exchange_ptr& request, const std::string& applied) {
        const auto received = request->wait_for_phase(answer_phase::answered);
        EXPECT_EQ(received.status, 304);
        EXPECT_EQ(received.body, "");
        EXPECT_THAT(received.headers, Contains(Pair("Preference-Applied", applied)));
        EXPECT_THAT(received.headers, Contains(Key("ETag")));
    }

    boost::json::value expect_news(const exchange_ptr& request) {
        const auto received = request->wait_for_phase(answer_phase::answered);
        EXPECT_EQ(received.status, 200);
        EXPECT_THAT(received.headers, Contains(Pair("Preference-Applied", "wait=30")));
        EXPECT_THAT(received.headers, Contains(Pair("Content-Type", "application/json")));
        EXPECT_THAT(received.headers, Contains(Pair("Cache-Control", "private, no-cache")));
        return boost::json::parse(received.body);
    }
};

TEST_F(Wait, HoldsTheAnswerUntilTheRunIsAnotherOne) {
    start();
    const auto id = create();
    const auto request = ask_run(id, wait(tag_of(id)));
    wait_until_held();
    EXPECT_EQ(request->received().phase, answer_phase::waiting);

    ASSERT_TRUE(jobs_.update_progress(id, 20, "on its way"));

    EXPECT_EQ(expect_news(request).at("progress"), 20);
    EXPECT_EQ(request->received().headers.at("ETag"), tag_of(id));
}

TEST_F(Wait, AnswersAtOnceIfTheCallerHasAnotherState) {
    start();
    const auto id = create();

    expect_news(ask_run(id, wait("W/\"0-0-ok\"")));
}

TEST_F(Wait, EndsWithNotModifiedWhenTheTimeIsUp) {
    start();
    const auto id = create();
    const auto request = ask_run(id, wait(tag_of(id)));
    wait_until_held();

    let_time_pass(29s);
    const auto other = ask_run(create(), {{"Accept", "text/event-stream"}}); // after which the feed has seen the clock
    other->wait_for_text("\n\n");
    EXPECT_EQ(request->received().phase, answer_phase::waiting);
    let_time_pass(1s);

    expect_unchanged(request, "wait=30");
}

TEST_F(Wait, IsCappedAndSaysSo) {
    start();
    const auto id = create();
    const auto request = ask_run(id, wait(tag_of(id), "wait=3600"));
    wait_until_held();

    let_time_pass(60s);

    expect_unchanged(request, "wait=60");
}

TEST_F(Wait, OfNoTimeAtAllIsOver) {
    start();
    const auto id = create();

    expect_unchanged(ask_run(id, wait(tag_of(id), "wait=0")), "wait=0");
}

TEST_F(Wait, DoesNotHoldTheLastStateBack) {
    start();
    const auto id = create();
    complete(id);

    expect_unchanged(ask_run(id, wait(tag_of(id))), "wait=30");
}

TEST_F(Wait, EndsWithTheRun) {
    start();
    const auto id = create();
    const auto request = ask_run(id, wait(tag_of(id)));
    wait_until_held();

    complete(id);

    EXPECT_EQ(expect_news(request).at("status"), "completed");
}

TEST_F(Wait, IsIgnoredWithoutATagOrIfItIsMalformed) {
    start();
    const auto id = create();

    for (const auto& with : {headers{{"Prefer", "wait=30"}}, wait(tag_of(id), "wait=soon")}) {
        const auto received = ask_run(id, with)->wait_for_phase(answer_phase::answered);
        EXPECT_THAT(received.headers, Not(Contains(Key("Preference-Applied"))));
    }
}

TEST_F(Wait, AnswersInTheEnvelopeThatIsSet) {
    start({"/api/v1", response_envelope::suasor});
    const auto id = create();
    const auto request = ask_run(id, wait(tag_of(id)));
    wait_until_held();

    complete(id);

    EXPECT_EQ(expect_news(request).at("data").at("status"), "completed");
}

TEST_F(Wait, LetsGoOfACallerThatGoesAway) {
    start();
    const auto id = create();
    const auto request = ask_run(id, wait(tag_of(id)));
    wait_until_held();

    request->cancel();

    request->wait_until([](const received_answer& received) { return received.released; });
    EXPECT_THAT(feed_->watched().runs, IsEmpty());
}

TEST_F(Wait, HearsOfARunElsewhere) {
    start();
    const auto stored = elsewhere_.create({"my.export", "system", 1});
    const auto request = ask_run(*stored.id, wait(entity_tag(stored)));
    EXPECT_THAT(watched_.wait_for(1).front().runs, ElementsAre(*stored.id));

    auto newer = stored;
    newer.revision = 9;
    newer.progress = 30;
    hub_.observe({newer});

    EXPECT_EQ(expect_news(request).at("progress"), 30);
}

TEST_F(Wait, HearsOfARunThatJoinsTheList) {
    start();
    create();
    const auto tag = ask_active({})->wait_for_phase(answer_phase::answered).headers.at("ETag");
    const auto request = ask_active(wait(tag));
    EXPECT_TRUE(watched_.wait_for(1).front().active);
    create(2);
    EXPECT_EQ(request->received().phase, answer_phase::waiting);

    create();

    EXPECT_EQ(expect_news(request).as_array().size(), 2u);
}

TEST_F(Wait, HearsOfARunThatLeavesTheList) {
    start();
    const auto id = create();
    const auto tag = ask_active({})->wait_for_phase(answer_phase::answered).headers.at("ETag");
    const auto request = ask_active(wait(tag));
    wait_until_held();

    complete(id);

    EXPECT_THAT(expect_news(request).as_array(), IsEmpty());
}

TEST_F(Wait, HearsOfTheFirstRunOfAMediaSyncJob) {
    start();
    database_.sync_jobs[7] = {1, 3, sync_type::music};
    const auto tag = ask_job(7, {})->wait_for_phase(answer_phase::answered).headers.at("ETag");
    const auto request = ask_job(7, wait(tag));
    EXPECT_THAT(watched_.wait_for(1).front().media_sync_jobs, ElementsAre(7u));

    test::fake_run row;
    row.executor = "this process";
    row.shown.status = run_status::running;
    row.shown.owner = 1;
    row.shown.media_sync_job_id = 7;
    hub_.publish(database_.run(database_.insert(row)).shown);

    EXPECT_EQ(expect_news(request).at("mediaSyncJobID"), 7);
}

TEST_F(Wait, GoesOnWhileTheDatabaseIsAway) {
    start();
    const auto id = create();
    const auto tag = ask_active({})->wait_for_phase(answer_phase::answered).headers.at("ETag");
    const auto request = ask_active(wait(tag));
    wait_until_held();

    database_.go_away();
    hub_.forget(id);
    EXPECT_EQ(ask_active(wait(tag))->wait_for_phase(answer_phase::answered).status, 503);

    expect_news(request);
}

TEST_F(Wait, IsOverWhenThePluginStops) {
    start();
    const auto id = create();
    const auto request = ask_run(id, wait(tag_of(id)));
    wait_until_held();

    feed_->request_stop();

    expect_unchanged(request, "wait=30");
    const auto refused = ask_run(id, wait(tag_of(id)))->wait_for_phase(answer_phase::answered);
    EXPECT_EQ(refused.status, 503);
    EXPECT_THAT(refused.headers, Contains(Key("Retry-After")));
}

} // namespace
} // namespace media_sync
