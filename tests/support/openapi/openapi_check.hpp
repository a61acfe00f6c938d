#pragma once

// Holds requests against a server's OpenAPI file, as far as a trimmed copy of it goes. Shares nothing with the product.
//
// The trimmed copy is JSON, made by trim.py:
//   "from"        the title and version of the original
//   "security"    {"header", "pattern"}: every request has this header, and all of its value matches the pattern
//   "operations"  [{"method", "path", "anonymous", "parameters"}], the path with {names}; one that is anonymous needs no header
// A parameter is {"name", "in": path|query|header, "type", "items", "format", "enum", "required"}. "items" is the type of an
// array's elements, which a request separates by commas; "format" and "enum" are then those of the elements.

#include "support/fake_servers/http_server.hpp"

#include <memory>

namespace suasor::testing {

class openapi_check {
  public:
    /// `file` is a name in tests/support/openapi, for example "jellyfin.json".
    explicit openapi_check(const std::string& file);
    ~openapi_check();

    /// What the request does that the file does not allow, a sentence each; empty if nothing. `path_prefix` stands before the
    /// paths of the file. An unknown query parameter is a breach, another header is none. [any thread]
    std::vector<std::string> breaches(const received_request& request, const std::string& path_prefix = "") const;

  private:
    struct document;
    std::unique_ptr<const document> document_;
};

} // namespace suasor::testing
