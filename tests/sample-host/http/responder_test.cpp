#include "raw_client.hpp"
#include "test_server.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace sample_host::http::testing {
namespace {

/// A client with one open answer.
struct open_answer {
    explicit open_answer(server_limits limits = {}, std::string_view method = "GET")
        : host(limits), client(host.start()) {
        client.send(request_text(method, "/open"));
        answer = host.opened.pop();
    }

    void listen() { EXPECT_EQ(answer->listen(std::make_shared<recording_listener>(events)), answer_result::ok); }

    recorded_events events;
    test_server host;
    raw_client client;
    std::shared_ptr<responder> answer;
};

TEST(Responder, AnswersWholeFromAnotherThread) {
    open_answer open;

    EXPECT_EQ(open.answer->send({201, {{"X-Own", "1"}}}, "made"), answer_result::ok);

    const auto got = open.client.read_answer();
    EXPECT_EQ(got.status, 201);
    EXPECT_EQ(got.headers.at("x-own"), "1");
    EXPECT_EQ(got.body, "made");
}

TEST(Responder, Answers500WhenDroppedWithoutAnAnswer) {
    open_answer open;

    open.answer.reset();

    EXPECT_EQ(open.client.read_answer().status, 500);
    EXPECT_TRUE(open.host.becomes_idle());
}

TEST(Responder, StreamsChunksAndKeepsTheConnection) {
    open_answer open;

    open.answer->begin({200, {{"Content-Type", "text/event-stream"}}});
    EXPECT_EQ(open.client.read_head().headers.at("transfer-encoding"), "chunked");
    EXPECT_EQ(open.answer->write("one"), answer_result::ok);
    EXPECT_EQ(open.client.read_chunk(), "one");
    EXPECT_EQ(open.answer->write(""), answer_result::ok);
    EXPECT_EQ(open.answer->write("two"), answer_result::ok);
    EXPECT_EQ(open.client.read_chunk(), "two");
    EXPECT_EQ(open.answer->end(), answer_result::ok);
    EXPECT_EQ(open.client.read_chunk(), "");

    open.client.send(request_text("GET", "/echo"));
    EXPECT_EQ(open.client.read_answer().status, 200);
}

TEST(Responder, StreamsToHttp10UntilItCloses) {
    test_server host;
    raw_client client(host.start());
    client.send("GET /open HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto answer = host.opened.pop();

    answer->begin({});
    answer->write("all of it");
    answer->end();

    const auto got = client.read_answer();
    EXPECT_EQ(got.headers.at("connection"), "close");
    EXPECT_EQ(got.body, "all of it");
}

TEST(Responder, CutsAStreamThatIsAbortedOrDropped) {
    for (const bool drop : {false, true}) {
        open_answer open;
        open.answer->begin({});
        open.client.read_head();
        open.answer->write("half");
        EXPECT_EQ(open.client.read_chunk(), "half");

        drop ? open.answer.reset() : open.answer->abort();

        EXPECT_EQ(open.client.read_to_end(), "");
    }
}

TEST(Responder, CutsAtOnceAStreamWhoseClientReadsNothing) {
    open_answer open;
    open.answer->begin({});
    ASSERT_EQ(open.answer->write(std::string(32 << 20, 'x')), answer_result::ok); // more than the kernel takes
    ASSERT_EQ(open.answer->write("y"), answer_result::full);

    open.answer->abort();
    open.answer.reset();

    EXPECT_TRUE(open.host.becomes_idle());
    EXPECT_LT(open.client.read_to_end().size(), std::size_t{32} << 20);
}

TEST(Responder, TakesAChunkOfAnySizeWhileNothingWaits) {
    open_answer open({.stream_buffer_bytes = 100});
    open.answer->begin({});

    EXPECT_EQ(open.answer->write(std::string(1'000'000, 'x')), answer_result::ok);
    open.answer->end();

    EXPECT_EQ(open.client.read_answer().body.size(), 1'000'000U);
}

TEST(Responder, SaysFullAndThenWritableOnceForEachTime) {
    open_answer open({.stream_buffer_bytes = 100});
    open.listen();
    open.answer->begin({});
    const std::string large(32 << 20, 'x'); // more than the kernel takes

    ASSERT_EQ(open.answer->write(large), answer_result::ok);
    EXPECT_EQ(open.answer->write(std::string(101, 'y')), answer_result::full);
    EXPECT_EQ(open.answer->write("y"), answer_result::full);
    EXPECT_TRUE(open.events.writable.empty());

    open.client.read_head();
    EXPECT_EQ(open.client.read_chunk().size(), large.size());
    open.events.writable.pop();
    open.events.writable.pop();
    EXPECT_EQ(open.answer->write("z"), answer_result::ok);
    EXPECT_EQ(open.client.read_chunk(), "z");
    EXPECT_TRUE(open.events.writable.empty());
}

TEST(Responder, DeliversEverythingToASlowReaderThroughOnWritable) {
    open_answer open({.stream_buffer_bytes = 1000});
    open.listen();
    open.answer->begin({});

    std::thread writer([&] {
        for (int i = 0; i < 2000; ++i)
            while (open.answer->write(std::string(100, 'x')) == answer_result::full)
                open.events.writable.pop();
        open.answer->end();
    });

    EXPECT_EQ(open.client.read_answer().body.size(), 200'000U);
    writer.join();
}

TEST(Responder, HearsOnceThatTheClientWentAwayWhileItThought) {
    open_answer open;
    open.listen();

    open.client.close();

    open.events.cancelled.pop();
    EXPECT_EQ(open.answer->send({}, "late"), answer_result::closed);
    EXPECT_EQ(open.answer->begin({}), answer_result::closed);
    open.answer.reset();
    EXPECT_TRUE(open.host.becomes_idle());
    open.events.destroyed.pop();
    EXPECT_TRUE(open.events.cancelled.empty());
}

TEST(Responder, HearsOnceThatTheClientResetAStream) {
    open_answer open;
    open.listen();
    open.answer->begin({});
    open.client.read_head();

    open.client.reset();

    open.events.cancelled.pop();
    EXPECT_EQ(open.answer->write("late"), answer_result::closed);
    EXPECT_EQ(open.answer->end(), answer_result::closed);
    open.answer.reset();
    EXPECT_TRUE(open.host.becomes_idle());
    EXPECT_TRUE(open.events.cancelled.empty());
}

TEST(Responder, HearsThatAClientWhichReadsNothingWentAway) {
    for (const bool reset : {false, true}) {
        open_answer open;
        open.client.shrink_receive_buffer();
        open.listen();
        open.answer->begin({});
        ASSERT_EQ(open.answer->write(std::string(32 << 20, 'x')), answer_result::ok);
        ASSERT_EQ(open.answer->write("y"), answer_result::full);

        reset ? open.client.reset() : open.client.close();

        open.events.cancelled.pop();
        EXPECT_EQ(open.answer->write("late"), answer_result::closed);
        open.answer.reset();
        EXPECT_TRUE(open.host.becomes_idle());
    }
}

TEST(Responder, HearsThatTheClientWentAwayAfterItHadSentItsNextRequest) {
    open_answer open;
    open.listen();

    open.client.send(request_text("GET", "/echo"));
    open.client.close();

    open.events.cancelled.pop();
    open.answer.reset();
    EXPECT_TRUE(open.host.becomes_idle());
}

TEST(Responder, HearsAtOnceIfTheReaderHadGoneBeforeItListened) {
    open_answer open;
    open.client.close();
    while (open.host.running->statistics().open_connections > 0)
        std::this_thread::yield();

    open.listen();

    open.events.cancelled.pop();
    open.events.destroyed.pop();
}

TEST(Responder, HearsNothingOnceItHasAnswered) {
    open_answer open;
    open.listen();

    open.answer->send({}, "done");

    open.events.destroyed.pop();
    open.client.read_answer();
    open.client.close();
    while (open.host.running->statistics().open_connections > 0)
        std::this_thread::yield();
    EXPECT_TRUE(open.events.cancelled.empty());
}

TEST(Responder, EndsAStreamThatAnswersHead) {
    open_answer open({}, "HEAD");
    open.listen();

    EXPECT_EQ(open.answer->begin({200, {{"X-Own", "1"}}}), answer_result::ok);

    open.events.cancelled.pop();
    EXPECT_EQ(open.answer->write("body"), answer_result::closed);
    EXPECT_EQ(open.client.read_answer(true).headers.at("x-own"), "1");
    open.client.send(request_text("GET", "/echo"));
    EXPECT_EQ(open.client.read_answer().status, 200);
}

TEST(Responder, RefusesCallsOutOfOrder) {
    open_answer open;

    EXPECT_EQ(open.answer->write("x"), answer_result::conflict);
    EXPECT_EQ(open.answer->end(), answer_result::conflict);
    open.listen();
    EXPECT_EQ(open.answer->listen(std::make_shared<recording_listener>(open.events)), answer_result::conflict);
    open.answer->begin({});
    EXPECT_EQ(open.answer->send({}, ""), answer_result::conflict);
    EXPECT_EQ(open.answer->begin({}), answer_result::conflict);
    open.answer->end();
    EXPECT_EQ(open.answer->write("x"), answer_result::conflict);
}

TEST(Responder, RefusesHeadsThatCannotBeSent) {
    open_answer open;

    for (const auto& head : std::vector<response_head>{
             {199, {}},
             {600, {}},
             {200, {{"Bad Name", "x"}}},
             {200, {{"", "x"}}},
             {200, {{"X-Split", "x\r\nSet-Cookie: y"}}},
             {200, {{"content-length", "3"}}},
             {200, {{"Transfer-Encoding", "chunked"}}},
         })
        EXPECT_EQ(open.answer->send(head, "abc"), answer_result::invalid);
    EXPECT_EQ(open.answer->begin({204, {}}), answer_result::invalid);

    EXPECT_EQ(open.answer->send({}, "abc"), answer_result::ok);
    EXPECT_EQ(open.client.read_answer().body, "abc");
}

} // namespace
} // namespace sample_host::http::testing
