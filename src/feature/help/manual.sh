#!/bin/sh
# manual.sh OUT.c NN-NAME.md…: the manual as a table in C, each page as lines of HTML.
# A page begins with "# title" and one paragraph that says what it is about; its "## …" become the contents beside it.
set -eu
out=$1
shift
trap 'rm -f "$out.new"' EXIT

# Title and first paragraph leave; headings get an address; tables get what the style sheet wants; links between the files
# become addresses of this site.
dress='
function plain(s) { gsub(/<[^>]*>/, "", s); return s }
NR == 1 { if ($0 !~ /^<h1>/) exit 1; print plain($0) > head; next }
!lead { if ($0 !~ /^<p>.*<\/p>$/) exit 1; print plain($0) > head; lead = 1; next }
{ while (match($0, /href="[0-9]+-[a-z-]+\.md/)) {
      name = substr($0, RSTART + 6, RLENGTH - 9); sub(/^[0-9]+-/, "", name)
      $0 = substr($0, 1, RSTART - 1) "href=\"/help/" name substr($0, RSTART + RLENGTH) } }
/^<h[23]>/ { under = plain($0) }
/^<h2>/ { n++; contents = contents "<li><a href=\"#s" n "\">" under "</a></li>\n"; sub(/<h2>/, "<h2 id=\"s" n "\">") }
/^<table>/ { sub(/<table>/, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" under "\"><table class=\"table\">") }
/^<\/table>/ { sub(/<\/table>/, "</table></div>") }
{ gsub(/<th>/, "<th scope=\"col\">"); gsub(/<td>/, "<td class=\"text\">"); body = body $0 "\n" }
END {
    if (n > 1) printf "<nav aria-label=\"本页内容\"><ul class=\"menu-list\">\n%s</ul></nav>\n", contents
    printf "<article class=\"prose\">\n%s</article>\n", body
}'
quoted() { sed 's/\\/\\\\/g; s/"/\\"/g; s/^/    "/; s/$/\\n",/'; }

table=
{
    echo '#include "feature/help/help_i.h"'
    for page in "$@"; do
        name=$(basename "$page" .md | sed 's/^[0-9]*-//')
        id=$(echo "$name" | tr - _)
        cmark-gfm -e table "$page" | awk -v head="$out.head" "$dress" >"$out.body" ||
            { echo "$page: begins with a title and one paragraph" >&2; exit 1; }
        echo "static const char *const lines_$id[] = {"
        quoted <"$out.body"
        echo '    NULL };'
        table="$table    { \"$name\", \"$(sed -n 1p "$out.head")\", \"$(sed -n 2p "$out.head")\", lines_$id },
"
        rm -f "$out.head" "$out.body"
    done
    printf 'const struct manual_page manual_pages[] = {\n%s    { NULL, NULL, NULL, NULL } };\n' "$table"
} >"$out.new"
mv "$out.new" "$out"
