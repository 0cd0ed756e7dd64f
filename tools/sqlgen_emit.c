/* tools/sqlgen_emit.c: writes the C: structs and typed functions into the header, tables into the source. */
#include "sqlgen.h"

#include <ctype.h>
#include <string.h>

static const char *const functions[] = { "db_one", "db_many", "db_exec", "db_exec", "db_bulk" };
static const char *const kinds[] = { "DB_ONE", "DB_MANY", "DB_EXEC", "DB_MUST", "DB_BULK" };

/* What a type is in C, and in struct col. */
static const struct {
    const char *c, *col;
} types[T_N] = {
    [T_ID] = { "int64_t ", "COL_ID" },
    [T_INT] = { "int64_t ", "COL_INT" },
    [T_FEN] = { "int64_t ", "COL_FEN" },
    [T_BOOL] = { "bool ", "COL_BOOL" },
    [T_DATE] = { "int32_t ", "COL_DATE" },
    [T_INSTANT] = { "int64_t ", "COL_INSTANT" },
    [T_TEXT] = { "const char *", "COL_TEXT" },
    [T_BLOB] = { "struct blob ", "COL_BLOB" },
    [T_VOCAB] = { "int ", "COL_VOCAB" },
    [T_SEALED] = { "const char *", "COL_SEALED" },
    [T_LOOKUP] = { "const char *", "COL_LOOKUP" },
    [T_ID0] = { "int64_t ", "COL_INT" },
    [T_TEXT0] = { "const char *", "COL_TEXT" },
};

static void put_upper(FILE *out, const char *s)
{
    for (; *s; s++)
        fputc(toupper((unsigned char)*s), out);
}

static void put_string(FILE *out, const char *s, size_t n)
{
    fputc('"', out);
    for (size_t i = 0; i < n; i++)
        if (s[i] == '\n')
            fputs("\\n", out);
        else if (s[i] == '"' || s[i] == '\\')
            fprintf(out, "\\%c", s[i]);
        else
            fputc(s[i], out);
    fputc('"', out);
}

static bool is_scope(const struct field *f)
{
    return !strncmp(f->name, "scope.", 6);
}

static bool has_in(const struct statement *st)
{
    return st->in.n || st->nflags;
}

/* --- the header ------------------------------------------------------------------------------- */

static void emit_struct(FILE *out, const char *name, const struct fields *fields)
{
    fprintf(out, "\nstruct %s {\n", name);
    for (int i = 0; i < fields->n; i++)
        if (!is_scope(&fields->at[i]))
            fprintf(out, "    %s%s;\n", types[fields->at[i].type].c, fields->at[i].c);
}

static void emit_flags(FILE *out, const struct statement *st)
{
    fputs("\nenum {\n", out);
    for (int i = 0; i < st->nflags; i++) {
        fputs("    ", out);
        put_upper(out, st->name);
        fputc('_', out);
        put_upper(out, st->flags[i]);
        fprintf(out, " = 1 << %d,\n", i);
    }
    fputs("};\n", out);
}

static void emit_in(FILE *out, const struct statement *st)
{
    char name[NAME_MAX_BYTES + 8];
    snprintf(name, sizeof name, "%s_in", st->name);
    emit_struct(out, name, &st->in);
    if (st->has_scope)
        fputs("    struct scope scope;\n", out);
    if (st->nflags)
        fputs("    unsigned with; /* optional fragments */\n", out);
    fputs("};\n", out);
}

static void emit_function(FILE *out, const struct statement *st)
{
    const char *in = has_in(st) ? "in" : "NULL", *with = st->nflags ? "in->with" : "0";
    fprintf(out, "\nMUST_CHECK static inline enum rc %s(struct db *db", st->name);
    if (has_in(st))
        fprintf(out, ", const struct %s_in *in", st->name);
    if (st->kind == K_ONE)
        fprintf(out, ", struct %s *row", st->row);
    if (st->kind == K_MANY)
        fprintf(out, ", struct %s **rows, size_t *n", st->row);
    if (st->kind == K_BULK)
        fputs(", size_t n", out);
    fputs(")\n{\n", out);
    if (st->kind == K_MANY)
        fprintf(out,
                "    struct db_rows out = { 0 };\n"
                "    enum rc rc = db_many(db, &%s_stmt, %s, %s, &out);\n"
                "    *rows = out.at;\n    *n = out.n;\n    return rc;\n}\n",
                st->name, with, in);
    else if (st->kind == K_BULK)
        fprintf(out, "    return db_bulk(db, &%s_stmt, %s, n);\n}\n", st->name, in);
    else
        fprintf(out, "    return %s(db, &%s_stmt, %s, %s%s);\n}\n", functions[st->kind], st->name, with, in,
                st->kind == K_ONE ? ", row" : "");
}

static void emit_interval(FILE *out, const struct interval *iv)
{
    static const char *const verbs[] = { "set", "end" };
    char name[NAME_MAX_BYTES + 8];
    snprintf(name, sizeof name, "%s_in", iv->name);
    emit_struct(out, name, &iv->in);
    fprintf(out, "};\nextern const struct db_interval %s_interval;\n", iv->name);
    for (int i = 0; i < 2; i++)
        fprintf(out,
                "\nMUST_CHECK static inline enum rc %s_%s(struct db *db, const struct %s_in *in)\n{\n"
                "    return db_interval_%s(db, &%s_interval, in);\n}\n",
                iv->name, verbs[i], iv->name, verbs[i], iv->name);
}

static void emit_statement_head(FILE *out, const struct statement *st)
{
    if (st->nflags)
        emit_flags(out, st);
    if (has_in(st) && !st->of_interval)
        emit_in(out, st);
    fprintf(out, "extern const struct db_stmt %s_stmt;\n", st->name);
    if (!st->of_interval)
        emit_function(out, st);
}

void emit_header(const struct source *src, FILE *out)
{
    fprintf(out,
            "/* %s.sql.h: made by sqlgen of %s; not to be edited. */\n#pragma once\n\n"
            "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\n"
            "#include \"base/row.h\"\n#include \"db/db.h\"\n#include \"db/scope.h\"\n",
            src->base, src->path);
    for (int i = 0; i < src->nincludes; i++)
        fprintf(out, "#include %s\n", src->includes[i]);
    for (int i = 0; i < src->nrows; i++) {
        emit_struct(out, src->rows[i]->name, &src->rows[i]->columns);
        fprintf(out, "};\nextern const struct row_desc %s_desc;\n", src->rows[i]->name);
    }
    for (int i = 0; i < src->nintervals; i++)
        emit_interval(out, src->intervals[i]);
    for (int i = 0; i < src->nstatements; i++)
        emit_statement_head(out, src->statements[i]);
    fprintf(out,
            "\n/* All of them, ended by NULL. */\nextern const struct db_stmt *const "
            "%s_statements[];\n",
            src->base);
}

/* --- the source ------------------------------------------------------------------------------- */

static void emit_col(FILE *out, const struct field *f, const char *in, const struct fields *all)
{
    static const char *const flags[] = { NULL, "COL_HIDDEN", "COL_MASKED", "COL_HIDDEN | COL_MASKED" };
    const char *flag = flags[(f->masked ? 2 : 0) + (f->hidden ? 1 : 0)];
    if (f->renewed)
        flag = f->earlier ? "COL_RENEWED | COL_EARLIER" : "COL_RENEWED";
    if (f->person[0])
        flag = "COL_OF_PERSON";
    fprintf(out, "    { .name = \"%s\", .label = ", f->name);
    put_string(out, f->label, strlen(f->label));
    fprintf(out, ", .type = %s, .offset = offsetof(struct %s, %s)", types[f->type].col, in,
            is_scope(f) ? f->name : f->c);
    if (flag || f->type == T_TEXT0)
        fprintf(out, ", .flags = %s", flag ? flag : "COL_AS_IS");
    if (f->type == T_VOCAB)
        fprintf(out, ", .vocab = &%s_vocab", f->vocab);
    if (f->seal[0])
        fprintf(out, ", .seal = \"%s\"", f->seal);
    for (int i = 0; f->type == T_SEALED && i < all->n; i++)
        if (!strcmp(all->at[i].name, f->seal_id))
            fprintf(out, ", .seal_id = offsetof(struct %s, %s)", in, all->at[i].c);
    fputs(" },\n", out);
}

static void emit_cols(FILE *out, const char *table, const char *in, const struct fields *fields)
{
    fprintf(out, "\nstatic const struct col %s[] = {\n", table);
    for (int i = 0; i < fields->n; i++)
        emit_col(out, &fields->at[i], in, fields);
    fputs("};\n", out);
}

static void emit_row(FILE *out, const struct row *row)
{
    char table[NAME_MAX_BYTES + 8];
    snprintf(table, sizeof table, "%s_cols", row->name);
    emit_cols(out, table, row->name, &row->columns);
    fprintf(out, "const struct row_desc %s_desc = { \"%s\", ", row->name, row->name);
    put_string(out, row->title, strlen(row->title));
    fprintf(out, ", sizeof(struct %s), %s, %d };\n", row->name, table, row->columns.n);
}

static void put_flag(FILE *out, const struct statement *st, const struct part *p)
{
    if (!p->flag) {
        fputs("0", out);
        return;
    }
    fputs(p->without ? "DB_WITHOUT | " : "", out);
    put_upper(out, st->name);
    fputc('_', out);
    put_upper(out, st->flags[p->flag - 1]);
}

/* A line a literal; a long part becomes several, since C promises literals of 4095 bytes only. */
static void emit_part(FILE *out, const struct statement *st, const struct part *p)
{
    size_t len = 0;
    fputs("    { ", out);
    for (const char *at = p->sql; *at;) {
        size_t n = strcspn(at, "\n") + 1;
        if (len && len + n > 3500) {
            fputs(", ", out);
            put_flag(out, st, p);
            fputs(" },\n    { ", out);
            len = 0;
        }
        if (len)
            fputs("\n      ", out);
        put_string(out, at, n);
        len += n;
        at += n;
    }
    fputs(", ", out);
    put_flag(out, st, p);
    fputs(" },\n", out);
}

static void emit_parts(FILE *out, const struct statement *st, int engine, const char *suffix)
{
    const struct body *body = &st->made[engine];
    fprintf(out, "\nstatic const struct db_part %s_%s[] = {\n", st->name, suffix);
    for (int i = 0; i < body->n; i++)
        emit_part(out, st, &body->at[i]);
    fputs("    { NULL, 0 },\n};\n", out);
}

static bool same_body(const struct statement *st)
{
    const struct body *a = &st->made[0], *b = &st->made[1];
    bool same = a->n == b->n;
    for (int i = 0; same && i < a->n; i++)
        same = a->at[i].flag == b->at[i].flag && a->at[i].without == b->at[i].without &&
               !strcmp(a->at[i].sql, b->at[i].sql);
    return same;
}

/* The parameter that names the person under whose key values are sealed. */
static void emit_person(FILE *out, const struct statement *st, const char *in)
{
    for (int i = 0; i < st->in.n; i++)
        if (st->in.at[i].person[0]) {
            fprintf(out, "    .of_person = true,\n    .person = offsetof(struct %s, %s),\n", in, st->in.at[i].person);
            return;
        }
}

/* The bits of the fragments without which a column is not there, in the order of the row. */
static void emit_only(FILE *out, const struct source *src, const struct statement *st)
{
    struct row *row = NULL;
    for (int i = 0; i < src->nrows; i++)
        if (!strcmp(src->rows[i]->name, st->row))
            row = src->rows[i];
    fprintf(out, "\nstatic const unsigned %s_only[%d] = {\n", st->name, row ? row->columns.n : 1);
    for (int i = 0; i < st->nonly; i++) {
        struct field *f = row ? field_find(&row->columns, st->only[i].column) : NULL;
        if (!f)
            fail(src->path, st->only[i].line, "\"%s\" is no column of the row", st->only[i].column);
        fprintf(out, "    [%d] = 0x%x,\n", (int)(f - row->columns.at), 1u << (st->only[i].flag - 1));
    }
    fputs("};\n", out);
}

static void emit_statement(FILE *out, const struct source *src, const struct statement *st)
{
    char table[NAME_MAX_BYTES + 8], in[NAME_MAX_BYTES + 8];
    snprintf(table, sizeof table, "%s_params", st->in_name);
    snprintf(in, sizeof in, "%s_in", st->in_name);
    bool same = same_body(st);
    if (st->in.n && !st->of_interval)
        emit_cols(out, table, in, &st->in);
    emit_parts(out, st, 0, same ? "parts" : "sqlite");
    if (!same)
        emit_parts(out, st, 1, "pgsql");
    if (st->nonly)
        emit_only(out, src, st);
    fprintf(out,
            "const struct db_stmt %s_stmt = {\n    .name = \"%s\",\n    .owner = \"%s\",\n"
            "    .kind = %s,\n    .parts = { %s_%s, %s_%s },\n",
            st->name, st->name, src->base, kinds[st->kind], st->name, same ? "parts" : "sqlite", st->name,
            same ? "parts" : "pgsql");
    if (st->in.n)
        fprintf(out, "    .params = %s,\n    .nparams = %d,\n", table, st->in.n);
    if (has_in(st))
        fprintf(out, "    .in_size = sizeof(struct %s),\n", in);
    emit_person(out, st, in);
    if (st->row[0])
        fprintf(out, "    .row = &%s_desc,\n", st->row);
    if (st->nonly)
        fprintf(out, "    .only = %s_only,\n", st->name);
    if (st->nflags)
        fprintf(out, "    .fragments = 0x%x,\n", (1u << st->nflags) - 1);
    fputs("};\n", out);
}

static void emit_interval_tables(FILE *out, const struct interval *iv)
{
    char table[NAME_MAX_BYTES + 8], in[NAME_MAX_BYTES + 8];
    snprintf(table, sizeof table, "%s_params", iv->name);
    snprintf(in, sizeof in, "%s_in", iv->name);
    emit_cols(out, table, in, &iv->in);
    fprintf(out,
            "const struct db_interval %s_interval = { &%s_replace_stmt, &%s_insert_stmt, "
            "&%s_cut_stmt,\n    &%s_remove_stmt };\n",
            iv->name, iv->name, iv->name, iv->name, iv->name);
}

void emit_source(const struct source *src, FILE *out)
{
    fprintf(out, "/* %s.sql.c: made by sqlgen of %s; not to be edited. */\n#include \"%s.sql.h\"\n", src->base,
            src->path, src->base);
    for (int i = 0; i < src->nrows; i++)
        emit_row(out, src->rows[i]);
    for (int i = 0; i < src->nintervals; i++)
        emit_interval_tables(out, src->intervals[i]);
    for (int i = 0; i < src->nstatements; i++)
        emit_statement(out, src, src->statements[i]);
    fprintf(out, "\nconst struct db_stmt *const %s_statements[] = {\n", src->base);
    for (int i = 0; i < src->nstatements; i++)
        fprintf(out, "    &%s_stmt,\n", src->statements[i]->name);
    fputs("    NULL,\n};\n", out);
}
