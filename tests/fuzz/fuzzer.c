/* fuzzer.c - one target as a libFuzzer program; FUZZ_TARGET names it. */
#include "tests/fuzz/fuzz.h"

extern const struct fuzz_target FUZZ_TARGET;

/* NOLINTBEGIN(readability-identifier-naming): libFuzzer's names */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fuzz_begin();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FUZZ_TARGET.run((struct br_bytes){data, size}); /* libFuzzer's copy has exactly this size */
    return 0;
}
/* NOLINTEND(readability-identifier-naming) */
