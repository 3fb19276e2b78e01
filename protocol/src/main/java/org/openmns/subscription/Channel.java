package org.openmns.subscription;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Where a subscription's deliveries go. The names are FHIR's and journal format. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(@JsonSubTypes.Type(value = Channel.RestHook.class, name = "rest-hook"))
public sealed interface Channel {

    /** A webhook: one POST a delivery. {@code endpoint} is an absolute http or https URL without user information. */
    record RestHook(
            String endpoint, Payload payload, List<Header> headers, Hydration hydration, Credentials credentials)
            implements Channel {

        /** Before 0.2.0 there were no credentials. */
        public RestHook {
            headers = List.copyOf(headers);
            credentials = Objects.requireNonNullElse(credentials, Credentials.NONE);
        }

        public RestHook(String endpoint, Payload payload, List<Header> headers, Hydration hydration) {
            this(endpoint, payload, headers, hydration, Credentials.NONE);
        }

        /** Says no header: they hold credentials. */
        @Override
        public String toString() {
            return "RestHook[" + payload + "]";
        }
    }

    /** A header that the subscriber asked to be sent with each delivery; its value may be a credential. */
    record Header(String name, String value) {

        @Override
        public String toString() {
            return "Header[" + name + "]";
        }
    }

    /**
     * Whether the referenced data is fetched and delivered with the notification, and with which headers where it is on one of
     * {@code hosts}: whoever publishes writes the reference, and the headers are the subscriber's credentials.
     */
    record Hydration(boolean enabled, Map<String, String> headers, HostPatterns hosts) {

        public static final Hydration OFF = new Hydration(false, Map.of());

        /** Before 0.2.0 there were no hosts, and headers of that time go nowhere. */
        public Hydration {
            headers = Map.copyOf(headers);
            hosts = Objects.requireNonNullElse(hosts, HostPatterns.NONE);
        }

        /** Without headers for anybody. */
        public Hydration(boolean enabled, Map<String, String> headers) {
            this(enabled, headers, HostPatterns.NONE);
        }

        /** What this host may be shown. */
        public Map<String, String> headersFor(String host) {
            return hosts.cover(host) ? headers : Map.of();
        }

        @Override
        public String toString() {
            return "Hydration[" + enabled + "]";
        }
    }

    /** What a delivery looks like. */
    enum Payload {
        /** The CloudEvent as {@code application/json}, MNS's way. */
        JSON("application/json"),
        /** The CloudEvent under its proper media type. */
        CLOUDEVENTS_JSON("application/cloudevents+json"),
        /** A FHIR R4 notification Bundle. */
        FHIR_JSON("application/fhir+json");

        private final String mediaType;

        Payload(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }
}
