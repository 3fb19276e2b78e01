package org.openmns.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.openmns.subscription.Holding;

/**
 * How many subscriptions an application may have. They are counted in the database, but not for each new one: a count lets
 * this node give away a tenth of what is left, for some seconds. So one node never goes beyond the limit; up to ten nodes
 * together only by what is under way on the others when one counts, and by one each where less than ten are left. Those that
 * are off count only among all that are stored, of which there may be twice as many.
 */
final class SubscriptionQuota {

    /** Applications that have created something lately. */
    private static final int APPLICATIONS_MAX = 10_000;

    /** How many an owner has, counted no further than to {@code max} that are on, and to twice as many in all. */
    interface Count {
        CompletionStage<Holding> of(String owner, int max);
    }

    private final int max;
    private final Count counting;
    private final Duration patience;
    private final Ticker clock;
    private final Cache<String, Room> rooms;

    /** {@code max} 0 is no limit; a count may take {@code patience}. */
    SubscriptionQuota(int max, Count counting, Duration patience, Ticker clock) {
        this.max = max;
        this.counting = counting;
        this.patience = patience;
        this.clock = clock;
        this.rooms = Caffeine.newBuilder().maximumSize(APPLICATIONS_MAX).build();
    }

    /** Creates one more for this owner, where it may have it; refused with 409 otherwise. */
    <T> CompletionStage<T> within(String owner, Supplier<CompletionStage<T>> creating) {
        if (max == 0) {
            return creating.get();
        }
        var room = rooms.get(owner, first -> new Room(max));
        return admit(owner, room)
                .thenCompose(admitted -> begin(creating).whenComplete((created, failure) -> room.settled()));
    }

    /** As above, where the one to be created may be there already: then it is no more. Without a limit nobody looks. */
    <T> CompletionStage<T> within(
            String owner, Supplier<CompletionStage<Boolean>> there, Supplier<CompletionStage<T>> creating) {
        return max == 0
                ? creating.get()
                : there.get().thenCompose(found -> found ? creating.get() : within(owner, creating));
    }

    private static <T> CompletionStage<T> begin(Supplier<CompletionStage<T>> creating) {
        try {
            return creating.get();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    /** One of the owner's has gone: it need not wait until it is counted again. */
    void oneLess(String owner) {
        var room = rooms.getIfPresent(owner);
        if (room != null) {
            room.forget();
        }
    }

    private CompletionStage<Void> admit(String owner, Room room) {
        var answer = room.ask(clock.read());
        return switch (answer.verdict()) {
            case ADMITTED -> CompletableFuture.completedStage(null);
            case FULL -> CompletableFuture.failedStage(new RequestRefused(Errors.tooManySubscriptions()));
            case CROWDED -> CompletableFuture.failedStage(new RequestRefused(Errors.tooManySubscriptionsOff()));
            case UNCOUNTED -> {
                count(owner, room);
                yield answer.news().thenCompose(told -> admit(owner, room));
            }
            case UNDECIDED -> answer.news().thenCompose(told -> admit(owner, room));
        };
    }

    private void count(String owner, Room room) {
        var unused = Deadline.within(patience, counting.of(owner, max)).whenComplete((count, failure) -> {
            if (failure == null) {
                room.counted(count, clock.read());
            } else {
                room.notCounted(failure);
            }
        });
    }
}
