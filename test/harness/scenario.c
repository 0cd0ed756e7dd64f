/*
 * test/harness/scenario.c: runs what the features wrote down.
 *
 *     scenarios [--faults sample|all] ZHIBU DIR [ADMIN_DATABASE]
 *
 * Makes the small university of fixture.c in DIR, on SQLite or on the PostgreSQL whose address is given, and runs every
 * array once as pages and once as JSON, each on a copy of its own; then what stands in test/hostile; then says
 * which routes nobody tried.  With --faults the same rows while memory and statements fail; see faults.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/run.h"

/* SCENARIOS=member runs those of one feature. */
static bool is_wanted(const struct scenario_list *list)
{
    const char *only = getenv("SCENARIOS");
    return !only || !strcmp(only, list->feature);
}

static void run_list(const struct scenario_list *list, unsigned form, const struct site_place *made, const char *admin)
{
    struct run r;
    const char *name = form == AS_PAGE ? "page" : "json";
    char label[64];
    snprintf(label, sizeof label, "%s_%s", list->feature, name);
    if (!run_start(&r, made, label, admin))
        for (const struct scenario *s = list->rows; s->name; s++)
            if (row_forms(&r, s) & form)
                row_run(&r, list->feature, s, form);
    run_end(&r);
}

/* HOSTILE=upload runs that one of test/hostile. */
static void run_hostile(const struct site_place *made, const char *admin)
{
    const char *only = getenv("HOSTILE");
    for (const struct hostile *h = hostile_tests; h->name; h++) {
        struct run r;
        if (only && strcmp(only, h->name) != 0)
            continue;
        if (!run_start(&r, made, h->name, admin))
            h->run(&r);
        run_end(&r);
    }
}

static void run_all(const struct site_place *made, const char *admin)
{
    for (const struct scenario_list *list = scenario_lists; list->feature; list++) {
        if (!is_wanted(list))
            continue;
        run_list(list, AS_PAGE, made, admin);
        run_list(list, AS_JSON, made, admin);
    }
    routes_report();
    run_hostile(made, admin);
}

int main(int argc, char **argv)
{
    const char *faults = argc > 2 && !strcmp(argv[1], "--faults") ? argv[2] : NULL;
    argv += faults ? 2 : 0;
    argc -= faults ? 2 : 0;
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: scenarios [--faults sample|all] ZHIBU DIR [ADMIN_DATABASE]\n");
        return 2;
    }
    struct arena *a = arena_new(RUN_ARENA_BYTES);
    const char *admin = argc == 4 ? argv[3] : NULL;
    const char *base = faults ? "zhibu_faults" : "zhibu_scenarios";
    struct site_place made = { .zhibu = argv[1], .dir = arena_printf(a, "%s/site", argv[2]) };
    if (admin)
        made.database = site_database(admin, base, a);
    mkdir(argv[2], 0700);
    const int failed = (admin && site_database_new(admin, base, a)) || site_make(&made, a);
    result(!failed, arena_printf(a, "see %s/log", made.dir), "the small university is made (%s)",
           admin ? "postgresql" : "sqlite");
    if (!failed && !faults)
        run_all(&made, admin);
    for (const struct scenario_list *list = scenario_lists; !failed && faults && list->feature; list++)
        if (is_wanted(list))
            faults_run(list, strcmp(faults, "all") != 0 ? FAULTS_SAMPLE : FAULTS_ALL, &made, admin);
    arena_free(a);
    results_end();
    return results_failed() ? 1 : 0;
}
