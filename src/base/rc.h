/*
 * base/rc.h: the one result type.
 *
 * Every function that can fail returns enum rc and must be checked.  One list gives the C name, the HTTP status, the
 * stable JSON code (CONTRACT 4) and the sentence a user reads when nobody said anything more precise.
 */
#pragma once

#include "base/attr.h"

/* clang-format off */
#define RC_LIST(X)                                                                                        \
    X(OK,       200, "ok",            "")                                                                 \
    X(INVALID,  422, "invalid",       "有内容需要更正，请看下面的说明。")                                  \
    X(BADREQ,   400, "bad_request",   "没有看懂这次请求，请返回上一页再试一次。")                          \
    X(SIGNIN,   401, "sign_in",       "请先登录。")                                                       \
    X(DENIED,   403, "denied",        "您的职责不包括这件事。如需办理，请联系上级党组织。")                \
    X(NOTFOUND, 404, "not_found",     "没有找到，或者不在您的管理范围内。")                                \
    X(METHOD,   405, "method",        "这个地址不能这样使用，请从页面上的按钮进入。")                      \
    X(CONFLICT, 409, "conflict",      "内容已经被别人更改，请刷新后再试。")                                \
    X(GONE,     410, "gone",          "这个人的个人信息已经按规定删除，不能再更改。")                       \
    X(TOOBIG,   413, "too_big",       "内容太大，请缩小后再试。")                                          \
    X(HEADERS,  431, "headers",       "请求的头部太大，请清除浏览器的站点数据后再试。")                    \
    X(LIMIT,    429, "limit",         "操作太频繁，请稍后再试。")                                          \
    X(BUSY,     503, "busy",          "系统正忙，请稍后再试。您填写的内容没有丢失。")                      \
    X(OOM,      503, "no_memory",     "系统暂时繁忙，请稍后再试。")                                        \
    X(DB,       503, "database",      "暂时连不上数据库，请稍后再试。没有任何内容被更改。")                \
    X(IO,       500, "io",            "系统出现故障，内容没有保存。请稍后再试。")
/* clang-format on */

enum rc {
#define X(name, status, code, text) RC_##name,
    RC_LIST(X)
#undef X
};

int rc_status(enum rc rc);       /* the HTTP status */
const char *rc_code(enum rc rc); /* the stable identifier in JSON */
const char *rc_text(enum rc rc); /* a sentence in Chinese */
