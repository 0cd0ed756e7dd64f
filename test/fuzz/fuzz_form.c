/* test/fuzz/fuzz_form.c: any query string is decoded or refused with sentences, and drawn again without harm. */
#include "fuzz_web.h"
#include "web/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum rc decode(struct ctx *c, const char *text, size_t len, void *in)
{
    struct call *call = (struct call *)c->call;
    (void)len;
    call->query = text;
    if (!url_is_local(call_link(c, "x", text)) && !arena_check(c->arena))
        abort();
    return form_decode_query(c, &sample_form, text, in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_web(data, size, decode);
    return 0;
}
