#include "cli/command_line.hpp"

#include "cli/command_parser.hpp"
#include "cli/exit_status.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

namespace sample_host {
namespace {

/// The command line, and what it asks for.
class command_line {
  public:
    command_line() {
        program_.require_subcommand(1);
        program_.set_version_flag("--version", "suasor-host " SUASOR_HOST_VERSION);
        add_host_commands(parser_);
        add_account_commands(parser_);
        add_run_commands(parser_);
        add_inspection_commands(parser_);
        add_shell_commands(parser_);
        add_examples(program_, {"user add alice --admin", "serve", "sync --client 1 --type full", "watch"});
    }

    /// Whether there is something to run; if not, what has been said instead is the answer.
    bool parse(int argc, char** argv) {
        try {
            program_.parse(argc, argv);
            return true;
        } catch (const CLI::ParseError& problem) {
            answer_ = program_.exit(problem) == 0 ? 0 : k_usage_error;
            return false;
        }
    }

    int answer() const noexcept { return answer_; }
    int run() const { return parser_.chosen(); }
    command_description describe() { return sample_host::describe(program_); }

  private:
    CLI::App program_{"Hosts plugins of Suasor: their routes, jobs and migrations", "suasor-host"};
    command_parser parser_{program_};
    int answer_ = 0;
};

template <class Body>
int reporting_failure(Body&& body) noexcept {
    try {
        return body();
    } catch (const std::exception& problem) {
        std::cerr << "suasor-host: " << problem.what() << '\n';
        return k_failed;
    }
}

} // namespace

int run_command_line(int argc, char** argv) noexcept {
    return reporting_failure([&] {
        command_line asked;
        return asked.parse(argc, argv) ? asked.run() : asked.answer();
    });
}

int check_command_line(int argc, char** argv) noexcept {
    return reporting_failure([&] {
        command_line asked;
        asked.parse(argc, argv);
        return asked.answer();
    });
}

command_description describe_command_line() {
    return command_line().describe();
}

} // namespace sample_host
