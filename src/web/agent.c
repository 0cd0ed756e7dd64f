/* web/agent.c: what User-Agent says, in two words. */
#include "web/agent.h"

#include <string.h>

#include "base/row.h"

struct agent_word {
    const char *mark; /* in the header */
    const char *word;
};

/* The first that is found counts: most browsers call themselves Chrome or Safari as well. */
static const struct agent_word browsers[] = {
    { "MicroMessenger", "微信" },
    { "DingTalk", "钉钉" },
    { "QQBrowser", "QQ 浏览器" },
    { "MetaSr", "搜狗浏览器" },
    { "UCBrowser", "UC 浏览器" },
    { "HuaweiBrowser", "华为浏览器" },
    { "MiuiBrowser", "小米浏览器" },
    { "Edg", "Edge" },
    { "OPR/", "Opera" },
    { "Firefox", "Firefox" },
    { "FxiOS", "Firefox" },
    { "Chrome", "Chrome" },
    { "CriOS", "Chrome" },
    { "Safari", "Safari" },
};
static const struct agent_word systems[] = {
    { "iPhone", "iPhone" }, { "iPad", "iPad" },       { "OpenHarmony", "鸿蒙" }, { "HarmonyOS", "鸿蒙" },
    { "Android", "安卓" },  { "Windows", "Windows" }, { "Macintosh", "Mac" },    { "Linux", "Linux" },
};

static const char *word_of(const char *text, const struct agent_word *words, size_t n, const char *otherwise)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(text, words[i].mark))
            return words[i].word;
    return otherwise;
}

const char *agent_words(struct arena *a, const char *user_agent)
{
    const char *browser = word_of(user_agent, browsers, COUNT(browsers), NULL);
    if (!browser)
        return "";
    const char *system = word_of(user_agent, systems, COUNT(systems), "其他设备");
    return arena_printf(a, "%s 上的 %s", system, browser);
}
