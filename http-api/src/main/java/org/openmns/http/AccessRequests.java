package org.openmns.http;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.AccessRequest.Ruling;
import org.openmns.access.AccessRequest.Step;
import org.openmns.access.AccessRequestPage;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Filing;
import org.openmns.access.Governance;
import org.openmns.event.TopicName;

/** The requests to follow event types under approval, and who answers for a type. A change and its audit entry are one. */
public interface AccessRequests {

    Governance governance(TopicName type);

    CompletionStage<Filing> file(Claim claim);

    CompletionStage<Optional<AccessRequest>> find(UUID id);

    /** Those for this type with numbers above this one, all or of one application, oldest first. */
    CompletionStage<AccessRequestPage> list(TopicName type, Optional<ApplicationId> application, long after, int max);

    /**
     * Takes this step in the name of the caller; nothing where there is no such request. What is granted counts for the next
     * request here, and soon on every node. After a refusal or a withdrawal it completes when the subscriptions of the
     * application to the type are off; where it fails they will be.
     */
    CompletionStage<Optional<Ruling>> decide(UUID id, Step step, Caller caller, Optional<String> reason);

    /** Forgets those of an application that is being deleted; what it was granted is thereby withdrawn. */
    CompletionStage<Void> deleteOf(ApplicationId application, ApplicationId actor);
}
