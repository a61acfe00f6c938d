// Calls of suasor.job_service/1 in any order, with any values and with structs that are cut off -> statuses, and runs that keep
// what is promised of them.

#include "fuzz/struct_recipe.hpp"
#include "plugin/entry/job_service_extension.hpp"
#include "support/fake_run_store.hpp"

#include <boost/json/parse.hpp>

#include <array>

namespace {

using namespace media_sync;
using namespace suasor::fuzz;

// The service over a database in memory. One for all inputs of a while: it has a thread.
class service {
  public:
    service() { extension_.open(jobs_); }
    ~service() { extension_.close(); }

    const suasor_job_service* c() const { return extension_.c(); }
    std::size_t runs() const {
        std::lock_guard lock(database_.mutex);
        return database_.runs.size();
    }

  private:
    test::fake_database database_;
    test::fake_run_store store_{database_};
    progress_hub hub_{database_.time};
    job_service jobs_{store_, hub_, database_.time, {}, [](run_id) {}, [](const std::string&) {}};
    job_service_extension extension_;
};

// What a receiver is given.
void check_json(void* calls, suasor_string json) {
    ++*static_cast<int*>(calls);
    boost::system::error_code malformed;
    const auto value = boost::json::parse(suasor::to_view(json), malformed);
    require(!malformed, "a run is no JSON", suasor::to_view(json));
    if (!value.is_object()) return;

    const auto& run = value.get_object();
    const auto progress = run.at("progress").to_number<int>();
    require(progress >= 0 && progress <= 100, "a percentage is none", suasor::to_view(json));
    require((progress == 100) <= (run.at("status") == "completed"), "100 % before the end", suasor::to_view(json));
    const auto& total = run.at("totalItems");
    if (!total.is_null())
        require(run.at("processedItems").to_number<std::int64_t>() <= total.to_number<std::int64_t>(),
                "more is processed than there is", suasor::to_view(json));
}

class caller {
  public:
    caller(const suasor_job_service* c, struct_recipe& said) : c_(c), said_(said) {}

    void create() {
        const suasor_run_request request{0, 0, said_.text(), said_.text(), said_.number()};
        const cut_struct<suasor_run_request> cut(request, said_.size(sizeof request));
        std::uint64_t id = 0;
        const auto status = c_->create_run(c_, said_.maybe(cut.get()), said_.maybe(&id), error());
        require((status == SUASOR_OK) == (id != 0), "a run is made and refused");
        if (id != 0) last_ = id;
    }
    void update() { c_->update_progress(c_, run(), static_cast<std::int32_t>(said_.number()), said_.text(), error()); }
    void percent() { c_->update_progress(c_, run(), said_.byte(), said_.text(), error()); }
    void total() { c_->set_total_items(c_, run(), static_cast<std::int64_t>(said_.number()), error()); }
    void some_in_all() { c_->set_total_items(c_, run(), said_.byte(), error()); }
    void increment() { c_->increment_processed_items(c_, run(), static_cast<std::int64_t>(said_.number()), error()); }
    void one_more() { c_->increment_processed_items(c_, run(), said_.byte(), error()); }
    void data() { c_->set_progress_data(c_, run(), said_.text(), error()); }
    void complete() { c_->complete_run(c_, run(), said_.byte() % 5, said_.text(), error()); }
    void cancel() {
        with_principal([&](const suasor_principal* who) { c_->request_cancel(c_, run(), who, error()); });
    }
    void get() {
        with_receiver([&](const suasor_principal* who, const suasor_receiver* json) {
            return c_->get_progress(c_, run(), who, json, error());
        });
    }
    void list() {
        with_receiver([&](const suasor_principal* who, const suasor_receiver* json) {
            return c_->get_active_runs(c_, who, static_cast<std::uint32_t>(said_.byte()), json, error());
        });
    }

  private:
    // Mostly the last that was made.
    std::uint64_t run() { return said_.byte() < 0xF0 ? last_ : said_.number(); }
    suasor_error* error() { return said_.flag() ? nullptr : error_.c(); }

    template <class Call>
    void with_principal(Call&& call) {
        const cut_struct<suasor_principal> who({0, said_.byte() % 2, said_.number()},
                                               said_.size(sizeof(suasor_principal)));
        call(said_.maybe(who.get()));
    }

    template <class Call>
    void with_receiver(Call&& call) {
        int calls = 0;
        const cut_struct<suasor_receiver> json({0, 0, &calls, said_.maybe(&check_json)},
                                               said_.size(sizeof(suasor_receiver)));
        with_principal([&](const suasor_principal* who) {
            const auto status = call(who, said_.maybe(json.get()));
            require(calls == (status == SUASOR_OK ? 1 : 0), "a receiver is not called once");
        });
    }

    const suasor_job_service* const c_;
    struct_recipe& said_;
    suasor::error_buffer error_;
    std::uint64_t last_ = 1;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::array k_calls{&caller::create,      &caller::update,    &caller::percent,  &caller::total,
                                 &caller::some_in_all, &caller::increment, &caller::one_more, &caller::data,
                                 &caller::complete,    &caller::cancel,    &caller::get,      &caller::list};
    constexpr std::size_t k_most_runs = 1000;
    static auto asked = std::make_unique<service>();
    if (asked->runs() > k_most_runs) asked = std::make_unique<service>();

    input given(data, size);
    struct_recipe said(given);
    caller calls(asked->c(), said);
    calls.create();
    while (!given.empty())
        (calls.*k_calls[given.byte() % k_calls.size()])();
    calls.get();
    return 0;
}
