/* feature/help/help_roles.c: /help/roles, drawn from the table that decides (web/cap.c). */
#include "base/vocab.h"
#include "feature/help/help_i.h"
#include "feature/help/roles.html.h"
#include "web/answer.h"

static bool roles_alike(enum role a, enum role b)
{
    for (int cap = 1; cap < CAP_COUNT; cap++)
        if (role_reach(a, (enum cap)cap) != role_reach(b, (enum cap)cap))
            return false;
    for (int other = 1; other < ROLE_COUNT; other++)
        if (role_gives(a, (enum role)other) != role_gives(b, (enum role)other) ||
            role_gives((enum role)other, a) != role_gives((enum role)other, b))
            return false;
    return true;
}

/* "组织委员、党小组长": the roles that this one gives, or those that give it. */
static const char *giving_words(struct arena *a, enum role role, bool givers)
{
    const char *words = "";
    for (int other = 1; other < ROLE_COUNT; other++) {
        enum role giver = givers ? (enum role)other : role;
        enum role given = givers ? role : (enum role)other;
        if (role_gives(giver, given) != REACH_NONE)
            words = arena_printf(a, "%s%s%s", words, *words ? "、" : "", vocab_label(&role_vocab, other));
    }
    return words;
}

/* "查看党组织；查看党员名单": what a role may do with that reach. */
static const char *caps_words(struct arena *a, enum role role, enum reach reach)
{
    const char *words = "";
    for (int cap = 1; cap < CAP_COUNT; cap++)
        if (role_reach(role, (enum cap)cap) == reach)
            words = arena_printf(a, "%s%s%s", words, *words ? "；" : "", cap_text((enum cap)cap));
    return words;
}

enum rc help_roles_show(struct ctx *c, const void *form)
{
    (void)form;
    struct help_role roles[ROLE_COUNT] = { 0 };
    struct help_roles_view v = { .roles = roles };
    for (int r = 1; r < ROLE_COUNT; r++) {
        enum role role = (enum role)r;
        const char *name = vocab_label(&role_vocab, r);
        if (r > 1 && roles_alike(role, (enum role)(r - 1))) {
            struct help_role *same = &roles[v.roles_n - 1];
            same->names = arena_printf(c->arena, "%s、%s", same->names, name);
            continue;
        }
        roles[v.roles_n++] = (struct help_role){
            .names = name,
            .subtree = caps_words(c->arena, role, REACH_SUBTREE),
            .below = caps_words(c->arena, role, REACH_BELOW),
            .site = caps_words(c->arena, role, REACH_SITE),
            .gives = giving_words(c->arena, role, false),
            .givers = giving_words(c->arena, role, true),
        };
    }
    return answer_page(c,
                       &(struct page){ .title = "谁能做什么", .place = "help", .body = help_roles_page, .view = &v });
}
