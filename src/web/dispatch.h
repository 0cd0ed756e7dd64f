/* web/dispatch.h: from a request to an answer; what app/ starts the HTTP layer with. */
#pragma once

#include <stdbool.h>

#include "http/http.h"
#include "web/site.h"

struct web;

struct web_config {
    const struct site *site;
    bool behind_proxy; /* X-Forwarded-Proto tells whether the browser came by https */
};

/* RC_INVALID where a route is wrong; said on the log. */
MUST_CHECK enum rc web_new(const struct web_config *config, struct web **out);
void web_free(struct web *w);
struct http_app web_app(struct web *w);
/* Counters since the start in Prometheus' text form (web/observe.h). */
void web_metrics(struct web *w, struct buf *out);
