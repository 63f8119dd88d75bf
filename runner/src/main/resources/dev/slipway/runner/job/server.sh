# The first process of a job's container: runs one order after another, each a script in a file,
# and says with a mark behind its last output how it ended. Orders come line by line on the input;
# the directory of their files is the argument.
IFS= read -r nonce
while IFS= read -r order; do
  /bin/sh "$1/$order" </dev/null 2>&1
  printf '\001%s:%s\n' "$nonce" "$?"
done
