#include "plugin/core/sync/page_reader.hpp"

#include "support/manual_cancel.hpp"
#include "support/scripted_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace media_sync {
namespace {

using namespace std::chrono_literals;
using test::gate;
using test::make_items;
using test::manual_cancel;
using test::open_script;
using test::script;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr auto k_track = item_type::track;
constexpr std::size_t k_one_page = 1; // however little is on it

TEST(PageReader, ReadsAllPagesInTheirOrder) {
    script server;
    server.add_pages(k_track, make_items(k_track, "t", 5), 2);
    const auto source = open_script(server);
    manual_cancel cancel;
    page_reader reader(*source, k_track, "", k_one_page, cancel);

    std::vector<std::pair<std::string, std::size_t>> read;
    while (const auto page = reader.next())
        read.emplace_back(page->cursor, page->items.size());

    EXPECT_THAT(read, ElementsAre(Pair("", 2u), Pair("1", 2u), Pair("2", 1u)));
    EXPECT_FALSE(reader.next());
}

TEST(PageReader, BeginsAtACursor) {
    script server;
    server.add_pages(k_track, make_items(k_track, "t", 5), 2);
    const auto source = open_script(server);
    manual_cancel cancel;
    page_reader reader(*source, k_track, "2", k_one_page, cancel);

    const auto page = reader.next();

    ASSERT_TRUE(page);
    EXPECT_EQ(page->cursor, "2");
    EXPECT_EQ(page->items.front().source_id, "t5");
    EXPECT_FALSE(reader.next());
}

TEST(PageReader, FetchesOnePageAheadAndNoMore) {
    script server;
    server.add_pages(k_track, make_items(k_track, "t", 10), 2);
    const auto source = open_script(server);
    manual_cancel cancel;
    {
        page_reader reader(*source, k_track, "", k_one_page, cancel);
        server.fetched.wait_for(1);

        ASSERT_TRUE(reader.next());
        server.fetched.wait_for(2);
        ASSERT_TRUE(reader.next());
        server.fetched.wait_for(3);
    }
    EXPECT_THAT(server.fetched.entries(), ElementsAre(Pair(k_track, ""), Pair(k_track, "1"), Pair(k_track, "2")));
}

TEST(PageReader, GivesPagesThatWaitTogetherAndThenWhatTheNextOneThrew) {
    script server;
    server.add_pages(k_track, make_items(k_track, "t", 6), 2);
    server.pages[k_track][1].failures = {{"t9", "", "has no title"}};
    server.page_errors[{k_track, "2"}] = "the server is gone";
    const auto source = open_script(server);
    manual_cancel cancel;
    page_reader reader(*source, k_track, "", 1 << 20, cancel);
    server.fetched.wait_for(3);

    const auto pages = reader.next();

    ASSERT_TRUE(pages);
    EXPECT_EQ(pages->cursor, "");
    EXPECT_THAT(pages->items, SizeIs(4));
    EXPECT_THAT(pages->failures, SizeIs(1));
    EXPECT_EQ(pages->next, "2");
    EXPECT_THROW(static_cast<void>(reader.next()), source_error);
}

TEST(PageReader, FetchesAheadAsLongAsLittleWaits) {
    script server;
    server.add_pages(k_track, make_items(k_track, "t", 8), 2);
    const auto source = open_script(server);
    manual_cancel cancel;
    const auto bytes_of_a_page = 2 * map_item(test::make_item(k_track, "t1", "Title 1")).data.size();
    {
        page_reader reader(*source, k_track, "", 2 * bytes_of_a_page, cancel);
        server.fetched.wait_for(2);
    }

    EXPECT_THAT(server.fetched.entries(), ElementsAre(Pair(k_track, ""), Pair(k_track, "1")));
}

TEST(PageReader, ReadsOnThroughAnEmptyPageThatIsNotTheLast) {
    script server;
    server.pages[k_track] = {{make_items(k_track, "a", 1), {}, {}}, {}, {make_items(k_track, "b", 1), {}, {}}};
    const auto source = open_script(server);
    manual_cancel cancel;
    page_reader reader(*source, k_track, "", k_one_page, cancel);

    EXPECT_THAT(reader.next()->items, SizeIs(1));
    EXPECT_THAT(reader.next()->items, SizeIs(0));
    EXPECT_THAT(reader.next()->items, SizeIs(1));
    EXPECT_FALSE(reader.next());
}

TEST(PageReader, ThrowsWhatTheSourceThrewWhenThatPageIsAskedFor) {
    script server;
    server.add_pages(k_track, make_items(k_track, "t", 4), 2);
    server.page_errors[{k_track, "1"}] = "the server is gone";
    const auto source = open_script(server);
    manual_cancel cancel;
    page_reader reader(*source, k_track, "", k_one_page, cancel);

    ASSERT_TRUE(reader.next());
    EXPECT_THROW(static_cast<void>(reader.next()), source_error);
}

TEST(PageReader, ThrowsCancelledWhenTheRunIsCancelled) {
    script server;
    server.add_pages(k_track, make_items(k_track, "t", 4), 2);
    server.fetches.close();
    const auto source = open_script(server);
    manual_cancel cancel;
    page_reader reader(*source, k_track, "", k_one_page, cancel);
    server.fetches.wait_for_arrival();

    cancel.request(cancel_reason::user);
    server.fetches.open();

    try {
        static_cast<void>(reader.next());
        FAIL() << "nothing was thrown";
    } catch (const cancelled& stop) {
        EXPECT_EQ(stop.reason, cancel_reason::user);
    }
}

// A server that does not answer: next_page sleeps as every source does, with the token.
class sleeping_source final : public media_source {
  public:
    std::string identify(const cancel_token&) override { return "Sleeper"; }
    std::vector<listing> listings_of(sync_type) const override { return {k_track}; }
    std::optional<item_count> count(listing, const cancel_token&) override { return std::nullopt; }
    media_page next_page(listing, const std::string&, const cancel_token& cancel) override {
        asleep.pass();
        woken_by = cancel.wait(1h);
        throw cancelled{woken_by};
    }

    gate asleep;
    std::atomic<cancel_reason> woken_by{cancel_reason::none};
};

TEST(PageReader, InterruptsTheFetchThatIsUnderWayWhenItEnds) {
    sleeping_source source;
    manual_cancel cancel;
    {
        source.asleep.close();
        page_reader reader(source, k_track, "", k_one_page, cancel);
        source.asleep.wait_for_arrival();
        source.asleep.open();
    }

    EXPECT_EQ(source.woken_by, cancel_reason::shutdown);
    EXPECT_EQ(cancel.requested(), cancel_reason::none);
}

TEST(PageReader, WakesASleepingFetchWhenTheRunIsCancelled) {
    sleeping_source source;
    manual_cancel cancel;
    page_reader reader(source, k_track, "", k_one_page, cancel);

    cancel.request(cancel_reason::user);

    EXPECT_THROW(static_cast<void>(reader.next()), cancelled);
    EXPECT_EQ(source.woken_by, cancel_reason::user);
}

} // namespace
} // namespace media_sync
