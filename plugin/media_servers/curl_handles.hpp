#pragma once

// Owners of what libcurl hands out.

#include <curl/curl.h>

#include <memory>

namespace media_sync {

/// Keeps libcurl initialised while it lives. May be made more than once, by any thread.
class curl_library {
  public:
    curl_library();
    ~curl_library();
    curl_library(const curl_library&) = delete;
    curl_library& operator=(const curl_library&) = delete;
};

// CURL and CURLM are both void, so one deleter could not tell them apart.
struct curl_easy_deleter {
    using pointer = CURL*;
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct curl_multi_deleter {
    using pointer = CURLM*;
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct curl_list_deleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using curl_easy_handle = std::unique_ptr<CURL, curl_easy_deleter>;
using curl_multi_handle = std::unique_ptr<CURLM, curl_multi_deleter>;
using curl_list = std::unique_ptr<curl_slist, curl_list_deleter>;

} // namespace media_sync
