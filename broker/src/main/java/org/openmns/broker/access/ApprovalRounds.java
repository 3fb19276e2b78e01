package org.openmns.broker.access;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Decision;
import org.openmns.access.AccessRequest.Status;
import org.openmns.access.ApplicationId;
import org.openmns.broker.store.Grants;
import org.openmns.event.TopicName;

/**
 * What one node of the cluster does by the clock about event types under approval: it turns off what a withdrawal left on,
 * because a node died amid it or another one had not heard of it yet; and whoever followed a type before it came under
 * approval is granted it, so that its owner sees them and may withdraw it.
 */
final class ApprovalRounds {

    /** In whose name it stands in the audit log. */
    private static final ApplicationId HOUSEKEEPING = new ApplicationId("housekeeping");

    private final Grants grants;
    private final AccessBook book;
    private final Withdrawals withdrawals;
    private final Clock clock;
    private final Rounds rounds = new Rounds("event types under approval");

    ApprovalRounds(Grants grants, AccessBook book, Withdrawals withdrawals, Clock clock) {
        this.grants = grants;
        this.book = book;
        this.withdrawals = withdrawals;
        this.clock = clock;
    }

    /** The next round, unless one is under way; what fails is done again at the next time, and keeps nothing else waiting. */
    void next() {
        rounds.next(() -> rounds.alone(this::turnOff).thenCompose(off -> rounds.alone(this::grantToFollowers)));
    }

    private CompletionStage<Void> turnOff() {
        return grants.toTurnOff().thenCompose(all -> rounds.each(all, this::turnOff));
    }

    private CompletionStage<?> turnOff(AccessRequest closed) {
        return withdrawals.turnOff(closed).thenCompose(off -> grants.turnedOff(closed.id()));
    }

    private CompletionStage<Void> grantToFollowers() {
        return grants.turned().thenCompose(all -> rounds.each(all, this::grantToFollowers));
    }

    private CompletionStage<Void> grantToFollowers(TopicName type) {
        return grants.followersWithoutRequest(type)
                .thenCompose(owners -> rounds.each(
                        owners.stream()
                                .flatMap(owner -> ApplicationId.parse(owner).stream())
                                .filter(application -> !book.mayFollow(application, type))
                                .toList(),
                        application -> grants.put(granted(application, type))));
    }

    private AccessRequest granted(ApplicationId application, TopicName type) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var why = "subscribed before the type came under approval";
        return new AccessRequest(
                UUID.randomUUID(),
                new Claim(type, application, why, Optional.empty()),
                now,
                Status.GRANTED,
                Optional.of(new Decision(HOUSEKEEPING, now, Optional.of(why))));
    }
}
