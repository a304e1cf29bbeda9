for d in "$@"; do git fetch -q ../w-$d HEAD:refs/heads/h-$d -f; git merge --no-edit -q h-$d 2>&1 | grep -iE "conflict|resol"; done; git diff --name-only --diff-filter=U
