/* expect 2: double quotes */
-- include feature/x.h
