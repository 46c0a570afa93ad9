#!/usr/bin/env bash
# The man pages are clean for mandoc's linter. usage: man.sh <project folder>
set -euo pipefail
cd "$1"
failed=0
for page in man/*.[1-9]; do
    mandoc -T lint -W warning "$page" || failed=1
done
exit "$failed"
