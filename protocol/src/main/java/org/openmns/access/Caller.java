package org.openmns.access;

/** Who sent a request, and what it may do at this moment. */
public record Caller(ApplicationId application, Permissions permissions) {

    /** Everybody, where access is open. */
    public static final Caller SANDBOX = new Caller(ApplicationId.SANDBOX, Permissions.EVERYTHING);

    /** As the owner of subscriptions and cohorts is stored. */
    public String owner() {
        return application.value();
    }
}
