#include "plugin/core/work_queue.hpp"

#include "support/gate.hpp"
#include "support/recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <thread>

namespace media_sync {
namespace {

using test::gate;
using test::recording;
using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(WorkQueue, DoesTheTasksInTheirOrder) {
    recording<int> done;
    work_queue queue(1, 10);

    for (int i = 1; i <= 3; ++i)
        ASSERT_TRUE(queue.try_post([&, i] { done.add(i); }));

    EXPECT_THAT(done.wait_for(3), ElementsAre(1, 2, 3));
}

TEST(WorkQueue, WorksWithAllItsThreads) {
    recording<int> began;
    gate held;
    held.close();
    work_queue queue(3, 10);

    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(queue.try_post([&] {
            began.add(0);
            held.pass();
        }));

    EXPECT_THAT(began.wait_for(3), SizeIs(3));
    held.open();
}

TEST(WorkQueue, RefusesATaskWhenItIsFullAndTakesOneAgainLater) {
    recording<int> done;
    gate held;
    held.close();
    work_queue queue(1, 2);

    ASSERT_TRUE(queue.try_post([&] { held.pass(); }));
    held.wait_for_arrival();
    EXPECT_TRUE(queue.try_post([&] { done.add(1); }));
    EXPECT_TRUE(queue.try_post([&] { done.add(2); }));
    EXPECT_FALSE(queue.try_post([&] { done.add(3); }));

    held.open();
    done.wait_for(2);
    EXPECT_TRUE(queue.try_post([&] { done.add(4); }));
    EXPECT_THAT(done.wait_for(3), ElementsAre(1, 2, 4));
}

TEST(WorkQueue, FinishesWhatIsUnderWayAndDropsWhatWaitsWhenItStops) {
    recording<int> done;
    gate held;
    held.close();
    work_queue queue(1, std::numeric_limits<std::size_t>::max());
    auto waiting = std::make_shared<int>(0);
    const std::weak_ptr<int> kept_by_the_queue = waiting;

    ASSERT_TRUE(queue.try_post([&] {
        held.pass();
        done.add(1);
    }));
    held.wait_for_arrival();
    ASSERT_TRUE(queue.try_post([&done, waiting = std::move(waiting)] { done.add(2); }));
    std::thread stopping([&] { queue.stop(); });
    while (queue.try_post([] {})) // until stop has begun
        std::this_thread::yield();
    held.open();
    stopping.join();

    EXPECT_THAT(done.entries(), ElementsAre(1));
    EXPECT_TRUE(kept_by_the_queue.expired());
}

TEST(WorkQueue, TakesNothingOnceItHasStopped) {
    work_queue queue(1, 10);

    queue.stop();
    queue.stop();

    EXPECT_FALSE(queue.try_post([] {}));
}

TEST(WorkQueue, LetsGoOfATaskAsSoonAsItIsDone) {
    recording<int> done;
    work_queue queue(1, 10);
    auto held = std::make_shared<recording<int>>();
    const std::weak_ptr<recording<int>> kept_by_the_queue = held;

    ASSERT_TRUE(queue.try_post([held = std::move(held)] { held->add(1); }));
    ASSERT_TRUE(queue.try_post([&] { done.add(1); }));
    done.wait_for(1);

    EXPECT_TRUE(kept_by_the_queue.expired());
}

} // namespace
} // namespace media_sync
