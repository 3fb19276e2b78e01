package org.openmns.event;

import java.util.function.Function;

/** What became of one event that somebody sent: an event, or everything that is wrong with it. */
public sealed interface Parsed {

    /** Follows this result to whichever of the two it is. */
    <T> T fold(Function<Event, T> whenValid, Function<FieldErrors, T> whenInvalid);

    /** Fit to be published. */
    record Valid(Event event) implements Parsed {

        @Override
        public <T> T fold(Function<Event, T> whenValid, Function<FieldErrors, T> whenInvalid) {
            return whenValid.apply(event);
        }
    }

    /** Never to reach the journal; the messages are fit for the publisher. */
    record Invalid(FieldErrors errors) implements Parsed {

        @Override
        public <T> T fold(Function<Event, T> whenValid, Function<FieldErrors, T> whenInvalid) {
            return whenInvalid.apply(errors);
        }
    }

    /** Refused for what is wrong with one field only. */
    static Parsed invalid(String field, String message) {
        return new Invalid(new FieldErrors().add(field, message));
    }
}
