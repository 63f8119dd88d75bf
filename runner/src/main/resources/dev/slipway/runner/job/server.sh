# shellcheck shell=sh
# The first process of a job's container: runs one order after another, each a script in a file,
# and says with a mark behind its last output how it ended. Orders come line by line on the input;
# the directory of their files is the argument.
IFS= read -r nonce
# Images may lack it; what it is for is done by the mark, too.
# shellcheck disable=SC2034  # used by the orders
setsid=$(command -v setsid)
while IFS= read -r order; do
  # In a copy of this shell, which the program replaces: a start of another would take longer.
  # shellcheck disable=SC1090
  (. "$1/$order") </dev/null 2>&1
  printf '\001%s:%s\n' "$nonce" "$?"
done
