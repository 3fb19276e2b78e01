package org.openmns.broker.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.openmns.broker.delivery.Outcome.Verdict;

/** What one event loop sends to one host, for all applications that have endpoints there: they take {@link Turns}. */
final class HostQueue {

    private final Turns<Promise<Void>> turns;
    private boolean lettingIn;

    HostQueue(WebhookSettings.Connections limits) {
        var max = limits.perHostMax();
        turns = new Turns<>(new Turns.Limits(max, max, limits.waitingPerHostMax()));
    }

    boolean isDone() {
        return turns.isIdle() && !lettingIn;
    }

    Future<Void> enter(Deadline deadline) {
        var name = deadline.owner();
        if (turns.enter(name)) {
            return Future.succeededFuture();
        }
        Promise<Void> turn = Promise.promise();
        if (!turns.await(name, turn)) {
            return Future.failedFuture(
                    new AttemptFailure(Verdict.UNMADE, "too many deliveries to this host are waiting"));
        }
        deadline.whileWaiting(() -> giveUp(name, turn));
        return turn.future();
    }

    /** The request has been answered or has failed: the next one may go. */
    void leave(String name) {
        turns.leave(name);
        letIn();
    }

    private void giveUp(String name, Promise<Void> turn) {
        if (turns.giveUp(name, turn)) {
            turn.fail(new AttemptFailure(Verdict.RETRY, "timed out"));
        }
    }

    /** One after another, not one within the other: those that fail at once would fill the stack. */
    private void letIn() {
        if (lettingIn) {
            return;
        }
        lettingIn = true;
        for (var next = turns.next(); next.isPresent(); next = turns.next()) {
            next.get().complete();
        }
        lettingIn = false;
    }
}
