#include "routes_fixture.hpp"

namespace media_sync {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class RunFailures : public routes_fixture {
  protected:
    RunFailures() {
        start();
        EXPECT_TRUE(jobs_.set_progress_data(run_, R"({"failures":[{"itemID":"1"}]})"));
        complete(run_);
        for (const auto* item : {"1", "2", "3"})
            failures_.runs[run_].push_back({item, "Title", "why"});
    }

    test::recorded_answer ask(std::map<std::string, std::string> query, headers with = {}) {
        return router_.answer(k_run, {k_alice, {{"id", std::to_string(run_)}}, std::move(query), std::move(with)});
    }

    static std::vector<std::string> items_of(const test::recorded_answer& answer) {
        std::vector<std::string> items;
        const auto run = boost::json::parse(answer.body);
        for (const auto& failure : run.at("progressData").at("failures").as_array())
            items.emplace_back(failure.at("itemID").as_string());
        return items;
    }

    const run_id run_ = create();
};

TEST_F(RunFailures, AreTheFewOfItsProgressDataUnlessAllAreAskedFor) {
    EXPECT_THAT(items_of(ask({})), ElementsAre("1"));
    EXPECT_THAT(items_of(ask({{"failures", "all"}})), ElementsAre("1", "2", "3"));
}

TEST_F(RunFailures, AreGivenFromTheFirstOneThatIsNotKnown) {
    EXPECT_THAT(items_of(ask({{"failures", "all"}, {"after", "0"}})), ElementsAre("1", "2", "3"));
    EXPECT_THAT(items_of(ask({{"failures", "all"}, {"after", ""}})), ElementsAre("1", "2", "3"));
    EXPECT_THAT(items_of(ask({{"failures", "all"}, {"after", "2"}})), ElementsAre("3"));
    EXPECT_THAT(items_of(ask({{"failures", "all"}, {"after", "1000"}})), IsEmpty());
}

TEST_F(RunFailures, OfAnotherPluginsJobAreThoseThatItTellsOf) {
    failures_.runs.clear();

    EXPECT_THAT(items_of(ask({{"failures", "all"}})), ElementsAre("1"));
    EXPECT_THAT(items_of(ask({{"failures", "all"}, {"after", "1"}})), IsEmpty());
}

TEST_F(RunFailures, AreRefusedForParametersThatAreNotKnown) {
    using query = std::map<std::string, std::string>;
    for (const auto& wrong :
         {query{{"failures", "some"}}, query{{"after", "1"}}, query{{"failures", "all"}, {"after", "x"}},
          query{{"failures", "all"}, {"after", "-1"}}, query{{"failures", "all"}, {"after", "1001"}}})
        EXPECT_EQ(ask(wrong).status, 400);
}

TEST_F(RunFailures, HaveTheTagOfTheRunAndCannotBeStreamedOrWaitedFor) {
    const auto tag = ask({}).headers.at("ETag");

    EXPECT_THAT(ask({{"failures", "all"}}).headers, Contains(Pair("ETag", tag)));
    EXPECT_EQ(ask({{"failures", "all"}}, {{"If-None-Match", tag}, {"Prefer", "wait=60"}}).status, 304);
    EXPECT_EQ(ask({{"failures", "all"}}, {{"Accept", "text/event-stream"}}).status, 406);
}

} // namespace
} // namespace media_sync
