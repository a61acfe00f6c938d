#include "cli/command_line.hpp"

int main(int argc, char** argv) {
    return sample_host::run_command_line(argc, argv);
}
