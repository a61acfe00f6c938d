#include "plugin/http_api/live_audience.hpp"

#include "plugin/http_api/entity_tag.hpp"
#include "support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

constexpr run_id k_run = 42;

run_snapshot snapshot(std::int64_t revision, run_status status = run_status::running) {
    run_snapshot run;
    run.id = k_run;
    run.revision = revision;
    run.status = status;
    return run;
}

/// What a reader was told, which outlives it.
struct told {
    int offers = 0;
    bool saw_the_end = false;
    std::string tag;
};

class recording_reader final : public live_reader {
  public:
    explicit recording_reader(told& heard) : heard_(heard) {}

    bool open(live_subject& subject, std::shared_ptr<suasor::responder_listener>, steady_time) override {
        return take(subject);
    }
    bool offer(live_subject& subject, steady_time) override {
        ++heard_.offers;
        return take(subject);
    }
    bool writable(live_subject&, steady_time) override { return true; }
    bool remind(live_subject&, steady_time) override { return true; }
    void close(live_subject&) override {}

  private:
    bool take(live_subject& subject) {
        seen_ = subject.version();
        heard_.saw_the_end = subject.over();
        heard_.tag = subject.tag();
        return !heard_.saw_the_end;
    }

    told& heard_;
};

class LiveAudience : public ::testing::Test {
  protected:
    void admit(told& heard) {
        const auto read = std::make_shared<const published_run>(snapshot(1));
        audience_.admit(++last_key_, {run_topic{k_run}, 1, {read}, std::make_unique<recording_reader>(heard)}, nullptr);
    }

    test::manual_clock time_;
    progress_hub hub_{time_};
    int topics_ = 0;
    live_audience audience_{hub_,
                            time_,
                            {[](std::vector<run_id>) { return true; }, [this](const live_topic&) { ++topics_; },
                             [this](const live_topic&) { --topics_; }, [](user_id) {}}};
    reader_key last_key_ = 0;
};

TEST_F(LiveAudience, LeavesThoseInPeaceWhoHaveItAllWhenAnotherOneComes) {
    std::vector<told> heard(4);
    admit(heard[0]);
    admit(heard[1]);
    const auto before = heard[0].offers;

    admit(heard[2]);
    admit(heard[3]);

    EXPECT_EQ(heard[0].offers, before);
}

TEST_F(LiveAudience, TellsThoseWhoAreThereOfTheEndThatSomebodyWhoComesBringsToLight) {
    hub_.publish(snapshot(1));
    std::vector<told> heard(3);
    admit(heard[0]);
    admit(heard[1]);
    hub_.publish(snapshot(2, run_status::completed));

    admit(heard[2]);

    for (const auto& reader : heard)
        EXPECT_TRUE(reader.saw_the_end);
    EXPECT_EQ(topics_, 0);
}

TEST_F(LiveAudience, ShowsAListThatWasReadThoughTheHubHasLetGoOfItsRunsMeanwhile) {
    told heard;
    const auto read = std::make_shared<const published_run>(snapshot(1));

    audience_.admit(1, {list_topic{{}, 10}, 1, {read}, std::make_unique<recording_reader>(heard)}, nullptr);

    EXPECT_EQ(heard.tag, entity_tag(std::vector{read}));
}

TEST_F(LiveAudience, ForgetsATopicWhoseFirstReaderIsThroughAtOnce) {
    hub_.publish(snapshot(2, run_status::completed));
    told heard;

    admit(heard);

    EXPECT_TRUE(heard.saw_the_end);
    EXPECT_EQ(topics_, 0);
}

} // namespace
} // namespace media_sync
