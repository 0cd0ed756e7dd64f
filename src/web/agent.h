/*
 * web/agent.h: a browser in two words, for people and for telling one from another: "Windows 上的 Edge".
 *
 * Coarse on purpose: no version, no model.  A session that goes on in another kind of browser was taken elsewhere.
 */
#pragma once

#include "base/arena.h"

/* "" where it is no browser that people use. */
const char *agent_words(struct arena *a, const char *user_agent);
