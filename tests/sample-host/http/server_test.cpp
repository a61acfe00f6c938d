#include "raw_client.hpp"
#include "test_server.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include <regex>
#include <thread>

namespace sample_host::http::testing {
namespace {

using ::testing::HasSubstr;

TEST(Server, AnswersOneRequestAfterAnotherOnAConnection) {
    test_server host;
    raw_client client(host.start());

    for (const auto* path : {"/echo", "/echo?x=1", "/echo"}) {
        client.send(request_text("GET", path));
        const auto answer = client.read_answer();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "GET /echo ");
        EXPECT_FALSE(answer.headers.contains("connection"));
    }
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder) {
    test_server host;
    raw_client client(host.start());

    client.send(request_text("GET", "/open") + request_text("POST", "/echo", "", "two") +
                request_text("GET", "/nowhere"));
    std::thread foreign([&] { host.opened.pop()->send({}, "one"); });

    EXPECT_EQ(client.read_answer().body, "one");
    EXPECT_EQ(client.read_answer().body, "POST /echo two");
    EXPECT_EQ(client.read_answer().status, 404);
    foreign.join();
}

TEST(Server, ClosesWhenTheClientAsksForIt) {
    test_server host;
    raw_client client(host.start());

    client.send(request_text("GET", "/echo", "Connection: close\r\n"));

    EXPECT_EQ(client.read_answer().headers["connection"], "close");
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, SpeaksHttp10) {
    test_server host;
    const auto port = host.start();
    raw_client once(port);
    raw_client kept(port);

    once.send("GET /echo HTTP/1.0\r\n\r\n");
    kept.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

    EXPECT_EQ(once.read_answer().body, "GET /echo ");
    EXPECT_TRUE(once.is_closed());
    EXPECT_EQ(kept.read_answer().headers["connection"], "keep-alive");
    kept.send("GET /echo HTTP/1.0\r\n\r\n");
    EXPECT_EQ(kept.read_answer().status, 200);
}

TEST(Server, AnswersHeadWithTheHeadersOfGetAndNoBody) {
    test_server host;
    raw_client client(host.start());

    client.send(request_text("HEAD", "/echo") + request_text("GET", "/echo"));

    const auto head = client.read_answer(true);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.at("content-length"), std::to_string(std::string_view("HEAD /echo ").size()));
    EXPECT_EQ(client.read_answer().body, "GET /echo ");
}

TEST(Server, SendsNoBodyWithAStatusThatHasNone) {
    test_server host;
    host.routes.add("GET", "/same", [](const request&, const std::shared_ptr<responder>& to) {
        to->send({304, {}}, "x");
    });
    raw_client client(host.start());

    client.send(request_text("GET", "/same") + request_text("GET", "/echo"));

    const auto same = client.read_answer();
    EXPECT_EQ(same.status, 304);
    EXPECT_FALSE(same.headers.contains("content-length"));
    EXPECT_EQ(client.read_answer().body, "GET /echo ");
}

TEST(Server, NamesTheMethodsThatAPathHas) {
    test_server host;
    const auto port = host.start();

    const auto answer = fetch(port, "DELETE", "/echo");

    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.headers.at("allow"), "GET, HEAD, POST");
}

TEST(Server, AnswersErrorsInTheShapeOfSuasor) {
    test_server host;
    const auto answer = fetch(host.start(), "GET", "/nowhere", "X-Request-Id: my-own.id\r\n");

    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.headers.at("content-type"), "application/json");
    EXPECT_EQ(answer.headers.at("x-request-id"), "my-own.id");
    const auto body = boost::json::parse(answer.body).as_object();
    EXPECT_EQ(body.size(), 5U);
    EXPECT_EQ(body.at("type"), "NOT_FOUND");
    EXPECT_EQ(body.at("statusCode"), 404);
    EXPECT_EQ(body.at("request_id"), "my-own.id");
    EXPECT_THAT(std::string(body.at("message").as_string()), HasSubstr("/nowhere"));
    EXPECT_TRUE(std::regex_match(body.at("timestamp").as_string().c_str(),
                                 std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)")));
}

TEST(Server, AnswersErrorsInJsonWhateverBytesTheyQuote) {
    test_server host;

    const auto answer = fetch(host.start(), "GET", "/no\xffwhere");

    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(boost::json::parse(answer.body).at("message"), "there is nothing at /no\uFFFDwhere");
}

TEST(Server, MakesARequestIdWhereTheClientsIsUnfit) {
    test_server host;
    const auto port = host.start();

    const auto none = fetch(port, "GET", "/echo").headers.at("x-request-id");
    const auto unfit = fetch(port, "GET", "/echo", "X-Request-Id: two words\r\n").headers.at("x-request-id");
    const auto long_one =
        fetch(port, "GET", "/echo", "X-Request-Id: " + std::string(129, 'a') + "\r\n").headers.at("x-request-id");

    EXPECT_FALSE(none.empty());
    EXPECT_NE(unfit, none);
    EXPECT_EQ(unfit.find(' '), std::string::npos);
    EXPECT_LT(long_one.size(), 129U);
}

TEST(Server, GivesAHandlerTheWholeRequest) {
    mailbox<request> asked;
    test_server host;
    host.routes.add("PUT", "/items/:id", [&](const request& got, const std::shared_ptr<responder>& to) {
        asked.push(got);
        to->send({}, "");
    });

    fetch(host.start(), "PUT", "/items/a%20b?q=x+y%26&q=2&empty", "X-Twice: 1\r\nX-Twice: 2\r\n", "{}");

    const auto got = asked.pop();
    EXPECT_EQ(got.path, "/items/a%20b");
    EXPECT_EQ(got.param("id"), "a b");
    EXPECT_EQ(got.query, (field_list{{"q", "x y&"}, {"q", "2"}, {"empty", ""}}));
    EXPECT_EQ(got.header("x-twice"), "1");
    EXPECT_EQ(std::count_if(got.headers.begin(), got.headers.end(), [](auto& h) { return h.first == "X-Twice"; }), 2);
    EXPECT_EQ(got.body, "{}");
    EXPECT_FALSE(got.request_id.empty());
    EXPECT_EQ(got.principal, std::nullopt);
}

TEST(Server, WaitsForAnAuthenticatorThatAnswersLaterFromAnotherThread) {
    mailbox<authentication_done> asked;
    mailbox<std::optional<principal>> seen;
    test_server host({}, [&](const request&, authentication_done done) { asked.push(std::move(done)); });
    host.routes.add("GET", "/me", [&](const request& got, const std::shared_ptr<responder>& to) {
        seen.push(got.principal);
        to->send({}, "");
    });
    raw_client client(host.start());

    client.send(request_text("GET", "/me") + request_text("GET", "/me"));
    asked.pop()({principal{7, true}, 0, ""});
    EXPECT_EQ(client.read_answer().status, 200);
    asked.pop()({std::nullopt, 503, "the users cannot be asked"});

    EXPECT_EQ(client.read_answer().status, 503);
    EXPECT_EQ(seen.pop(), (principal{7, true}));
    EXPECT_TRUE(seen.empty());
}

TEST(Server, AnswersForAHandlerThatThrows) {
    test_server host;
    host.routes.add("GET", "/broken",
                    [](const request&, const std::shared_ptr<responder>&) { throw std::runtime_error("no luck"); });
    raw_client client(host.start());

    client.send(request_text("GET", "/broken") + request_text("GET", "/echo"));

    EXPECT_EQ(client.read_answer().status, 500);
    EXPECT_EQ(client.read_answer().status, 200);
    EXPECT_THAT(host.reports.pop(), HasSubstr("no luck"));
}

TEST(Server, ServesManyConnectionsAtOnceWithAnswersFromOtherThreads) {
    constexpr int k_clients = 200;
    constexpr int k_requests = 10;
    test_server host;
    const auto port = host.start();
    std::vector<std::unique_ptr<raw_client>> clients;
    for (int i = 0; i < k_clients; ++i)
        clients.push_back(std::make_unique<raw_client>(port));

    std::vector<std::thread> answerers;
    for (int worker = 0; worker < 4; ++worker)
        answerers.emplace_back([&] {
            for (int i = 0; i < k_clients * k_requests / 4; ++i)
                host.opened.pop()->send({}, std::string(1000, 'x'));
        });
    for (int round = 0; round < k_requests; ++round) {
        for (auto& client : clients)
            client->send(request_text("GET", "/open"));
        for (auto& client : clients)
            ASSERT_EQ(client->read_answer().body.size(), 1000U);
    }
    for (auto& answerer : answerers)
        answerer.join();

    EXPECT_EQ(host.running->statistics().answers_by_class[2], unsigned{k_clients * k_requests});
    EXPECT_EQ(host.running->statistics().open_connections, std::size_t{k_clients});
    EXPECT_TRUE(host.becomes_idle());
}

} // namespace
} // namespace sample_host::http::testing
