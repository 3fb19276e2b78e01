#!/bin/sh
# Measures the packed node; after `mvn -q -DskipTests package`. See bench/bench.sh --help.
set -eu
cd "$(dirname "$0")/.."
if [ ! -d bench/target/bench/lib ]; then
  echo "bench: run mvn -q -DskipTests package first" >&2
  exit 1
fi
java=java
[ -z "${OPENMNS_JAVA_HOME:-}" ] || java=$OPENMNS_JAVA_HOME/bin/java
class_path=
for jar in bench/target/bench/lib/*.jar; do
  class_path=$class_path${class_path:+:}$PWD/$jar
done
exec "$java" -cp "$class_path" org.openmns.bench.Bench "$@"
