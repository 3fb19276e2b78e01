package org.openmns.broker.subscription;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.openmns.broker.subscription.SimulatedSubscription.LoadId;
import org.openmns.subscription.DeadLetter;

/** What a {@link SimulatedSubscription} has done outside of it, as {@link Errands} does it for a real one. */
final class SimulatedErrands {

    private final SimulatedSubscription from;
    private final SimulatedWorld world;
    private final Map<LoadId, LoopEffect.Load> loads = new HashMap<>();
    private int loadsAsked;

    SimulatedErrands(SimulatedSubscription from, SimulatedWorld world) {
        this.from = from;
        this.world = world;
    }

    void restarted() {
        loads.clear();
    }

    LoopEffect.Load landed(LoadId asked) {
        return Objects.requireNonNull(loads.remove(asked));
    }

    void run(LoopEffect effect, Instant now) {
        if (effect instanceof LoopEffect.Attempt attempt) {
            world.attempt(from, attempt.occurrence());
        } else if (effect instanceof LoopEffect.ReadLog read) {
            world.readLog(from, read.pass() == LoopEffect.Pass.REPLAY, read.after(), read.through());
        } else if (effect instanceof LoopEffect.Load load) {
            var asked = new LoadId(loadsAsked++);
            loads.put(asked, load);
            world.load(from, asked, load.fromLog(), load.fromDeadLetters());
        } else if (effect instanceof LoopEffect.Keep keep) {
            world.keepDeadLetter(
                    from, new DeadLetter(from.id(), keep.occurrence(), keep.attempts(), keep.error(), now));
        } else if (effect instanceof LoopEffect.Forget forget) {
            world.forgetDeadLetter(from, forget.offset());
        } else if (effect instanceof LoopEffect.Tell tell) {
            world.tell(tell.command());
        } else {
            throw new AssertionError("unexpected " + effect);
        }
    }
}
