/*
 * test/hostile/openings.c: who opened whose file is written in the background.  A server that is stopped has written all of
 * it, so each part ends by stopping it: what stands there then is all there is.
 */
#include <jansson.h>
#include <string.h>

#include "harness/run.h"

/* Stops the server and starts it again; nothing is touched. */
#define NOTHING "DELETE FROM web_once WHERE once_id = 0"

static const char *file_of(struct run *r, const char *name, const char *rest)
{
    return arena_printf(r->answers, "/members/%s%s", names_find(&r->names, "member", name), rest);
}

static void get(struct run *r, const char *login, const char *path, int want)
{
    const struct reply got = client_get(run_client(r, login), path);
    result(got.status == want, arena_printf(r->answers, "%d, not %d: %.400s", got.status, want, got.body),
           "%s asks for it (%s)", login ? login : "a guest", r->engine);
}

/* What the member reads of who looked: the rows, newest first. */
static json_t *readings(struct run *r)
{
    const struct reply got = client_get(run_client(r, "member"), "/me/readings.json");
    json_t *root = json_loads(got.body, 0, NULL);
    json_t *rows = json_incref(json_object_get(root, "rows"));
    json_decref(root);
    return rows;
}

static const char *text(const json_t *rows, size_t at, const char *key)
{
    const char *s = json_string_value(json_object_get(json_array_get(rows, at), key));
    return s ? s : "";
}

static size_t count(struct run *r, const char *kind)
{
    json_t *rows = readings(r), *row;
    size_t i, n = 0;
    json_array_foreach(rows, i, row) n += !strcmp(text(rows, i, "kind"), kind);
    json_decref(rows);
    return n;
}

static void expect(struct run *r, const char *kind, size_t want, const char *what)
{
    size_t got = count(r, kind);
    result(got == want, arena_printf(r->answers, "%zu, not %zu", got, want), "%s (%s)", what, r->engine);
}

static void one_within_the_hour(struct run *r)
{
    get(r, "secretary", file_of(r, "林晓", ""), 200);
    get(r, "secretary", file_of(r, "林晓", ".json"), 200);
    get(r, "secretary", file_of(r, "林晓", "?on=2025-01-01"), 200);
    get(r, "secretary", file_of(r, "林晓", "/items"), 200);
    run_meddle(r, NOTHING);
    expect(r, "member_opened", 1, "one viewer and one file make one event");
    json_t *rows = readings(r);
    result(!strcmp(text(rows, 0, "duty"), "支部书记（中共青岚大学数学学院本科生支部委员会）"), text(rows, 0, "duty"),
           "it says by which duty (%s)", r->engine);
    json_decref(rows);
}

static void each_viewer(struct run *r)
{
    get(r, "organizer", file_of(r, "林晓", "/items"), 200);
    get(r, "dept", file_of(r, "林晓", "?on=2025-01-01"), 200);
    run_meddle(r, NOTHING);
    expect(r, "member_opened", 3, "the form of a correction and a past day count as well");
    json_t *rows = readings(r);
    bool order = !strcmp(text(rows, 0, "actor"), "dept") && !strcmp(text(rows, 1, "actor"), "organizer") &&
                 !strcmp(text(rows, 2, "actor"), "secretary");
    result(order, text(rows, 0, "actor"), "the newest comes first (%s)", r->engine);
    json_decref(rows);
}

static void nobody_else(struct run *r)
{
    get(r, "member", file_of(r, "林晓", ""), 200);
    get(r, "other", file_of(r, "林晓", ""), 404);
    get(r, "publicity", file_of(r, "林晓", ""), 404);
    get(r, "dept", file_of(r, "周明远", ""), 200);
    run_meddle(r, NOTHING);
    expect(r, "member_opened", 3, "not the own, not what was not there, not another's file");
}

static void exports(struct run *r)
{
    get(r, "organizer", "/members.csv?sex=female", 200);
    get(r, "dept", arena_printf(r->answers, "/members.xlsx?org=%s", names_find(&r->names, "org", "001.002")), 200);
    get(r, "dept", "/members.csv?on=2023-12-31", 200);
    run_meddle(r, NOTHING);
    expect(r, "member_exported", 1, "the list that one stood in, not another's, and not that of a day before");
    json_t *rows = readings(r);
    result(strstr(text(rows, 0, "reason"), "性别：女") != NULL && !strcmp(text(rows, 0, "place"), "数学学院党委"),
           text(rows, 0, "reason"), "it says of which organisation and with which filters (%s)", r->engine);
    json_decref(rows);
}

HOSTILE(openings)
{
    one_within_the_hour(r);
    each_viewer(r);
    nobody_else(r);
    exports(r);
}
