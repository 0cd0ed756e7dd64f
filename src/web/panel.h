/*
 * web/panel.h: what one feature puts on another's page.
 *
 * A feature has rows in .panels; the page they stand on names a spot and asks for what is there today.  So a file shows
 * its proposals, and a branch its evidence, without the register knowing of either.  Spots (the page says what it
 * expects, usually a <section class="part">):
 *
 *     org        a branch's page, where the viewer has a duty; subject: the organisation
 *     member     a member's file; subject: the member
 *     me         the first screen, below what is to be done; subject: the viewer's own member, 0 for none
 *     me_todo    what waits for the viewer there, as <li> of a list of links
 */
#pragma once

#include "web/cap.h"
#include "web/ctx.h"
#include "web/html.h"

struct panel {
    const char *spot;
    enum cap cap; /* for those who hold it anywhere; fill looks up what the viewer may see of the subject */
    /* Leaves body NULL where there is nothing; a template draws the part with {{ part | panel }}. */
    enum rc (*fill)(struct ctx *c, int64_t subject_id, struct panel_part *out);
};

/* In the order of features; only parts that have something to show. */
MUST_CHECK enum rc panels_of(struct ctx *c, const char *spot, int64_t subject_id, struct panel_part **out, size_t *n);
