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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.openmns.broker.delivery.Outcome.Verdict;

/**
 * Decides where a webhook may connect to. A name is looked up once, every address of it is checked, and the caller
 * connects to a checked address, never to the name: a name that answers differently the second time gains nothing.
 *
 * <p>Each application asks for itself: nobody waits for a look-up in another one's queue. Who has had a good answer waits for
 * none while it is renewed.
 */
final class AddressGuard implements AutoCloseable {

    /** Long enough that a burst of deliveries to a lost name asks once, short enough that nobody waits for it. */
    private static final Duration LOST_FOR = Duration.ofSeconds(1);

    private static final int HOSTS_MAX = 10_000;

    /**
     * The last good addresses of a host are used for so much longer while newer ones are on their way, or there is no room to
     * ask for them: they were checked too.
     */
    private static final Duration USABLE_FOR = Duration.ofMinutes(5);

    /** Of a host with several addresses, as many as fit a usual attempt if the first ones do not answer. */
    private static final int ADDRESSES_MAX = 3;

    private final Resolver resolver;
    private final boolean allowLoopback;
    private final LookUps lookUps = new LookUps();
    private final Duration foundFor;
    private final Duration usableFor;
    private final Ticker ticker;
    private final Cache<Question, Known> known;

    /**
     * What is found is used for so long, or for each attempt anew where that is zero; the JVM may keep its answers by itself,
     * for 30 s if nobody says otherwise.
     */
    AddressGuard(Resolver resolver, boolean allowLoopback, Duration foundFor, Ticker ticker) {
        this.resolver = resolver;
        this.allowLoopback = allowLoopback;
        this.foundFor = foundFor;
        this.usableFor = foundFor.isZero() ? Duration.ZERO : USABLE_FOR;
        this.ticker = ticker;
        known = Caffeine.newBuilder()
                .maximumSize(HOSTS_MAX)
                .expireAfterWrite(foundFor.plus(USABLE_FOR))
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

    /** Who asks for which host. */
    private record Question(String owner, String host) {}

    /** What was asked of a host last, and the good answer before it, until there is a newer one. */
    private record Known(CompletableFuture<Checked> latest, Optional<Checked> before) {

        boolean isCurrent(long now) {
            return !latest.isDone()
                    || answered().filter(it -> it.until() - now > 0).isPresent();
        }

        /** Whether the last look-up is still on its way, or has found no room. */
        boolean isOpen() {
            return !latest.isDone()
                    || answered()
                            .flatMap(Checked::refusal)
                            .filter(why -> why.verdict() == Verdict.UNMADE)
                            .isPresent();
        }

        Optional<Checked> good() {
            return isOpen() ? before : answered().filter(it -> it.refusal().isEmpty());
        }

        private Optional<Checked> answered() {
            return latest.isDone() && !latest.isCompletedExceptionally()
                    ? Optional.of(latest.join())
                    : Optional.empty();
        }
    }

    /** The addresses of this host, checked: at once where they are known. Never fails. */
    CompletableFuture<Checked> check(String owner, String host) {
        var question = new Question(owner, host);
        var last = known.getIfPresent(question);
        return answer(
                last != null && last.isCurrent(ticker.read())
                        ? last
                        : known.asMap().compute(question, this::renewed));
    }

    private CompletableFuture<Checked> answer(Known last) {
        var usable = last.isOpen() ? last.before().filter(this::isUsable) : Optional.<Checked>empty();
        return usable.map(CompletableFuture::completedFuture).orElseGet(last::latest);
    }

    private boolean isUsable(Checked old) {
        return old.until() + usableFor.toNanos() - ticker.read() > 0;
    }

    private Known renewed(Question question, @Nullable Known last) {
        if (last != null && last.isCurrent(ticker.read())) {
            return last;
        }
        return new Known(lookUp(question), last == null ? Optional.empty() : last.good());
    }

    private CompletableFuture<Checked> lookUp(Question question) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> checked(question.host()), work -> lookUps.run(question.owner(), work));
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

    @Override
    public void close() {
        lookUps.close();
    }
}
