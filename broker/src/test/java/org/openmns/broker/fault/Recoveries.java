package org.openmns.broker.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openmns.broker.fault.Receipts.Way;
import org.openmns.broker.fault.Timeline.Episode;

/** How long each kind of fault kept clients waiting: the longest silence of any topic, as publishers and endpoints saw it. */
final class Recoveries {

    private final Trial trial;
    private final int doors;
    private final List<Follower> watched;
    private final Map<String, Figures> kinds = new LinkedHashMap<>();

    private record Figures(List<Long> publishing, List<Long> delivery) {}

    /** Watches all doors, and of the followers those that get every event of their topic. */
    Recoveries(Trial trial, int doors, List<Follower> watched) {
        this.trial = trial;
        this.doors = doors;
        this.watched = List.copyOf(watched);
    }

    /** Whether every topic has just been published to through every door, and delivered. */
    boolean isCalm(long within) {
        var since = trial.timeline().now() - within;
        return watched.stream().allMatch(each -> trial.deliveries().last(each.name()) > since)
                && ways().stream().allMatch(way -> trial.receipts().ways().last(way) > since);
    }

    /** Which of them are silent. */
    String silent(long within) {
        var since = trial.timeline().now() - within;
        var silent = new ArrayList<String>();
        watched.stream()
                .filter(each -> trial.deliveries().last(each.name()) <= since)
                .forEach(each -> silent.add("no delivery to " + each.name()));
        ways().stream()
                .filter(way -> trial.receipts().ways().last(way) <= since)
                .forEach(way -> silent.add("no publishing by " + way));
        return silent.toString();
    }

    private List<Way> ways() {
        var ways = new ArrayList<Way>();
        for (var door = 0; door < doors; door++) {
            for (var follower : watched) {
                ways.add(new Way(door, follower.topic()));
            }
        }
        return ways;
    }

    /** Notes what this fault did, now that all is calm again, and answers it in words. */
    String note(Episode episode) {
        var publishing = publishing(episode);
        var delivery = watched.stream()
                .mapToLong(each -> trial.deliveries().longest(each.name(), episode.from()))
                .max()
                .orElse(0);
        var figures = kinds.computeIfAbsent(episode.kind(), kind -> new Figures(new ArrayList<>(), new ArrayList<>()));
        figures.publishing().add(publishing);
        figures.delivery().add(delivery);
        return episode + ": publishing again after " + publishing + " ms, delivery after " + delivery + " ms";
    }

    /** Through every door that the fault spared; where it spared none, through any. */
    private long publishing(Episode episode) {
        var spared = ways().stream().filter(way -> episode.spares(way.door())).toList();
        var receipts = trial.receipts();
        return spared.isEmpty()
                ? watched.stream()
                        .mapToLong(each -> receipts.topics().longest(each.topic(), episode.from()))
                        .max()
                        .orElse(0)
                : spared.stream()
                        .mapToLong(way -> receipts.ways().longest(way, episode.from()))
                        .max()
                        .orElse(0);
    }

    /** One line a kind: how often, and median and longest of both. */
    String report() {
        return kinds.entrySet().stream()
                .map(each -> "%-34s %3d  publishing %6d / %6d ms  delivery %6d / %6d ms"
                        .formatted(
                                each.getKey(),
                                each.getValue().publishing().size(),
                                median(each.getValue().publishing()),
                                max(each.getValue().publishing()),
                                median(each.getValue().delivery()),
                                max(each.getValue().delivery())))
                .collect(Collectors.joining("\n"));
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0L);
    }

    private static long max(List<Long> values) {
        return values.stream().mapToLong(each -> each).max().orElse(0);
    }
}
