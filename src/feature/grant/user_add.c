/* feature/grant/user_add.c: `zhibu user add`, and `zhibu user grant` for a duty more. */
#include <string.h>

#include "base/date.h"
#include "feature/grant/grant_i.h"
#include "feature/member/member.h"
#include "web/password.h"

enum { COMMAND_PASSWORD_LEAST = 8 }; /* bytes; whoever runs commands answers for the rest */

struct user_call {
    const char *login;
    enum role role;             /* ROLE_NONE: a member, nothing more */
    const char *org_code;       /* NULL: the root */
    const char *citizen_number; /* NULL: nobody in the register */
    const char *hash;
    struct account_new account;
    struct grant_new grant;
};

static enum rc user_member(struct ctx *c, struct user_call *u)
{
    if (!u->citizen_number)
        return RC_OK;
    enum rc rc =
        member_by_citizen_number(c, u->citizen_number, &u->account.member_id, &u->account.name, &u->account.home_id);
    if (rc == RC_NOTFOUND)
        rc = refuse_as(c, rc, "member_unknown", "名册里没有这个公民身份号码。");
    return rc;
}

static enum rc user_org(struct ctx *c, struct user_call *u)
{
    struct org_name org;
    if (u->role == ROLE_NONE || role_is_administrator(u->role))
        return RC_OK;
    enum rc rc = u->org_code ? org_by_code(c, u->org_code, &u->grant.org_id) : org_root(c, &u->grant.org_id);
    if (!rc)
        rc = org_name_of(c, u->grant.org_id, &org);
    if (rc == RC_NOTFOUND)
        return refuse_as(c, rc, "unknown_organisation",
                         u->org_code ? "没有这个编码的党组织。" : "还没有党组织，请先导入党组织。");
    if (rc)
        return rc;
    u->grant.org_code = org.code;
    u->grant.org_name = org.name;
    return RC_OK;
}

static enum rc user_write(struct ctx *c, void *arg)
{
    struct user_call *u = arg;
    int64_t id = 0;
    int64_t grant_id;
    u->account = (struct account_new){
        .login = u->login, .name = "", .password = u->hash, .factor_from = date_add_days(c->today, ACCOUNT_GRACE_DAYS)
    };
    u->grant = (struct grant_new){ .role = u->role, .basis = "命令行开立" };
    enum rc rc = user_member(c, u);
    if (!rc)
        rc = user_org(c, u);
    if (!rc)
        rc = account_add(c, &u->account, &id);
    u->grant.account_id = id;
    if (!rc && u->role != ROLE_NONE)
        rc = grant_check_holding(c, &u->grant, u->account.member_id);
    if (!rc && u->role != ROLE_NONE)
        rc = grant_add(c, &u->grant, &grant_id);
    return rc;
}

static enum rc grant_write(struct ctx *c, void *arg)
{
    struct user_call *u = arg;
    u->grant = (struct grant_new){ .role = u->role, .basis = "命令行授予" };
    struct account_found to;
    int64_t id;
    enum rc rc = account_find(c, &(struct account_key){ .login = u->login }, &to);
    if (rc == RC_NOTFOUND)
        return refuse_as(c, rc, "account_unknown", "没有这个账号。");
    if (!rc)
        rc = user_org(c, u);
    u->grant.account_id = to.id;
    if (!rc)
        rc = grant_check_holding(c, &u->grant, to.member_id);
    return rc ? rc : grant_add(c, &u->grant, &id);
}

/* Which role it is, and whether the other arguments agree with it: NULL, or a sentence. */
static const char *user_fault(const struct command_call *call, struct user_call *u)
{
    const char *role = command_option(call, "--role");
    bool member = !strcmp(role, "member");
    u->role = (enum role)vocab_by_id(&role_vocab, role);
    u->org_code = command_option(call, "--org");
    if (!member && u->role == ROLE_NONE)
        return "没有这个职责，请看说明里的职责一览。";
    if (member && !command_flag(call, "--member-stdin"))
        return "--role member 要和 --member-stdin 一起用。";
    if ((member || role_is_administrator(u->role)) && u->org_code)
        return "这个职责不分党组织，请去掉 --org。";
    return NULL;
}

static int user_run(struct command_call *call)
{
    struct user_call u = { .login = command_option(call, "LOGIN") };
    const char *fault = user_fault(call, &u);
    if (fault)
        return command_cannot(call, fault);
    if (command_flag(call, "--member-stdin")) {
        u.citizen_number = command_line(call);
        if (!u.citizen_number || !*u.citizen_number)
            return command_cannot(call, "标准输入的第一行应当是公民身份号码。");
    }
    const char *password = command_line(call);
    if (!password || strlen(password) < COMMAND_PASSWORD_LEAST)
        return command_cannot(call, "密码至少要有 8 个字符，写在标准输入里，单独一行。");
    enum rc rc = password_hash(command_site(call), command_arena(call), password, &u.hash);
    if (!rc)
        rc = command_write(call, user_write, &u);
    return rc ? command_failed(call, rc) : COMMAND_DONE;
}

static int grant_run(struct command_call *call)
{
    struct user_call u = { .login = command_option(call, "LOGIN"),
                           .role = (enum role)vocab_by_id(&role_vocab, command_option(call, "--role")),
                           .org_code = command_option(call, "--org") };
    if (u.role == ROLE_NONE)
        return command_cannot(call, "没有这个职责，请看说明里的职责一览。");
    if (role_is_administrator(u.role))
        return command_cannot(call, "三员不兼任党务职责，请另开账号。");
    enum rc rc = command_write(call, grant_write, &u);
    return rc ? command_failed(call, rc) : COMMAND_DONE;
}

static const struct option grant_options[] = {
    { "LOGIN", OPTION_VALUE, true, "账号" },
    { "--role", OPTION_VALUE, true, "职责" },
    { "--org", OPTION_VALUE, false, "党组织的编码" },
    { 0 },
};

static const struct option user_options[] = {
    { "LOGIN", OPTION_VALUE, true, "账号" },
    { "--role", OPTION_VALUE, true, "职责" },
    { "--org", OPTION_VALUE, false, "党组织的编码" },
    { "--member-stdin", OPTION_FLAG, false, "标准输入第一行是公民身份号码" },
    { "--password-stdin", OPTION_FLAG, true, "标准输入的下一行是密码" },
    { 0 },
};

const struct command grant_commands[] = {
    { "user add", user_options, user_run, "开立账号，授予职责" },
    { "user grant", grant_options, grant_run, "给已有的账号再授予一项职责" },
    { 0 },
};
