package org.openmns.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.config.SettingsException;

/** What a subscriber gives a node to keep secret is in none of its files, and is there again after a restart. */
class SealedAtRestTest {

    private static final String TYPE = "pds-change-of-gp-2";
    private static final String PLANTED = "Bearer planted-41f7c09a";

    /** On H2, whose files can be searched, and with a key of the node's own. */
    private static final Map<String, String> SETTINGS = Map.of(
            "openmns.secrets.keys", "",
            "openmns.database.url", "",
            "openmns.database.user", "sa",
            "openmns.database.password", "");

    @TempDir
    private Path directory;

    @Test
    void noFileHoldsASecretAndAClientThatWritesBackWhatItReadLosesNone() throws IOException {
        try (var sink = new Sink()) {
            var secret = "";
            try (var node = RunningNode.start(directory, SETTINGS)) {
                var body = RunningNode.subscription("eventType='" + TYPE + "'", sink.url(), "{}")
                        .replace("\"channel\":{", "\"channel\":{\"header\":[\"Authorization: " + PLANTED + "\"],");
                var created = node.call("POST", "/subscriptions", body).body();
                var id = text(created, "id");
                secret = text(created, "secret");

                var shown = node.call("GET", "/subscriptions/" + id, "").body();
                assertThat(shown).contains("\"Authorization: ***\"").doesNotContain(PLANTED);
                var changed = shown.replace("\"active\"", "\"requested\"").replace("a test", "another reason");
                assertThat(node.call("PUT", "/subscriptions/" + id, changed).statusCode())
                        .isEqualTo(204);

                node.restart();
                node.publish(TYPE, "one", "9912003888");
                assertThat(sink.await(1).get(0).header("Authorization")).isEqualTo(PLANTED);
            }

            var database = Files.readString(directory.resolve("openmns.mv.db"), ISO_8859_1);
            assertThat(database).contains(TYPE);
            assertThat(database.contains(PLANTED.substring(7))).isFalse();
            assertThat(database.contains(secret.substring("whsec_".length()))).isFalse();
            assertThat(directory.resolve("secret.key")).exists();
            assertThatThrownBy(() -> RunningNode.start(directory, withTheKeyOfOthers()))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageMatching(
                            "openmns.secrets.keys must hold the keys of this database: what is stored is sealed"
                                    + " with the key [0-9a-f]{8}, which is not among .*");
        }
    }

    private static Map<String, String> withTheKeyOfOthers() {
        var settings = new HashMap<>(SETTINGS);
        settings.put("openmns.secrets.keys", TestKeys.BASE64);
        return settings;
    }

    private static String text(String json, String field) {
        var found = Pattern.compile("\"" + field + "\":\"([^\"]+)\"").matcher(json);
        assertThat(found.find()).as(json).isTrue();
        return found.group(1);
    }
}
