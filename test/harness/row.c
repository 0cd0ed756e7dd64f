/* test/harness/row.c: one row of a scenario: asked, compared with what it says, remembered. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "harness/forge.h"
#include "harness/run.h"

enum { PDF_TEXT_BYTES = 64 * 1024 };

/* "a=b c&d=e" as a form sends it; the names as they are. */
static const char *form_body(struct run *r, const char *body, const char *token)
{
    const char *out = "";
    const char *text = names_fill(&r->names, r->answers, body ? body : "");
    while (*text) {
        const size_t n = strcspn(text, "&"), name = strcspn(text, "=");
        const char *value = name < n ? arena_strndup(r->answers, text + name + 1, n - name - 1) : "";
        out = arena_printf(r->answers, "%s%.*s=%s&", out, (int)(name < n ? name : n), text,
                           url_encode(r->answers, value));
        text += n + (text[n] == '&');
    }
    return arena_printf(r->answers, "%sform_token=%s", out, token);
}

static struct reply send_file(struct run *r, const struct scenario *s, struct client *c, const char *path)
{
    char *bytes = NULL;
    struct upload file = { .field = "file", .name = s->file };
    struct reply got = { .body = "", .head = "" };
    const char *pairs =
        arena_printf(r->answers, "%s&form_token=%s", names_fill(&r->names, r->answers, s->body), c->token);
    if (file_read(arena_printf(r->answers, "%s/%s", r->place.dir, s->file), 1 << 24, &bytes, &file.len))
        return got;
    file.bytes = bytes;
    const struct ask ask = ask_upload(r->answers, path, pairs, &file);
    got = client_ask(c, &ask);
    free(bytes);
    return got;
}

struct client *row_client(struct run *r, const struct scenario *s)
{
    if (s->as)
        return run_client(r, s->as);
    struct client *guest = arena_alloc(r->answers, sizeof *guest);
    if (!guest)
        abort();
    *guest = (struct client){ .arena = r->answers, .port = r->port };
    if (s->method == POST)
        client_learn_token(guest, "/login");
    return guest;
}

/* What stands on paper, as text. */
static void read_pdf(struct run *r, struct reply *got)
{
    const char *path = arena_printf(r->answers, "%s/answer.pdf", r->place.dir);
    FILE *file = fopen(path, "wb");
    if (!file)
        return;
    const bool whole = fwrite(got->body, 1, got->len, file) == got->len;
    FILE *text = fclose(file) || !whole ? NULL : popen(arena_printf(r->answers, "pdftotext -raw '%s' -", path), "r");
    char *read = text ? arena_alloc(r->answers, PDF_TEXT_BYTES) : NULL;
    if (read) {
        static const char magic[] = "%PDF-\n"; /* stays, for those who ask whether it is one */
        const size_t n = sizeof(magic) - 1;
        memcpy(read, magic, n);
        got->len = n + fread(read + n, 1, PDF_TEXT_BYTES - n - 1, text);
        read[got->len] = '\0';
        got->body = read;
    }
    if (text)
        pclose(text);
}

static struct reply ask(struct run *r, const struct scenario *s, unsigned form, struct client *c)
{
    const char *ending = form == AS_PAGE ? "" : ".json";
    const char *path = path_as(r->answers, names_fill(&r->names, r->answers, s->path), ending);
    if (s->method == GET)
        return client_get(c, path);
    if (s->file)
        return send_file(r, s, c, path);
    return client_ask(c, &(struct ask){ .method = "POST", .path = path, .body = form_body(r, s->body, c->token) });
}

struct reply row_ask(struct run *r, const struct scenario *s, unsigned form, struct client *c)
{
    struct reply got = ask(r, s, form, c);
    if (!strncmp(got.body, "%PDF", 4))
        read_pdf(r, &got);
    return got;
}

/* What JSON says where the page sends the reader on. */
static bool status_is(const struct scenario *s, unsigned form, const struct reply *got)
{
    if (form == AS_PAGE)
        return got->status == s->status;
    if (s->json_status)
        return got->status == s->json_status;
    if (s->status != 303)
        return got->status == s->status;
    return s->as ? got->status == 200 || got->status == 201 : got->status == 401;
}

/* A page without its frame. */
static const char *shown(const struct reply *got)
{
    const char *main = strstr(got->body, "<main");
    return main ? main : got->body;
}

static const char *absent(struct run *r, const struct reply *got, const char *text, bool wanted)
{
    const char *filled = names_fill(&r->names, r->answers, text);
    if (!filled || (strstr(got->body, filled) != NULL) == wanted)
        return NULL;
    return arena_printf(r->answers, "%s \"%s\" in: %.1500s", wanted ? "no" : "there is", filled, shown(got));
}

const char *row_why(struct run *r, const struct scenario *s, unsigned form, const struct reply *got)
{
    const bool page = form == AS_PAGE;
    const char *why = NULL;
    if (!status_is(s, form, got))
        return arena_printf(r->answers, "the status was %d, not %d: %.1500s", got->status,
                            !page && s->json_status ? s->json_status : s->status, shown(got));
    if (!why)
        why = absent(r, got, s->has, true);
    if (!why)
        why = absent(r, got, s->lacks, false);
    if (!why)
        why = absent(r, got, page ? s->page_has : s->json_has, true);
    if (!why)
        why = absent(r, got, page ? s->page_lacks : s->json_lacks, false);
    return why;
}

static const char *found_after(const char *text, const char *after, const char *chars)
{
    while ((text = strstr(text, after))) {
        text += strlen(after);
        if (*text && strchr(chars, *text))
            return text;
    }
    return NULL;
}

void row_keep(struct run *r, const struct scenario *s, const struct reply *got)
{
    const char *after = names_fill(&r->names, r->answers, s->after ? s->after : "\"id\":\"");
    const char *chars = s->chars ? s->chars : "0123456789";
    const char *at = found_after(got->body, after, chars);
    if (!at)
        at = found_after(got->head, after, chars);
    if (at)
        names_keep(&r->names, "kept", s->keep, at, strspn(at, chars));
}

void row_run(struct run *r, const char *feature, const struct scenario *s, unsigned form)
{
    const char *path = names_fill(&r->names, r->answers, s->path);
    struct client *c = row_client(r, s); /* signing in is an event of its own */
    const int64_t before = s->method == POST ? site_events(&r->place) : 0;
    const struct reply got = row_ask(r, s, form, c);
    const char *why = row_why(r, s, form, &got);
    const int64_t events = s->method == POST ? site_events(&r->place) - before : 0;
    if (!why && s->method == POST && events != s->events)
        why = arena_printf(r->answers, "%d events, not %d", (int)events, s->events);
    result(!why, why, "%s: %s (%s, %s)", feature, s->name, form == AS_PAGE ? "page" : "JSON", r->engine);
    const bool denied = is_to_sign_in(r->answers, &got) || got.status == 403 || got.status == 404;
    route_seen(route_find(s->method, path), !denied && got.status < 400, denied);
    if (s->keep)
        row_keep(r, s, &got);
    arena_reset(r->answers);
}

unsigned row_forms(struct run *r, const struct scenario *s)
{
    const struct route *route = route_find(s->method, names_fill(&r->names, r->answers, s->path));
    if (s->forms)
        return s->forms;
    return route && route->as ? route->as & AS_BOTH : AS_BOTH;
}
