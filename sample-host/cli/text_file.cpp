#include "cli/text_file.hpp"

#include <suasor/types.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

namespace sample_host {
namespace {

std::string read_all(std::istream& source) {
    return {std::istreambuf_iterator<char>(source), std::istreambuf_iterator<char>()};
}

} // namespace

std::string read_text_file(const std::filesystem::path& file) {
    if (file == "-") return read_all(std::cin);

    std::ifstream source(file, std::ios::binary);
    auto text = read_all(source);
    if (!source.is_open() || source.bad() || std::filesystem::is_directory(file))
        throw suasor::error(SUASOR_E_NOT_FOUND, "the file " + file.string() + " cannot be read");
    return text;
}

secret read_secret_file(const std::filesystem::path& file) {
    auto text = read_text_file(file);
    text.erase(std::min(text.find_first_of("\r\n"), text.size()));
    return text;
}

} // namespace sample_host
