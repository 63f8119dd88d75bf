#!/bin/sh
# sudo for jobs, which run as root of their own container: runs the command, as somebody else when
# asked to. Options that only concern passwords and terminals have nothing to do here.
user=root
home=no
shell=no
while [ $# -gt 0 ]; do
  case "$1" in
    -u | --user) user=$2; shift 2 ;;
    -u*) user=${1#-u}; shift ;;
    --user=*) user=${1#--user=}; shift ;;
    -g | --group | -p | --prompt | -C | -h | -T) shift 2 ;;
    -i | --login) home=yes; shell=yes; shift ;;
    -s | --shell) shell=yes; shift ;;
    -H | --set-home) home=yes; shift ;;
    -v | --validate | -k | --reset-timestamp | -K | --remove-timestamp)
      shift
      [ $# -gt 0 ] || exit 0 ;;
    -V | --version) echo "Sudo version of a job's container"; exit 0 ;;
    -l | --list) echo "(ALL) NOPASSWD: ALL"; exit 0 ;;
    --preserve-env=* | --preserve-env | -E | -n | --non-interactive | -S | --stdin) shift ;;
    --) shift; break ;;
    -[EHnS]*) rest=${1#-?}; shift; set -- "-$rest" "$@" ;;
    -*) echo "sudo: option $1 is not supported in jobs" >&2; exit 1 ;;
    *=*) export "${1?}"; shift ;;
    *) break ;;
  esac
done
while [ $# -gt 0 ]; do
  case "$1" in
    [A-Za-z_]*=*) export "${1?}"; shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || shell=yes
case "$user" in
  root | '#0') ;;
  *)
    case "$user" in '#'*) user=${user#?} ;; esac
    if [ $shell = yes ]; then set -- /bin/sh ${1:+-c "$*"}; fi
    if [ $home = yes ]; then
      HOME=$(getent passwd "$user" | cut -d: -f6)
      export HOME
    fi
    exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups -- "$@" ;;
esac
if [ $shell = yes ]; then
  if [ $# -gt 0 ]; then exec /bin/sh -c "$*"; fi
  exec /bin/sh
fi
exec "$@"
