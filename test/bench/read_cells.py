"""test/bench/read_cells.py FILE.xlsx: merely reads every cell, read-only mode; prints the seconds that took."""
import sys, time
import openpyxl

begun = time.monotonic()
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
cells = sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) for _ in row)
print(time.monotonic() - begun)
assert cells > 0
