package org.openmns.broker.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.Test;
import org.openmns.event.Event;
import org.openmns.subscription.Channel.Payload;

class FhirNotificationTest {

    private static final String BASE = "https://mns.example";

    /** Of source and id, so it never changes. */
    private static final String UUID = "4e0157b0-9f09-3190-8168-2b7e60a5140f";

    private static final String STATUS = "{'name':'subscription','valueReference':{'reference':'" + BASE
            + "/subscriptions'}},{'name':'status','valueCode':'active'},{'name':'type','valueCode':'event-notification'},";
    private static final String EXCHANGE =
            "'request':{'method':'GET','url':'" + BASE + "/subscriptions'},'response':{'status':'200'}";

    /**
     * What the validator says to MNS's own Bundle: the profile that it names belongs to an implementation guide, which is
     * no part of R4.
     */
    private static final List<String> LIBERTIES = List.of(
            "Profile reference 'http://hl7.org/fhir/uv/subscriptions-backport/"
                    + "StructureDefinition/backport-subscription-status-r4' has not been checked because it could not be found");

    @Test
    void writesTheBundleOfMnsByteForByte() {
        var expected = head()
                + "{'name':'notification-event','part':[{'name':'event-number','valueString':'1'},"
                + "{'name':'timestamp','valueInstant':'2020-06-01T13:00:00Z'},"
                + "{'name':'focus','valueReference':{'reference':'" + Samples.DATAREF + "'}}]},"
                + "{'name':'additional-context','part':[{'name':'event-type','valueString':'pds-change-of-gp-2'},"
                + "{'name':'source','valueUri':'uk.nhs.personal-demographics-service'},"
                + "{'name':'subject','valueReference':{'identifier':{'value':'9912003888'}}},"
                + "{'name':'version-id','valueString':'W/\\\"16\\\"'}]}]}," + EXCHANGE + "}]}";

        assertThat(bundle(Samples.event())).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void leavesOutWhatTheEventLacks() {
        var expected = head()
                + "{'name':'notification-event','part':[{'name':'event-number','valueString':'1'},"
                + "{'name':'timestamp','valueInstant':'2020-06-01T13:00:00Z'}]},"
                + "{'name':'additional-context','part':[{'name':'event-type','valueString':'pds-change-of-gp-2'},"
                + "{'name':'source','valueUri':'uk.nhs.personal-demographics-service'}]}]}," + EXCHANGE + "}]}";

        assertThat(bundle(Samples.event(Optional.empty(), Optional.empty(), Optional.empty())))
                .isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void isWrittenOnceForAllSubscribers() {
        var rendering = new Rendering(BASE);
        var event = Samples.event();

        assertThat(rendering.body(event, Payload.FHIR_JSON)).isSameAs(rendering.body(event, Payload.FHIR_JSON));
        assertThat(rendering.body(event, Payload.JSON)).isSameAs(event.body().array());
        assertThat(rendering.body(event, Payload.CLOUDEVENTS_JSON))
                .isSameAs(event.body().array());
    }

    /** The validator of the HAPI project, which is not ours, with nothing but R4's own definitions: no network. */
    @Test
    void isValidFhirSaveForTheLibertiesOfMns() {
        var patient = "{'resourceType':'Patient','id':'9912003888','text':{'status':'empty',"
                + "'div':'<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">None.</div>'}}";
        var hydrated = FhirNotification.of(Samples.event(), BASE, Optional.of(patient.replace('\'', '"')));

        var validator = validator();

        assertThat(complaints(validator, bundle(Samples.event()))).isEmpty();
        assertThat(complaints(validator, new String(hydrated, UTF_8))).isEmpty();
        assertThat(complaints(validator, bundle(Samples.event()).replace("history", "unheard-of")))
                .isNotEmpty();
    }

    private static List<String> complaints(FhirValidator validator, String bundle) {
        return validator.validateWithResult(bundle).getMessages().stream()
                .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.WARNING) >= 0)
                .map(SingleValidationMessage::getMessage)
                .filter(message -> LIBERTIES.stream().noneMatch(message::equals))
                .toList();
    }

    private static FhirValidator validator() {
        var context = FhirContext.forR4();
        var definitions = new ValidationSupportChain(
                new DefaultProfileValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context));
        return context.newValidator().registerValidatorModule(new FhirInstanceValidator(definitions));
    }

    private static String head() {
        return "{'resourceType':'Bundle','id':'236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b','type':'history',"
                + "'timestamp':'2020-06-01T13:00:00Z','entry':[{'fullUrl':'urn:uuid:" + UUID
                + "','resource':{'resourceType':'Parameters','id':'" + UUID
                + "','meta':{'profile':['http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"
                + "backport-subscription-status-r4']},'parameter':[" + STATUS;
    }

    private static String bundle(Event event) {
        return new String(FhirNotification.of(event, BASE, Optional.empty()), UTF_8);
    }
}
