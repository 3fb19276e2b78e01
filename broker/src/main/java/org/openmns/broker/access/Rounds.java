package org.openmns.broker.access;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openmns.protocol.StageFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work by the clock of which one piece after another is done, each by itself: what fails is done again the next time. */
final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final AtomicBoolean underWay = new AtomicBoolean();
    private final String what;

    /** {@code what} is said of a failure: "the … could not all be looked after". */
    Rounds(String what) {
        this.what = what;
    }

    /** The next round, unless one is under way. */
    void next(Supplier<CompletionStage<Void>> round) {
        if (underWay.compareAndSet(false, true)) {
            alone(round::get).whenComplete((done, never) -> underWay.set(false));
        }
    }

    /** One after the other, whatever comes of each. */
    <T> CompletionStage<Void> each(Collection<T> all, Function<T, CompletionStage<?>> work) {
        var done = none();
        for (var one : all) {
            done = done.thenCompose(before -> alone(() -> work.apply(one)));
        }
        return done;
    }

    /** Its failure is said, and ends nothing else. */
    CompletionStage<Void> alone(Supplier<CompletionStage<?>> work) {
        return none().thenCompose(now -> work.get()).handle((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "the {} could not all be looked after: {}",
                        what,
                        StageFailure.cause(failure).getClass().getSimpleName());
            }
            return null;
        });
    }

    private static CompletionStage<Void> none() {
        return CompletableFuture.completedStage(null);
    }
}
