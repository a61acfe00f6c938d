#include "plugin/postgres/run_listener.hpp"

#include "plugin/postgres/connection_pool.hpp"
#include "plugin/postgres/run_announcer.hpp"
#include "support/deaf_pooler.hpp"
#include "support/recording.hpp"
#include "support/temporary_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <limits>

namespace media_sync::postgres {

namespace {

using namespace std::chrono_literals;
using media_sync::test::k_patience;
using media_sync::test::recording;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr listening_options k_fast{10ms, 100ms, 5'000ms, 5'000ms};

// A process that announces and listens.
class process {
  public:
    process(const std::string& conninfo, const std::string& executor, listening_options settings = k_fast)
        : pool_(conninfo, 1, {}), announcer_(create_run_announcer(pool_, executor)),
          listener_(create_run_listener(conninfo, executor, settings,
                                        [this](const std::string& why) { trouble.add(why); })) {}

    run_listener& listener() { return *listener_; }

    void announce(const std::vector<progress_hub::change>& changes) { announcer_->announce(changes); }

    /// Hears until it listens.
    bool listens() {
        return hear_until([&](const heard_changes&) { return listener_->listening(); });
    }

    /// Hears until what has been heard is enough; false if that does not come.
    template <class Enough>
    bool hear_until(Enough enough) {
        const auto deadline = std::chrono::steady_clock::now() + k_patience;
        while (std::chrono::steady_clock::now() < deadline)
            if (enough(listener_->hear(1s))) return true;
        return false;
    }

    recording<std::string> trouble;

  private:
    connection_pool pool_;
    const std::unique_ptr<run_announcer> announcer_;
    const std::unique_ptr<run_listener> listener_;
};

class RunListener : public testing::Test {
  protected:
    void end_listening_sessions() {
        database_.sql().rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                             "WHERE datname = current_database() AND query LIKE 'LISTEN%'");
    }

    suasor::testing::temporary_database database_;
    process here_{database_.conninfo(), "here"};
    process there_{database_.conninfo(), "there"};
};

TEST_F(RunListener, HearsWhatOthersAnnounceAndNotItself) {
    ASSERT_TRUE(here_.listens());

    here_.announce({{1, 1, true}});
    there_.announce({{42, 7, true}, {43, 8, true}});

    heard_changes heard;
    EXPECT_TRUE(here_.hear_until([&](const heard_changes& changes) {
        heard = changes;
        return !changes.runs.empty();
    }));
    EXPECT_THAT(heard.runs, ElementsAre(heard_run{42, 7}, heard_run{43, 8}));
    EXPECT_THAT(here_.trouble.entries(), IsEmpty());
}

TEST_F(RunListener, SaysWhenItBeginsThatAnythingMayHaveHappened) {
    auto any = false;

    EXPECT_TRUE(here_.hear_until([&](const heard_changes& changes) {
        any |= changes.any;
        return here_.listener().listening();
    }));

    EXPECT_TRUE(any);
}

TEST_F(RunListener, HearsThatMoreHasChangedThanAMessageCanName) {
    ASSERT_TRUE(here_.listens());
    std::vector<progress_hub::change> changes;
    for (std::uint64_t i = 0; i < 1'000; ++i)
        changes.push_back({std::numeric_limits<std::int64_t>::max() - i, 1'000'000, true});

    there_.announce(changes);

    EXPECT_TRUE(here_.hear_until([](const heard_changes& heard) { return heard.any; }));
}

TEST_F(RunListener, TakesWhatItDoesNotUnderstandForAnyChange) {
    ASSERT_TRUE(here_.listens());

    database_.sql().exec("NOTIFY suasor_job_runs, 'hello'");

    EXPECT_TRUE(here_.hear_until([](const heard_changes& heard) { return heard.any && heard.runs.empty(); }));
}

TEST_F(RunListener, ListensAgainAfterItsConnectionWasLostAndSaysSoOnce) {
    ASSERT_TRUE(here_.listens());

    end_listening_sessions();
    auto lost = false;
    auto any = false;
    EXPECT_TRUE(here_.hear_until([&](const heard_changes& heard) {
        lost |= !here_.listener().listening() || here_.trouble.entries().size() == 1;
        any |= heard.any;
        return lost && here_.listener().listening();
    }));

    EXPECT_TRUE(any);
    EXPECT_THAT(here_.trouble.entries(), SizeIs(1));
    there_.announce({{42, 7, true}});
    EXPECT_TRUE(here_.hear_until([](const heard_changes& heard) { return !heard.runs.empty(); }));
}

TEST_F(RunListener, NoticesThatNothingComesOfItBehindAPoolerThatSharesSessions) {
    const suasor::testing::deaf_pooler pooler(database_.conninfo());
    process behind(pooler.conninfo(), "behind", {10ms, 20ms, 5'000ms, 50ms});

    EXPECT_TRUE(behind.hear_until([&](const heard_changes&) { return !behind.trouble.entries().empty(); }));
    for (int i = 0; i < 20; ++i)
        behind.listener().hear(20ms);

    EXPECT_FALSE(behind.listener().listening());
    EXPECT_THAT(behind.trouble.entries(), ElementsAre(HasSubstr("\"listen\"")));
}

TEST_F(RunListener, WaitsNoLongerThanAskedWhileTheServerIsAway) {
    process alone("host=127.0.0.1 port=1 password=hunter2", "alone", {10ms, 20ms, 5'000ms, 5'000ms});

    for (int i = 0; i < 20; ++i)
        EXPECT_THAT(alone.listener().hear(10ms).runs, IsEmpty());

    EXPECT_FALSE(alone.listener().listening());
    EXPECT_THAT(alone.trouble.entries(), ElementsAre(Not(HasSubstr("hunter2"))));
}

TEST_F(RunListener, ReturnsAtOnceWhenItIsInterrupted) {
    ASSERT_TRUE(here_.listens());
    here_.listener().interrupt();
    here_.listener().hear(1h);

    auto waiting = std::async(std::launch::async, [&] { here_.listener().hear(1h); });
    here_.listener().interrupt();

    EXPECT_EQ(waiting.wait_for(k_patience), std::future_status::ready);
}

TEST_F(RunListener, ReadsNoConnectionStringThatLibpqCannotRead) {
    EXPECT_THROW(create_run_listener("nonsense", "me", k_fast, [](const std::string&) {}), std::invalid_argument);
}

} // namespace

} // namespace media_sync::postgres
