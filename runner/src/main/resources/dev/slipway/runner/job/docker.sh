# What is done most often starts at once where there is a perl, which hands back what it does not know.
if [ -z "${SLIPWAY_STANDIN_WHOLE-}${PERL5OPT-}${PERL5LIB-}" ] && [ -x /usr/bin/perl ]; then
  case "${1-}" in
    build | buildx | tag | push | pull) exec /usr/bin/perl "$SLIPWAY_STANDINS/docker.pl" "$@" ;;
  esac
fi
unset SLIPWAY_STANDIN_WHOLE
