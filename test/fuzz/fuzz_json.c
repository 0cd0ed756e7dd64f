/* test/fuzz/fuzz_json.c: any JSON body is decoded or refused with sentences, and drawn again without harm. */
#include "fuzz_web.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum rc decode(struct ctx *c, const char *text, size_t len, void *in)
{
    return form_decode_json(c, &sample_form, text, len, in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_web(data, size, decode);
    return 0;
}
