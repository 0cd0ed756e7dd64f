/*
 * doc/xlsx_part.c: reads one XML part of a workbook: unpacked chunk by chunk, parsed by expat, limited at every turn.
 *
 * What a hostile part can do, and what stops it:
 *   unpack to gigabytes          the bytes are counted while unpacking, whatever the directory says
 *   declare entities, fetch URLs a DOCTYPE ends the reading, so there are none
 *   nest without end             PART_DEPTH
 *   one endless tag or comment   PART_TOKEN_BYTES, since expat scans an unfinished token again with each chunk
 *   names without end            PART_NAMES, since expat remembers every name it meets
 */
#include <limits.h>
#include <string.h>

#include "doc/xlsx_i.h"

enum {
    PART_CHUNK = 64 << 10,
    PART_DEPTH = 64,
    PART_TOKEN_BYTES = 1 << 20,
    PART_NAMES = 2000,
};

const char why_damaged[] = "这个文件已经损坏。请用表格软件打开它，另存为新的 .xlsx 文件后再上传。";
static const char why_doctype[] = "这个文件里有不允许的内容。请用表格软件打开它，另存为新的 .xlsx 文件后再上传。";
static const char why_big[] = "这个表格展开后太大。请删去不需要的内容，或者分成几个文件后再上传。";
static const char why_password[] = "这个文件设有打开密码。请在表格软件里取消密码后再上传。";

enum rc book_refuse(struct book *b, enum rc rc, const char *why)
{
    b->why = why;
    return rc;
}

void part_refuse(struct part *p, enum rc rc, const char *why)
{
    if (p->stopped)
        return;
    p->rc = rc;
    p->why = why;
    part_stop(p);
}

void part_stop(struct part *p)
{
    p->stopped = true;
    (void)XML_StopParser(p->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *part_attribute(const char **atts, const char *name)
{
    for (; *atts; atts += 2)
        if (!strcmp(local_name(*atts), name))
            return atts[1];
    return NULL;
}

static void name_note(struct part *p, uint64_t hash)
{
    size_t bit = (size_t)((hash * 0x9E3779B97F4A7C15u) >> 48);
    uint8_t mask = (uint8_t)(1u << (bit & 7));
    if (p->name_seen[bit >> 3] & mask)
        return;
    p->name_seen[bit >> 3] |= mask;
    if (++p->names > PART_NAMES)
        part_refuse(p, RC_INVALID, why_damaged);
}

/* Starts from an address, so that a file cannot be made whose many names all fall on one bit. */
static uint64_t name_hash(const struct part *p, const char *name)
{
    uint64_t h = (uint64_t)(uintptr_t)p;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 0x100000001B3u;
    return h;
}

static void on_start(void *arg, const char *full_name, const char **atts)
{
    struct part *p = arg;
    const char *name = local_name(full_name);
    if (p->stopped)
        return;
    name_note(p, name_hash(p, full_name));
    for (const char **a = atts; *a; a += 2)
        name_note(p, (uint64_t)(uintptr_t)*a); /* expat keeps one copy of each name of an attribute */
    if (++p->depth > PART_DEPTH || (p->depth == 1 && strcmp(name, p->kind->root)))
        part_refuse(p, RC_INVALID, why_damaged);
    if (!p->stopped)
        p->kind->start(p, name, atts);
}

static void on_end(void *arg, const char *name)
{
    struct part *p = arg;
    p->depth--;
    if (!p->stopped && p->kind->end)
        p->kind->end(p, local_name(name));
}

static void on_text(void *arg, const char *s, int n)
{
    struct part *p = arg;
    if (!p->stopped)
        p->kind->text(p, s, n);
}

static void on_doctype(void *arg, const char *name, const char *sysid, const char *pubid, int subset)
{
    (void)name;
    (void)sysid;
    (void)pubid;
    (void)subset;
    part_refuse(arg, RC_INVALID, why_doctype);
}

static void part_parse(struct part *p, int n)
{
    if (XML_ParseBuffer(p->parser, n, n == 0) == XML_STATUS_OK)
        return;
    if (XML_GetErrorCode(p->parser) == XML_ERROR_NO_MEMORY)
        part_refuse(p, RC_OOM, rc_text(RC_OOM));
    part_refuse(p, RC_INVALID, why_damaged);
}

static void part_feed(struct part *p, zip_file_t *file)
{
    int64_t fed = 0;
    int64_t n = 1;
    while (!p->stopped && n > 0) {
        void *at = XML_GetBuffer(p->parser, PART_CHUNK);
        n = at ? zip_fread(file, at, PART_CHUNK) : -1;
        fed += n;
        if (!at)
            part_refuse(p, RC_OOM, rc_text(RC_OOM));
        else if (n < 0)
            part_refuse(p, RC_INVALID, why_damaged);
        else if (fed > XLSX_UNPACKED_BYTES)
            part_refuse(p, RC_TOOBIG, why_big);
        else
            part_parse(p, (int)n);
        XML_Index at_token = XML_GetCurrentByteIndex(p->parser);
        if (at_token >= 0 && fed - at_token > PART_TOKEN_BYTES)
            part_refuse(p, RC_INVALID, why_damaged);
    }
}

static void part_prepare(struct part *p)
{
    XML_SetUserData(p->parser, p);
    XML_SetElementHandler(p->parser, on_start, on_end);
    if (p->kind->text)
        XML_SetCharacterDataHandler(p->parser, on_text);
    XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
}

static enum rc part_open(struct book *b, const char *path, zip_file_t **file)
{
    zip_int64_t at = zip_name_locate(b->zip, path, ZIP_FL_NOCASE);
    if (at < 0)
        return RC_NOTFOUND;
    *file = zip_fopen_index(b->zip, (zip_uint64_t)at, 0);
    if (*file)
        return RC_OK;
    if (zip_error_code_zip(zip_get_error(b->zip)) == ZIP_ER_NOPASSWD)
        return book_refuse(b, RC_INVALID, why_password);
    return book_refuse(b, RC_INVALID, why_damaged);
}

enum rc part_read(struct book *b, const char *path, const struct part_kind *kind, void *to)
{
    zip_file_t *file = NULL;
    enum rc rc = part_open(b, path, &file);
    if (rc)
        return rc;
    struct part p = { .parser = XML_ParserCreate(NULL), .kind = kind, .to = to };
    if (p.parser) {
        part_prepare(&p);
        part_feed(&p, file);
        XML_ParserFree(p.parser);
    } else {
        p.rc = RC_OOM;
        p.why = rc_text(RC_OOM);
    }
    zip_fclose(file);
    return p.rc ? book_refuse(b, p.rc, p.why) : RC_OK;
}
