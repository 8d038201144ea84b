#!/bin/sh
# Stands for Storm's own bin/storm: the same commands start the same Java classes with the arguments as they are.
set -eu
. '@HOME@/bin/commands'

# Java decodes its arguments by the locale; in the C locale every letter beyond ASCII would be lost.
export LC_ALL=C.UTF-8

# Every byte as %XX: commas and equals signs inside an option must not split it.
encode() {
  printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}

# -c key=value and --config FILE belong to this script wherever they stand; all other arguments go on in their order.
options=
config=
left=$#
while [ "$left" -gt 0 ]; do
  argument=$1
  shift
  left=$((left - 1))
  case $argument in
    -c)
      options=$options${options:+,}$(encode "$1")
      shift
      left=$((left - 1))
      ;;
    --config)
      config=$1
      shift
      left=$((left - 1))
      ;;
    *) set -- "$@" "$argument" ;;
  esac
done

classpath='@HOME@/lib/*:@HOME@/conf'
jar=
command=${1-}
[ $# -eq 0 ] || shift
if [ "$command" = jar ]; then
  jar=$1
  main=$2
  shift 2
  classpath="@HOME@/$topology_lib/*:$jar:@HOME@/conf"
else
  main=$(class_of "$command")
fi
if [ -z "$main" ]; then
  echo "storm: unknown command '$command'; this one knows rebalance, kill, list, activate, deactivate, jar" >&2
  exit 2
fi

exec '@JAVA@' -client -Xmx128m @JVM_OPTIONS@ -Dfile.encoding=UTF-8 \
  '-Dstorm.home=@HOME@' '-Dstorm.log.dir=@HOME@/logs' "-Dstorm.options=$options" "-Dstorm.conf.file=$config" \
  ${jar:+"-Dstorm.jar=$jar"} $submit_options '-Dlog4j.configurationFile=@HOME@/log4j2/cluster.xml' \
  -cp "$classpath" "$main" "$@"
