package org.openmns.broker.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.openmns.broker.fault.Gate.Cut;
import org.openmns.broker.store.DatabaseLocation;

/** The nodes under test, supervised as by an operator's system: a process that ends by itself is started again. */
final class Cluster implements AutoCloseable {

    private static final int LOOK_AGAIN_MILLIS = 500;

    private final List<Member> members = new ArrayList<>();
    private final ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> supervising;

    /** So many nodes on this database, that keep their logs in this directory; started at the same time. */
    Cluster(int size, DatabaseLocation database, Path directory, Timeline timeline) throws IOException {
        for (var number = 0; number < size; number++) {
            members.add(new Member(number, database, directory));
        }
        for (var member : members) {
            member.start();
        }
        supervising = supervisor.scheduleWithFixedDelay(
                () -> members.forEach(member -> supervise(member, timeline)),
                LOOK_AGAIN_MILLIS,
                LOOK_AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private static void supervise(Member member, Timeline timeline) {
        try {
            member.supervise(timeline.now());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    List<Member> members() {
        return List.copyOf(members);
    }

    Member member(int number) {
        return members.get(number);
    }

    List<URI> doors() {
        return members.stream().map(Member::door).toList();
    }

    boolean isReady() {
        return members.stream().allMatch(Member::isReady);
    }

    /** The node that has run for longest. */
    Member oldest() {
        return members.stream().min(Comparator.comparing(Member::startedAt)).orElseThrow();
    }

    /** Cuts this node off from all others, in both directions. */
    void cutOff(Member lone, Cut cut) {
        for (var other : members) {
            if (other != lone) {
                lone.gate().cut(other.address(), cut);
                other.gate().cut(lone.address(), cut);
            }
        }
    }

    /** Brings this node together with the others again. */
    void mend(Member lone) {
        for (var other : members) {
            if (other != lone) {
                lone.gate().mend(other.address());
                other.gate().mend(lone.address());
            }
        }
    }

    /** Which processes ended although nobody asked them to, and when. */
    List<String> ends() {
        return members.stream().flatMap(member -> member.ends().stream()).toList();
    }

    @Override
    public void close() throws IOException {
        supervising.cancel(false);
        supervisor.shutdownNow();
        for (var member : members) {
            member.close();
        }
    }
}
