package org.openmns.broker.access;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Ruling;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.AccessRequestPage;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Filing;
import org.openmns.access.Governance;
import org.openmns.broker.store.AccessRequestTable;
import org.openmns.event.TopicName;
import org.openmns.http.AccessRequests;

/** Access requests as the API lists and decides them: a decision is answered when this node goes by it. */
final class NodeApprovals implements AccessRequests {

    private final AccessRequestTable table;
    private final AccessBook book;
    private final Governing governing;
    private final Withdrawals withdrawals;
    private final Clock clock;

    NodeApprovals(
            AccessRequestTable table, AccessBook book, Governing governing, Withdrawals withdrawals, Clock clock) {
        this.table = table;
        this.book = book;
        this.governing = governing;
        this.withdrawals = withdrawals;
        this.clock = clock;
    }

    @Override
    public Governance governance(TopicName type) {
        return governing.of(type);
    }

    @Override
    public CompletionStage<Filing> file(Claim claim) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return table.file(new AccessRequest(UUID.randomUUID(), claim, now, Status.REQUESTED, Optional.empty()));
    }

    @Override
    public CompletionStage<Optional<AccessRequest>> find(UUID id) {
        return table.find(id);
    }

    @Override
    public CompletionStage<AccessRequestPage> list(
            TopicName type, Optional<ApplicationId> application, long after, int max) {
        return table.list(type, application, after, max);
    }

    @Override
    public CompletionStage<Optional<Ruling>> decide(UUID id, Step step, Caller caller, Optional<String> reason) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var decision = new Decision(caller.application(), now, reason);
        return table.change(
                        id,
                        request -> request.take(
                                step, caller, governing.of(request.claim().type()), decision))
                .thenCompose(this::known);
    }

    /** First nobody here is let in by it any more, then what was let in is turned off. */
    private CompletionStage<Optional<Ruling>> known(Optional<Ruling> ruling) {
        return ruling.isPresent() && ruling.get() instanceof Ruling.Taken taken
                ? book.refresh().thenCompose(read -> turnOff(taken.request())).thenApply(off -> ruling)
                : CompletableFuture.completedStage(ruling);
    }

    private CompletionStage<Void> turnOff(AccessRequest request) {
        return request.status().isOpen() ? none() : withdrawals.turnOff(request);
    }

    @Override
    public CompletionStage<Void> deleteOf(ApplicationId application, ApplicationId actor) {
        return table.deleteOf(application, actor).thenCompose(count -> count == 0 ? none() : book.refresh());
    }

    private static CompletionStage<Void> none() {
        return CompletableFuture.completedStage(null);
    }
}
