/* test/hostile/upload.c: files that are no workbook, or half of one: refused in words, nothing written. */
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "harness/forge.h"

struct file {
    const char *what, *name;
    const char *bytes;
    size_t len;
};

static void try_file(struct run *r, const struct route *route, const struct file *f)
{
    struct client *c = run_client(r, "dept");
    const char *path = route_path(r->answers, route, route_id(r, route, "001.001", "林晓"));
    const struct upload file = { .name = f->name, .bytes = f->bytes, .len = f->len };
    const struct ask ask = forge_upload(r, path, route->form, c->token, file);
    const int64_t before = site_events(&r->place);
    const struct reply got = client_ask(c, &ask);
    const int64_t events = site_events(&r->place) - before;
    result(got.status >= 400 && got.status < 500 && !events && strstr(got.body, "。"),
           arena_printf(r->answers, "answered %d, %d events: %.600s", got.status, (int)events, got.body),
           "%s given to %s is refused in words (%s)", f->what, route->path, r->engine);
}

static bool takes_file(const struct route *route)
{
    for (size_t i = 0; route->form && i < route->form->n; i++)
        if (route->form->fields[i].type == FIELD_FILE)
            return route->method == POST;
    return false;
}

static void try_route(struct run *r, const struct route *route, void *arg)
{
    const struct file *files = arg;
    for (; takes_file(route) && files->what; files++)
        try_file(r, route, files);
}

HOSTILE(upload)
{
    static const char ole[512] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    char *good = NULL;
    size_t len = 0;
    if (file_read(arena_printf(r->arena, "%s/members.xlsx", r->place.dir), 1 << 24, &good, &len))
        len = 0;
    const struct file files[] = {
        { "half a workbook", "half.xlsx", good, len / 2 },
        { "a workbook without its end", "cut.xlsx", good, len ? len - 30 : 0 },
        { "an encrypted workbook", "locked.xlsx", ole, sizeof ole },
        { "an empty file", "empty.xlsx", "", 0 },
        { "a page", "page.xlsx", "<html><script>alert(1)</script>", 31 },
        { "an archive of nothing", "none.xlsx", "PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22 },
        { "text with a name that climbs", "../../../etc/x.xlsx", "a,b\n1,2\n", 8 },
        { NULL, NULL, NULL, 0 },
    };
    routes_each(r, try_route, (void *)files);
    free(good);
}
