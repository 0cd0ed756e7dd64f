/* web/form_value.c: one declared field: cleaned, converted, held against its bounds, or refused with a sentence. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "web/answer_i.h"
#include "web/form_i.h"

static const char *label_of(const struct field *field)
{
    return field->label ? field->label : field->name;
}

/* fmt holds one %s, for the label; it comes from this file and form_json.c only. */
enum rc form_refuse(struct ctx *c, const struct field *field, const char *code, const char *fmt)
{
    const char *at = strstr(fmt, "%s");
    const char *message = arena_printf(c->arena, "%.*s%s%s", (int)(at - fmt), fmt, label_of(field), at + 2);
    return refuse(c, field->name, code, message);
}

/* The same with a number after the label. */
static enum rc refuse_bound(struct ctx *c, const struct field *field, const char *code, const char *words,
                            int64_t bound)
{
    const char *at = strchr(words, '#');
    const char *message =
        arena_printf(c->arena, "%s%.*s%lld%s", label_of(field), (int)(at - words), words, (long long)bound, at + 1);
    return refuse(c, field->name, code, message);
}

static void *place_of(const struct field *field, void *values)
{
    return (char *)values + field->offset;
}

/* --- text ----------------------------------------------------------------------------------------------------------- */

static unsigned how_to_clean(enum field_type type)
{
    switch (type) {
    case FIELD_LINES: return TEXT_LINES;
    case FIELD_CODE: return TEXT_NO_SPACES | TEXT_UPPER;
    default: return 0;
    }
}

/* "张 三" is 张三, "Anna Berg" stays: a blank beside a Han character goes. */
static const char *without_han_blanks(struct arena *a, const char *name)
{
    char *out = arena_copy(a, name, strlen(name));
    size_t len = 0;
    bool after_han = false;
    if (!out)
        return "";
    for (const char *p = name; *p;) {
        const char *from = p;
        uint32_t c = utf8_next(&p);
        const char *ahead = p;
        if (c == ' ' && (after_han || utf8_is_han(utf8_next(&ahead))))
            continue;
        after_han = utf8_is_han(c);
        memcpy(out + len, from, (size_t)(p - from));
        len += (size_t)(p - from);
    }
    out[len] = '\0';
    return out;
}

static enum rc take_text(struct ctx *c, const struct field *field, const char *text, void *at)
{
    if (field->type == FIELD_NAME)
        text = without_han_blanks(c->arena, text);
    int64_t chars = (int64_t)utf8_chars(text);
    if (field->max > 0 && chars > field->max)
        return refuse_bound(c, field, "too_long", "请不超过 # 个字。", field->max);
    if (chars < field->min && chars > 0)
        return refuse_bound(c, field, "too_short", "请至少填写 # 个字。", field->min);
    *(const char **)at = text;
    return RC_OK;
}

static enum rc take_secret(struct ctx *c, const struct field *field, const struct form_given *given, void *at)
{
    if (strlen(given->text) != given->len)
        return form_refuse(c, field, "not_text", "%s里有不能识别的字符，请重新输入。");
    if (field->max > 0 && given->len > (size_t)field->max)
        return refuse_bound(c, field, "too_long", "请不超过 # 个字符。", field->max);
    if (given->len < (size_t)field->min && given->len > 0)
        return refuse_bound(c, field, "too_short", "请至少填写 # 个字符。", field->min);
    *(const char **)at = arena_strndup(c->arena, given->text, given->len);
    return RC_OK;
}

static enum rc take_file(struct ctx *c, const struct field *field, const struct form_given *given, void *at)
{
    enum { MB = 1 << 20, KB = 1 << 10 };
    if (given->len > 0 && !given->filename)
        return form_refuse(c, field, "not_file", "请重新选择%s。");
    if (field->max >= MB && given->len > (size_t)field->max)
        return refuse_bound(c, field, "too_big", "请不超过 # MB。", field->max / MB);
    if (field->max > 0 && given->len > (size_t)field->max)
        return refuse_bound(c, field, "too_big", "请不超过 # KB。", field->max / KB);
    *(struct form_file *)at = (struct form_file){ given->filename, given->text, given->len };
    return RC_OK;
}

/* --- numbers, days, choices ------------------------------------------------------------------------------------------ */

static bool read_number(const char *text, int64_t *out)
{
    const char *p = text + (*text == '-');
    int64_t v = 0;
    if (!*p)
        return false;
    for (; *p; p++) {
        if (*p < '0' || *p > '9' || v > (INT64_MAX - (*p - '0')) / 10)
            return false;
        v = v * 10 + (*p - '0');
    }
    *out = *text == '-' ? -v : v;
    return true;
}

static enum rc take_int(struct ctx *c, const struct field *field, const char *text, void *at)
{
    int64_t v;
    bool bounded = field->min != 0 || field->max != 0;
    if (!read_number(text, &v))
        return form_refuse(c, field, "not_number", "%s请填写整数。");
    if (bounded && v < field->min)
        return refuse_bound(c, field, "out_of_range", "请填写不小于 # 的数。", field->min);
    if (bounded && v > field->max)
        return refuse_bound(c, field, "out_of_range", "请填写不大于 # 的数。", field->max);
    *(int64_t *)at = v;
    return RC_OK;
}

static enum rc take_id(struct ctx *c, const struct field *field, const char *text, void *at)
{
    int64_t v;
    if (!read_number(text, &v) || v <= 0)
        return form_refuse(c, field, "unknown_value", "请重新选择%s。");
    *(int64_t *)at = v;
    return RC_OK;
}

static enum rc take_ids(struct ctx *c, const struct field *field, const char *text, void *at)
{
    struct form_ids *out = at;
    int64_t *ids = arena_array(c->arena, (size_t)field->max, sizeof(*ids));
    if (!ids)
        return RC_TOOBIG;
    *out = (struct form_ids){ .at = ids };
    for (const char *p = text; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (out->n == (size_t)field->max)
            return refuse_bound(c, field, "too_many", "请一次最多选 # 个。", field->max);
        enum rc rc = take_id(c, field, arena_strndup(c->arena, p, n), &ids[out->n++]);
        if (rc)
            return rc;
        p += n;
    }
    return RC_OK;
}

static const char *skip_separator(const char *p)
{
    static const char *const separators[] = { "-", "/", ".", "年", "月" };
    for (size_t i = 0; i < COUNT(separators); i++)
        if (strncmp(p, separators[i], strlen(separators[i])) == 0)
            return p + strlen(separators[i]);
    return NULL;
}

static const char *read_digits(const char *p, int most, int *out)
{
    int n = 0;
    for (*out = 0; n < most && *p >= '0' && *p <= '9'; n++)
        *out = *out * 10 + (*p++ - '0');
    return n ? p : NULL;
}

int32_t form_date(const char *text)
{
    int year, month, day, whole;
    const char *p = read_digits(text, 8, &whole);
    if (p && p == text + 8 && !*p)
        return date_of(whole / 10000, whole / 100 % 100, whole % 100);
    p = read_digits(text, 4, &year);
    p = p && p == text + 4 ? skip_separator(p) : NULL;
    p = p ? read_digits(p, 2, &month) : NULL;
    p = p ? skip_separator(p) : NULL;
    p = p ? read_digits(p, 2, &day) : NULL;
    if (!p || (*p && strcmp(p, "日") != 0))
        return DATE_NONE;
    return date_of(year, month, day);
}

static enum rc take_date(struct ctx *c, const struct field *field, const char *text, void *at)
{
    char day[DATE_TEXT_BYTES];
    int32_t date = form_date(text);
    if (date == DATE_NONE)
        return form_refuse(c, field, "date_unreadable", "请把%s填写成 2026-11-22 这样的日期。");
    if ((field->flags & NOT_FUTURE) && date > c->today)
        return form_refuse(c, field, "date_in_future", "%s请填写今天或以前的日期。");
    if ((field->min && date < field->min) || (field->max && date > field->max)) {
        bool early = field->min && date < field->min;
        const char *fmt = arena_printf(c->arena, early ? "%%s请填写 %s 或以后的日期。" : "%%s请填写 %s 或以前的日期。",
                                       date_text((int32_t)(early ? field->min : field->max), day));
        return form_refuse(c, field, "out_of_range", fmt);
    }
    *(int32_t *)at = date;
    return RC_OK;
}

static enum rc take_bool(struct ctx *c, const struct field *field, const char *text, void *at)
{
    static const char *const yes[] = { "1", "true", "on", "yes", "是" };
    static const char *const no[] = { "0", "false", "off", "no", "否" };
    for (size_t i = 0; i < COUNT(yes); i++) {
        *(bool *)at = strcmp(text, yes[i]) == 0;
        if (*(bool *)at || strcmp(text, no[i]) == 0)
            return RC_OK;
    }
    return form_refuse(c, field, "unknown_value", "%s请选择是或否。");
}

static enum rc take_vocab(struct ctx *c, const struct field *field, const char *text, void *at)
{
    int v = vocab_by_id(field->vocab, text);
    if (v == 0)
        return form_refuse(c, field, "unknown_value", "请从列出的内容中选择%s。");
    *(int *)at = v;
    return RC_OK;
}

/* --- one field ------------------------------------------------------------------------------------------------------ */

static enum rc convert(struct ctx *c, const struct field *field, const char *text, void *at)
{
    switch (field->type) {
    case FIELD_ID: return take_id(c, field, text, at);
    case FIELD_IDS: return take_ids(c, field, text, at);
    case FIELD_INT: return take_int(c, field, text, at);
    case FIELD_DATE: return take_date(c, field, text, at);
    case FIELD_BOOL: return take_bool(c, field, text, at);
    case FIELD_VOCAB: return take_vocab(c, field, text, at);
    default: return take_text(c, field, text, at);
    }
}

static enum rc missing(struct ctx *c, const struct field *field)
{
    bool choice =
        field->type == FIELD_VOCAB || field->type == FIELD_FILE || field->type == FIELD_ID || field->type == FIELD_IDS;
    return form_refuse(c, field, "missing", choice ? "请选择%s。" : "请填写%s。");
}

static void start_empty(const struct field *field, void *at)
{
    if (field->type <= FIELD_CODE)
        *(const char **)at = "";
}

static void keep_typed(struct ctx *c, const struct form *f, size_t i, const struct form_given *given)
{
    const char **typed = (const char **)c->answer->typed;
    bool kept = given->sent && f->fields[i].type != FIELD_SECRET && f->fields[i].type != FIELD_FILE;
    if (kept && utf8_valid(given->text, given->len))
        typed[i] = arena_strndup(c->arena, given->text, given->len);
}

enum rc form_take(struct ctx *c, const struct form *f, size_t i, const struct form_given *given, void *values)
{
    const struct field *field = &f->fields[i];
    const char *text = given->text;
    void *at = place_of(field, values);
    start_empty(field, at);
    keep_typed(c, f, i, given);
    if (given->sent && f->given != SIZE_MAX && i < 64)
        *(uint64_t *)((char *)values + f->given) |= UINT64_C(1) << i;
    bool raw = field->type == FIELD_SECRET || field->type == FIELD_FILE;
    if (!raw && text_clean(c->arena, text, given->len, how_to_clean(field->type), &text) != RC_OK)
        return form_refuse(c, field, "not_text", "%s里有不能识别的字符，请重新输入。");
    if (raw ? given->len == 0 : !*text)
        return field->flags & REQUIRED ? missing(c, field) : RC_OK;
    if (field->type == FIELD_SECRET)
        return take_secret(c, field, given, at);
    return field->type == FIELD_FILE ? take_file(c, field, given, at) : convert(c, field, text, at);
}
