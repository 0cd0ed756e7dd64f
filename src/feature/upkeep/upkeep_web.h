/* feature/upkeep/upkeep_web.h: the handlers of /upkeep; private to this folder. */
#pragma once

#include "web/ctx.h"

enum rc upkeep_show(struct ctx *c, const void *form);
enum rc drills_index(struct ctx *c, const void *form);
enum rc drills_create(struct ctx *c, const void *form);
