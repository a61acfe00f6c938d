#include "routes_fixture.hpp"

#include "event_parsing.hpp"
#include "plugin/http_api/entity_tag.hpp"

#include <thread>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::answer_phase;
using test::received_answer;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

const std::map<std::string, std::string> k_stream{{"Accept", "text/event-stream"}};

std::string tag_of(const progress_hub& hub, run_id id) {
    return entity_tag(hub.latest(id)->run);
}

class RunStream : public routes_fixture {
  protected:
    void report(run_id id, int percent) { ASSERT_TRUE(jobs_.update_progress(id, percent, "working")); }

    static std::string percent(int value) { return "\"progress\":" + std::to_string(value) + ","; }
};

TEST_F(RunStream, BeginsWithThePresentState) {
    start();
    const auto id = create();

    const auto reader = ask_run(id, k_stream);

    const auto received = reader->wait_until([](const received_answer& so_far) { return !so_far.chunks.empty(); });
    EXPECT_EQ(received.status, 200);
    EXPECT_THAT(received.headers, Contains(Pair("Content-Type", "text/event-stream")));
    EXPECT_THAT(received.headers, Contains(Pair("Cache-Control", "private, no-cache")));
    EXPECT_THAT(received.headers, Contains(Pair("Vary", "Accept, Authorization, Cookie")));
    EXPECT_THAT(received.headers, Contains(Pair("X-Accel-Buffering", "no")));
    EXPECT_EQ(received.body,
              "event: progress\nid: " + tag_of(hub_, id) + "\ndata: " + hub_.latest(id)->json() + "\n\n");
}

TEST_F(RunStream, SendsEveryChangeAndEndsAfterTheLastOne) {
    start();
    const auto id = create();
    const auto reader = ask_run(id, k_stream);
    reader->wait_for_text(percent(0));

    report(id, 40);
    reader->wait_for_text(percent(40));
    complete(id);

    const auto received = reader->wait_for_phase(answer_phase::ended);
    const auto events = test::parse_events(received.body);
    ASSERT_EQ(events.size(), 4u);
    EXPECT_EQ(events[2].event, "progress");
    EXPECT_EQ(events[2].id, tag_of(hub_, id));
    EXPECT_EQ(boost::json::parse(events[2].data).at("status"), "completed");
    EXPECT_EQ(events[3].event, "end");
    EXPECT_NE(events[3].data, "") << "an event without data is none to an EventSource";
}

TEST_F(RunStream, OfARunThatHasEndedIsItsLastStateAndTheEnd) {
    start();
    const auto id = create();
    complete(id);

    const auto events = test::parse_events(ask_run(id, k_stream)->wait_for_phase(answer_phase::ended).body);

    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].id, tag_of(hub_, id));
    EXPECT_EQ(events[1].event, "end");
}

TEST_F(RunStream, KeepsItsDataOnOneLine) {
    start();
    const auto id = create();
    const auto reader = ask_run(id, k_stream);

    ASSERT_TRUE(jobs_.set_progress_data(id, "{\r\n  \"phase\": \"a\\nb\"\n}"));

    const auto events = test::parse_events(reader->wait_for_text("phase").body);
    EXPECT_EQ(boost::json::parse(events.back().data).at("progressData").at("phase"), "a\nb");
}

TEST_F(RunStream, IsBareInTheEnvelopeOfSuasorToo) {
    start({"/api/v1", response_envelope::suasor});
    const auto id = create();

    const auto events = test::parse_events(ask_run(id, k_stream)->wait_for_text("\n\n").body);

    EXPECT_EQ(events.front().data, hub_.latest(id)->json());
}

TEST_F(RunStream, SparesAReaderTheStateThatItHas) {
    start();
    const auto id = create();

    const auto reader = ask_run(id, {{"Accept", "text/event-stream"}, {"Last-Event-ID", tag_of(hub_, id)}});
    reader->wait_for_phase(answer_phase::streaming);
    report(id, 7);

    const auto events = test::parse_events(reader->wait_for_text("\n\n").body);
    EXPECT_EQ(boost::json::parse(events.front().data).at("progress"), 7);
}

TEST_F(RunStream, SendsTheStateToAReaderThatHasAnotherOne) {
    start();
    const auto id = create();

    const auto reader = ask_run(id, {{"Accept", "text/event-stream"}, {"Last-Event-ID", "W/\"0-1-ok\""}});

    reader->wait_for_text(percent(0));
}

TEST_F(RunStream, HasNoContentForAReaderThatHasTheLastState) {
    start();
    const auto id = create();
    complete(id);

    const auto reader = ask_run(id, {{"Accept", "text/event-stream"}, {"Last-Event-ID", tag_of(hub_, id)}});

    EXPECT_EQ(reader->wait_for_phase(answer_phase::answered).status, 204);
}

TEST_F(RunStream, OfARunElsewhereBeginsWithWhatTheStoreHas) {
    start();
    const auto id = elsewhere_.create({"my.export", "system", 1}).id.value();

    const auto reader = ask_run(id, k_stream);

    reader->wait_for_text(percent(0));
    EXPECT_THAT(watched_.wait_for(1).front().runs, ElementsAre(id));
    auto newer = database_.run(id).shown;
    ++newer.revision;
    newer.progress = 55;
    hub_.observe({newer});
    reader->wait_for_text(percent(55));
}

TEST_F(RunStream, RefusesWhatAPollIsRefused) {
    start();
    const auto bobs = create(2);

    EXPECT_EQ(ask_run(bobs, k_stream)->wait_for_phase(answer_phase::answered).status, 404);
    EXPECT_EQ(ask_run(999, k_stream)->wait_for_phase(answer_phase::answered).status, 404);
    database_.go_away();
    EXPECT_EQ(ask_run(999, k_stream)->wait_for_phase(answer_phase::answered).status, 503);
}

TEST_F(RunStream, NamesBothTypesToWhoWantsNeither) {
    start();

    const auto refused = ask_run(1, {{"Accept", "text/html"}})->wait_for_phase(answer_phase::answered);

    EXPECT_EQ(refused.status, 406);
    EXPECT_THAT(refused.body, HasSubstr("application/json"));
    EXPECT_THAT(refused.body, HasSubstr("text/event-stream"));
}

TEST_F(RunStream, GivesHeadTheHeadersAlone) {
    start();
    const auto id = create();

    const auto reader = ask_run(id, k_stream, k_alice, "HEAD");

    const auto received = reader->wait_until([](const received_answer& so_far) { return so_far.released; });
    EXPECT_EQ(received.status, 200);
    EXPECT_THAT(received.headers, Contains(Pair("Content-Type", "text/event-stream")));
    EXPECT_EQ(received.body, "");
}

TEST_F(RunStream, SkipsWhatASlowReaderCannotTakeButNotTheLastState) {
    start();
    const auto id = create();
    const auto quick = ask_run(id, k_stream);
    const auto slow = ask_run(id, k_stream);
    slow->wait_for_text(percent(0));
    slow->stop_reading();

    for (const int reported : {10, 20, 30}) {
        report(id, reported);
        quick->wait_for_text(percent(reported));
    }
    complete(id);
    quick->wait_for_phase(answer_phase::ended);
    EXPECT_EQ(slow->received().times_full, 1) << "a chunk is offered again only when there is room";
    slow->read_on();

    const auto events = test::parse_events(slow->wait_for_phase(answer_phase::ended).body);
    ASSERT_EQ(events.size(), 3u);
    EXPECT_EQ(boost::json::parse(events[1].data).at("status"), "completed");
    EXPECT_EQ(events[2].event, "end");
}

TEST_F(RunStream, TakesRoomThatComesBeforeTheWriteIsOver) {
    start();
    const auto id = create();
    const auto reader = ask_run(id, k_stream);
    reader->wait_for_text(percent(0));

    reader->be_full_for_a_moment();
    report(id, 10);

    const auto received = reader->wait_for_text(percent(10));
    EXPECT_EQ(received.times_full, 1);
}

TEST_F(RunStream, LetsGoOfAReaderThatGoesAway) {
    start();
    const auto id = create();
    const auto reader = ask_run(id, k_stream);
    reader->wait_for_text(percent(0));

    reader->cancel();

    reader->wait_until([](const received_answer& received) { return received.released; });
    EXPECT_THAT(feed_->watched().runs, IsEmpty());
}

TEST_F(RunStream, LetsGoOfAReaderThatGoesAwayWhileItBegins) {
    start();
    const auto id = create();
    const auto other = ask_run(id, k_stream);
    other->wait_for_text(percent(0));
    store_.reads.close();
    const auto elsewhere = elsewhere_.create({"my.export", "system", 1}).id.value();
    const auto reader = ask_run(elsewhere, k_stream);
    reader->during_begin([reader] { reader->cancel(); });

    store_.reads.open();

    reader->wait_until([](const received_answer& received) { return received.released; });
    report(id, 10);
    other->wait_for_text(percent(10));
}

TEST_F(RunStream, LetsGoOfAReaderThatIsGoneBeforeItBegins) {
    start();
    store_.reads.close();
    const auto reader = ask_run(elsewhere_.create({"my.export", "system", 1}).id.value(), k_stream);
    reader->cancel();

    store_.reads.open();

    EXPECT_EQ(reader->wait_until([](const received_answer& received) { return received.released; }).status, 0);
}

TEST_F(RunStream, ShowsThatItIsAliveWhileNothingHappens) {
    start({}, {{100}, 15s});
    const auto id = create();
    const auto reader = ask_run(id, k_stream);
    reader->wait_for_text(percent(0));

    database_.time.advance(15s);
    create(); // whatever wakes the feed

    EXPECT_EQ(reader->wait_for_text(": keep-alive\n\n").chunks.size(), 2u);
}

TEST_F(RunStream, IsRefusedWhenThereAreTooMany) {
    start({}, {{.all = 1}, 15s});
    const auto id = create();
    const auto first = ask_run(id, k_stream);
    first->wait_for_text(percent(0));

    const auto refused = ask_run(id, k_stream)->wait_for_phase(answer_phase::answered);
    first->cancel();
    first->wait_until([](const received_answer& received) { return received.released; });

    EXPECT_EQ(refused.status, 503);
    EXPECT_THAT(refused.headers, Contains(Pair("Retry-After", "2")));
    EXPECT_THAT(refused.body, HasSubstr("the setting maxStreams allows"));
    ask_run(id, k_stream)->wait_for_text(percent(0));
}

TEST_F(RunStream, IsRefusedToAUserWhoHasTooManyAndToNobodyElse) {
    start({}, {{.of_user = 2}, 15s});
    const auto id = create();
    const auto first = ask_run(id, k_stream);
    const auto second = ask_active(k_stream);
    first->wait_for_text(percent(0));
    second->wait_for_text(percent(0));

    const auto refused = ask_run(id, k_stream)->wait_for_phase(answer_phase::answered);
    const auto admins = ask_run(id, k_stream, k_admin);
    admins->wait_for_text(percent(0));
    first->cancel();
    first->wait_until([](const received_answer& received) { return received.released; });

    EXPECT_EQ(refused.status, 429);
    EXPECT_THAT(refused.headers, Contains(Pair("Retry-After", "2")));
    EXPECT_THAT(refused.body, AllOf(HasSubstr("RATE_LIMITED"), HasSubstr("the setting maxStreamsPerUser allows")));
    ask_run(id, k_stream)->wait_for_text(percent(0));
}

TEST_F(RunStream, CountsAgainstItsUserTogetherWithTheRequestsThatAreHeldBack) {
    start({}, {{.of_user = 1}, 15s});
    const auto id = create();
    const auto tag = ask_run(id, {})->wait_for_phase(answer_phase::answered).headers.at("ETag");
    const auto stream = ask_run(id, k_stream);
    stream->wait_for_text(percent(0));

    const auto held = ask_run(id, {{"If-None-Match", tag}, {"Prefer", "wait=60"}});

    EXPECT_EQ(held->wait_for_phase(answer_phase::answered).status, 429);
}

TEST_F(RunStream, IsClosedWithoutAnEndEventWhenThePluginStops) {
    start();
    const auto id = create();
    const auto reader = ask_run(id, k_stream);
    reader->wait_for_text(percent(0));

    feed_->request_stop();

    const auto received = reader->wait_for_phase(answer_phase::ended);
    EXPECT_THAT(received.body, Not(HasSubstr("event: end")));
    const auto refused = ask_run(id, k_stream)->wait_for_phase(answer_phase::answered);
    EXPECT_EQ(refused.status, 503);
    EXPECT_THAT(refused.headers, Contains(Pair("Retry-After", "2")));
}

TEST_F(RunStream, GetsTheLastStateFromTheStoreIfMemoryHasLetGoOfIt) {
    start();
    const auto id = create();
    const auto reader = ask_run(id, k_stream);
    reader->wait_for_text(percent(0));

    auto run = database_.run(id).shown;
    {
        std::lock_guard lock(database_.mutex);
        run = database_.end(database_.runs.at(id), {run_status::failed, "it broke", {}, {}});
    }
    hub_.forget(id);

    EXPECT_THAT(reader->wait_for_phase(answer_phase::ended).body, HasSubstr("it broke"));
}

TEST_F(RunStream, HoldsOneTextForAThousandReadersHalfOfWhichDoNotRead) {
    start();
    const auto id = create();
    std::vector<exchange_ptr> readers;
    for (int i = 0; i < 1000; ++i) {
        readers.push_back(ask_run(id, k_stream));
        if (i % 2) readers.back()->stop_reading();
    }

    for (int i = 1; i < 90; ++i)
        report(id, i);
    complete(id);

    for (std::size_t i = 0; i < readers.size(); i += 2)
        EXPECT_THAT(readers[i]->wait_for_phase(answer_phase::ended).body, HasSubstr("event: end"));
    for (std::size_t i = 1; i < readers.size(); i += 2) {
        EXPECT_LE(readers[i]->received().times_full, 1);
        readers[i]->read_on();
    }
    for (const auto& reader : readers) {
        const auto received = reader->wait_for_phase(answer_phase::ended);
        EXPECT_THAT(received.body, HasSubstr("\"status\":\"completed\""));
    }
}

// Whatever readers and runs do in whatever order: the last state reaches everybody who stays.
TEST_F(RunStream, NeverLosesTheLastState) {
    start();
    for (int round = 0; round < 20; ++round) {
        const auto id = create();
        std::vector<exchange_ptr> readers;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            readers.push_back(std::make_shared<test::recorded_exchange>());
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&, i] {
                auto& reader = *readers[static_cast<std::size_t>(i)];
                if (i % 2) reader.stop_reading();
                router_.ask(k_run, {k_alice, {{"id", std::to_string(id)}}, {}, k_stream},
                            readers[static_cast<std::size_t>(i)]);
                for (int n = 0; n < 20; ++n) {
                    reader.be_full_for_a_moment();
                    if (n % 3 == i % 3) reader.stop_reading();
                    std::this_thread::yield();
                    reader.read_on();
                }
            });
        for (int percent = 1; percent < 50; ++percent)
            report(id, percent);
        complete(id);

        for (auto& thread : threads)
            thread.join();
        for (const auto& reader : readers)
            EXPECT_THAT(reader->wait_for_phase(answer_phase::ended).body, HasSubstr("\"status\":\"completed\""));
    }
}

} // namespace
} // namespace media_sync
