# Installs what web/package.json pins (once) and builds the workbench into DIST. Build outputs stay out of the
# source tree except node_modules.
# `ci`: exactly what the lock file names, which stays as it is.
if(NOT EXISTS ${WEB}/node_modules/.package-lock.json OR
   ${WEB}/package-lock.json IS_NEWER_THAN ${WEB}/node_modules/.package-lock.json)
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
    WORKING_DIRECTORY ${WEB} RESULT_VARIABLE result)
  if(result)
    message(FATAL_ERROR "npm could not install the workbench's packages; build with -DCLEW_WEB=OFF to go without")
  endif()
endif()
file(REMOVE_RECURSE ${DIST})
execute_process(COMMAND ${NPM} run --silent build -- --outDir ${DIST} --emptyOutDir --logLevel warn
  WORKING_DIRECTORY ${WEB} RESULT_VARIABLE result)
if(result)
  message(FATAL_ERROR "the workbench did not build; build with -DCLEW_WEB=OFF to go without")
endif()
file(TOUCH ${STAMP})
