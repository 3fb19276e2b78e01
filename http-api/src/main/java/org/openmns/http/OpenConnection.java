package org.openmns.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** One open connection, as those see it who may end it. Its own stream writes here, any thread reads. */
final class OpenConnection {

    private final CompletableFuture<Done> ended = new CompletableFuture<>();
    private final CompletableFuture<Done> leaving = new CompletableFuture<>();
    private final CompletableFuture<Done> aborted = new CompletableFuture<>();
    private final Runnable finish;
    private volatile boolean waiting = true;
    private volatile boolean served;
    private volatile boolean receiving;
    private volatile boolean finishing;
    private volatile boolean givingWay;
    private volatile boolean over;
    private volatile long since;

    /** {@code finish} is safe to run on any thread, at any time and again. {@code now} is {@link System#nanoTime}. */
    OpenConnection(Runnable finish, long now) {
        this.finish = finish;
        this.since = now;
    }

    /** From now on it waits for a request, or for the rest of one's head. */
    void waits(long now) {
        since = now;
        receiving = false;
        waiting = true;
    }

    /** From now on a request is being read and answered. */
    void serves() {
        waiting = false;
        served = true;
    }

    /** As {@link #serves}, and of that request's body some is still to come. */
    void receives(long now) {
        since = now;
        receiving = true;
        serves();
    }

    /** The body is here, or nobody wants the rest of it. */
    void hasReceived() {
        receiving = false;
    }

    /** Whether a request is being read or answered. */
    boolean isServing() {
        return !waiting && !over;
    }

    /** No new request is read: once what there is has been answered, the client is to go. */
    void isLeaving() {
        leaving.complete(Done.getInstance());
    }

    /** The last byte has been said; it may be under way for as long as the client takes. */
    void isOver() {
        over = true;
        isLeaving();
    }

    /** Completes when the client is to go. */
    CompletionStage<Done> leaving() {
        return leaving;
    }

    /** Nothing is left of it, down to its socket. */
    void hasEnded() {
        ended.complete(Done.getInstance());
    }

    CompletionStage<Done> ended() {
        return ended;
    }

    /** Closes it once the request in progress is answered; at once where there is none. */
    void finish() {
        finishing = true;
        finish.run();
    }

    /** As {@link #finish}, and a request whose body is still to come is not waited for. */
    void giveWay() {
        givingWay = true;
        finish();
    }

    /** Whether its request is to be broken off, for its body may take long and somebody else is waiting. */
    boolean isToBreakOff() {
        return givingWay && receiving;
    }

    /** Whether it was told to give way, so that what breaks off is no fault of its client. */
    boolean givesWay() {
        return givingWay;
    }

    /** Closes it, whatever is in progress. */
    void abort() {
        aborted.complete(Done.getInstance());
    }

    /** Completes when it is to be cut off. */
    CompletionStage<Done> aborted() {
        return aborted;
    }

    /** Whether nobody but its client would miss it: nothing is being answered, and it has not been told to go. */
    boolean mayGiveWay() {
        return (waiting || receiving) && !finishing;
    }

    /** Who goes before whom: one that never brought a request, one that did, one whose request is still arriving. */
    int worth() {
        return receiving ? 2 : served ? 1 : 0;
    }

    /** Since when it waits, or its body has been arriving. */
    long since() {
        return since;
    }
}
