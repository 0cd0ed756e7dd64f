/*
 * test/hostile/upload.c: files that are no workbook, half of one, or two things at once: refused in words, nothing written.
 * A workbook is a workbook by its bytes, whatever it is called; nothing in it is ever unpacked to a place of its own choice.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

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

/* --- archives ------------------------------------------------------------------------------------------------------- */

/* A copy of an archive, or an empty one, with one entry more; freed by the caller. */
static char *archive_with(const char *like, size_t like_len, const char *entry, struct file *out)
{
    zip_error_t error;
    zip_error_init(&error);
    char *own_copy = like_len ? malloc(like_len) : NULL; /* libzip frees it */
    if (own_copy)
        memcpy(own_copy, like, like_len);
    zip_source_t *bytes = zip_source_buffer_create(own_copy, own_copy ? like_len : 0, 1, &error);
    zip_t *zip = bytes ? zip_open_from_source(bytes, like_len ? 0 : ZIP_TRUNCATE, &error) : NULL;
    if (!zip)
        return NULL;
    zip_source_keep(bytes);
    zip_source_t *own = zip_source_buffer(zip, out->bytes, out->len, 0);
    zip_stat_t st = { 0 };
    char *all = NULL;
    if (zip_file_add(zip, entry, own, ZIP_FL_ENC_UTF_8) >= 0 && !zip_close(zip) && !zip_source_open(bytes) &&
        !zip_source_stat(bytes, &st) && (all = malloc(st.size)))
        out->len = (size_t)zip_source_read(bytes, all, st.size);
    out->bytes = all;
    zip_source_free(bytes);
    return all;
}

static void add_u32(char *at, uint32_t more)
{
    uint32_t n;
    memcpy(&n, at, sizeof n);
    n += more;
    memcpy(at, &n, sizeof n);
}

/* Whole as a page and whole as an archive: every offset in it counts the page before. */
static char *page_before(struct run *r, const struct file *archive, size_t *len)
{
    static const char page[] = "<html><script>alert(1)</script>";
    const size_t n = sizeof page - 1;
    char *both = arena_alloc(r->arena, n + archive->len + 1);
    *len = both ? n + archive->len : 0;
    if (!both || !archive->len)
        return both;
    memcpy(both, page, n);
    memcpy(both + n, archive->bytes, archive->len);
    for (size_t i = n; i + 46 < *len; i++)
        if (!memcmp(both + i, "PK\1\2", 4))
            add_u32(both + i + 42, (uint32_t)n);
    char *end = memmem(both, *len, "PK\5\6", 4);
    if (end)
        add_u32(end + 16, (uint32_t)n);
    return both;
}

static struct reply send_as(struct run *r, const struct file *f, const char *type)
{
    struct client *c = run_client(r, "dept");
    const char *pairs = arena_printf(r->answers, "kind=members&effective=2026-01-05&form_token=%s", c->token);
    const struct upload file = { .field = "file", .name = f->name, .bytes = f->bytes, .len = f->len };
    struct ask ask = ask_upload(r->answers, "/import", pairs, &file);
    char *at = memmem(ask.body, ask.body_len, "application/octet-stream", 24);
    if (at && type)
        memcpy(at, type, 24);
    return client_ask(c, &ask);
}

/* What it is called and what it is said to be count for nothing: neither against a workbook nor for something else. */
static void try_types(struct run *r, const struct file *good)
{
    struct file other = *good;
    other.name = "x.html";
    const struct reply got = send_as(r, &other, "text/html; charset=utf-8");
    const char *to = client_header(r->answers, &got, "Location");
    const struct reply page = client_get(run_client(r, "dept"), to);
    result(got.status == 303 && page.status == 200 &&
               strstr(client_header(r->answers, &page, "Content-Type"), "html") && !strstr(page.body, "PK\3\4"),
           arena_printf(r->answers, "%d, %d at %s", got.status, page.status, to),
           "a workbook that calls itself a page is read as a workbook and never sent back as it came (%s)", r->engine);
}

/* The same rows would be read without the page before them. */
static void try_both(struct run *r, const struct file *both)
{
    const struct reply got = send_as(r, both, NULL);
    result(got.status == 422 && strstr(got.body, "不是 .xlsx 表格"),
           arena_printf(r->answers, "answered %d", got.status), "a page and a workbook in one is neither (%s)",
           r->engine);
}

/* Beside what belongs there, an entry whose name climbs out of wherever it might be unpacked. */
static void try_climbing(struct run *r, const struct file *good)
{
    static const char *const climbing[] = { "../../../../../../../../../../tmp/zhibu-climbed", "/tmp/zhibu-climbed" };
    for (size_t i = 0; i < COUNT(climbing); i++) {
        struct file f = { .name = "climbs.xlsx", .bytes = "x", .len = 1 };
        char *all = archive_with(good->bytes, good->len, climbing[i], &f);
        const struct reply got = send_as(r, &f, NULL);
        result(all && got.status >= 200 && got.status < 500 && access("/tmp/zhibu-climbed", F_OK),
               arena_printf(r->answers, "answered %d: %.400s", got.status, got.body),
               "an entry called %s is written nowhere (%s)", climbing[i], r->engine);
        free(all);
    }
}

HOSTILE(upload)
{
    static const char ole[512] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    char *good = NULL;
    size_t len = 0;
    if (file_read(arena_printf(r->arena, "%s/members.xlsx", r->place.dir), 1 << 24, &good, &len))
        len = 0;
    struct file nested = { .bytes = good, .len = len };
    char *inside = archive_with(NULL, 0, "members.xlsx", &nested);
    const struct file workbook = { "a workbook", "members.xlsx", good, len };
    size_t both_len = 0;
    const char *both = page_before(r, &workbook, &both_len);
    const struct file files[] = {
        { "a workbook inside an archive", "members.xlsx", inside, inside ? nested.len : 0 },
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
    try_types(r, &workbook);
    try_both(r, &(struct file){ .name = "both.xlsx", .bytes = both, .len = both_len });
    try_climbing(r, &workbook);
    free(inside);
    free(good);
}
