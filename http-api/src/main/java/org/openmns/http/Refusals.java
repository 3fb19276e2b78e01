package org.openmns.http;

import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.openmns.access.AccessRequest.Ruling;
import org.openmns.catalogue.EventTypeRefused;
import org.openmns.cohort.CohortRefused;
import org.openmns.subscription.SubscriptionReply.Refusal;

/** What is answered where those behind the door refuse. */
final class Refusals {

    private Refusals() {}

    /** Exhaustive: a new refusal does not compile until it has an answer. */
    static HttpResponse of(Refusal why) {
        return switch (why) {
            case UNKNOWN_SUBSCRIPTION -> Errors.notFound();
            case SUBSCRIPTION_OFF -> Errors.conflict("The subscription is off");
            case EVENT_TYPE_IS_FIXED ->
                Errors.invalid(
                        "criteria", "The event type of a subscription cannot be changed, please create another one");
            case REPLAY_OUT_OF_RANGE -> Errors.invalid("from", "Please provide a range that the log still holds");
            case REPLAY_RUNNING -> Errors.conflict("A replay of this subscription is still running");
            case UNAVAILABLE -> Errors.unavailable();
        };
    }

    /** As {@link #of(Refusal)}. */
    static HttpResponse of(Ruling.Declined declined) {
        return switch (declined.why()) {
            case UNKNOWN -> Errors.notFound();
            case NOT_YOURS -> Errors.forbidden();
            case DECIDED -> Errors.conflict("The access request is " + AccessRequestBody.word(declined.status()));
        };
    }

    /** As {@link #of(Refusal)}. */
    static HttpResponse of(CohortRefused.Why why) {
        return switch (why) {
            case UNKNOWN_COHORT -> Errors.notFound();
            case UNKNOWN_PLACE -> Errors.badRequest("The after parameter was not valid");
            case REFERRED_TO -> Errors.conflict("A subscription refers to this cohort");
            case COHORT_TOO_LARGE -> Errors.error(StatusCodes.get(413), "The cohort would hold too many values");
            case TOO_MANY_COHORTS ->
                Errors.conflict("You have as many cohorts as are accepted, please delete one first");
            case TOO_MANY_VALUES_OF_OWNER ->
                Errors.conflict("Your cohorts together hold as many values as are accepted");
            case TOO_MANY_VALUES -> Errors.conflict("All cohorts together hold as many values as are accepted");
            case TOO_MUCH_MEMORY -> Errors.conflict("All cohorts together take as much memory as is accepted");
            case NOT_ON_EVERY_NODE ->
                Errors.unavailable("The change is stored, but not known everywhere yet; please send it again");
        };
    }

    /** As {@link #of(Refusal)}. */
    static HttpResponse of(EventTypeRefused.Why why) {
        return switch (why) {
            case NOT_YOURS -> Errors.forbidden();
            case TOO_MANY_TYPES -> Errors.conflict("The catalogue holds as many event types as are accepted");
        };
    }

    /** Nothing of the event was stored, or it is unknown whether: either way the publisher sends it again. */
    static HttpResponse of(PublishRefused.Why why) {
        return switch (why) {
            case OVER_SHARE -> Errors.overShare("events");
            case OVERLOADED -> Errors.unavailable("Too many events are being published, please try again");
            case UNAVAILABLE -> Errors.unavailable();
        };
    }
}
