# Writes the text file IN as a C++ string constant into OUT: clew::casefile::schema_sql, or clew::${SPACE}::${NAME}.
if(NOT DEFINED SPACE)
  set(SPACE casefile)
  set(NAME schema_sql)
endif()
file(READ ${IN} text)
file(WRITE ${OUT} "namespace clew::${SPACE} {\nextern const char ${NAME}[];\nconst char ${NAME}[] = R\"~~~(${text})~~~\";\n}\n")
