package org.openmns.http;

import java.util.Optional;
import java.util.Set;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.ApplicationId;
import org.openmns.criteria.Criteria;
import org.openmns.event.TopicName;

/** Reads what an application wants to follow a type for, and why somebody decided on that. */
final class AccessRequestReader {

    private static final int USE_CASE_LENGTH_MAX = 2_000;

    /** It stands in the subscriptions that it turns off, whose error is cut at 2,000 characters. */
    private static final int REASON_LENGTH_MAX = 1_000;

    private final CriteriaReader criteria;

    AccessRequestReader(CriteriaReader criteria) {
        this.criteria = criteria;
    }

    /**
     * The request in this body.
     *
     * @throws RequestRefused naming every wrong field
     */
    Claim claim(byte[] body, TopicName type, ApplicationId application) {
        var document = StrictJson.read(body);
        var fields = new Fields("", document.root(), document.errors()).only(Set.of("useCase", "criteria"));
        var useCase = words(fields, "useCase", USE_CASE_LENGTH_MAX);
        var wanted = fields.has("criteria") ? criteria.read(fields, "criteria") : Optional.<Criteria>empty();
        if (wanted.filter(each -> !each.eventType().equals(type)).isPresent()) {
            fields.wrong("criteria", "Please provide criteria of the event type " + type);
        }
        if (!document.errors().isEmpty()) {
            throw new RequestRefused(Errors.invalid(document.errors()));
        }
        return new Claim(type, application, useCase.orElseThrow(), wanted.map(Criteria::text));
    }

    /** The reason that must be given. */
    static Optional<String> reason(byte[] body) {
        var document = StrictJson.read(body);
        var fields = new Fields("", document.root(), document.errors()).only(Set.of("reason"));
        var reason = words(fields, "reason", REASON_LENGTH_MAX);
        if (!document.errors().isEmpty()) {
            throw new RequestRefused(Errors.invalid(document.errors()));
        }
        return reason;
    }

    private static Optional<String> words(Fields fields, String name, int lengthMax) {
        var text = fields.text(name, 1, lengthMax);
        if (text.filter(String::isBlank).isPresent()) {
            fields.wrong(name, "Please provide a " + name + " that is not empty");
        }
        return text;
    }
}
