package org.openmns.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.openmns.access.AuditEntry;
import org.openmns.protocol.Listing;

/** {@code /audit}: the audit log, for operators. */
final class AuditRoutes extends AllDirectives {

    private static final int PAGE_MAX = 1_000;
    private static final int PAGE_USUAL = 100;

    private final AuditLog log;
    private final Duration answerTimeout;

    AuditRoutes(AuditLog log, Duration answerTimeout) {
        this.log = log;
        this.answerTimeout = answerTimeout;
    }

    Route routes() {
        // GET /audit?after=&limit=
        return path("audit", () -> get(() -> Routes.answer(this::list)));
    }

    private CompletionStage<HttpResponse> list(HttpRequest request) {
        Callers.operator(request);
        var max = (int) Routes.number(request, "limit", PAGE_USUAL, 1, PAGE_MAX);
        var after = Routes.number(request, "after", 0, 0, Long.MAX_VALUE);
        return Deadline.within(answerTimeout, log.list(after, max))
                .thenApply(found -> Json.ok(PageBody.of(found, max)));
    }

    record PageBody(List<EntryBody> entries, Optional<String> next) {

        static PageBody of(Listing<AuditEntry> page, int max) {
            return new PageBody(
                    page.map(EntryBody::of).entries(),
                    page.last().map(last -> "/audit?limit=" + max + "&after=" + last.number()));
        }
    }

    record EntryBody(
            long number,
            Instant at,
            DeedBody deed,
            @JsonRawValue String before,
            @JsonRawValue String after) {

        private static final String NOTHING = "null";

        static EntryBody of(AuditEntry entry) {
            return new EntryBody(
                    entry.number(),
                    entry.at(),
                    DeedBody.of(entry.deed()),
                    entry.before().orElse(NOTHING),
                    entry.after().orElse(NOTHING));
        }
    }

    record DeedBody(String actor, String action, String target) {

        static DeedBody of(AuditEntry.Deed deed) {
            var action = deed.action().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new DeedBody(deed.actor().value(), action, deed.target());
        }
    }
}
