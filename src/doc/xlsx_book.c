/*
 * doc/xlsx_book.c: finds the first visible sheet, the shared strings and the styles through the relations of a package.
 *
 * Nothing is guessed from file names: _rels/.rels names the workbook, the workbook names its sheets by relation, and
 * the relations name the parts.
 */
#include <string.h>

#include "doc/xlsx_i.h"

enum { BOOK_RELATIONS = 4096 };

static const char why_not_workbook[] = "这个文件不是 .xlsx 表格。请用表格软件打开它，另存为 .xlsx 文件后再上传。";
static const char why_binary[] = "这个文件是二进制表格（.xlsb）。请用表格软件另存为 .xlsx 文件后再上传。";
static const char why_no_sheet[] = "这个文件里没有可见的工作表。请把要上传的工作表放在第一个并取消隐藏后再上传。";

struct relation {
    const char *id;
    const char *type; /* the last word of it: "worksheet" */
    const char *part;
    const struct relation *next;
};

struct relations {
    struct arena *a;
    const char *of; /* the part they belong to; "" for the package */
    int n;
    const struct relation *first;
};

/* Drops ".." and "." as it goes, never climbing out of the package. */
static void path_add(char *path, size_t *len, const char *s, size_t n)
{
    if (n == 0 || (n == 1 && s[0] == '.'))
        return;
    if (n == 2 && s[0] == '.' && s[1] == '.') {
        while (*len > 0 && path[*len - 1] != '/')
            --*len;
        *len -= *len > 0;
        return;
    }
    if (*len > 0)
        path[(*len)++] = '/';
    memcpy(path + *len, s, n);
    *len += n;
}

/* The part that target names when it stands in a relation of the part `of`. */
static const char *path_resolve(struct arena *a, const char *of, const char *target)
{
    const char *slash = strrchr(of, '/');
    size_t folder = *target == '/' || !slash ? 0 : (size_t)(slash - of);
    char *path = arena_alloc(a, folder + strlen(target) + 2);
    if (!path)
        return "";
    memcpy(path, of, folder);
    size_t len = folder;
    for (const char *s = target; *s;) {
        size_t n = strcspn(s, "/\\");
        path_add(path, &len, s, n);
        s += n + (s[n] != 0);
    }
    path[len] = 0;
    return path;
}

static const char *last_word(const char *type)
{
    const char *slash = strrchr(type, '/');
    return slash ? slash + 1 : type;
}

static void relations_start(struct part *p, const char *name, const char **atts)
{
    struct relations *r = p->to;
    const char *id = part_attribute(atts, "Id");
    const char *type = part_attribute(atts, "Type");
    const char *target = part_attribute(atts, "Target");
    const char *mode = part_attribute(atts, "TargetMode");
    if (strcmp(name, "Relationship") || !id || !type || !target || (mode && !strcmp(mode, "External")))
        return;
    struct relation *new = arena_alloc(r->a, sizeof *new);
    if (!new || ++r->n > BOOK_RELATIONS) {
        part_refuse(p, RC_INVALID, why_damaged);
        return;
    }
    new->id = arena_strdup(r->a, id);
    new->type = arena_strdup(r->a, last_word(type));
    new->part = path_resolve(r->a, r->of, target);
    new->next = r->first;
    r->first = new;
}

static const struct part_kind relations_kind = { "Relationships", relations_start, NULL, NULL };

static enum rc relations_read(struct book *b, struct relations *r)
{
    const char *file = last_word(r->of);
    const char *path = arena_printf(b->a, "%.*s_rels/%s.rels", (int)(file - r->of), r->of, file);
    enum rc rc = part_read(b, path, &relations_kind, r);
    return rc ? rc : arena_check(b->a);
}

static const struct relation *relation_of_type(const struct relations *r, const char *type)
{
    const struct relation *found = NULL;
    for (const struct relation *at = r->first; at; at = at->next)
        if (!strcmp(at->type, type))
            found = at; /* the list is backwards: the first in the file counts */
    return found;
}

static const struct relation *relation_of_id(const struct relations *r, const char *id)
{
    for (const struct relation *at = r->first; at; at = at->next)
        if (!strcmp(at->id, id))
            return at;
    return NULL;
}

struct sheets {
    struct book *b;
    const struct relations *relations;
};

static bool is_true(const char *value)
{
    return value && (!strcmp(value, "1") || !strcmp(value, "true"));
}

static void sheet_note(struct sheets *s, const char **atts)
{
    const char *name = part_attribute(atts, "name");
    const char *state = part_attribute(atts, "state");
    const char *id = part_attribute(atts, "id");
    if (s->b->sheet_part || !id || (state && strcmp(state, "visible")))
        return;
    const struct relation *r = relation_of_id(s->relations, id);
    if (!r || strcmp(r->type, "worksheet")) /* a sheet may also be a chart or a macro */
        return;
    s->b->sheet_part = r->part;
    s->b->sheet_name = arena_strdup(s->b->a, name);
}

static void workbook_start(struct part *p, const char *name, const char **atts)
{
    struct sheets *s = p->to;
    if (!strcmp(name, "workbookPr"))
        s->b->date1904 = is_true(part_attribute(atts, "date1904"));
    else if (!strcmp(name, "sheet"))
        sheet_note(s, atts);
}

static const struct part_kind workbook_kind = { "workbook", workbook_start, NULL, NULL };

/* The part with the workbook; a package without a note about it is a document of another kind, or just a zip file. */
static enum rc workbook_part(struct book *b, const char **part)
{
    struct relations r = { .a = b->a, .of = "" };
    enum rc rc = relations_read(b, &r);
    const struct relation *workbook = rc ? NULL : relation_of_type(&r, "officeDocument");
    if (rc && rc != RC_NOTFOUND)
        return rc;
    if (!workbook)
        return book_refuse(b, RC_INVALID, why_not_workbook);
    size_t n = strlen(workbook->part);
    if (n > 4 && !strcmp(workbook->part + n - 4, ".bin"))
        return book_refuse(b, RC_INVALID, why_binary);
    if (strncmp(workbook->part, "word/", 5) == 0 || strncmp(workbook->part, "ppt/", 4) == 0)
        return book_refuse(b, RC_INVALID, why_not_workbook);
    *part = workbook->part;
    return RC_OK;
}

enum rc book_locate(struct book *b)
{
    const char *part = "";
    enum rc rc = workbook_part(b, &part);
    if (rc)
        return rc;
    struct relations r = { .a = b->a, .of = part };
    struct sheets sheets = { .b = b, .relations = &r };
    rc = relations_read(b, &r);
    if (!rc)
        rc = part_read(b, part, &workbook_kind, &sheets);
    if (rc)
        return rc == RC_NOTFOUND ? book_refuse(b, RC_INVALID, why_damaged) : rc;
    if (!b->sheet_part)
        return book_refuse(b, RC_INVALID, why_no_sheet);
    const struct relation *strings = relation_of_type(&r, "sharedStrings");
    const struct relation *styles = relation_of_type(&r, "styles");
    b->strings_part = strings ? strings->part : NULL;
    b->styles_part = styles ? styles->part : NULL;
    return RC_OK;
}
