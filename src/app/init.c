/*
 * app/init.c: makes a site: folder, keys, schema, and the three administrators.
 *
 * No password exists before an administrator sets one: each gets a link that is good once and for two weeks.
 */
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "base/files.h"
#include "web/account.h"
#include "web/rekey.h"
#include "web/roles.h"

enum { INIT_NAME_CHARS = 180 }; /* bytes of a university's name */

struct administrator {
    const char *login;
    enum role role;
    const char *path; /* of the link */
};

struct init {
    struct command_call call;
    struct administrator people[3];
};

static enum rc administrators_add(struct ctx *c, void *arg)
{
    struct init *in = arg;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < COUNT(in->people) && !rc; i++) {
        struct administrator *p = &in->people[i];
        int64_t id;
        int64_t grant_id;
        rc = account_add(c, &(struct account_new){ .login = p->login, .name = "", .password = "" }, &id);
        if (!rc)
            rc = grant_add(c, &(struct grant_new){ .account_id = id, .role = p->role, .basis = "建站" }, &grant_id);
        if (!rc)
            rc = invitation_make(c, id, &p->path);
    }
    return rc;
}

static enum rc site_make(struct app *app, const struct app_place *place, const char *university, struct init *in)
{
    const atomic_bool go_on = false;
    enum rc rc = app_open(app, place, true);
    if (!rc && app->site.university[0])
        rc = RC_CONFLICT;
    if (!rc)
        rc = rekey_run(&app->site, &go_on); /* nothing yet: notes that, so that no start has to look again */
    if (!rc && place->url)
        rc = database_note(place);
    if (rc)
        return rc;
    in->call.site = &app->site;
    in->call.arena = app->arena;
    rc = command_write(&in->call, administrators_add, in);
    return rc ? rc : setting_set(app->db, "university", university);
}

static void links_print(const struct init *in)
{
    printf("站点已经建好。请把下面的链接分别交给三位管理员，各自设置密码。每个链接只能用一次，%d "
           "天内有效。\n",
           ACCOUNT_INVITATION_DAYS);
    for (size_t i = 0; i < COUNT(in->people); i++)
        printf("%s\t%s\t%s\n", vocab_label(&role_vocab, (int)in->people[i].role), in->people[i].login,
               in->people[i].path);
}

int app_init(const struct app_place *place, int argc, char **argv)
{
    const char *university = argc == 2 && !strcmp(argv[0], "--university") ? argv[1] : NULL;
    if (argc == 1 && !strncmp(argv[0], "--university=", 13))
        university = argv[0] + 13;
    if (!university || !university[0] || strlen(university) > INIT_NAME_CHARS)
        return app_cannot("用法：zhibu init --university NAME [--data DIR] [--database URL]");
    if (dir_make(place->dir, 0700))
        return app_cannot("建不了这个文件夹，请检查 --data。");
    struct app app = { .lock = app_lock(place->dir) };
    if (app.lock < 0)
        return app_cannot("另一个进程正在使用这个站点。");
    struct init in = { .people = { { .login = "sysadmin", .role = ROLE_SYS_ADMIN },
                                   { .login = "secadmin", .role = ROLE_SEC_ADMIN },
                                   { .login = "auditadmin", .role = ROLE_AUDIT_ADMIN } } };
    enum rc rc = site_make(&app, place, university, &in);
    if (!rc)
        links_print(&in);
    app_close(&app);
    if (rc == RC_CONFLICT)
        return app_cannot("这里已经有一个站点。");
    return rc ? app_cannot(rc_text(rc)) : COMMAND_DONE;
}
