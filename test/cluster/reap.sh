#!/bin/sh
# reap.sh HOME: waits until its standard input closes, then ends every process started with -Dstorm.home=HOME.
#
# The test process holds the other end of that pipe, so this also works when it is killed without warning.
cat >/dev/null

marked() {
  if [ -d /proc/self ]; then
    # -e and the text as one word, so that grep does not find itself.
    grep -lzxF "-e-Dstorm.home=$1" /proc/[0-9]*/cmdline 2>/dev/null | cut -d/ -f3
  else
    ps -ww -eo pid=,args= | grep -F "-e-Dstorm.home=$1 " | grep -v grep | awk '{ print $1 }'
  fi
}

# Again and again: a supervisor may have started one more worker while a list was made.
for round in 1 2 3; do
  for pid in $(marked "$1"); do
    kill -9 "$pid" 2>/dev/null
  done
  sleep 0.1
done
[ -n "${TRIMTAB_KEEP_LOGS-}" ] || rm -rf "$1"
