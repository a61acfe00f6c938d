#include "raw_client.hpp"
#include "test_server.hpp"

#include <gtest/gtest.h>

#include <system_error>

namespace sample_host::http::testing {
namespace {

TEST(ServerStop, ClosesIdleConnectionsAndTakesNoMore) {
    test_server host;
    const auto port = host.start();
    raw_client idle(port);
    idle.send(request_text("GET", "/echo"));
    idle.read_answer();

    host.running->stop_accepting();

    EXPECT_TRUE(idle.is_closed());
    EXPECT_THROW(
        {
            for (;;)
                EXPECT_TRUE(raw_client(port).is_closed());
        },
        std::system_error);
}

TEST(ServerStop, LetsRequestsInFlightFinish) {
    test_server host;
    raw_client client(host.start());
    client.send(request_text("GET", "/open"));
    auto answer = host.opened.pop();

    host.running->stop_accepting();
    EXPECT_FALSE(host.running->wait_idle(std::chrono::steady_clock::now()));
    answer->send({}, "finished");
    answer.reset();

    EXPECT_TRUE(host.becomes_idle());
    EXPECT_EQ(client.read_answer().body, "finished");
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerStop, ClosesAfterAStreamThatWasInFlight) {
    test_server host;
    raw_client client(host.start());
    client.send(request_text("GET", "/open"));
    auto answer = host.opened.pop();
    answer->begin({});
    client.read_head();

    host.running->stop_accepting();
    client.send(request_text("GET", "/echo"));
    answer->end();

    EXPECT_EQ(client.read_chunk(), "");
    EXPECT_TRUE(client.is_closed());
}

TEST(ServerStop, CancelsWhatIsOpenWhenItCloses) {
    recorded_events events; // outlives the server's threads
    test_server host;
    raw_client client(host.start());
    client.send(request_text("GET", "/open"));
    auto answer = host.opened.pop();
    answer->listen(std::make_shared<recording_listener>(events));
    answer->begin({});

    host.running->close();

    events.cancelled.pop();
    EXPECT_EQ(answer->write("x"), answer_result::closed);
    host.running.reset();
    EXPECT_EQ(answer->end(), answer_result::closed);
}

TEST(ServerStop, ToleratesASecondClose) {
    test_server host;
    host.start();

    host.running->close();
    host.running->close();
}

TEST(ServerStop, IgnoresAnAuthenticatorThatAnswersTooLate) {
    mailbox<authentication_done> asked;
    test_server host({}, [&](const request&, authentication_done done) { asked.push(std::move(done)); });
    raw_client client(host.start());
    client.send(request_text("GET", "/echo"));
    const auto done = asked.pop();

    host.running.reset();

    done({});
}

TEST(Server, NamesTheAddressThatItCannotHave) {
    test_server first;
    const auto port = first.start();
    test_server second;
    second.options.port = port;

    try {
        second.start();
        FAIL() << "bound twice";
    } catch (const std::runtime_error& failure) {
        EXPECT_NE(std::string(failure.what()).find("127.0.0.1:" + std::to_string(port)), std::string::npos);
    }
}

} // namespace
} // namespace sample_host::http::testing
