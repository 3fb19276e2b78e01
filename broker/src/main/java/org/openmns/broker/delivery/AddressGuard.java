package org.openmns.broker.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openmns.broker.delivery.Outcome.Verdict;

/**
 * Decides where a webhook may connect to. A name is looked up once, every address of it is checked, and the caller
 * connects to a checked address, never to the name: a name that answers differently the second time gains nothing.
 */
final class AddressGuard implements AutoCloseable {

    /** Long enough that a burst of deliveries to a lost name asks once, short enough that nobody waits for it. */
    private static final Duration LOST_FOR = Duration.ofSeconds(1);

    private static final int HOSTS_MAX = 10_000;

    /** What is good no longer makes room at the latest after so much more. */
    private static final Duration KEPT_FOR = Duration.ofMinutes(1);

    /** Of a host with several addresses, as many as fit a usual attempt if the first ones do not answer. */
    private static final int ADDRESSES_MAX = 3;

    /** Look-ups block, for seconds where a name server is silent: enough threads that some such names hurt no others. */
    private static final int LOOK_UPS_MAX = 32;

    private static final int WAITING_MAX = 1_000;

    /** How long a thread for look-ups waits for the next one. */
    private static final long IDLE_SECONDS_MAX = 30;

    private final Resolver resolver;
    private final boolean allowLoopback;
    private final ThreadPoolExecutor lookUps = new ThreadPoolExecutor(
            LOOK_UPS_MAX,
            LOOK_UPS_MAX,
            IDLE_SECONDS_MAX,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            AddressGuard::thread);
    private final Duration foundFor;
    private final Ticker ticker;

    /** What was asked of a host last: its answer says until when it is good. */
    private final Cache<String, CompletableFuture<Checked>> known;

    /** What is found is used for so long; the JVM may keep its answers by itself, for 30 s if nobody says otherwise. */
    AddressGuard(Resolver resolver, boolean allowLoopback, Duration foundFor, Ticker ticker) {
        this.resolver = resolver;
        this.allowLoopback = allowLoopback;
        this.foundFor = foundFor;
        this.ticker = ticker;
        lookUps.allowCoreThreadTimeOut(true);
        known = Caffeine.newBuilder()
                .maximumSize(HOSTS_MAX)
                .expireAfterWrite(foundFor.plus(KEPT_FOR))
                .executor(Runnable::run)
                .ticker(ticker)
                .build();
    }

    /** Where a host is, or why nothing may be sent there: one of the two is empty. Good until that time of the ticker. */
    record Checked(List<InetAddress> addresses, Optional<AttemptFailure> refusal, long until) {

        /** The addresses, or the refusal thrown. */
        List<InetAddress> allowed() {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            return addresses;
        }
    }

    /** The addresses of this host, checked: at once where they are known. Never fails. */
    CompletableFuture<Checked> check(String host) {
        var last = known.getIfPresent(host);
        return last != null && isGood(last)
                ? last
                : known.asMap()
                        .compute(host, (name, latest) -> latest != null && isGood(latest) ? latest : lookUp(name));
    }

    private boolean isGood(CompletableFuture<Checked> lookUp) {
        if (!lookUp.isDone()) {
            return true;
        }
        return !lookUp.isCompletedExceptionally() && lookUp.join().until() - ticker.read() > 0;
    }

    private CompletableFuture<Checked> lookUp(String host) {
        try {
            return CompletableFuture.supplyAsync(() -> checked(host), lookUps);
        } catch (RejectedExecutionException busy) {
            return CompletableFuture.completedFuture(refused(Verdict.UNMADE, "too many name look-ups are waiting"));
        }
    }

    private Checked checked(String host) {
        try {
            var addresses = new ArrayList<InetAddress>();
            for (var found : resolver.resolve(host)) {
                // Without its name: an HTTP client given a name with an address looks the name up again.
                addresses.add(InetAddress.getByAddress(found.getAddress()));
            }
            return judged(addresses);
        } catch (UnknownHostException | IllegalArgumentException notFound) {
            return refused(Verdict.RETRY, "name not found");
        }
    }

    private Checked judged(List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            return refused(Verdict.RETRY, "name not found");
        }
        if (addresses.stream().anyMatch(address -> DeniedAddresses.contains(address, allowLoopback))) {
            // Slowly, and a dead letter in the end: the subscriber may correct the name's addresses.
            return refused(Verdict.RETRY_SLOWLY, "address not allowed");
        }
        var several = addresses.subList(0, Math.min(addresses.size(), ADDRESSES_MAX));
        return new Checked(List.copyOf(several), Optional.empty(), after(foundFor));
    }

    private Checked refused(Verdict verdict, String why) {
        return new Checked(List.of(), Optional.of(new AttemptFailure(verdict, why)), after(LOST_FOR));
    }

    private long after(Duration time) {
        return ticker.read() + time.toNanos();
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "openmns-name-look-up");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        lookUps.shutdownNow();
    }
}
