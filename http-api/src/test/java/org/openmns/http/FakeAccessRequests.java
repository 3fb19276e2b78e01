package org.openmns.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
import org.openmns.event.TopicName;

/** Access requests in memory, all under the governance that a test sets. */
final class FakeAccessRequests implements AccessRequests {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    final List<AccessRequest> all = new ArrayList<>();
    final List<String> deletedOf = new ArrayList<>();
    Governance governance = Governance.OPEN;
    int max = 100;

    @Override
    public Governance governance(TopicName type) {
        return governance;
    }

    @Override
    public CompletionStage<Filing> file(Claim claim) {
        return CompletableFuture.completedStage(filed(claim));
    }

    private Filing filed(Claim claim) {
        var open = all.stream()
                .filter(each -> each.claim().type().equals(claim.type())
                        && each.claim().application().equals(claim.application())
                        && each.status().isOpen())
                .findAny();
        if (open.isPresent()) {
            return new Filing.Exists(open.get().id());
        }
        return all.size() == max
                ? new Filing.TooMany()
                : new Filing.Filed(add(UUID.randomUUID(), claim).id());
    }

    AccessRequest add(UUID id, Claim claim) {
        var request = new AccessRequest(id, claim, NOON, Status.REQUESTED, Optional.empty());
        all.add(request);
        return request;
    }

    @Override
    public CompletionStage<Optional<AccessRequest>> find(UUID id) {
        return CompletableFuture.completedStage(
                all.stream().filter(each -> each.id().equals(id)).findAny());
    }

    @Override
    public CompletionStage<AccessRequestPage> list(
            TopicName type, Optional<ApplicationId> application, long after, int max) {
        var found = all.stream()
                .filter(each -> each.claim().type().equals(type))
                .filter(each ->
                        application.isEmpty() || each.claim().application().equals(application.get()))
                .toList();
        var page = found.stream().skip(after).limit(max).toList();
        var next = after + page.size();
        return CompletableFuture.completedStage(
                new AccessRequestPage(page, next < found.size() ? Optional.of(next) : Optional.empty()));
    }

    @Override
    public CompletionStage<Optional<Ruling>> decide(UUID id, Step step, Caller caller, Optional<String> reason) {
        return find(id).thenApply(found -> found.map(before -> {
            var ruling = before.take(step, caller, governance, new Decision(caller.application(), NOON, reason));
            if (ruling instanceof Ruling.Taken taken) {
                all.set(all.indexOf(before), taken.request());
            }
            return ruling;
        }));
    }

    @Override
    public CompletionStage<Void> deleteOf(ApplicationId application, ApplicationId actor) {
        deletedOf.add(application + " by " + actor);
        return CompletableFuture.completedStage(null);
    }
}
