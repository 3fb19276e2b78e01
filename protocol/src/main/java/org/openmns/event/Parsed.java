package org.openmns.event;

import java.util.function.Function;
import java.util.function.Supplier;

/** What became of one event that somebody sent: an event, or why it is none for us. */
public sealed interface Parsed {

    /** Follows this result to whichever of them it is. */
    <T> T fold(Function<Event, T> whenValid, Function<FieldErrors, T> whenInvalid, Supplier<T> whenNotPermitted);

    /** Fit to be published. */
    record Valid(Event event) implements Parsed {

        @Override
        public <T> T fold(
                Function<Event, T> whenValid, Function<FieldErrors, T> whenInvalid, Supplier<T> whenNotPermitted) {
            return whenValid.apply(event);
        }
    }

    /** Never to reach the journal; the messages are fit for the publisher. */
    record Invalid(FieldErrors errors) implements Parsed {

        @Override
        public <T> T fold(
                Function<Event, T> whenValid, Function<FieldErrors, T> whenInvalid, Supplier<T> whenNotPermitted) {
            return whenInvalid.apply(errors);
        }
    }

    /** Well formed, but its sender may not publish the type; nothing was held against that. */
    record NotPermitted() implements Parsed {

        @Override
        public <T> T fold(
                Function<Event, T> whenValid, Function<FieldErrors, T> whenInvalid, Supplier<T> whenNotPermitted) {
            return whenNotPermitted.get();
        }
    }

    /** Refused for what is wrong with one field only. */
    static Parsed invalid(String field, String message) {
        return new Invalid(new FieldErrors().add(field, message));
    }
}
