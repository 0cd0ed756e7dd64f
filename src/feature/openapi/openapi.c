/*
 * feature/openapi/openapi.c: /openapi.json, made of the tables that the program runs on.
 *
 * An operation is a route in one form of answer: /members.json, /members.csv.  Made anew for each request: it is a
 * fraction of a millisecond, and nothing has to be kept.
 */
#include <string.h>

#include "feature/openapi/openapi_i.h"
#include "web/answer.h"
#include "web/answer_json.h"
#include "web/change.h"
#include "web/feature.h"
#include "web/site.h"

enum { OPENAPI_BYTES = 4 << 20 };

struct doc {
    struct buf *b;
    const struct route **routes;
    size_t n;
};

static const struct kind { /* a form of answer */
    unsigned as;
    const char *ending, *type, *suffix;
} kinds[] = {
    { AS_JSON, ".json", "application/json", "" },
    { AS_CSV, ".csv", "text/csv", "_csv" },
    { AS_XLSX, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "_xlsx" },
};

static bool answers_as(const struct route *r, unsigned as)
{
    return ((r->as ? r->as : AS_BOTH) & as) != 0;
}

/* --- what can go wrong ---------------------------------------------------------------------------------------------- */

enum { ANY = 1, SIGNED = 2, WRITES = 4, INPUT = 8, IDS = 16 };

static const struct {
    enum rc rc;
    unsigned where;
} faults[] = {
    { RC_BADREQ, WRITES },
    { RC_SIGNIN, SIGNED | WRITES },
    { RC_DENIED, SIGNED | WRITES },
    { RC_NOTFOUND, SIGNED | IDS },
    { RC_TOOBIG, WRITES },
    { RC_CONFLICT, WRITES },
    { RC_INVALID, INPUT | WRITES },
    { RC_LIMIT, WRITES },
    { RC_HEADERS, ANY },
    { RC_IO, ANY },
    { RC_BUSY, ANY },
};

static unsigned where_of(const struct route *r)
{
    return ANY | (r->cap != CAP_PUBLIC ? SIGNED : 0u) | (r->method == POST ? WRITES : 0u) |
           (r->form || r->dated ? INPUT : 0u) | (strchr(r->path, ':') ? IDS : 0u);
}

static void faults_put(struct buf *b, const struct route *r)
{
    for (size_t i = 0; i < COUNT(faults); i++)
        if (faults[i].where & where_of(r))
            buf_printf(b, ",\"%d\":{\"$ref\":\"#/components/responses/%s\"}", rc_status(faults[i].rc),
                       rc_code(faults[i].rc));
}

static void fault_responses_put(struct buf *b)
{
    for (size_t i = 0; i < COUNT(faults); i++) {
        openapi_key(b, rc_code(faults[i].rc));
        openapi_put(b, "{'description':");
        json_text(b, rc_text(faults[i].rc));
        openapi_put(b, ",'content':{'application/json':{'schema':{'$ref':'#/components/schemas/error'}}}}");
    }
}

/* --- one operation -------------------------------------------------------------------------------------------------- */

static void row_ref_put(struct buf *b, const struct row_desc *d)
{
    buf_printf(b, "{\"$ref\":\"#/components/schemas/%s\"}", d->name);
}

static void schema_put(struct buf *b, const struct route *r)
{
    if (r->shape) {
        openapi_put(b, r->shape);
    } else if (r->lists) {
        openapi_put(b, "{'type':'object','required':['rows','next'],'properties':{"
                       "'rows':{'type':'array','items':");
        row_ref_put(b, r->lists);
        openapi_put(b, "},'next':{'type':['string','null'],'description':'下一段的地址，没有下一段时为 null。'}}}");
    } else if (r->answers && r->less) {
        openapi_put(b, "{'anyOf':[");
        row_ref_put(b, r->answers);
        buf_putc(b, ',');
        row_ref_put(b, r->less);
        buf_puts(b, "]}");
    } else if (r->answers) {
        row_ref_put(b, r->answers);
    } else {
        openapi_put(b, "{'$ref':'#/components/schemas/done'}");
    }
}

static void responses_put(struct buf *b, const struct route *r, const struct kind *kind)
{
    openapi_key(b, "responses");
    buf_printf(b, "{\"%d\":{\"description\":\"%s\",\"content\":{\"%s\":{\"schema\":", route_creates(r) ? 201 : 200,
               r->method == POST ? "已办理" : "内容", kind->type);
    if (kind->as == AS_JSON)
        schema_put(b, r);
    else
        openapi_put(b, "{'type':'string'}");
    buf_puts(b, "}}}");
    faults_put(b, r);
    buf_putc(b, '}');
}

static void path_parameters_put(struct buf *b, const char *path)
{
    for (const char *at = strchr(path, ':'); at; at = strchr(at, ':')) {
        const size_t n = strcspn(++at, "/");
        openapi_next(b);
        buf_printf(b, "{\"name\":\"%.*s\"", (int)n, at);
        openapi_put(b, ",'in':'path','required':true,'schema':{'type':'string','pattern':'^[1-9][0-9]*$'}}");
    }
}

static void shared_parameter_put(struct buf *b, const char *name)
{
    openapi_next(b);
    buf_printf(b, "{\"$ref\":\"#/components/parameters/%s\"}", name);
}

static void parameters_put(struct buf *b, const struct route *r)
{
    openapi_key(b, "parameters");
    buf_putc(b, '[');
    path_parameters_put(b, r->path);
    if (r->method == GET && r->form)
        openapi_query(b, r->form);
    if (r->dated && !(r->form && form_field(r->form, "on")))
        shared_parameter_put(b, "on");
    if (r->method == POST && r->cap != CAP_PUBLIC)
        shared_parameter_put(b, "once");
    buf_putc(b, ']');
}

/* get_members_id, post_members_id_disclosures, get_members_csv */
static void operation_id_put(struct buf *b, const struct route *r, const struct kind *kind)
{
    openapi_key(b, "operationId");
    buf_puts(b, r->method == POST ? "\"post" : "\"get");
    for (const char *p = r->path; *p; p++)
        if (*p != ':')
            buf_putc(b, *p == '/' || *p == '-' ? '_' : *p);
    buf_printf(b, "%s\"", kind->suffix);
}

static const char *summary_of(const struct route *r)
{
    const struct row_desc *d = r->lists ? r->lists : r->answers;
    if (r->change)
        return r->change->title;
    if (d && d->title && *d->title && r->method == GET)
        return d->title;
    return r->cap > CAP_SIGNED_IN ? cap_text(r->cap) : NULL;
}

static void operation_put(struct buf *b, const struct route *r, const struct kind *kind)
{
    openapi_key(b, r->method == POST ? "post" : "get");
    buf_putc(b, '{');
    operation_id_put(b, r, kind);
    openapi_pair(b, "summary", summary_of(r));
    if (r->change)
        openapi_pair(b, "description", r->change->lead);
    buf_printf(b, ",\"tags\":[\"%.*s\"]", (int)strcspn(r->path + 1, "/"), r->path + 1);
    openapi_pair(b, "x-capability", cap_id(r->cap));
    openapi_pair(b, "x-capability-text", cap_text(r->cap));
    if (r->cap == CAP_PUBLIC)
        openapi_put(b, ",'security':[]");
    parameters_put(b, r);
    if (r->method == POST && r->form) {
        openapi_put(b, ",'requestBody':{'required':true,'content':{");
        openapi_body(b, r->form);
        buf_puts(b, "}}");
    }
    responses_put(b, r, kind);
    buf_putc(b, '}');
}

/* --- the document --------------------------------------------------------------------------------------------------- */

/* "/members/{id}/moves.json" */
static void path_put(struct buf *b, const char *path, const char *ending)
{
    openapi_next(b);
    buf_putc(b, '"');
    for (const char *p = path; *p;) {
        const size_t n = *p == ':' ? strcspn(p + 1, "/") : 1;
        buf_printf(b, *p == ':' ? "{%.*s}" : "%.*s", (int)n, p + (*p == ':'));
        p += n + (*p == ':');
    }
    buf_printf(b, "%s\":", ending);
}

/* A path is there once, with its methods; several features may have a part in it. */
static void paths_put(const struct doc *d, const struct kind *kind)
{
    for (size_t i = 0; i < d->n; i++) {
        bool open = false;
        for (size_t k = 0; k < d->n; k++) {
            if (strcmp(d->routes[k]->path, d->routes[i]->path) != 0 || !answers_as(d->routes[k], kind->as))
                continue;
            if (!open && k < i)
                break;
            if (!open) {
                path_put(d->b, d->routes[i]->path, kind->ending);
                buf_putc(d->b, '{');
            }
            open = true;
            operation_put(d->b, d->routes[k], kind);
        }
        if (open)
            buf_putc(d->b, '}');
    }
}

static const struct row_desc *row_of(const struct route *r, size_t nth)
{
    return nth == 0 ? r->answers : nth == 1 ? r->less : r->lists;
}

static void rows_put(const struct doc *d)
{
    enum { EACH = 3 };
    for (size_t i = 0; i < EACH * d->n; i++) {
        const struct row_desc *row = row_of(d->routes[i / EACH], i % EACH);
        size_t k = 0;
        while (k < i && row_of(d->routes[k / EACH], k % EACH) != row)
            k++;
        if (!row || k < i)
            continue;
        openapi_key(d->b, row->name);
        json_schema(d->b, row);
    }
}

#define PROBLEM       "'code':{'type':'string'},'message':{'type':'string'},'field':{'type':['string','null']}"
#define PROBLEM_NAMES "'code','message','field'"
static const char shared[] =
    "'parameters':{"
    "'on':{'name':'on','in':'query','description':'截至哪一天，不写是今天，不能是将来。',"
    "'schema':{'type':'string','format':'date'}},"
    "'once':{'name':'Idempotency-Key','in':'header','description':'"
    "同一个编号在一天内只办理一次，再来时得到同样的答复。',"
    "'schema':{'type':'string','maxLength':128}}},"
    "'securitySchemes':{"
    "'token':{'type':'http','scheme':'bearer','description':'个人令牌。'},"
    "'session':{'type':'apiKey','in':'cookie','name':'zhibu','description':'登录以后的会话。提交时还要带请求头 "
    "X-Form-Token，其值在本平台的页面里。'}},"
    "'schemas':{"
    "'error':{'type':'object','required':['error'],'properties':{'error':{'type':'object',"
    "'required':[" PROBLEM_NAMES ",'request'],'properties':{" PROBLEM
    ",'request':{'type':['string','null'],'description':'报告故障时请附上。'},"
    "'problems':{'type':'array','description':'不止一处时，每处一项。','items':{'type':'object',"
    "'required':[" PROBLEM_NAMES "],'properties':{" PROBLEM "}}}}}}},"
    "'done':{'type':'object','required':['message','location'],'properties':{"
    "'message':{'type':['string','null']},'location':{'type':['string','null'],'description':'接下来看哪里。'}}}";

static void document_put(const struct doc *d, const char *university)
{
    openapi_put(d->b, "{'openapi':'3.1.0','info':{'version':'1','title':");
    buf_puts(d->b, "\"支部\"");
    openapi_pair(d->b, "description", university);
    openapi_put(d->b, "},'servers':[{'url':'/'}],'security':[{'token':[]},{'session':[]}],'paths':{");
    for (size_t i = 0; i < COUNT(kinds); i++)
        paths_put(d, &kinds[i]);
    openapi_put(d->b, "},'components':{");
    openapi_put(d->b, shared);
    rows_put(d);
    openapi_put(d->b, "},'responses':{");
    fault_responses_put(d->b);
    buf_puts(d->b, "}}}\n");
}

static size_t routes_collect(const struct feature *const *features, const struct route **out)
{
    size_t n = 0;
    for (; *features; features++)
        for (const struct route *r = (*features)->routes; r && r->path; r++, n++)
            if (out)
                out[n] = r;
    return n;
}

static enum rc openapi_show(struct ctx *c, const void *form)
{
    (void)form;
    struct buf body = BUF_INIT(OPENAPI_BYTES);
    struct doc d = { .b = &body, .n = routes_collect(c->site->features, NULL) };
    d.routes = arena_array(c->arena, d.n, sizeof(*d.routes));
    if (!d.routes)
        return RC_OOM;
    (void)routes_collect(c->site->features, d.routes);
    document_put(&d, c->site->university);
    return answer_file(c, NULL, "application/json", &body);
}

static const struct route routes[] = {
    { GET, "/openapi", CAP_PUBLIC, NULL, openapi_show, .as = AS_JSON, .shape = "{'type':'object'}" },
    ROUTES_END,
};

const struct feature openapi_feature = {
    .name = "openapi",
    .routes = routes,
};
