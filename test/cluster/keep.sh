#!/bin/sh
# keep.sh COMMAND ARGUMENTS...: runs a daemon again whenever it ends, as a service manager does.
#
# Its own command line holds the daemon's, -Dstorm.home=HOME included, so it is found and ended with that run.
while :; do
  "$@"
  echo "keep.sh: ended with $?, started again"
  sleep 1
done
