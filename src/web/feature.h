/*
 * web/feature.h: a feature is one const value, and src/app/features.c lists them all.
 *
 * needs is the single truth for boot order, allowed includes and readable tables.  Deleting a leaf feature's folder
 * and its line still builds and passes.
 */
#pragma once

#include "db/db.h"
#include "db/migrate.h"
#include "web/event.h"
#include "web/holding.h"
#include "web/panel.h"
#include "web/route.h"

struct menu_item {
    const char *label; /* 党员 */
    const char *icon;  /* of web/icons.txt */
    const char *href;
    const char *place; /* matches page.place */
    enum cap cap;      /* shown to those who hold it */
    int order;
};

struct command;    /* web/command.h */
struct rekey_step; /* web/rekey.h */

struct evidence_part {
    const char *label;           /* 职责 */
    const char *kind;            /* beginning of the kinds whose subject is a part of another: "grant_" */
    const struct db_stmt *whole; /* from its id to the id of what it is part of */
};

/*
 * Which rows the events of a feature describe (feature/evidence): kinds are beginnings of event kinds, rows are
 * statements that read every row of the subjects from_id to until_id, at most row_limit, the subject's id as the first
 * column, in the order of the key, sealed columns as blobs just as they are stored.  What another subject's event
 * changes along (a name kept twice) stays out.
 */
struct evidence {
    const char *label;        /* 党员 */
    const char *const *kinds; /* NULL-terminated: "member_" */
    const char *const
        *looks; /* of these, kinds that change nothing: sealing rows with them would believe what they found */
    const struct db_stmt *const *rows;
    const struct evidence_part *part; /* NULL for nearly all */
};

/*
 * Work of the server beside requests, all of it on one thread (app/jobs.c): every so often, and again at once as long
 * as it says that there is more.
 */
struct job {
    const char *name;
    int every_ms;
    bool (*run)(const struct site *site);
};

/* An event happened; runs in its transaction. */
typedef enum rc (*on_event_fn)(struct ctx *c, const struct event *e);

/* A person is being erased (web/person.h): blanks what the feature keeps of the person in clear. Runs in its transaction. */
typedef enum rc (*on_erase_fn)(struct ctx *c, int64_t person_id);

struct feature {
    const char *name;
    const char *const *needs;                /* NULL-terminated */
    const struct route *routes;              /* ROUTES_END */
    const struct db_stmt *const *statements; /* NULL-terminated, from sqlgen */
    const struct migration *migrations;      /* {0} */
    const struct event_kind *events;         /* {0} */
    const struct menu_item *menu;            /* {0} */
    const struct panel *panels;              /* {0}: on other features' pages */
    const struct holding *holdings;          /* {0}: what it keeps about people */
    const struct command *commands;          /* {0} */
    const struct evidence *evidence;         /* {0} */
    const struct job *jobs;                  /* {0} */
    const struct rekey_step *rekey;          /* {0}; whoever has sealed columns */
    on_event_fn on_event;
    on_erase_fn on_erase;
};
