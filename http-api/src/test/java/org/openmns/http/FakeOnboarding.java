package org.openmns.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openmns.access.Application;
import org.openmns.access.ApplicationId;
import org.openmns.access.AuditEntry;
import org.openmns.access.Caller;
import org.openmns.protocol.Listing;

/** Applications and their tokens in memory: a token is a word that stands for its caller. */
final class FakeOnboarding implements Applications {

    static final String EXPIRED = "expired";
    static final ApplicationId FIXED = new ApplicationId("operator");

    final Map<String, Caller> callers = new HashMap<>();
    final TreeMap<ApplicationId, Application> registered = new TreeMap<>();
    final FakeAccessRequests requests = new FakeAccessRequests();
    final List<AuditEntry> audit = new ArrayList<>();
    final List<String> assertions = new ArrayList<>();
    Optional<TokenRefused> refusing = Optional.empty();
    boolean open = true;

    HttpApi.Onboarding ports() {
        return ports(HttpApi.Allowance.UNLIMITED);
    }

    HttpApi.Onboarding ports(HttpApi.Allowance allowance) {
        var registers = new HttpApi.Registers(this, requests);
        return new HttpApi.Onboarding(this::caller, this::issue, registers, this::audit, allowance);
    }

    private CompletionStage<Caller> caller(Optional<String> token) {
        if (open) {
            return Access.OPEN.caller(token);
        }
        if (token.isEmpty()) {
            return CompletableFuture.failedStage(new AccessDenied(AccessDenied.Why.MISSING));
        }
        if (token.get().equals(EXPIRED)) {
            return CompletableFuture.failedStage(new AccessDenied(AccessDenied.Why.EXPIRED));
        }
        return Optional.ofNullable(callers.get(token.get()))
                .map(CompletableFuture::completedStage)
                .orElseGet(() -> CompletableFuture.failedStage(new AccessDenied(AccessDenied.Why.INVALID)));
    }

    private CompletionStage<Tokens.Issued> issue(String assertion) {
        assertions.add(assertion);
        return refusing.map(CompletableFuture::<Tokens.Issued>failedStage)
                .orElseGet(() -> CompletableFuture.completedStage(new Tokens.Issued("t-1", Duration.ofMinutes(10))));
    }

    private CompletionStage<Listing<AuditEntry>> audit(long after, int max) {
        var found = audit.stream().filter(entry -> entry.number() > after).toList();
        return CompletableFuture.completedStage(Api.page(found, max));
    }

    @Override
    public CompletionStage<Boolean> put(Application application, ApplicationId actor) {
        return CompletableFuture.completedStage(registered.put(application.id(), application) == null);
    }

    @Override
    public CompletionStage<Optional<Application>> find(ApplicationId id) {
        return CompletableFuture.completedStage(Optional.ofNullable(registered.get(id)));
    }

    @Override
    public CompletionStage<List<Application>> list(Optional<ApplicationId> after, int max) {
        return CompletableFuture.completedStage(registered.values().stream()
                .filter(each -> after.isEmpty() || each.id().compareTo(after.get()) > 0)
                .limit(max)
                .toList());
    }

    @Override
    public boolean isFixed(ApplicationId id) {
        return id.equals(FIXED);
    }

    @Override
    public CompletionStage<Boolean> delete(ApplicationId id, ApplicationId actor) {
        return CompletableFuture.completedStage(registered.remove(id) != null);
    }
}
