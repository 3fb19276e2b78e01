package org.openmns.broker.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jdbi.v3.core.Handle;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;

/** Which permissions have been taken away just now: for a while it is looked for subscriptions that live by them. */
public final class LostPermissions {

    /** Longer than any node needs to hear of it, or a dying one to be replaced. */
    private static final Duration LOOKED_FOR = Duration.ofMinutes(5);

    /** Of one round; each is there for some minutes only. */
    private static final int MAX = 10_000;

    private static final String DELETE =
            "DELETE FROM lost_permission WHERE application = :application AND permission = :permission";
    private static final String INSERT = "INSERT INTO lost_permission (application, permission, looked_for_until)"
            + " VALUES (:application, :permission, :until)";
    private static final String ALL = "SELECT application, permission FROM lost_permission"
            + " ORDER BY application, permission FETCH FIRST :max ROWS ONLY";
    private static final String FORGET =
            "DELETE FROM lost_permission WHERE application = :application AND looked_for_until < :now";

    private final Database database;
    private final Clock clock;

    public LostPermissions(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** In the transaction that takes them away, which holds the row of the application. */
    static void note(Handle handle, ApplicationId application, Permissions lost, Instant now) {
        for (var permission : lost.texts()) {
            handle.createUpdate(DELETE)
                    .bind("application", application.value())
                    .bind("permission", permission)
                    .execute();
            handle.createUpdate(INSERT)
                    .bind("application", application.value())
                    .bind("permission", permission)
                    .bind("until", Column.time(now.plus(LOOKED_FOR)))
                    .execute();
        }
    }

    /** What each application has lost. */
    public CompletionStage<Map<ApplicationId, Permissions>> all() {
        return database.run(handle -> {
            var all = new HashMap<ApplicationId, Permissions>();
            handle.createQuery(ALL)
                    .bind("max", MAX)
                    .map((row, context) -> Map.entry(
                            new ApplicationId(row.getString("application")),
                            new Permissions(Set.of(Permission.parse(row.getString("permission"))
                                    .orElseThrow()))))
                    .forEach(each -> all.merge(each.getKey(), each.getValue(), Permissions::and));
            return all;
        });
    }

    /** None of its subscriptions lives by what it has lost: true where none can turn up any more either. */
    public CompletionStage<Boolean> settled(ApplicationId application) {
        return database.run(handle -> handle.createUpdate(FORGET)
                        .bind("application", application.value())
                        .bind("now", Column.time(clock.instant()))
                        .execute()
                > 0);
    }
}
