#include "routes_fixture.hpp"

#include "event_parsing.hpp"

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::answer_phase;
using test::received_answer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::map<std::string, std::string> k_stream{{"Accept", "text/event-stream"}};

class ListStream : public routes_fixture {
  protected:
    using row = std::pair<run_id, std::string>; // id and status

    static std::vector<row> rows_of(const std::string& json) {
        std::vector<row> rows;
        const auto body = boost::json::parse(json);
        for (const auto& run : body.as_array())
            rows.emplace_back(run.at("id").to_number<run_id>(), run.at("status").as_string());
        return rows;
    }

    // What the reader has been shown, event by event, as soon as there are so many.
    static std::vector<std::vector<row>> shown(const exchange_ptr& reader, std::size_t events) {
        const auto received = reader->wait_until(
            [&](const received_answer& so_far) { return test::parse_events(so_far.body).size() >= events; });
        std::vector<std::vector<row>> all;
        for (const auto& event : test::parse_events(received.body))
            all.push_back(rows_of(event.data));
        return all;
    }
    static std::vector<row> last_shown(const exchange_ptr& reader) {
        return rows_of(test::parse_events(reader->received().body).back().data);
    }
};

TEST_F(ListStream, BeginsWithTheActiveRunsNewestFirst) {
    start();
    const auto first = create();
    const auto second = create();
    create(2);

    const auto reader = ask_active(k_stream);

    EXPECT_THAT(shown(reader, 1)[0], ElementsAre(Pair(second, "running"), Pair(first, "running")));
}

TEST_F(ListStream, OfNobodysRunsIsAnEmptyListAndStaysOpen) {
    start();

    const auto reader = ask_active(k_stream);

    EXPECT_THAT(shown(reader, 1)[0], IsEmpty());
    const auto id = create();
    EXPECT_THAT(shown(reader, 2)[1], ElementsAre(Pair(id, "running")));
}

TEST_F(ListStream, ShowsARunThatHasEndedOnceMore) {
    start();
    const auto staying = create();
    const auto ending = create();
    const auto reader = ask_active(k_stream);
    shown(reader, 1);

    complete(ending);
    EXPECT_THAT(shown(reader, 2)[1], ElementsAre(Pair(ending, "completed"), Pair(staying, "running")));
    const auto newest = create();

    EXPECT_THAT(shown(reader, 3)[2], ElementsAre(Pair(newest, "running"), Pair(staying, "running")));
    EXPECT_EQ(reader->received().phase, answer_phase::streaming);
}

TEST_F(ListStream, DoesNotShowARunOfSomebodyElse) {
    start();
    const auto reader = ask_active(k_stream);
    shown(reader, 1);

    const auto bobs = create(2);
    complete(bobs);
    const auto own = create();

    EXPECT_THAT(shown(reader, 2)[1], ElementsAre(Pair(own, "running")));
}

TEST_F(ListStream, ShowsAnAdminEverybodysRunsOrTheirOwn) {
    start();
    const auto bobs = create(2);
    const auto own = create(9);

    EXPECT_THAT(shown(ask_active(k_stream, k_admin), 1)[0], ElementsAre(Pair(own, "running"), Pair(bobs, "running")));
    EXPECT_THAT(shown(ask_active(k_stream, k_admin, {{"scope", "own"}}), 1)[0], ElementsAre(Pair(own, "running")));
}

TEST_F(ListStream, ShowsNoMoreThanTheLimitButHowARunEndedThatWasPushedOff) {
    start();
    const auto first = create();
    const auto reader = ask_active(k_stream, k_alice, {{"limit", "1"}});
    EXPECT_THAT(shown(reader, 1)[0], ElementsAre(Pair(first, "running")));

    const auto second = create();
    EXPECT_THAT(shown(reader, 2)[1], ElementsAre(Pair(second, "running")));
    complete(first);

    EXPECT_THAT(shown(reader, 3)[2], ElementsAre(Pair(second, "running"), Pair(first, "completed")));
}

TEST_F(ListStream, OwesASlowReaderTheEndOfEveryRunItWasShown) {
    start();
    const auto first = create();
    const auto second = create();
    const auto slow = ask_active(k_stream);
    const auto quick = ask_active(k_stream);
    shown(slow, 1);
    shown(quick, 1);
    slow->stop_reading();

    complete(first);
    shown(quick, 2);
    const auto unseen = create();
    shown(quick, 3);
    complete(unseen);
    shown(quick, 4);
    complete(second);
    shown(quick, 5);
    slow->read_on();

    EXPECT_THAT(shown(slow, 2)[1], ElementsAre(Pair(second, "completed"), Pair(first, "completed")))
        << "the run that came and went meanwhile was never shown";
    EXPECT_THAT(last_shown(quick), ElementsAre(Pair(second, "completed")));
}

TEST_F(ListStream, OwesTheEndOfMoreRunsThanMemoryKeeps) {
    start();
    std::vector<run_id> runs;
    for (int i = 0; i < 300; ++i)
        runs.push_back(create());
    const auto reader = ask_active(k_stream, k_alice, {{"limit", "1000"}});
    ASSERT_EQ(shown(reader, 1)[0].size(), 300u);

    std::vector<run_snapshot> ended;
    for (const auto id : runs) {
        std::lock_guard lock(database_.mutex);
        ended.push_back(database_.end(database_.runs.at(id), {}));
    }
    hub_.publish(ended);

    std::set<run_id> seen_ended;
    reader->wait_until([&](const received_answer& so_far) {
        for (const auto& event : test::parse_events(so_far.body))
            for (const auto& [id, status] : rows_of(event.data))
                if (status == "completed") seen_ended.insert(id);
        return seen_ended.size() == runs.size();
    });
}

TEST_F(ListStream, SparesAReaderTheListThatItHas) {
    start();
    const auto id = create();
    const auto first = ask_active(k_stream);
    shown(first, 1);
    const auto tag = test::parse_events(first->received().body).back().id;

    const auto reader = ask_active({{"Accept", "text/event-stream"}, {"Last-Event-ID", tag}});
    reader->wait_for_phase(answer_phase::streaming);
    complete(id);

    EXPECT_THAT(shown(reader, 1)[0], ElementsAre(Pair(id, "completed")));
}

TEST_F(ListStream, TagsItsEventsAsThePollTagsItsAnswer) {
    start();
    create();

    const auto reader = ask_active(k_stream);
    shown(reader, 1);

    EXPECT_EQ(test::parse_events(reader->received().body).back().id,
              ask_active({})->wait_for_phase(answer_phase::answered).headers.at("ETag"));
}

TEST_F(ListStream, LooksUpWhatSomebodyFollowedLongAgo) {
    start();
    const auto stored = elsewhere_.create({"my.export", "system", 1});
    hub_.observe({stored});
    {
        std::lock_guard lock(database_.mutex);
        database_.end(database_.runs.at(*stored.id), {});
    }

    EXPECT_THAT(shown(ask_active(k_stream), 1)[0], IsEmpty());
}

TEST_F(ListStream, LooksUpAllThatSomebodyFollowedLongAgoThoughTheLimitIsSmall) {
    start();
    const auto lasting = elsewhere_.create({"my.export", "system", 1});
    for (int i = 0; i < 3; ++i) {
        const auto stored = elsewhere_.create({"my.export", "system", 1});
        hub_.observe({stored});
        std::lock_guard lock(database_.mutex);
        database_.end(database_.runs.at(*stored.id), {});
    }

    const auto reader = ask_active(k_stream, k_alice, {{"limit", "1"}});

    EXPECT_THAT(shown(reader, 1)[0], ElementsAre(Pair(*lasting.id, "running")));
}

TEST_F(ListStream, GoesOnWhenTheDatabaseIsBack) {
    start();
    const auto id = create();
    const auto reader = ask_active(k_stream);
    shown(reader, 1);

    // It ends, memory lets go of it, and the store cannot be asked at first.
    {
        std::lock_guard lock(database_.mutex);
        database_.end(database_.runs.at(id), {});
    }
    store_.reads.close();
    hub_.forget(id);
    store_.reads.wait_for_arrival();
    database_.go_away();
    store_.reads.open();
    EXPECT_THAT(shown(reader, 2)[1], IsEmpty());
    database_.come_back();
    // The second until it is asked again begins when the feed hears that it could not be, which may be later than here.
    const auto deadline = std::chrono::steady_clock::now() + test::k_patience;
    while (test::parse_events(reader->received().body).size() < 3 && std::chrono::steady_clock::now() < deadline) {
        database_.time.advance(1s);
        create(77); // whatever wakes the feed
    }

    EXPECT_THAT(shown(reader, 3)[2], ElementsAre(Pair(id, "completed")));
}

TEST_F(ListStream, NeedsTheDatabaseToBegin) {
    start();
    database_.go_away();

    EXPECT_EQ(ask_active(k_stream)->wait_for_phase(answer_phase::answered).status, 503);
}

} // namespace
} // namespace media_sync
