# Writes the text file IN as a C++ string constant clew::casefile::schema_sql into OUT.
file(READ ${IN} text)
file(WRITE ${OUT} "namespace clew::casefile {\nextern const char schema_sql[];\nconst char schema_sql[] = R\"~~~(${text})~~~\";\n}\n")
