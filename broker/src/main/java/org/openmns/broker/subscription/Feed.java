package org.openmns.broker.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openmns.broker.subscription.LoopEffect.Pass;
import org.openmns.broker.subscription.LoopEffect.ReadLog;
import org.openmns.broker.subscription.LoopEffect.Tell;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.broker.topic.TopicLog.Page;
import org.openmns.subscription.SubscriptionCommand.Notify;
import org.openmns.subscription.SubscriptionCommand.Occurrence;
import org.openmns.subscription.SubscriptionId;
import org.openmns.topic.TopicCommand.Progress;
import org.openmns.topic.TopicCommand.Rejoin;

/** Fills the {@link Backlog}: from what the topic pushes, and from pages of the log, live and replayed. */
final class Feed {

    /** After the log could not be read. */
    private static final Duration READ_AGAIN = Duration.ofSeconds(1);

    private final SubscriptionId id;
    private final Matching matching;
    private final Intake intake = new Intake();
    private final Backlog backlog;
    private final Settlement settlement;
    private final CatchUpTurn turn;
    private final Unsaved unsaved;
    private final List<LoopEffect> effects;
    private boolean readingReplay;
    private Instant readAgainAt = Instant.EPOCH;

    Feed(
            SubscriptionId id,
            Matching matching,
            Backlog backlog,
            Settlement settlement,
            CatchUpTurn turn,
            Unsaved unsaved,
            List<LoopEffect> effects) {
        this.id = id;
        this.matching = matching;
        this.backlog = backlog;
        this.settlement = settlement;
        this.turn = turn;
        this.unsaved = unsaved;
        this.effects = effects;
    }

    /** The topic says what matched. */
    void notified(Live live, Notify notify, Instant now) {
        intake.learn(notify);
        var track = backlog.live();
        // Else a topic that knows more than the cursor says would be asked again and again for what never comes.
        track.receivedThrough(intake.base());
        if (!live.mayDeliver() || backlog.isReplaying() || !Intake.continues(notify, track.received())) {
            pull(live, now);
        } else if (take(live, notify.events(), now)) {
            track.receivedThrough(notify.upTo());
            if (track.received() >= intake.known()) {
                intake.push();
                turn.caughtUp();
            }
        } else {
            pull(live, now);
        }
        if (notify.events().isEmpty()) {
            if (backlog.live().settled() > live.place().cursor().settled()) {
                // What was notified did not match after all: nothing to deliver, but the topic waits to hear so.
                unsaved.touch(now);
            }
            effects.add(new Tell(progress(live, now)));
        }
    }

    private void pull(Live live, Instant now) {
        if (intake.pull()) {
            effects.add(new Tell(progress(live, now)));
        }
    }

    /** A page of the log, complete from where it was asked to {@code through}. */
    void pageRead(Live live, Pass pass, Page page, Instant now) {
        turn.read(page, now);
        if (pass == Pass.REPLAY) {
            readingReplay = false;
            backlog.replayPage(matching.of(live), page.events(), page.through(), now);
            return;
        }
        intake.stoppedReading();
        if (take(live, page.events(), now)) {
            backlog.live().receivedThrough(page.through());
        }
    }

    /** The log could not be read; it is tried again in a while. */
    void pageFailed(Pass pass, Instant now) {
        readAgainAt = now.plus(READ_AGAIN);
        if (pass == Pass.REPLAY) {
            readingReplay = false;
        } else {
            intake.stoppedReading();
        }
    }

    private boolean take(Live live, List<Occurrence> events, Instant now) {
        return backlog.take(matching.of(live), events, settlement.isEndpointUp(), now);
    }

    /** Asks for what there is room for. */
    void pullMore(Instant now) {
        if (backlog.endReplay()) {
            unsaved.touch(now);
        }
        if (now.isBefore(readAgainAt)) {
            return;
        }
        if (wantsReplayPage()) {
            var range = backlog.replayRange().orElseThrow();
            readingReplay = true;
            effects.add(new ReadLog(Pass.REPLAY, range.after(), range.through()));
        }
        if (!hasRoomForLive()) {
            return;
        }
        var received = Math.max(backlog.live().received(), intake.base());
        if (intake.wantsPage(received)) {
            intake.startedReading();
            effects.add(new ReadLog(Pass.LIVE, received, intake.known()));
        } else if (intake.wantsToRejoin(received, now)) {
            intake.asked(now);
            effects.add(new Tell(new Rejoin(id, received)));
        }
    }

    /** From now on what is missing is read from the log, until the topic pushes again. */
    void pull() {
        intake.pull();
    }

    boolean isPulling() {
        return intake.isPulling();
    }

    boolean isReading() {
        return intake.isReading() || readingReplay;
    }

    /** When {@link #pullMore} may ask for something by time alone. */
    Instant wakeAt() {
        var wake = wantsReplayPage() ? readAgainAt : Instant.MAX;
        if (!intake.isPulling() || intake.isReading() || !hasRoomForLive()) {
            return wake;
        }
        var rejoinAt = intake.rejoinAt().isAfter(readAgainAt) ? intake.rejoinAt() : readAgainAt;
        return rejoinAt.isBefore(wake) ? rejoinAt : wake;
    }

    private boolean wantsReplayPage() {
        return !readingReplay && backlog.replayRange().isPresent() && backlog.hasRoom(settlement.isEndpointUp());
    }

    private boolean hasRoomForLive() {
        return !backlog.isReplaying() && backlog.hasRoom(settlement.isEndpointUp());
    }

    /** What the topic is told, of what is written down. */
    Progress progress(Live live, Instant now) {
        var lagging = intake.isLagging() || !live.mayDeliver();
        return new Progress(id, live.place().settledThrough(), lagging, nudgeAt(live, now));
    }

    /**
     * When the topic may ask what has become of a delivery: not before the next retry, nor while nothing may start; one
     * that is off it may ask at any time, to be told again that it is.
     */
    private Instant nudgeAt(Live live, Instant now) {
        if (live.isOff()) {
            return now;
        }
        if (!live.mayDeliver()) {
            return Instant.MAX;
        }
        var startable = settlement.startableAt(live, now);
        return startable.equals(Instant.MAX) ? now : startable;
    }
}
