package org.openmns.broker.access;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.openmns.access.Application;
import org.openmns.access.FairShare;
import org.openmns.broker.store.AccessRequestTable;
import org.openmns.broker.store.AccessVersion;
import org.openmns.broker.store.ApplicationTable;
import org.openmns.broker.store.AuditTable;
import org.openmns.broker.store.Database;
import org.openmns.broker.store.Grants;
import org.openmns.broker.store.LostPermissions;
import org.openmns.broker.store.UsedAssertions;
import org.openmns.config.AccessSettings;
import org.openmns.config.AccessSettings.Authentication;
import org.openmns.config.SettingsException;
import org.openmns.http.Access;
import org.openmns.http.HttpApi;
import org.openmns.http.RequestRates;

/** All that a node has of access: who is registered, what verifies tokens, and what the API sees of both. */
public final class NodeOnboarding implements AutoCloseable {

    /** Where tokens come from, below the public URL: what a JWT that is given for one is meant for. */
    private static final String TOKEN_PATH = "/oauth2/token";

    private static final int ISSUER_TIMEOUT_MILLIS = 3_000;
    private static final int ISSUER_BYTES_MAX = 256 * 1_024;
    private static final Duration FORGET_EVERY = Duration.ofMinutes(5);

    private final AccessBook book;
    private final VerifyingThreads threads;
    private final ScheduledThreadPoolExecutor forgetting;
    private final HttpApi.Onboarding api;
    private final Runnable rounds;

    private NodeOnboarding(
            AccessBook book,
            VerifyingThreads threads,
            ScheduledThreadPoolExecutor forgetting,
            HttpApi.Onboarding api,
            Runnable rounds) {
        this.book = book;
        this.threads = threads;
        this.forgetting = forgetting;
        this.api = api;
        this.rounds = rounds;
    }

    /** What this node signs its tokens with, where the world finds it, how it gets others' keys, and who owns which type. */
    public record Means(
            List<byte[]> tokenKeys,
            String publicBaseUrl,
            BiFunction<String, Duration, CompletionStage<String>> fetch,
            Governing governing,
            Clock clock) {}

    /** What the keys of tokens are derived by. */
    public static String tokenKeyLabel() {
        return TokenMint.LABEL;
    }

    /** Reads who is registered and what was granted; from then on follows what changes. */
    public static NodeOnboarding start(Database database, AccessSettings settings, Means means, Followers.Reach reach) {
        var table = new ApplicationTable(database, means.clock());
        var grants = new Grants(database, means.clock());
        var operators = settings.operator()
                .<Supplier<List<Application>>>map(operator -> new OperatorFile(operator, means.clock()))
                .orElse(List::of);
        var book = new AccessBook(
                new AccessBook.Tables(table, grants, new AccessVersion(database)), operators, means.governing());
        var followers = new Followers(reach);
        var withdrawals = new Withdrawals(book, followers);
        var revocations = new Revocations(new LostPermissions(database, means.clock()), book, followers);
        var approvals = new ApprovalRounds(grants, book, withdrawals, means.clock());
        var requests = new AccessRequestTable(database, settings.limits().accessRequestsMax(), means.clock());
        var registers = new HttpApi.Registers(
                new RegisteredApplications(table, book, revocations),
                new NodeApprovals(requests, book, means.governing(), withdrawals, means.clock()));
        var threads = new VerifyingThreads();
        var used = new UsedAssertions(database);
        var uses = new NodeAccess.Uses(used, tokenRates(settings.limits().rate()));
        var access = new NodeAccess(book, verifiers(book, settings, means), uses, threads, means.clock());
        var onboarding = new NodeOnboarding(
                book,
                threads,
                forgetting(used, means.clock()),
                api(access, registers, new AuditTable(database), settings),
                () -> {
                    approvals.next();
                    revocations.next();
                });
        try {
            book.open(settings.lives().refresh());
        } catch (RuntimeException failed) {
            onboarding.close();
            throw failed;
        }
        return onboarding;
    }

    private static HttpApi.Onboarding api(
            NodeAccess access, HttpApi.Registers registers, AuditTable audit, AccessSettings settings) {
        return new HttpApi.Onboarding(
                settings.authentication() == Authentication.OFF ? Access.OPEN : access,
                access,
                registers,
                audit::list,
                allowance(settings.limits()));
    }

    private static RequestRates tokenRates(AccessSettings.Rate rate) {
        return RequestRates.perMinute(rate.tokensPerMinute(), TimeMeter.SYSTEM_MILLISECONDS);
    }

    private static HttpApi.Allowance allowance(AccessSettings.Limits limits) {
        return new HttpApi.Allowance(
                new HttpApi.Rate(
                        limits.rate().requestsPerSecond(), limits.rate().burst()),
                limits.subscriptionsMax(),
                new FairShare(limits.fairShare().events()),
                new FairShare(limits.fairShare().requests()),
                new FairShare(limits.fairShare().bodyBytes()));
    }

    private static NodeAccess.Verifiers verifiers(AccessBook book, AccessSettings settings, Means means) {
        var lives = settings.lives();
        var mint = new TokenMint(means.tokenKeys(), means.publicBaseUrl(), lives.token(), means.clock());
        var assertions = new Assertions(
                book,
                new KeySets(means.fetch()),
                means.publicBaseUrl() + TOKEN_PATH,
                new Assertions.Limits(lives.assertionMax(), lives.clockSkew()),
                means.clock());
        var outside = settings.issuer().map(issuer -> outside(issuer, lives));
        return new NodeAccess.Verifiers(mint, outside, assertions, lives.token());
    }

    /** The operator names this URL, so that it may be inside of the network, where applications' may not. */
    private static OutsideTokens outside(AccessSettings.Issuer issuer, AccessSettings.Lives lives) {
        var url = KeySets.url(issuer.jwksUrl())
                .orElseThrow(() -> new SettingsException(AccessSettings.PATH + ".issuer.jwks-url", "must be a URL"));
        var retriever = new DefaultResourceRetriever(ISSUER_TIMEOUT_MILLIS, ISSUER_TIMEOUT_MILLIS, ISSUER_BYTES_MAX);
        return new OutsideTokens(issuer, KeySets.kept(url, retriever), lives.clockSkew());
    }

    private static ScheduledThreadPoolExecutor forgetting(UsedAssertions used, Clock clock) {
        var thread = new ScheduledThreadPoolExecutor(1, work -> {
            var daemon = new Thread(work, "used-assertions");
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // Should it fail, the next time takes these too.
        var unused = thread.scheduleWithFixedDelay(
                () -> used.forget(clock.instant()),
                FORGET_EVERY.toSeconds(),
                FORGET_EVERY.toSeconds(),
                TimeUnit.SECONDS);
        return thread;
    }

    /** What the API asks. */
    public HttpApi.Onboarding api() {
        return api;
    }

    /** What one node of the cluster does by the clock. */
    public Runnable rounds() {
        return rounds;
    }

    /** Follows no more changes; before the database is closed. */
    @Override
    public void close() {
        book.close();
        forgetting.shutdownNow();
        threads.close();
    }
}
