package org.openmns.access;

import java.util.List;
import java.util.Optional;

/** Some access requests in the order in which they were made; {@code next} is where more of them begin. */
public record AccessRequestPage(List<AccessRequest> requests, Optional<Long> next) {

    public AccessRequestPage {
        requests = List.copyOf(requests);
    }
}
