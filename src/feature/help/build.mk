# The manual: Markdown to a table in C.
MADE_C += $(GEN)/feature/help/manual.c
MANUAL := $(sort $(wildcard docs/manual/*.md))
$(GEN)/feature/help/manual.c: docs/manual $(MANUAL) src/feature/help/manual.sh
	@mkdir -p $(@D)
	src/feature/help/manual.sh $@ $(MANUAL)
