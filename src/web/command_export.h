/*
 * web/command_export.h: `zhibu export …`: what all exports share: options, the day, the organisation, and the trace.
 *
 * A feature says what its rows are.  Who takes a list out leaves an event before the first row is read; what is unmasked
 * needs a reason.
 */
#pragma once

#include "web/command_table.h"

struct export_kind;

struct export_call {
    struct command_call *call;
    const struct export_kind *kind;
    const char *reason; /* NULL for none */
    int32_t on;
    int64_t org_id; /* of --org, else the root */
    bool unmask;
};

struct export_kind {
    const char *event;    /* "member_exported" */
    const char *unmasked; /* what --unmask adds, for the event: 含完整证件号和联系方式 */
    enum rc (*place)(struct ctx *c, const char *code, int64_t *org_id); /* code NULL: the root; refuses */
    enum rc (*rows)(struct ctx *c, struct export_call *e);              /* through web/command_table.h */
};

extern const struct option export_options[];
MUST_CHECK int export_run(struct command_call *call, const struct export_kind *kind); /* enum command_status */
