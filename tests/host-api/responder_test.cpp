#include <suasor/plugin.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace suasor {
namespace {

/// A host's side of one answer, which writes down what it is asked.
class recorded_responder {
  public:
    recorded_responder()
        : c_{
              sizeof(suasor_responder),
              0,
              this,
              [](suasor_responder* self, const suasor_response_head* head, suasor_string body) {
                  return of(self).note("send " + std::to_string(head->status) + " " + std::string(to_view(body)));
              },
              [](suasor_responder* self, const suasor_responder_listener* listener) {
                  of(self).listener_ = *listener;
                  return of(self).note("listen");
              },
              [](suasor_responder* self, const suasor_response_head*) { return of(self).note("begin"); },
              [](suasor_responder* self, suasor_string) { return of(self).note("write"); },
              [](suasor_responder* self) { return of(self).note("end"); },
              [](suasor_responder* self) { of(self).note("abort"); },
              [](suasor_responder* self) { of(self).note("release"); },
          } {}

    suasor_responder* c() { return &c_; }
    const std::vector<std::string>& calls() const { return calls_; }
    const suasor_responder_listener& listener() const { return listener_; }

  private:
    static recorded_responder& of(suasor_responder* self) { return *static_cast<recorded_responder*>(self->impl); }

    suasor_status note(std::string call) {
        calls_.push_back(std::move(call));
        return SUASOR_OK;
    }

    suasor_responder c_;
    suasor_responder_listener listener_{};
    std::vector<std::string> calls_;
};

using calls = std::vector<std::string>;

TEST(Responder, IsReleasedOnceWhereverItWasMoved) {
    recorded_responder host;
    {
        responder first(host.c());
        responder second(std::move(first));
        responder third(nullptr);
        third = std::move(second);
        third.send(200, {{"content-type", "text/plain"}}, "hello");
    }

    EXPECT_EQ(host.calls(), (calls{"send 200 hello", "release"}));
}

TEST(Responder, ReleasesWhatItHeldWhenItIsAssigned) {
    recorded_responder first;
    recorded_responder second;

    responder answer(first.c());
    answer = responder(second.c());

    EXPECT_EQ(first.calls(), calls{"release"});
    EXPECT_EQ(second.calls(), calls{});
}

TEST(Responder, IsNotReleasedAgainAfterItWasGivenBackEarly) {
    recorded_responder host;
    {
        responder answer(host.c());
        answer.begin(200, {});
        answer.write("chunk");
        answer.end();
        answer.release();
    }

    EXPECT_EQ(host.calls(), (calls{"begin", "write", "end", "release"}));
}

TEST(Responder, KeepsItsListenerUntilTheHostLetsGo) {
    struct counter : responder_listener {
        int writable = 0;
        int cancelled = 0;
        void on_writable() noexcept override { ++writable; }
        void on_cancel() noexcept override { ++cancelled; }
    };
    recorded_responder host;
    const auto listener = std::make_shared<counter>();
    {
        responder answer(host.c());
        answer.listen(listener);
    }

    EXPECT_EQ(listener.use_count(), 2);
    host.listener().on_writable(host.listener().user_data);
    host.listener().on_cancel(host.listener().user_data);
    host.listener().destroy(host.listener().user_data);

    EXPECT_EQ(listener.use_count(), 1);
    EXPECT_EQ(listener->writable, 1);
    EXPECT_EQ(listener->cancelled, 1);
}

} // namespace
} // namespace suasor
