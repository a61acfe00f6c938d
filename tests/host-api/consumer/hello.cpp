// The example of suasor/plugin.hpp as a plugin: it needs the host's router, and says so where there is none.
#include <suasor/plugin.hpp>

namespace {

class hello final : public suasor::plugin {
  public:
    explicit hello(suasor::host_services host) : host_(host) {}

    void init() override {
        suasor::add_route(host_.router(), "GET", "/hello", [](const suasor::request&, suasor::responder answer) {
            answer.send(200, {{"content-type", "text/plain"}}, "hello");
        });
    }

  private:
    suasor::host_services host_;
};

} // namespace

extern "C" const suasor_plugin_api* suasor_plugin_entry(void) {
    static constexpr auto api = suasor::make_plugin_api<hello>("hello_cpp", "1.0.0", "Says hello in C++");
    return &api;
}
