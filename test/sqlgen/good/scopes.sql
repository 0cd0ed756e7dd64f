/* test/sqlgen/good/scopes.sql: macros which other files use. */

-- macro SCOPE(org)
(:scope.site = 1 OR EXISTS (SELECT 1 FROM grant_reach g WHERE g.account = :scope.account
                               AND g.org_id = {org} AND $ASOF_TODAY(g)));

-- macro ASOF_TODAY(t)
{t}.from_on <= :scope.today AND {t}.until_on > :scope.today;
