package org.openmns.http;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.openmns.access.AccessRequest;
import org.openmns.access.AccessRequestPage;
import org.openmns.access.ApplicationId;
import org.openmns.event.TopicName;

/** An access request as answers show it. */
record AccessRequestBody(
        UUID id, ClaimBody claim, Instant requestedAt, String status, Optional<DecisionBody> decision) {

    static AccessRequestBody of(AccessRequest request) {
        return new AccessRequestBody(
                request.id(),
                ClaimBody.of(request.claim()),
                request.requestedAt(),
                word(request.status()),
                request.decision().map(DecisionBody::of));
    }

    static String word(AccessRequest.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    record ClaimBody(TopicName type, ApplicationId application, String useCase, Optional<String> criteria) {

        /** Says neither criteria nor use case: they may be about a patient. */
        @Override
        public String toString() {
            return "ClaimBody[" + application + ", " + type + "]";
        }

        static ClaimBody of(AccessRequest.Claim claim) {
            return new ClaimBody(claim.type(), claim.application(), claim.useCase(), claim.criteria());
        }
    }

    record DecisionBody(ApplicationId by, Instant at, Optional<String> reason) {

        static DecisionBody of(AccessRequest.Decision decision) {
            return new DecisionBody(decision.by(), decision.at(), decision.reason());
        }
    }

    record ListBody(List<AccessRequestBody> accessRequests, Optional<String> next) {

        static ListBody of(AccessRequestPage page, String path, int max) {
            return new ListBody(
                    page.requests().stream().map(AccessRequestBody::of).toList(),
                    page.next().map(number -> path + "?limit=" + max + "&after=" + number));
        }
    }
}
