package org.openmns.broker.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.openmns.broker.Sink.Received;

/** A publisher and a reader made of the CloudEvents SDK, so that not our own idea of the standard is tested. */
record SdkEvents(URI endpoint) {

    static final String TYPE = "patientflags-change-1";
    static final String SOURCE = "uk.nhs.patient-flags-service";
    static final String DATAREF = "https://api.example/PatientFlag/9000000041";

    /** An event about somebody, with an identity of its own. */
    static CloudEventBuilder about(String subject) {
        return CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withSource(URI.create(SOURCE))
                .withType(TYPE)
                .withTime(OffsetDateTime.parse("2026-03-01T09:00:00.123Z"))
                .withSubject(subject)
                .withExtension("dataref", DATAREF);
    }

    HttpResponse<String> publishStructured(CloudEvent event) {
        var format = EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE);
        var request = HttpRequest.newBuilder(endpoint);
        HttpMessageFactory.createWriter(request::header, body -> request.POST(BodyPublishers.ofByteArray(body)))
                .writeStructured(event, format);
        return Calls.send(request.build());
    }

    HttpResponse<String> publishBinary(CloudEvent event) {
        var request = HttpRequest.newBuilder(endpoint);
        HttpMessageFactory.createWriter(
                        request::header,
                        body -> request.POST(body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body)))
                .writeBinary(event);
        return Calls.send(request.build());
    }

    static CloudEvent read(Received request) {
        return HttpMessageFactory.createReader(
                        Map.of("Content-Type", JsonFormat.CONTENT_TYPE),
                        request.body().getBytes(UTF_8))
                .toEvent();
    }
}
