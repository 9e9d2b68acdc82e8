/*
 * bench_load.c - the load of bench_site on another server: what a peer is measured with.
 *
 *      bench_load ADDRESS PID CONNECTIONS SECONDS PATH...
 */
#include "load.h"
#include "measure.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    enum { ADDRESS = 1, PID, CONNECTIONS, SECONDS, PATHS };
    if (argc <= PATHS) {
        give_up("bench_load ADDRESS PID CONNECTIONS SECONDS PATH...");
    }
    struct load load = {
        .address = argv[ADDRESS],
        .pid = (pid_t)strtol(argv[PID], NULL, 10),
        .paths = (const char *const *)(argv + PATHS),
        .path_count = (size_t)(argc - PATHS),
        .headers = "Accept: text/html\r\n",
        .connections = strtoul(argv[CONNECTIONS], NULL, 10),
        .ms = strtoul(argv[SECONDS], NULL, 10) * 1000,
    };
    result_print(load_run(&load));
    return 0;
}
