package org.openmns.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.openmns.access.Application;
import org.openmns.access.Application.About;
import org.openmns.access.Application.Keys;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;

/** Reads an application as an operator registers it, and names every wrong field at once. */
final class ApplicationReader {

    private static final Set<String> FIELDS =
            Set.of("id", "name", "contacts", "odsCode", "internal", "jwks", "jwksUrl", "permissions");
    private static final Set<String> PRIVATE_MEMBERS = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
    private static final Pattern ODS_CODE = Pattern.compile("[A-Z0-9]{1,12}");
    private static final int NAME_LENGTH_MAX = 200;
    private static final int CONTACTS_MAX = 10;
    private static final int KEYS_MAX = 20;
    private static final int PERMISSIONS_MAX = 200;

    private final boolean plainHttpAllowed;

    ApplicationReader(boolean plainHttpAllowed) {
        this.plainHttpAllowed = plainHttpAllowed;
    }

    /**
     * The application in this body.
     *
     * @throws RequestRefused naming every wrong field
     */
    Application read(byte[] body, ApplicationId id) {
        var document = StrictJson.read(body);
        var fields = new Fields("", document.root(), document.errors()).only(FIELDS);
        if (fields.has("id") && !fields.node().get("id").asText().equals(id.value())) {
            fields.wrong("id", "Please provide the id that the URL names, or none");
        }
        var name = fields.text("name", 1, NAME_LENGTH_MAX);
        var about = new About(
                name.orElse(""), contacts(fields), odsCode(fields), fields.optionalBoolean("internal", false));
        var application = new Application(id, about, keys(fields), permissions(fields));
        if (!document.errors().isEmpty()) {
            throw new RequestRefused(Errors.invalid(document.errors()));
        }
        return application;
    }

    private static List<String> contacts(Fields fields) {
        var contacts = new ArrayList<String>();
        for (var contact : fields.optionalArray("contacts", CONTACTS_MAX)) {
            if (!contact.isTextual()
                    || contact.textValue().isBlank()
                    || contact.textValue().length() > NAME_LENGTH_MAX) {
                fields.wrong("contacts[" + contacts.size() + "]", "Please provide a text, such as an e-mail address");
            }
            contacts.add(contact.asText());
        }
        return contacts;
    }

    private static Optional<String> odsCode(Fields fields) {
        var code = fields.optionalText("odsCode", NAME_LENGTH_MAX);
        if (code.isPresent() && !ODS_CODE.matcher(code.get()).matches()) {
            fields.wrong("odsCode", "Please provide an ODS code of capitals and digits");
        }
        return code;
    }

    private Keys keys(Fields fields) {
        var url = fields.optionalText("jwksUrl", Endpoint.LENGTH_MAX);
        url.flatMap(each -> Endpoint.wrong(each, plainHttpAllowed))
                .ifPresent(wrong -> fields.wrong("jwksUrl", "Please provide an absolute URL of a JWK Set"));
        var jwks = fields.optionalObject("jwks").map(ApplicationReader::jwks);
        if (url.isPresent() && jwks.isPresent()) {
            fields.wrong("jwksUrl", "Please provide jwks or jwksUrl, not both");
        }
        return new Keys(jwks, url);
    }

    /** Only public keys: a private one would be known to whoever reads the answer. */
    private static String jwks(Fields set) {
        var count = 0;
        for (JsonNode key : set.optionalArray("keys", KEYS_MAX)) {
            var field = "keys[" + count + "]";
            if (!key.isObject()
                    || !key.path("kty").isTextual()
                    || !key.path("kid").isTextual()) {
                set.wrong(field, "Please provide a JWK with kty and kid");
            }
            if (PRIVATE_MEMBERS.stream().anyMatch(key::has)) {
                set.wrong(field, "Please provide the public key only");
            }
            count++;
        }
        if (count == 0) {
            set.wrong("keys", "Please provide at least one key");
        }
        return set.node().toString();
    }

    private static Permissions permissions(Fields fields) {
        var permissions = new HashSet<Permission>();
        var place = 0;
        for (var text : fields.optionalArray("permissions", PERMISSIONS_MAX)) {
            var permission = Permission.parse(text.asText());
            if (permission.isEmpty()) {
                fields.wrong(
                        "permissions[" + place + "]",
                        "Please provide events:create:<type>, subscriptions:create:<type> or operator; <type> may end in *");
            }
            permission.ifPresent(permissions::add);
            place++;
        }
        return new Permissions(permissions);
    }
}
