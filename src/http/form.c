/*
 * http/form.c: form bodies, cut up in place.
 *
 * MHD's post processor is not used: in 0.9.75 a "%" at the end of one value turns up in the next, an unescaped "="
 * ends the form, a part whose "name" follows the semicolon without a blank has none, and whether an empty field is
 * seen once or twice depends on how the network cut the body.  The body is bounded and in memory anyway, so fields
 * are pointers into it and cost no copy.
 *
 * Text must be UTF-8 without NUL; what a file holds is the application's matter.  Anything malformed is RC_BADREQ,
 * never a guess.
 */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "http/http_i.h"

enum {
    BOUNDARY_BYTES = 70, /* RFC 2046 */
    FIRST_FIELDS = 16,
};

enum rc form_add(struct form *f, const struct http_field *field)
{
    if (f->n == HTTP_FORM_FIELDS)
        return RC_TOOBIG;
    if (!utf8_valid(field->name, strlen(field->name)) || (!field->filename && !utf8_valid(field->value, field->len)))
        return RC_BADREQ;
    if (f->n == f->room) {
        const size_t room = f->room ? f->room * 2 : FIRST_FIELDS;
        struct http_field *grown = arena_array(f->arena, room, sizeof *grown);
        if (!grown)
            return RC_TOOBIG;
        if (f->n)
            memcpy(grown, f->fields, f->n * sizeof *grown);
        f->fields = grown;
        f->room = room;
    }
    f->fields[f->n++] = *field;
    return RC_OK;
}

/* --- application/x-www-form-urlencoded -------------------------------------------------------- */

static enum rc plus_decode(char *text, size_t n, size_t *len)
{
    char *out = text;
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            const int high = n - i > 2 ? hex_digit(text[i + 1]) : -1;
            const int low = high < 0 ? -1 : hex_digit(text[i + 2]);
            if (low < 0)
                return RC_BADREQ;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (!c)
            return RC_BADREQ;
        *out++ = c;
    }
    *out = '\0'; /* over a separator, an escape, or the NUL behind the body */
    *len = (size_t)(out - text);
    return RC_OK;
}

static enum rc pair_add(struct form *f, char *pair, size_t n)
{
    struct http_field field = { .name = pair, .value = "" };
    size_t name_len;
    char *equals = memchr(pair, '=', n);
    const size_t name_bytes = equals ? (size_t)(equals - pair) : n;
    enum rc rc = plus_decode(pair, name_bytes, &name_len);
    if (!rc && name_len == 0)
        rc = RC_BADREQ;
    if (!rc && equals) {
        rc = plus_decode(equals + 1, n - name_bytes - 1, &field.len);
        field.value = equals + 1;
    }
    return rc ? rc : form_add(f, &field);
}

enum rc form_urlencoded(struct form *f, char *text, size_t n)
{
    enum rc rc = RC_OK;
    char *end = text + n;
    for (char *at = text; !rc && at < end;) {
        char *and = memchr(at, '&', (size_t)(end - at));
        char *stop = and? and : end;
        if (stop > at)
            rc = pair_add(f, at, (size_t)(stop - at));
        at = stop + 1;
    }
    return rc;
}

/* --- parameters of a header value ------------------------------------------------------------- */

/* Reads one value, quoted or not, into out; returns where it ends, NULL when it is malformed or too long. */
static const char *parameter_read(const char *at, char *out, size_t room)
{
    size_t n = 0;
    const bool quoted = *at == '"';
    for (at += quoted; *at && *at != (quoted ? '"' : ';'); at++) {
        if (quoted && at[0] == '\\' && at[1] == '"')
            at++;
        if (n + 1 == room)
            return NULL;
        out[n++] = *at;
    }
    if (quoted && *at++ != '"')
        return NULL;
    while (!quoted && n && (out[n - 1] == ' ' || out[n - 1] == '\t'))
        n--;
    out[n] = '\0';
    return at;
}

/* Looks "name" up in 'type; a=b; name="value"'.  0: absent, 1: in out, -1: malformed. */
static int parameter_find(const char *header, const char *name, char *out, size_t room)
{
    char other[HTTP_PART_BYTES];
    const size_t len = strlen(name);
    const char *at = header + strcspn(header, ";");
    while (*at == ';') {
        at += 1 + strspn(at + 1, " \t");
        const size_t n = strcspn(at, "=;");
        const bool wanted = n == len && !strncasecmp(at, name, len);
        if (at[n] != '=') {
            at += n;
            continue;
        }
        at = parameter_read(at + n + 1, wanted ? out : other, wanted ? room : sizeof other);
        if (!at)
            return -1;
        if (wanted)
            return 1;
        at += strspn(at, " \t");
        if (*at && *at != ';')
            return -1;
    }
    return 0;
}

/* --- multipart/form-data ---------------------------------------------------------------------- */

struct parts {
    struct form *form;
    char delimiter[BOUNDARY_BYTES + 5]; /* CR LF - - boundary */
    size_t delimiter_len;
    char *at, *end;
};

static enum rc boundary_read(struct parts *p, const char *content_type)
{
    char boundary[BOUNDARY_BYTES + 1];
    if (parameter_find(content_type, "boundary", boundary, sizeof boundary) != 1 || !boundary[0])
        return RC_BADREQ;
    const size_t n = strlen(boundary);
    memcpy(p->delimiter, "\r\n--", 4);
    memcpy(p->delimiter + 4, boundary, n + 1);
    p->delimiter_len = n + 4;
    return RC_OK;
}

/* Behind a delimiter: another part, or "--" and the end. */
static enum rc delimiter_pass(struct parts *p, bool *last)
{
    *last = p->end - p->at >= 2 && p->at[0] == '-' && p->at[1] == '-';
    if (*last)
        return RC_OK;
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\t'))
        p->at++;
    if (p->end - p->at < 2 || p->at[0] != '\r' || p->at[1] != '\n')
        return RC_BADREQ;
    p->at += 2;
    return RC_OK;
}

/* The text before the first delimiter is nobody's (RFC 2046 5.1.1). */
static enum rc preamble_pass(struct parts *p)
{
    const size_t n = p->delimiter_len - 2;
    if ((size_t)(p->end - p->at) >= n && !memcmp(p->at, p->delimiter + 2, n)) {
        p->at += n;
        return RC_OK;
    }
    char *found = memmem(p->at, (size_t)(p->end - p->at), p->delimiter, p->delimiter_len);
    if (!found)
        return RC_BADREQ;
    p->at = found + p->delimiter_len;
    return RC_OK;
}

/* A path some browsers send in front of the name is dropped. */
static char *file_base(char *name)
{
    char *base = name;
    for (char *at = name; *at; at++)
        if (*at == '/' || *at == '\\')
            base = at + 1;
    return base;
}

static bool text_fits(const char *text)
{
    for (const char *at = text; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return false;
    return utf8_valid(text, strlen(text));
}

static enum rc disposition_read(struct form *f, const char *value, struct http_field *field)
{
    char name[HTTP_PART_BYTES], file[HTTP_PART_BYTES];
    const int named = parameter_find(value, "name", name, sizeof name);
    const int filed = parameter_find(value, "filename", file, sizeof file);
    if (strncasecmp(value, "form-data", 9) || named != 1 || filed < 0 || !name[0] || !text_fits(name) ||
        (filed && !text_fits(file)))
        return RC_BADREQ;
    field->name = arena_strdup(f->arena, name);
    field->filename = filed ? arena_strdup(f->arena, file_base(file)) : NULL;
    return RC_OK;
}

/* Header lines of one part, up to the empty one.  Only Content-Disposition matters. */
static enum rc part_header(struct parts *p, struct http_field *field)
{
    static const char wanted[] = "Content-Disposition:";
    const size_t left = (size_t)(p->end - p->at);
    size_t budget = left < HTTP_PART_BYTES ? left : HTTP_PART_BYTES;
    for (;;) {
        char *line = p->at;
        char *stop = memmem(line, budget, "\r\n", 2);
        if (!stop)
            return RC_BADREQ;
        const size_t n = (size_t)(stop - line);
        p->at = stop + 2;
        budget -= n + 2;
        if (n == 0)
            return field->name ? RC_OK : RC_BADREQ;
        if (memchr(line, '\0', n))
            return RC_BADREQ;
        *stop = '\0';
        if (strncasecmp(line, wanted, sizeof wanted - 1))
            continue;
        line += sizeof wanted - 1;
        enum rc rc = field->name ? RC_BADREQ : disposition_read(p->form, line + strspn(line, " \t"), field);
        if (rc)
            return rc;
    }
}

static enum rc part_read(struct parts *p)
{
    struct http_field field = { 0 };
    enum rc rc = part_header(p, &field);
    if (rc)
        return rc;
    /* An empty value's delimiter starts with the line break that ended the header. */
    char *from = p->at - 2;
    char *stop = memmem(from, (size_t)(p->end - from), p->delimiter, p->delimiter_len);
    if (!stop)
        return RC_BADREQ;
    field.value = stop < p->at ? "" : p->at;
    field.len = stop < p->at ? 0 : (size_t)(stop - p->at);
    p->at = stop + p->delimiter_len;
    *stop = '\0';
    if (field.filename && !field.filename[0] && !field.len)
        field.filename = NULL; /* a file input left empty */
    return form_add(p->form, &field);
}

enum rc form_multipart(struct form *f, const char *content_type, char *text, size_t n)
{
    struct parts p = { .form = f, .at = text, .end = text + n };
    bool last = false;
    enum rc rc = boundary_read(&p, content_type);
    if (!rc)
        rc = preamble_pass(&p);
    if (!rc)
        rc = delimiter_pass(&p, &last);
    while (!rc && !last) {
        rc = part_read(&p);
        if (!rc)
            rc = delimiter_pass(&p, &last);
    }
    return rc ? rc : arena_check(f->arena) ? RC_TOOBIG : RC_OK;
}
