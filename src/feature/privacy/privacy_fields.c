/*
 * feature/privacy/privacy_fields.c: every column about people: what for, on which ground, who sees it, how long.
 *
 * The page /privacy is made of this table; test/unit_privacy.c fails when a column of the register or of the accounts is
 * not in it, and when the table changes and PRIVACY_VERSION does not.
 *
 * No row rests on consent: all of it is what the Party's rules oblige branches to keep, or what keeping it safe takes.
 * docs/decisions/2026-11-22-no-consent-so-far.md.
 */
#include <string.h>

#include "feature/privacy/privacy_i.h"

#define MEMBERS  "党员信息"
#define BELONGS  "党籍与组织关系"
#define ORGS     "党组织的联系人和任职"
#define ACCOUNTS "账号和使用记录"
#define LEAVING  "离开党组织满三年"
#define FILE     CAP_MEMBER_READ
#define LIST     CAP_MEMBER_LIST
#define CLEAR    CAP_MEMBER_DISCLOSE

/* clang-format off */
const struct privacy_field privacy_fields[] = {
    { MEMBERS, "姓名", "member.name member.pinyin member.initials member.member_id member_listing.name member_listing.pinyin member_listing.initials member_listing.member_id",
      "党员管理和党内统计", BASIS_DUTY, false, LIST, LEAVING },
    { MEMBERS, "公民身份号码", "member.citizen_number member.citizen_lookup member.citizen_tail",
      "确认是同一个人，转接组织关系", BASIS_DUTY, true, CLEAR, LEAVING },
    { MEMBERS, "性别、民族、出生日期", "member.sex member.ethnicity member.birth_date member_listing.sex member_listing.ethnicity member_listing.birth_date",
      "党内统计", BASIS_DUTY, false, LIST, LEAVING },
    { MEMBERS, "学历、学位、毕业院校、专业", "member.education member.degree member.school member.major member_listing.education",
      "党内统计", BASIS_DUTY, false, FILE, LEAVING },
    { MEMBERS, "籍贯、参加工作日期、工作岗位", "member.native_place member.work_started_on member.post",
      "党内统计，编入党支部", BASIS_DUTY, false, FILE, LEAVING },
    { MEMBERS, "加入其他党派情况", "member.other_party", "党内统计", BASIS_DUTY, true, FILE, LEAVING },
    { MEMBERS, "手机号码、固定电话", "member.mobile member.mobile_tail member.phone member.phone_tail",
      "党组织联系党员", BASIS_DUTY, true, CLEAR, LEAVING },
    { MEMBERS, "家庭住址", "member.home_address member.address_head", "党组织联系和看望党员", BASIS_DUTY, true, CLEAR, LEAVING },
    { MEMBERS, "登记的开始和修改次数", "member.known_from member.revision", "知道记录从哪天起可靠", BASIS_DUTY, false, FILE, LEAVING },
    { BELONGS, "入党日期、转正日期", "member.join_date member.full_date member_listing.join_date",
      "计算党龄，党内统计", BASIS_DUTY, false, LIST, "长期，用于历年统计" },
    { BELONGS, "所在党组织", "member_belonging.member_id member_belonging.from_on member_belonging.until_on member_belonging.org_id member_belonging.branch_id "
      "member_belonging.basis member_listing.ancestor_id member_listing.branch_id member_listing.from_on member_listing.until_on",
      "组织关系管理", BASIS_DUTY, false, LIST, "长期，用于历年统计" },
    { BELONGS, "人员类别", "member_kind.member_id member_kind.from_on member_kind.until_on member_kind.person_category member_kind.basis member_listing.person_category",
      "党员管理和党内统计", BASIS_DUTY, false, LIST, "长期，用于历年统计" },
    { BELONGS, "党籍状态", "member_standing.member_id member_standing.from_on member_standing.until_on member_standing.membership_status member_standing.basis member_listing.membership_status",
      "党籍管理", BASIS_DUTY, true, LIST, "长期，用于历年统计" },
    { BELONGS, "失联和流动情况", "member.lost member.lost_since member.mobile_member member.destination member_listing.lost member_listing.mobile_member",
      "联系失联党员，管理流动党员", BASIS_DUTY, false, FILE, LEAVING },
    { ORGS, "党内职务", "org_post.org_post_id org_post.org_id org_post.person_id org_post.person_name org_post.org_post org_post.from_on org_post.until_on org_post.basis",
      "班子和任期管理，党内公开", BASIS_DUTY, false, CAP_ORG_READ, "长期" },
    { ORGS, "党组织联系人", "org.contact_person", "上级党组织联系", BASIS_DUTY, false, CAP_ORG_READ, "换人时更新" },
    { ORGS, "党组织联系电话", "org.contact_phone org.contact_tail", "上级党组织联系", BASIS_DUTY, true, CAP_ORG_WRITE, "换人时更新" },
    { ACCOUNTS, "登录名、姓名和所在党组织", "auth_account.account_id auth_account.login auth_account.name auth_account.member_id auth_account.home_id auth_account.disabled auth_account.made_at",
      "知道是谁在使用", BASIS_SECURITY, false, CAP_ACCOUNT_WRITE, "账号停用满三年" },
    { ACCOUNTS, "最近登录的日期", "auth_account.signed_in_on", "停用长期不用的账号", BASIS_SECURITY, false, CAP_ACCOUNT_WRITE, "账号停用满三年" },
    { ACCOUNTS, "密码（不可还原）和两步验证", "auth_account.password auth_account.password_at auth_account.factor auth_account.factor_from",
      "确认是本人", BASIS_SECURITY, true, CAP_NONE, "账号停用时" },
    { ACCOUNTS, "职责", "auth_grant.grant_id auth_grant.account_id auth_grant.role auth_grant.org_id auth_grant.org_code auth_grant.org_name auth_grant.from_on auth_grant.until_on auth_grant.granted_by auth_grant.basis auth_grant.confirmed_on auth_grant.confirmed_by",
      "只让该看的人看到", BASIS_SECURITY, false, CAP_GRANT_WRITE, "长期，作为授权的记录" },
    { ACCOUNTS, "谁在什么时候做了什么、查看了谁、来自哪个地址", "event.account_id event.remote", "安全审计，让本人知道谁看过", BASIS_SECURITY, false, CAP_EVENT_READ, "至少六个月，批准和查看的记录保存三年" },
    { ACCOUNTS, "导入时上传的表格", "intake_run.file_name intake_line.name", "核对以后写入名册", BASIS_DUTY, true, CAP_MEMBER_IMPORT, "核对期间" },
    { 0 },
};
/* clang-format on */

const char *privacy_basis_words(enum privacy_basis basis)
{
    return basis == BASIS_DUTY ? "按党内法规管理党员" : "按网络安全的法定要求";
}

const char *privacy_who(struct arena *a, enum cap cap)
{
    const char *words = "";
    for (int role = 1; role < ROLE_COUNT && cap; role++)
        if (role_reach((enum role)role, cap) != REACH_NONE)
            words = arena_printf(a, "%s%s%s", words, *words ? "、" : "", vocab_label(&role_vocab, role));
    return *words ? words : "没有人";
}
