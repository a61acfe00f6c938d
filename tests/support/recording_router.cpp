#include "support/recording_router.hpp"

#include <algorithm>

namespace media_sync::test {

namespace {

class recording_responder final : public suasor::host_responder {
  public:
    explicit recording_responder(std::shared_ptr<recording<recorded_answer>> answers) : answers_(std::move(answers)) {}
    ~recording_responder() override {
        if (!answered_) answers_->add({k_never_answered, {}, {}});
    }

    suasor_status send(const suasor::response_head& head, std::string_view body) override {
        if (answered_) return SUASOR_E_CONFLICT;
        answered_ = true;

        recorded_answer answer{head.status, {}, std::string(body)};
        for (const auto& [name, value] : head.headers)
            answer.headers.emplace(name, value);
        answers_->add(std::move(answer));
        return SUASOR_OK;
    }
    suasor_status listen(std::shared_ptr<suasor::owned_listener>) override { return SUASOR_E_UNSUPPORTED; }
    suasor_status begin(const suasor::response_head&) override { return SUASOR_E_UNSUPPORTED; }
    suasor_status write(std::string_view) override { return SUASOR_E_UNSUPPORTED; }
    suasor_status end() override { return SUASOR_E_UNSUPPORTED; }
    void abort() override {}

  private:
    const std::shared_ptr<recording<recorded_answer>> answers_;
    bool answered_ = false;
};

// Borrowed from `from`.
std::vector<suasor::field> to_fields(const std::map<std::string, std::string>& from) {
    std::vector<suasor::field> fields;
    for (const auto& [name, value] : from)
        fields.push_back({name, value});
    return fields;
}

} // namespace

std::vector<std::string> recording_router::patterns() const {
    std::vector<std::string> all;
    for (const auto& route : routes_)
        all.push_back(route.method() + " " + route.pattern());
    return all;
}

void recording_router::ask(const std::string& pattern, const question& asked,
                           std::shared_ptr<recording<recorded_answer>> answers) {
    const auto route = std::ranges::find(routes_, pattern, &suasor::owned_route::pattern);
    if (route == routes_.end()) throw std::invalid_argument("there is no route " + pattern);

    const auto params = to_fields(asked.params);
    const auto query = to_fields(asked.query);
    const auto headers = to_fields(asked.headers);
    const suasor::c_request request({"GET", pattern, "", "request-1", asked.who, params, query, headers});
    auto answer = std::make_unique<recording_responder>(std::move(answers));
    route->handle(request, answer.release()->c());
}

recorded_answer recording_router::answer(const std::string& pattern, const question& asked) {
    const auto answers = std::make_shared<recording<recorded_answer>>();
    ask(pattern, asked, answers);
    return answers->wait_for(1).front();
}

} // namespace media_sync::test
