#!/bin/sh
# Checks the live tables of a program with the commands of peaka-cli.
#
#   check-tables.sh [--allow-pending] [PLAN]
#
# PLAN is a Markdown file to write, for a comment on a pull request. With --allow-pending, changes that the sync at
# start-up would make are not a failure, such as columns that a pull request adds. A table that does not exist is such a
# change, too, although a start-up fails unless it creates tables.
#
# Environment: PEAKA_API_KEY, PEAKA_PROJECT_ID, and PEAKA_ZONE or PEAKA_BASE_URL, as for the program itself, and
#   SCHEMA     the command line of the binary with the commands (default: cargo run --quiet --bin schema --)
#   SNAPSHOTS  set to "off" if no struct has a snapshot
#
# Exit status: 0 the tables match, 1 a command failed, 2 changes are pending, 3 the live tables have drift that is denied.
set -u

schema=${SCHEMA:-cargo run --quiet --bin schema --}
allow_pending=
plan=
for argument; do
  case $argument in
    --allow-pending) allow_pending=yes ;;
    -*) echo "unknown option: $argument" >&2; exit 1 ;;
    *) plan=$argument ;;
  esac
done

# The most serious status so far. A command that failed counts more than drift, and drift more than pending changes.
worst=0
run() {
  printf '\n== %s\n' "$*"
  # The command is split into words.
  $schema "$@"
  status=$?
  case $status in
    0 | 2 | 3) ;;
    # Cargo exits with 101, for example.
    *) status=1 ;;
  esac
  case $worst$status in
    ?0 | 1? | 32) ;;
    *) worst=$status ;;
  esac
}

run check
[ "${SNAPSHOTS:-}" = off ] || run check --snapshots
if [ -n "$plan" ]; then
  run plan >"$plan.text" 2>"$plan.errors"
  cat "$plan.text"
  cat "$plan.errors" >&2
  # Cargo repeats the warnings of the compiler, which are not part of the plan. If there is no plan, the error says why.
  if [ "$status" = 1 ]; then
    cat "$plan.errors" >>"$plan.text"
  fi
  # An indented block shows every line as it is, whatever the names of columns are. GitHub rejects comments of more than
  # 65,536 characters.
  {
    printf '<!-- peaka-tables -->\n**Peaka BI tables:** what the next start-up does\n\n'
    sed -e 1,2d -e 's/^/    /' "$plan.text" | awk '
      { size += length($0) + 1 }
      size > 60000 { print "\nThe rest of this plan is in the log of the check."; exit }
      { print }'
  } >"$plan"
  rm "$plan.text" "$plan.errors"
fi

if [ "$worst" = 2 ] && [ -n "$allow_pending" ]; then
  worst=0
fi
exit "$worst"
