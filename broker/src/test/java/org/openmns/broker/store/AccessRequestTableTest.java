package org.openmns.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.store.Samples.NOON;
import static org.openmns.broker.store.Samples.OWNER;
import static org.openmns.broker.store.Samples.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Ruling;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry;
import org.openmns.access.AuditEntry.Action;
import org.openmns.access.AuditEntry.Deed;
import org.openmns.access.Filing;
import org.openmns.broker.OnBothDatabases;
import org.openmns.event.TopicName;

@OnBothDatabases
class AccessRequestTableTest {

    private static final TopicName FLAGS = new TopicName("patientflags-change-1");
    private static final TopicName MOVES = new TopicName("pds-change-of-gp-2");
    private static final ApplicationId GP = new ApplicationId("gp-1");
    private static final ApplicationId OTHER = new ApplicationId("gp-2");

    @TempDir
    private Path directory;

    private Database database;
    private AccessRequestTable table;

    @BeforeEach
    void open() {
        database = Samples.open(directory);
        table = at(NOON);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private AccessRequestTable at(Instant now) {
        return new AccessRequestTable(database, 2, clock(now));
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private AccessRequest filed(TopicName type, ApplicationId application) {
        return Samples.filed(table, type, application);
    }

    private AccessRequest take(Step step, AccessRequest request) {
        return Samples.take(table, step, request);
    }

    private Grants grants(Instant now) {
        return new Grants(database, clock(now));
    }

    private List<AuditEntry> audit() {
        return await(new AuditTable(database).list(0, 100)).entries();
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        var granted = take(Step.APPROVE, filed(FLAGS, GP));

        assertThat(await(table.find(granted.id()))).contains(granted);
        assertThat(await(grants(NOON).all())).isEqualTo(Map.of(GP, Set.of(FLAGS)));
    }

    @Test
    void eachStepIsAuditedWithWhatWasBeforeAndAfter() {
        var request = filed(FLAGS, GP);
        var granted = take(Step.APPROVE, request);
        take(Step.WITHDRAW, granted);
        take(Step.WITHDRAW, granted);

        assertThat(audit())
                .extracting(AuditEntry::deed)
                .containsExactly(
                        new Deed(GP, Action.ACCESS_REQUESTED, "access-request/" + request.id()),
                        new Deed(OWNER, Action.ACCESS_GRANTED, "access-request/" + request.id()),
                        new Deed(OWNER, Action.ACCESS_WITHDRAWN, "access-request/" + request.id()));
        assertThat(audit().get(0).before()).isEmpty();
        assertThat(audit().get(1).before()).isEqualTo(audit().get(0).after());
        assertThat(audit().get(1).after().orElseThrow()).contains("\"GRANTED\"", "\"because\"", "gp-1");
        assertThat(audit().get(2).before()).isEqualTo(audit().get(1).after());
    }

    @Test
    void whatIsNotTakenIsNotWritten() {
        var granted = take(Step.APPROVE, filed(FLAGS, GP));
        var declined = new Ruling.Declined(AccessRequest.Why.DECIDED, Status.GRANTED);

        assertThat(await(table.change(granted.id(), before -> declined))).contains(declined);
        assertThat(await(table.change(UUID.randomUUID(), before -> declined))).isEmpty();

        assertThat(await(table.find(granted.id()))).contains(granted);
        assertThat(audit()).hasSize(2);
    }

    @Test
    void ofManyAtOnceOneIsFiled() {
        var filings = IntStream.range(0, 8)
                .mapToObj(each -> table.file(Samples.accessRequest(FLAGS, GP)).toCompletableFuture())
                .toList();
        CompletableFuture.allOf(filings.toArray(CompletableFuture<?>[]::new)).join();

        var all = filings.stream().map(CompletableFuture::join).toList();
        assertThat(all).filteredOn(Filing.Filed.class::isInstance).hasSize(1);
        assertThat(all).filteredOn(Filing.Exists.class::isInstance).hasSize(7);
        assertThat(await(table.list(FLAGS, Optional.of(GP), 0, 10)).requests()).hasSize(1);
    }

    @Test
    void whatWasDecidedMakesRoomAfterADay() {
        var first = filed(FLAGS, GP);
        take(Step.REFUSE, first);
        filed(MOVES, GP);
        await(grants(NOON.plus(Duration.ofHours(1))).turnedOff(first.id()));

        assertThat(await(table.file(Samples.accessRequest(FLAGS, GP)))).isEqualTo(new Filing.TooMany());
        table = at(NOON.plus(Duration.ofDays(2)));
        filed(FLAGS, GP);

        assertThat(await(table.find(first.id()))).isEmpty();
        assertThat(await(table.file(Samples.accessRequest(new TopicName("other-1"), GP))))
                .isEqualTo(new Filing.TooMany());
    }

    @Test
    void listsPageByPageAllOrOnesOwn() {
        var one = filed(FLAGS, GP);
        var two = filed(FLAGS, OTHER);
        filed(MOVES, GP);

        var first = await(table.list(FLAGS, Optional.empty(), 0, 1));
        assertThat(first.requests()).containsExactly(one);
        var second = await(table.list(FLAGS, Optional.empty(), first.next().orElseThrow(), 1));
        assertThat(second.requests()).containsExactly(two);
        assertThat(second.next()).isEmpty();
        assertThat(await(table.list(FLAGS, Optional.of(OTHER), 0, 10)).requests())
                .containsExactly(two);
    }

    @Test
    void aPageEndsWithTwoMebibytes() {
        var many = new AccessRequestTable(database, 100, clock(NOON));
        for (var number = 0; number < 5; number++) {
            var claim = new Claim(FLAGS, new ApplicationId("gp-" + number), "x".repeat(900 << 10), Optional.empty());
            await(many.file(new AccessRequest(UUID.randomUUID(), claim, NOON, Status.REQUESTED, Optional.empty())));
        }

        var first = await(many.list(FLAGS, Optional.empty(), 0, 500));
        var second = await(many.list(FLAGS, Optional.empty(), first.next().orElseThrow(), 500));
        var third = await(many.list(FLAGS, Optional.empty(), second.next().orElseThrow(), 500));

        assertThat(List.of(first, second, third))
                .extracting(page -> page.requests().size())
                .containsExactly(2, 2, 1);
        assertThat(third.next()).isEmpty();
    }

    @Test
    void whoIsDeletedLosesWhatItWasGranted() {
        var granted = take(Step.APPROVE, filed(FLAGS, GP));
        take(Step.REFUSE, filed(MOVES, GP));
        filed(FLAGS, OTHER);

        assertThat(await(table.deleteOf(GP, OWNER))).isEqualTo(2);
        assertThat(await(table.deleteOf(GP, OWNER))).isZero();

        assertThat(await(grants(NOON).all())).isEmpty();
        assertThat(await(table.list(FLAGS, Optional.empty(), 0, 10)).requests()).hasSize(1);
        assertThat(audit()).last().satisfies(entry -> {
            assertThat(entry.deed())
                    .isEqualTo(new Deed(OWNER, Action.ACCESS_WITHDRAWN, "access-request/" + granted.id()));
            assertThat(entry.after()).isEmpty();
        });
    }
}
