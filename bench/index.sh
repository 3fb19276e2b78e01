#!/bin/sh
# Compares the index of criteria with Amazon's event-ruler by JMH: bytes a subscription and ns an event. What follows goes to
# JMH: bench/index.sh -p subscriptions=1000 -p wishes=EQUALITY. All of it takes about ten minutes and 7 GB.
set -eu
cd "$(dirname "$0")/.."
out=bench/target/index
mkdir -p "$out"
# One run of both, for the modules are found in it only; the last class path written is that of bench.
mvn -q -pl bench -am -DskipTests -DskipPostgresql package dependency:build-classpath -DincludeScope=test \
  -Dmdep.outputFile="$PWD/$out/classpath"
home=${OPENMNS_JAVA_HOME:-${JAVA_HOME:-}}
class_path=bench/target/test-classes:$(cat "$out/classpath")
"${home:+$home/bin/}javac" -nowarn -proc:only -processor org.openjdk.jmh.generators.BenchmarkProcessor -d "$out" \
  -cp "$class_path" bench/src/test/java/org/openmns/bench/index/*.java
"${home:+$home/bin/}javac" -nowarn -proc:none -d "$out" -cp "$class_path" \
  $(find "$out" bench/src/test/java/org/openmns/bench/index -name '*.java')
exec "${home:+$home/bin/}java" -cp "$out:$class_path" org.openjdk.jmh.Main "$@"
