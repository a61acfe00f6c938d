#include "database/migration_checksum.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace sample_host::database {
namespace {

class sha256 {
  public:
    sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        check(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
    }

    void add(std::string_view text) { check(EVP_DigestUpdate(context_.get(), text.data(), text.size())); }

    std::string hex() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
        unsigned size = 0;
        check(EVP_DigestFinal_ex(context_.get(), digest.data(), &size));
        return fmt::format("{:02x}", fmt::join(digest.begin(), digest.begin() + size, ""));
    }

  private:
    static void check(int fine) {
        if (!fine) throw std::runtime_error("OpenSSL cannot compute SHA-256");
    }

    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

void add(sha256& sum, std::string_view direction, const std::vector<migration_step>& steps) {
    for (const auto& step : steps) {
        sum.add(fmt::format("{} {} {}\n", direction, step.transactional ? "transactional" : "alone", step.sql.size()));
        sum.add(step.sql);
    }
}

} // namespace

std::string checksum_of(const migration& checked) {
    sha256 sum;
    add(sum, "up", checked.up);
    add(sum, "down", checked.down);
    return sum.hex();
}

} // namespace sample_host::database
