#include "cli/secret_argument.hpp"

#include "cli/text_file.hpp"

#include <CLI/CLI.hpp>

namespace sample_host {

secret secret_argument::read() const {
    return file.empty() ? secret(value) : read_secret_file(file);
}

void add_secret(CLI::App& command, const std::string& name, const std::string& variable, secret_argument& to) {
    command.add_option("--" + name, to.value, "Also as --" + name + "-file FILE, or in $" + variable)
        ->envname(variable)
        ->type_name("TEXT");
    command.add_option("--" + name + "-file", to.file)->type_name("FILE")->group("");
}

} // namespace sample_host
