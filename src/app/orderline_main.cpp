// orderline: the contact centre of an online store, one program. See cli.cpp for the commands.
#include "app/cli.hpp"

int main(int argc, char** argv) { return ol::app::run_cli(argc, argv); }
