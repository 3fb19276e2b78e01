package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.openmns.access.AccessRequest.Claim;
import org.openmns.access.ApplicationId;
import org.openmns.access.Caller;
import org.openmns.access.Governance;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.event.TopicName;

/** A type under approval behind the door: its owner {@code flags}, the operator {@code ops}, two practices' systems. */
final class ApprovalScene {

    static final TopicName TYPE = new TopicName("patientflags-change-1");
    static final String PATH = "/event-types/" + TYPE + "/access-requests";
    static final UUID ID = UUID.fromString("22222222-2222-4222-8222-222222222222");
    static final String REASON = "{\"reason\":\"because\"}";

    final Api api;
    final FakeAccessRequests requests;

    ApprovalScene(ActorTestKit actors) {
        api = new Api(actors);
        requests = api.onboarding.requests;
        api.onboarding.open = false;
        requests.governance = new Governance(Optional.of(new ApplicationId("flags")), true);
        for (var application : new String[] {"flags", "gp-1", "gp-2"}) {
            caller(application, Permissions.NONE, Set.of());
        }
        caller("ops", new Permissions(Set.of(Permission.OPERATOR)), Set.of());
    }

    void caller(String application, Permissions permissions, Set<TopicName> granted) {
        api.onboarding.callers.put(
                application, new Caller(new ApplicationId(application), permissions, granted, Set.of(TYPE)));
    }

    /** One of {@code gp-1}. */
    void requested() {
        requests.add(ID, new Claim(TYPE, new ApplicationId("gp-1"), "to know", Optional.empty()));
    }

    Api.Answer call(String method, String path, String body, String caller) {
        return api.call(request(method, path, body, caller));
    }

    static HttpRequest request(String method, String path, String body, String caller) {
        return HttpRequest.create(path)
                .withMethod(HttpMethods.lookup(method).orElseThrow())
                .withEntity(ContentTypes.APPLICATION_JSON, body.getBytes(UTF_8))
                .addHeader(RawHeader.create("Authorization", "Bearer " + caller));
    }
}
