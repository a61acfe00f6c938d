#include "plugin/core/progress/run_announcements.hpp"

#include "plugin/core/result.hpp"
#include "support/gate.hpp"
#include "support/manual_clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::recording;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

using message = std::vector<std::pair<run_id, std::int64_t>>;

class recording_announcer final : public run_announcer {
  public:
    void announce(std::span<const progress_hub::change> changes) override {
        message said;
        for (const auto& change : changes)
            said.emplace_back(change.id, change.revision);
        const bool fails = away;
        messages.add(std::move(said));
        door.pass();
        if (fails) throw store_unavailable("the database is away");
    }

    recording<message> messages; ///< whether they got through or not
    test::gate door;
    std::atomic<bool> away{false};
};

class RunAnnouncements : public ::testing::Test {
  protected:
    void publish(run_id id, std::int64_t revision) {
        run_snapshot run;
        run.id = id;
        run.revision = revision;
        run.status = run_status::running;
        hub_.publish(std::move(run));
    }

    void start(std::chrono::milliseconds interval = 1ms) {
        announcements_ = std::make_unique<run_announcements>(hub_, announcer_, interval,
                                                             [this](const std::string& why) { trouble_.add(why); });
        announcements_->set_listeners(1);
    }

    test::manual_clock time_;
    progress_hub hub_{time_};
    recording_announcer announcer_;
    recording<std::string> trouble_;
    std::unique_ptr<run_announcements> announcements_;
};

TEST_F(RunAnnouncements, SayTheFirstChangeAtOnce) {
    start(1h);

    publish(42, 3);

    EXPECT_THAT(announcer_.messages.wait_for(1), ElementsAre(ElementsAre(Pair(42, 3))));
}

TEST_F(RunAnnouncements, SayTheLatestOfEachRunInOneMessage) {
    start();
    announcer_.door.close();
    publish(1, 1);
    announcer_.door.wait_for_arrival();

    publish(2, 5);
    publish(1, 2);
    publish(2, 6);
    announcer_.door.open();

    EXPECT_THAT(announcer_.messages.wait_for(2).at(1), ElementsAre(Pair(1, 2), Pair(2, 6)));
}

TEST_F(RunAnnouncements, DoNotTakeAKnownRevisionForOneThatIsNotKnown) {
    start();
    announcer_.door.close();
    publish(1, 1);
    announcer_.door.wait_for_arrival();

    publish(2, 5);
    hub_.mention(2);
    publish(2, 6);
    announcer_.door.open();

    EXPECT_THAT(announcer_.messages.wait_for(2).at(1), ElementsAre(Pair(2, 0)));
}

TEST_F(RunAnnouncements, DoNotRepeatWhatOthersHaveStored) {
    start();
    run_snapshot theirs;
    theirs.id = 7;
    theirs.revision = 1;

    hub_.observe({theirs});
    publish(8, 1);

    EXPECT_THAT(announcer_.messages.wait_for(1).front(), ElementsAre(Pair(8, 1)));
}

TEST_F(RunAnnouncements, AreNotMadeWhileNobodyElseIsThere) {
    start();
    announcements_->set_listeners(0);
    publish(1, 1);
    announcements_->set_listeners(2);
    publish(2, 1);

    announcements_.reset();

    EXPECT_THAT(announcer_.messages.entries(), ElementsAre(ElementsAre(Pair(2, 1))));
}

TEST_F(RunAnnouncements, SayWhatIsLeftBeforeTheyEnd) {
    start(1h);
    publish(1, 1);
    announcer_.messages.wait_for(1);
    publish(1, 2);

    announcements_.reset();
    publish(1, 3);

    EXPECT_THAT(announcer_.messages.entries(), ElementsAre(ElementsAre(Pair(1, 1)), ElementsAre(Pair(1, 2))));
}

TEST_F(RunAnnouncements, DropWhatTheStoreDoesNotTakeAndSaySoOncePerOutage) {
    announcer_.away = true;
    start();
    publish(1, 1);
    trouble_.wait_for(1);
    publish(1, 2);
    announcer_.messages.wait_for(2);
    announcer_.away = false;
    publish(1, 3);
    announcer_.messages.wait_for(3);
    EXPECT_THAT(trouble_.entries(), ElementsAre("the database is away"));

    announcer_.away = true;
    publish(1, 4);

    EXPECT_THAT(trouble_.wait_for(2), SizeIs(2));
}

} // namespace
} // namespace media_sync
