package org.openmns.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who has to go when there are nearly too many connections, and who may not come in. */
class OpenConnectionsTest {

    private static final Duration ANY = Duration.ofSeconds(10);

    private final List<OpenConnection> finished = new ArrayList<>();
    private final List<OpenConnection> aborted = new ArrayList<>();
    private final OpenConnections connections = new OpenConnections(new ConnectionLimits(32, 4, ANY));
    private long now;

    @Test
    void noneGivesWayWhileThereIsRoom() {
        IntStream.range(0, 30).forEach(each -> open("10.0.0." + each));

        assertThat(finished).isEmpty();
    }

    @Test
    void thenTheLongestIdleGivesWay() {
        var longest = open("10.0.1.1");
        var next = open("10.0.1.2");
        IntStream.range(0, 28).forEach(each -> open("10.0.0." + each));

        open("10.0.2.1");
        open("10.0.2.2");

        assertThat(finished).containsExactly(longest, next);
    }

    @Test
    void oneOfTheAddressWithMostGivesWayFirst() {
        open("10.0.1.1");
        var one = open("10.0.1.2");
        var other = open("10.0.1.2");
        IntStream.range(0, 27).forEach(each -> open("10.0.0." + each));

        open("10.0.2.1");
        open("10.0.2.2");

        assertThat(finished).containsExactly(one, other);
    }

    @Test
    void oneThatNeverBroughtARequestGivesWayBeforeOneThatDid() {
        var served = open("10.0.1.1");
        served.serves();
        served.waits(now);
        var silent = open("10.0.1.1");
        IntStream.range(0, 28).forEach(each -> open("10.0.0." + each));

        open("10.0.2.1");

        assertThat(finished).containsExactly(silent);
    }

    @Test
    void oneThatIsBeingServedNeverGivesWay() {
        var all =
                IntStream.range(0, 30).mapToObj(each -> open("10.0.0." + each)).toList();
        all.forEach(OpenConnection::serves);

        open("10.0.2.1");

        assertThat(finished).isEmpty();
    }

    @Test
    void oneWhoseBodyIsStillArrivingGivesWayAfterTheIdleOnesOfItsAddress() {
        var arriving = receiving("10.0.1.1");
        var idle = open("10.0.1.1");
        idle.serves();
        idle.waits(now);
        IntStream.range(0, 28).forEach(each -> open("10.0.0." + each));

        open("10.0.2.1");
        open("10.0.2.2");

        assertThat(finished).containsExactly(idle, arriving);
        assertThat(arriving.isToBreakOff()).isTrue();
        assertThat(idle.isToBreakOff()).isFalse();
    }

    @Test
    void whoHasMostOfThemLosesTheOldestAndNobodyElseTheirIdleOnes() {
        open("10.0.1.1");
        var dripping =
                IntStream.range(0, 29).mapToObj(each -> receiving("10.0.0.1")).toList();

        open("10.0.2.1");
        open("10.0.2.2");

        assertThat(finished).containsExactly(dripping.get(0), dripping.get(1));
    }

    @Test
    void oneWhoseBodyHasArrivedNeverGivesWay() {
        var all = IntStream.range(0, 30)
                .mapToObj(each -> receiving("10.0.0." + each))
                .toList();
        all.forEach(OpenConnection::hasReceived);

        open("10.0.2.1");

        assertThat(finished).isEmpty();
    }

    /** A node that stops waits for what is still to come of a request. */
    @Test
    void atTheEndABodyThatIsStillArrivingIsNotBrokenOff() {
        var arriving = receiving("10.0.0.1");

        connections.endAll(ANY);

        assertThat(finished).containsExactly(arriving);
        assertThat(arriving.isToBreakOff()).isFalse();
    }

    private OpenConnection receiving(String address) {
        var connection = open(address);
        connection.receives(now++);
        return connection;
    }

    @Test
    void whatHasEndedIsForgotten() throws UnknownHostException {
        for (var round = 0; round < 100; round++) {
            open("10.0.0.1").hasEnded();
        }

        assertThat(finished).isEmpty();
        assertThat(connections.admits(InetAddress.getByName("10.0.0.1"))).isTrue();
    }

    @Test
    void anAddressMayHaveSoManyAndNoMore() throws UnknownHostException {
        var first = open("10.0.0.1");
        IntStream.range(0, 3).forEach(each -> open("10.0.0.1"));

        assertThat(connections.admits(InetAddress.getByName("10.0.0.1"))).isFalse();
        assertThat(connections.admits(InetAddress.getByName("10.0.0.2"))).isTrue();
        first.hasEnded();
        assertThat(connections.admits(InetAddress.getByName("10.0.0.1"))).isTrue();
    }

    @Test
    void withoutALimitOfItsOwnAnAddressMayHaveAll() {
        assertThat(new ConnectionLimits(32, 0, ANY).admits(31)).isTrue();
    }

    @Test
    void atTheEndAllAreTold() {
        var quick = open("10.0.0.1");
        var stubborn = open("10.0.0.2");

        var ended = connections.endAll(Duration.ofMillis(50)).toCompletableFuture();
        quick.hasEnded();

        assertThat(ended).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(finished).contains(quick, stubborn);
        assertThat(aborted).contains(stubborn);
    }

    /** An address in digits: nothing is looked up. */
    private OpenConnection open(String address) {
        var self = new ArrayList<OpenConnection>(1);
        var connection = new OpenConnection(() -> finished.addAll(self), now++);
        self.add(connection);
        connection.aborted().thenRun(() -> aborted.add(connection));
        try {
            connections.add(InetAddress.getByName(address), connection);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
        return connection;
    }
}
