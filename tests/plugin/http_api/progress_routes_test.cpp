#include "routes_fixture.hpp"

#include <array>
#include <thread>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::question;
using test::recorded_answer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// What no 64-bit row has for an id.
const std::array k_wrong_ids{
    "", "0", "-1", "+1", "abc", "1e3", "1.0", " 1", "1 ", "0x10", "9223372036854775808", "18446744073709551617"};

class ProgressRoutes : public routes_fixture {
  protected:
    recorded_answer ask_run(const std::string& id, std::optional<suasor::principal> who) {
        return router_.answer(k_run, {who, {{"id", id}}, {}, {}});
    }
    recorded_answer ask_run(run_id id, std::optional<suasor::principal> who) {
        return ask_run(std::to_string(id), who);
    }
    recorded_answer ask_active(std::optional<suasor::principal> who, std::map<std::string, std::string> query = {}) {
        return router_.answer(k_active, {who, {}, std::move(query), {}});
    }
    recorded_answer ask_job(const std::string& id, std::optional<suasor::principal> who) {
        return router_.answer(k_media_sync, {who, {{"id", id}}, {}, {}});
    }

    run_id insert_run_of_job_7(run_status status) {
        test::fake_run row;
        row.executor = "this process";
        row.shown.status = status;
        row.shown.owner = 1;
        row.shown.media_sync_job_id = 7;
        return database_.insert(row);
    }

    static std::vector<run_id> ids_of(const recorded_answer& answer) {
        std::vector<run_id> ids;
        const auto body = boost::json::parse(answer.body);
        for (const auto& run : body.as_array())
            ids.push_back(run.at("id").to_number<run_id>());
        return ids;
    }

    void expect_refusal(const recorded_answer& answer, int status, std::string_view type) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_THAT(answer.headers, Contains(Pair("Content-Type", "application/json")));
        const auto body = boost::json::parse(answer.body).as_object();
        std::vector<std::string> names;
        for (const auto& member : body)
            names.emplace_back(member.key());
        EXPECT_THAT(names, ElementsAre("type", "message", "statusCode", "timestamp", "request_id"));
        EXPECT_EQ(body.at("type").as_string(), type);
        EXPECT_EQ(body.at("statusCode"), status);
        EXPECT_EQ(body.at("timestamp"), "2026-01-02T03:04:05.678Z");
        EXPECT_EQ(body.at("request_id"), "request-1");
        EXPECT_NE(body.at("message").as_string(), "");
    }
};

TEST_F(ProgressRoutes, TellTheLogWhatNobodyExpected) {
    start();
    store_.breaks = true;

    const auto answer = ask_run("7", k_alice);

    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.body, Not(HasSubstr("pace")));
    EXPECT_THAT(trouble_.entries(), ElementsAre(HasSubstr("pace")));
}

TEST_F(ProgressRoutes, AreThreeAndNoMore) {
    start();

    EXPECT_THAT(router_.patterns(), UnorderedElementsAre("GET " + k_run, "GET " + k_active, "GET " + k_media_sync));
}

TEST_F(ProgressRoutes, LiveUnderThePrefixThatIsSet) {
    start({"/suasor", response_envelope::bare});

    EXPECT_THAT(router_.patterns(), Contains("GET /suasor/jobs/active"));
}

TEST_F(ProgressRoutes, GiveTheRunAsTheBody) {
    start();
    const auto id = create(1);

    const auto answer = ask_run(id, k_alice);

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, hub_.latest(id)->json());
    EXPECT_THAT(answer.headers, Contains(Pair("Content-Type", "application/json")));
    EXPECT_THAT(answer.headers, Contains(Pair("Cache-Control", "private, no-cache")));
    EXPECT_THAT(answer.headers, Contains(Pair("Vary", "Accept, Authorization, Cookie")));
}

TEST_F(ProgressRoutes, WrapTheAnswerAsSuasorDoesIfThatIsSet) {
    start({"/api/v1", response_envelope::suasor});
    const auto id = create(1);
    database_.sync_jobs[7] = {1, 3, sync_type::music};

    const auto run = boost::json::parse(ask_run(id, k_alice).body).as_object();
    EXPECT_EQ(run.at("success"), true);
    EXPECT_NE(run.at("message").as_string(), "");
    EXPECT_EQ(run.at("data").at("id"), id);
    EXPECT_EQ(run.size(), 3u);
    EXPECT_EQ(boost::json::parse(ask_active(k_alice).body).at("data").as_array().size(), 1u);
    EXPECT_EQ(boost::json::parse(ask_job("7", k_alice).body).at("data").at("mediaSyncJobID"), 7);
    // Errors are the same in both.
    expect_refusal(ask_run("abc", k_alice), 400, "BAD_REQUEST");
}

TEST_F(ProgressRoutes, AskForASignInBeforeAnythingElse) {
    start();

    for (const auto& answer : {ask_run("abc", std::nullopt), ask_run("999", std::nullopt), ask_job("0", std::nullopt),
                               ask_active(std::nullopt), ask_active(std::nullopt, {{"limit", "x"}, {"scope", "x"}})}) {
        expect_refusal(answer, 401, "UNAUTHORIZED");
        EXPECT_THAT(answer.headers, Contains(Pair("WWW-Authenticate", "Bearer")));
    }
}

TEST_F(ProgressRoutes, RefuseAnIdThatIsNotAPositive64BitInteger) {
    start();

    for (const auto* id : k_wrong_ids) {
        SCOPED_TRACE(id);
        expect_refusal(ask_run(id, k_alice), 400, "BAD_REQUEST");
        expect_refusal(ask_job(id, k_alice), 400, "BAD_REQUEST");
    }
}

TEST_F(ProgressRoutes, TakeTheLargestIdThereIs) {
    start();

    expect_refusal(ask_run("9223372036854775807", k_alice), 404, "NOT_FOUND");
    expect_refusal(ask_job("9223372036854775807", k_alice), 404, "NOT_FOUND");
}

TEST_F(ProgressRoutes, DoNotTellARunOfSomebodyElseFromNone) {
    start();
    const auto bobs = create(2);
    const auto nobodys = create(std::nullopt);
    test::fake_run_store other(database_, "another process");
    const auto bobs_elsewhere = other.create({"my.export", "system", 2}).id.value();

    expect_refusal(ask_run(bobs, k_alice), 404, "NOT_FOUND");
    expect_refusal(ask_run(bobs_elsewhere, k_alice), 404, "NOT_FOUND");
    expect_refusal(ask_run(nobodys, k_alice), 404, "NOT_FOUND");
    expect_refusal(ask_run(999, k_alice), 404, "NOT_FOUND");
    const auto message = [](const recorded_answer& answer) {
        return std::string(boost::json::parse(answer.body).at("message").as_string());
    };
    EXPECT_EQ(message(ask_run(bobs, k_alice)), "there is no run " + std::to_string(bobs));
    EXPECT_EQ(message(ask_run(999, k_alice)), "there is no run 999");
    EXPECT_EQ(ask_run(bobs, k_bob).status, 200);
}

TEST_F(ProgressRoutes, ShowAnAdminEveryRun) {
    start();
    const auto bobs = create(2);
    const auto nobodys = create(std::nullopt);

    EXPECT_EQ(ask_run(bobs, k_admin).status, 200);
    EXPECT_EQ(ask_run(nobodys, k_admin).status, 200);
    EXPECT_THAT(ids_of(ask_active(k_admin)), ElementsAre(nobodys, bobs));
}

TEST_F(ProgressRoutes, NarrowAnAdminsListToTheirOwnRunsOnRequest) {
    start();
    static_cast<void>(create(2));
    const auto own = create(9);

    EXPECT_THAT(ids_of(ask_active(k_admin, {{"scope", "own"}})), ElementsAre(own));
    expect_refusal(ask_active(k_admin, {{"scope", "all"}}), 400, "BAD_REQUEST");
    expect_refusal(ask_active(k_alice, {{"scope", ""}}), 400, "BAD_REQUEST");
}

TEST_F(ProgressRoutes, ListTheCallersActiveRunsNewestFirst) {
    start();
    const auto first = create(1);
    const auto ended = create(1);
    const auto second = create(1);
    static_cast<void>(create(2));
    ASSERT_TRUE(jobs_.complete_run(ended, run_status::completed, ""));

    EXPECT_THAT(ids_of(ask_active(k_alice)), ElementsAre(second, first));
    EXPECT_EQ(ask_active({{77, false}}).body, "[]");
}

TEST_F(ProgressRoutes, ListTheHostsOwnRunsWhileTheyAreYoung) {
    start();
    test::fake_run row;
    row.shown.job_name = "nightly.report";
    row.shown.status = run_status::running;
    row.shown.owner = 1;
    const auto young = database_.insert(row);
    row.shown.created_at = database_.time.now() - 25h;
    database_.insert(row);

    const auto answer = ask_active(k_alice);

    EXPECT_THAT(ids_of(answer), ElementsAre(young));
    EXPECT_TRUE(boost::json::parse(answer.body).at(0).at("liveness").is_null());
}

TEST_F(ProgressRoutes, ListAsManyAsAskedFor) {
    start();
    std::vector<run_id> runs;
    for (int i = 0; i < 101; ++i)
        runs.push_back(create(1));

    EXPECT_EQ(ids_of(ask_active(k_alice)).size(), 100u);
    EXPECT_THAT(ids_of(ask_active(k_alice, {{"limit", "2"}})), ElementsAre(runs[100], runs[99]));
    EXPECT_EQ(ids_of(ask_active(k_alice, {{"limit", "1000"}})).size(), 101u);
    for (const auto* limit : {"0", "-1", "1001", "", "many", "1e2", "99999999999999999999"}) {
        SCOPED_TRACE(limit);
        expect_refusal(ask_active(k_alice, {{"limit", limit}}), 400, "BAD_REQUEST");
    }
}

TEST_F(ProgressRoutes, ShowTheActiveElseTheLatestRunOfAMediaSyncJob) {
    start();
    database_.sync_jobs[7] = {1, 3, sync_type::music};
    const auto shown = [&] { return boost::json::parse(ask_job("7", k_alice).body).at("id"); };

    EXPECT_TRUE(shown().is_null());
    const auto active = insert_run_of_job_7(run_status::running);
    EXPECT_EQ(shown(), active);
    const auto latest = insert_run_of_job_7(run_status::failed);
    EXPECT_EQ(shown(), active);
    database_.runs.at(active).shown.status = run_status::completed;
    EXPECT_EQ(shown(), latest);
}

TEST_F(ProgressRoutes, ShowAMediaSyncThatThisProcessExecutesWithoutTheDatabase) {
    start();
    database_.sync_jobs[7] = {1, 3, sync_type::music};
    const auto id = insert_run_of_job_7(run_status::running);
    hub_.publish(database_.run(id).shown);
    database_.go_away();

    const auto answer = ask_job("7", k_alice);
    EXPECT_EQ(answer.status, 200);
    const std::map<std::string, std::string> path{{"id", "7"}};
    const auto again =
        router_.answer(k_media_sync, {k_alice, path, {}, {{"If-None-Match", answer.headers.at("ETag")}}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(ask_job("7", k_bob).status, 503) << "whether the job is his, the database knows";

    auto ended = database_.run(id).shown;
    ended.status = run_status::completed;
    ++ended.revision;
    hub_.publish(ended);
    EXPECT_EQ(ask_job("7", k_alice).status, 503) << "another process may have begun the next run";
}

TEST_F(ProgressRoutes, ShowAPlaceholderForAMediaSyncJobThatHasNeverRun) {
    start();
    database_.sync_jobs[7] = {1, 3, sync_type::music};

    const auto answer = ask_job("7", k_alice);

    EXPECT_EQ(answer.status, 200);
    const auto run = boost::json::parse(answer.body);
    EXPECT_TRUE(run.at("id").is_null());
    EXPECT_EQ(run.at("status"), "pending");
    EXPECT_EQ(run.at("progress"), 0);
    EXPECT_EQ(run.at("mediaSyncJobID"), 7);
}

TEST_F(ProgressRoutes, DoNotFindTheMediaSyncJobOfSomebodyElse) {
    start();
    database_.sync_jobs[7] = {1, 3, sync_type::music};

    expect_refusal(ask_job("7", k_bob), 404, "NOT_FOUND");
    expect_refusal(ask_job("8", k_bob), 404, "NOT_FOUND");
    EXPECT_EQ(ask_job("7", k_admin).status, 200);
}

TEST_F(ProgressRoutes, SayNothingTwiceToACallerThatKnowsTheTag) {
    start();
    const auto id = create(k_alice.user_id);
    const std::map<std::string, std::string> path{{"id", std::to_string(id)}};

    const auto first = router_.answer(k_run, {k_alice, path, {}, {}});
    const auto tag = first.headers.at("ETag");
    const auto second = router_.answer(k_run, {k_alice, path, {}, {{"if-none-match", tag}}});
    ASSERT_TRUE(jobs_.complete_run(id, run_status::completed, ""));
    const auto third = router_.answer(k_run, {k_alice, path, {}, {{"if-none-match", tag}}});

    EXPECT_EQ(second.status, 304);
    EXPECT_EQ(second.body, "");
    EXPECT_EQ(second.headers.at("ETag"), tag);
    EXPECT_EQ(third.status, 200);
    EXPECT_NE(third.headers.at("ETag"), tag);
}

TEST_F(ProgressRoutes, TagTheListToo) {
    start();
    create(k_alice.user_id);

    const auto first = ask_active(k_alice);
    const auto again = router_.answer(k_active, {k_alice, {}, {}, {{"If-None-Match", first.headers.at("ETag")}}});
    create(k_alice.user_id);
    const auto longer = router_.answer(k_active, {k_alice, {}, {}, {{"If-None-Match", first.headers.at("ETag")}}});

    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(longer.status, 200);
}

TEST_F(ProgressRoutes, RefuseATypeThatTheyCannotGive) {
    start();

    expect_refusal(router_.answer(k_active, {k_alice, {}, {}, {{"Accept", "text/html"}}}), 406, "NOT_ACCEPTABLE");
}

TEST_F(ProgressRoutes, AskToTryAgainLaterWhileTheDatabaseIsAway) {
    start();
    const auto live = create(1);
    database_.go_away();

    for (const auto& answer : {ask_run("999", k_alice), ask_active(k_alice), ask_job("7", k_alice)}) {
        expect_refusal(answer, 503, "SERVICE_UNAVAILABLE");
        EXPECT_THAT(answer.headers, Contains(Pair("Retry-After", "2")));
        EXPECT_THAT(answer.body, Not(HasSubstr("the database is away"))) << "what the store said is for the log";
    }
    EXPECT_EQ(ask_run(live, k_alice).status, 200) << "the answer is in memory";
}

TEST_F(ProgressRoutes, AskToTryAgainLaterWhenTooManyRequestsWait) {
    start();
    store_.reads.close();
    const question who{k_alice};

    std::vector<exchange_ptr> waiting{router_.ask(k_active, who)};
    store_.reads.wait_for_arrival();
    waiting.push_back(router_.ask(k_active, who));
    waiting.push_back(router_.ask(k_active, who));
    const auto refused = router_.answer(k_active, who);

    expect_refusal(refused, 503, "SERVICE_UNAVAILABLE");
    EXPECT_THAT(refused.headers, Contains(Key("Retry-After")));
    store_.reads.open();
    for (const auto& exchange : waiting)
        EXPECT_EQ(exchange->wait_for_phase(test::answer_phase::answered).status, 200);
}

TEST_F(ProgressRoutes, AnswerForARunThatThisProcessExecutesWithoutWaitingForTheDatabase) {
    start();
    const auto id = create(k_alice.user_id);
    queue_.stop();

    EXPECT_EQ(ask_run(id, k_alice).status, 200);
    EXPECT_EQ(ask_run(id, k_bob).status, 404);
    EXPECT_EQ(ask_active(k_alice).status, 503);
}

TEST_F(ProgressRoutes, LetGoOfRequestsThatTheEndOfTheQueueDrops) {
    start();
    store_.reads.close();
    const question who{k_alice};
    const auto read = router_.ask(k_active, who);
    store_.reads.wait_for_arrival();
    const auto dropped = router_.ask(k_active, who);

    std::thread stopping([&] { queue_.stop(); });
    while (queue_.try_post([] {})) // until stop has begun, or the queue is full of such tasks
        std::this_thread::yield();
    store_.reads.open();
    stopping.join();

    EXPECT_TRUE(read->received().released);
    EXPECT_TRUE(dropped->received().released);
    const auto after_stop = ask_active(k_alice);
    EXPECT_EQ(after_stop.status, 503);
}

} // namespace
} // namespace media_sync
