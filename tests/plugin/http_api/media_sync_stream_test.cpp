#include "routes_fixture.hpp"

#include "event_parsing.hpp"

namespace media_sync {
namespace {

using test::answer_phase;
using test::received_answer;
using ::testing::HasSubstr;
using ::testing::Not;

const std::map<std::string, std::string> k_stream{{"Accept", "text/event-stream"}};
constexpr std::uint64_t k_job = 7;

class MediaSyncStream : public routes_fixture {
  protected:
    MediaSyncStream() { database_.sync_jobs[k_job] = {1, 3, sync_type::music}; }

    run_snapshot insert(run_status status) {
        test::fake_run row;
        row.executor = "this process";
        row.shown.status = status;
        row.shown.owner = 1;
        row.shown.revision = 1;
        row.shown.attempt = 1;
        row.shown.media_sync_job_id = k_job;
        return database_.run(database_.insert(row)).shown;
    }
    run_snapshot end(run_id id) {
        std::lock_guard lock(database_.mutex);
        return database_.end(database_.runs.at(id), {});
    }

    static boost::json::value last_shown(const exchange_ptr& reader, std::size_t events) {
        const auto received = reader->wait_until(
            [&](const received_answer& so_far) { return test::parse_events(so_far.body).size() >= events; });
        return boost::json::parse(test::parse_events(received.body)[events - 1].data);
    }
};

TEST_F(MediaSyncStream, BeginsWithTheActiveRunAndEndsWithIt) {
    start();
    const auto active = insert(run_status::running);
    insert(run_status::failed);

    const auto reader = ask_job(k_job, k_stream);
    EXPECT_EQ(last_shown(reader, 1).at("id"), *active.id);
    hub_.publish(end(*active.id));

    EXPECT_EQ(last_shown(reader, 2).at("status"), "completed");
    EXPECT_THAT(reader->wait_for_phase(answer_phase::ended).body, HasSubstr("event: end"));
}

TEST_F(MediaSyncStream, OfAJobWhoseRunsHaveEndedIsTheLatestOneAndTheEnd) {
    start();
    insert(run_status::failed);
    const auto latest = insert(run_status::completed);

    const auto events = test::parse_events(ask_job(k_job, k_stream)->wait_for_phase(answer_phase::ended).body);

    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(boost::json::parse(events[0].data).at("id"), *latest.id);
    EXPECT_EQ(events[1].event, "end");
    const auto again = ask_job(k_job, {{"Accept", "text/event-stream"}, {"Last-Event-ID", events[0].id}});
    EXPECT_EQ(again->wait_for_phase(answer_phase::answered).status, 204);
}

TEST_F(MediaSyncStream, OfThePlaceholderStaysOpenUntilARunBegins) {
    start();
    const auto reader = ask_job(k_job, k_stream);
    EXPECT_TRUE(last_shown(reader, 1).at("id").is_null());

    const auto run = insert(run_status::running);
    hub_.publish(run);

    EXPECT_EQ(last_shown(reader, 2).at("id"), *run.id);
    EXPECT_EQ(reader->received().phase, answer_phase::streaming);
    hub_.publish(end(*run.id));
    reader->wait_for_phase(answer_phase::ended);
}

TEST_F(MediaSyncStream, DoesNotMissARunThatBeginsAndEndsWhileTheStoreIsRead) {
    start();
    const auto placeholder = *store_.of_media_sync_job(k_job, scope{});
    const auto run = insert(run_status::running);
    hub_.publish(run);
    hub_.publish(end(*run.id));

    // What the route has read is older than all of that.
    const auto reader = std::make_shared<test::recorded_exchange>();
    const route_options options;
    const suasor::c_request request({"GET", "", "", "request-1", k_alice, {}, {}, {}});
    const auto out = std::make_shared<exchange>(
        suasor::request(*request.c()), suasor::responder(test::recorded_exchange::responder_of(reader).release()->c()),
        "", options, database_.time);
    const auto read = std::make_shared<const published_run>(placeholder);
    ASSERT_EQ(feed_->stream(k_alice.user_id, job_topic{k_job}, {read}, out), admission::taken);

    EXPECT_THAT(reader->wait_for_phase(answer_phase::ended).body, HasSubstr("\"status\":\"completed\""));
}

TEST_F(MediaSyncStream, TurnsToANewerRunOfTheJob) {
    start();
    const auto first = insert(run_status::pending);
    const auto reader = ask_job(k_job, k_stream);
    last_shown(reader, 1);

    auto other_job = insert(run_status::running);
    other_job.media_sync_job_id = 8;
    hub_.publish(other_job);
    const auto second = insert(run_status::running);
    hub_.publish(second);

    EXPECT_EQ(last_shown(reader, 2).at("id"), *second.id);
}

TEST_F(MediaSyncStream, KeepsToTheActiveRunWhenAnOlderOneIsSeen) {
    start();
    const auto ended = insert(run_status::failed);
    const auto active = insert(run_status::running);
    const auto reader = ask_job(k_job, k_stream);
    last_shown(reader, 1);

    hub_.observe({ended});
    auto moved = active;
    moved.revision = 2;
    moved.progress = 12;
    hub_.publish(moved);

    EXPECT_EQ(last_shown(reader, 2).at("progress"), 12);
    EXPECT_THAT(reader->received().body, Not(HasSubstr("\"status\":\"failed\"")));
}

TEST_F(MediaSyncStream, IsRefusedForTheJobOfSomebodyElse) {
    start();

    EXPECT_EQ(ask_job(k_job, k_stream, k_bob)->wait_for_phase(answer_phase::answered).status, 404);
    EXPECT_EQ(ask_job(8, k_stream)->wait_for_phase(answer_phase::answered).status, 404);
}

} // namespace
} // namespace media_sync
