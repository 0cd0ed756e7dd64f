/* web/static_serve.h: GET /static/NAME, answered where it came in. */
#pragma once

#include <stdbool.h>

#include "http/http.h"

/* false where the address is not below /static/. */
bool static_serve(struct http_exchange *x);
