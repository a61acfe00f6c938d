#include "raw_client.hpp"
#include "test_server.hpp"

#include <gtest/gtest.h>

#include <malloc.h>
#include <memory>
#include <thread>
#include <vector>

namespace sample_host::http::testing {
namespace {

using std::chrono::milliseconds;
using clock = std::chrono::steady_clock;

// An idle time-out begins when a client connects, and not when it has asked.
constexpr milliseconds k_long_enough_to_ask(1000);

TEST(ServerLimits, RefusesHeadersThatAreTooLong) {
    test_server host({.header_bytes = 1000});
    raw_client client(host.start());

    client.send("GET /echo HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(2000, 'a'));

    EXPECT_EQ(client.read_answer().status, 431);
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerLimits, RefusesABodyThatIsTooLongWhetherAnnouncedOrNot) {
    test_server host({.body_bytes = 10});
    const auto port = host.start();
    raw_client chunked(port);

    EXPECT_EQ(fetch(port, "POST", "/echo", "", "0123456789").status, 200);
    EXPECT_EQ(fetch(port, "POST", "/echo", "", "0123456789x").status, 413);
    chunked.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789x\r\n");
    EXPECT_EQ(chunked.read_answer().status, 413);
}

TEST(ServerLimits, RefusesAChunkWhoseHeaderOrTrailerHasNoEnd) {
    test_server host({.header_bytes = 1000});
    const auto port = host.start();

    for (const auto* begin : {"5;", "0\r\nX-Trailer: ", "5\r\nhello\r\n5;"}) {
        raw_client client(port);
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(begin));
        client.send(std::string(2000, 'a'));

        EXPECT_EQ(client.read_answer().status, 431) << begin;
        EXPECT_TRUE(client.is_closed()) << begin;
    }
}

TEST(ServerLimits, TellsAClientThatSendsTooMuchBeforeItClosesOnIt) {
    test_server host({.body_bytes = 10});
    raw_client client(host.start());

    client.send(request_text("POST", "/echo", "", std::string(200'000, 'x')));

    EXPECT_EQ(client.read_answer().status, 413);
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerLimits, GivesUpOnAHeadOrABodyThatTricklesIn) {
    test_server host({.header_timeout = milliseconds(200), .body_timeout = milliseconds(200)});
    const auto port = host.start();

    for (const auto* request : {"GET /echo HTTP/1.1\r\nHost: x\r\nX-Slow: ",
                                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"}) {
        raw_client client(port);
        const auto begin = clock::now();
        client.send(request);
        while (!client.has_heard()) {
            ASSERT_LT(clock::now() - begin, k_patience) << request;
            client.send("a");
            std::this_thread::sleep_for(milliseconds(10)); // the pace of the attack
        }

        EXPECT_EQ(client.read_answer().status, 408) << request;
        EXPECT_TRUE(client.is_closed()) << request;
    }
}

TEST(ServerLimits, GivesUpOnABodyThatDoesNotCome) {
    test_server host({.body_timeout = milliseconds(100)});
    raw_client client(host.start());

    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");

    EXPECT_EQ(client.read_answer().status, 408);
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerLimits, ClosesAnIdleConnectionWithoutAWord) {
    test_server host({.idle_timeout = k_long_enough_to_ask});
    const auto port = host.start();
    raw_client silent(port);
    raw_client kept(port);

    kept.send(request_text("GET", "/echo"));
    kept.read_answer();

    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(kept.is_closed());
}

TEST(ServerLimits, NeverTimesOutWhileAHandlerThinks) {
    constexpr milliseconds k_short(50);
    test_server host({.idle_timeout = k_long_enough_to_ask,
                      .header_timeout = k_short,
                      .body_timeout = k_short,
                      .stall_timeout = k_short});
    const auto port = host.start();
    raw_client thinking(port);
    raw_client witness(port);

    thinking.send(request_text("GET", "/open"));
    auto answer = host.opened.pop();
    EXPECT_TRUE(witness.is_closed()); // so the time-outs have passed
    raw_client second_witness(port);
    EXPECT_TRUE(second_witness.is_closed());
    answer->send({}, "at last");

    EXPECT_EQ(thinking.read_answer().body, "at last");
}

TEST(ServerLimits, NeverTimesOutOnAStreamThatHasNothingToSay) {
    test_server host({.idle_timeout = k_long_enough_to_ask, .stall_timeout = milliseconds(50)});
    const auto port = host.start();
    raw_client reader(port);
    reader.send(request_text("GET", "/open"));
    auto answer = host.opened.pop();
    answer->begin({});
    reader.read_head();

    for (const auto* said : {"one", "two"}) {
        raw_client witness(port);
        EXPECT_TRUE(witness.is_closed()); // so the time-outs have passed
        EXPECT_EQ(answer->write(said), answer_result::ok);
        EXPECT_EQ(reader.read_chunk(), said);
    }
}

TEST(ServerLimits, CutsAReaderThatTakesNothing) {
    recorded_events events; // outlives the server's threads
    test_server host({.stall_timeout = milliseconds(200)});
    raw_client client(host.start());
    client.shrink_receive_buffer();
    client.send(request_text("GET", "/open"));
    auto answer = host.opened.pop();
    answer->listen(std::make_shared<recording_listener>(events));
    answer->begin({});

    answer->write(std::string(32 << 20, 'x'));

    EXPECT_TRUE(events.cancelled.pop());
    EXPECT_EQ(answer->write("more"), answer_result::closed);
}

TEST(ServerLimits, KeepsASilentStreamInFewBytes) {
    constexpr int k_streams = 500;
    test_server host;
    const auto port = host.start();
    std::vector<std::unique_ptr<raw_client>> clients;
    std::vector<std::shared_ptr<responder>> answers;
    const auto open_one = [&] {
        clients.push_back(std::make_unique<raw_client>(port));
        clients.back()->send(request_text("GET", "/open", "Accept: text/event-stream\r\n"));
        answers.push_back(host.opened.pop());
        answers.back()->begin({200, {{"Content-Type", "text/event-stream"}}});
        clients.back()->read_head();
        answers.back()->write(std::string(2000, 'x'));
        clients.back()->read_chunk();
    };
    open_one();

    const auto before = ::mallinfo2().uordblks;
    for (int i = 0; i < k_streams; ++i)
        open_one();
    const auto bytes = (::mallinfo2().uordblks - before) / k_streams;

    RecordProperty("bytes_per_stream", static_cast<int>(bytes));
    EXPECT_LT(bytes, 8'000U); // with this test's end of the stream
}

TEST(ServerLimits, TurnsAwayConnectionsBeyondTheLimit) {
    test_server host({.connections = 1});
    const auto port = host.start();
    raw_client first(port);
    first.send(request_text("GET", "/echo"));
    ASSERT_EQ(first.read_answer().status, 200);

    raw_client second(port);

    EXPECT_EQ(second.read_answer().status, 503);
    first.send(request_text("GET", "/echo"));
    EXPECT_EQ(first.read_answer().status, 200);
}

} // namespace
} // namespace sample_host::http::testing
