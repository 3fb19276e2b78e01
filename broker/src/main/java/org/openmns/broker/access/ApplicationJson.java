package org.openmns.broker.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.io.UncheckedIOException;
import org.openmns.access.Application;

/** An application as it is stored: a format that only grows. */
final class ApplicationJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new ParameterNamesModule())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ApplicationJson() {}

    static String write(Application application) {
        try {
            return MAPPER.writeValueAsString(application);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("an application does not serialise", impossible);
        }
    }

    static Application read(String document) {
        try {
            return MAPPER.readValue(document, Application.class);
        } catch (JsonProcessingException changed) {
            throw new UncheckedIOException("a stored application cannot be read", changed);
        }
    }
}
