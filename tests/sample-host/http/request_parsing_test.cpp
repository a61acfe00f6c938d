#include "raw_client.hpp"
#include "test_server.hpp"

#include <gtest/gtest.h>

namespace sample_host::http::testing {
namespace {

TEST(RequestParsing, RefusesWhatIsMalformedAndCloses) {
    test_server host;
    const auto port = host.start();

    for (const auto* bytes : {
             "nonsense\r\n\r\n",
             "GET /echo HTTP/2.0\r\nHost: x\r\n\r\n",
             "GET /echo HTTP/1.1\r\n\r\n",
             "GET /echo HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
             "GET /echo HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
             "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\n",
             "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
             "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
             "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
         }) {
        raw_client client(port);
        client.send(bytes);
        const auto answer = client.read_answer();
        EXPECT_EQ(answer.status, 400) << bytes;
        EXPECT_EQ(answer.headers.at("connection"), "close") << bytes;
        EXPECT_TRUE(client.is_closed()) << bytes;
    }
}

TEST(RequestParsing, RefusesAMalformedTargetAndGoesOn) {
    test_server host;
    raw_client client(host.start());

    for (const auto* target : {"echo", "*", "/echo?x=%zz", "/a#b"}) {
        client.send(request_text("GET", target));
        EXPECT_EQ(client.read_answer().status, 400) << target;
    }
    client.send(request_text("GET", "http://localhost/echo?x=1"));
    EXPECT_EQ(client.read_answer().body, "GET /echo ");
}

TEST(RequestParsing, TakesARequestByteByByte) {
    test_server host;
    raw_client client(host.start());

    for (const char byte : request_text("POST", "/echo", "", "slow"))
        client.send({&byte, 1});

    EXPECT_EQ(client.read_answer().body, "POST /echo slow");
}

TEST(RequestParsing, TakesChunksAndATrailerByteByByte) {
    test_server host;
    raw_client client(host.start());

    for (const auto* chunks : {"0\r\n\r\n", "0\r\nX-After: 1\r\n\r\n", "3\r\nabc\r\n0\r\nX-After: 1\r\n\r\n"}) {
        for (const char byte :
             std::string("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n") + chunks)
            client.send({&byte, 1});
        EXPECT_EQ(client.read_answer().body.rfind("POST /echo ", 0), 0u) << chunks;
    }
}

TEST(RequestParsing, TakesAChunkedBody) {
    test_server host;
    raw_client client(host.start());

    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

    EXPECT_EQ(client.read_answer().body, "POST /echo abcde");
}

TEST(RequestParsing, TakesNothingOfATrailerForAHeader) {
    test_server host;
    raw_client client(host.start());

    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nHost: y\r\n"
                "X-Request-Id: trailing\r\n\r\n");

    const auto answer = client.read_answer();
    EXPECT_EQ(answer.body, "POST /echo abc");
    EXPECT_NE(answer.headers.at("x-request-id"), "trailing");
}

TEST(RequestParsing, SaysContinueBeforeABodyThatWaitsForIt) {
    test_server host;
    raw_client client(host.start());

    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client.read_answer().status, 100);
    client.send("body");

    EXPECT_EQ(client.read_answer().body, "POST /echo body");
}

TEST(RequestParsing, RefusesATooLargeBodyInsteadOfSayingContinue) {
    test_server host({.body_bytes = 10});
    raw_client client(host.start());

    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");

    EXPECT_EQ(client.read_answer().status, 413);
}

TEST(RequestParsing, RefusesAnExpectationItDoesNotKnow) {
    test_server host;

    EXPECT_EQ(fetch(host.start(), "POST", "/echo", "Expect: miracles\r\n", "x").status, 417);
}

} // namespace
} // namespace sample_host::http::testing
