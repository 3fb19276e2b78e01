package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openmns.broker.client.Algorithm;
import org.openmns.broker.client.NewKey;
import org.openmns.broker.client.NewToken;
import org.openmns.config.Profile;

class OptionsTest {

    private static final String CLUSTER = "--cluster-host 10.0.0.1 --cluster-port 17355 --management-port=7626";

    @ParameterizedTest
    @ValueSource(strings = {"", "start"})
    void startsASandboxWithTheDefaults(String line) {
        assertThat(parse(line, Map.of())).isEqualTo(new Options.Start(Profile.SANDBOX, Map.of(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start --port 9000 --host 0.0.0.0 --data /d --profile production --config /c.conf " + CLUSTER
                        + " --database-url jdbc:postgresql://db/mns?ssl=true --database-user me",
                "--port=9000 --host=0.0.0.0 --data=/d --profile=production --config=/c.conf " + CLUSTER
                        + " --database-url=jdbc:postgresql://db/mns?ssl=true --database-user=me start"
            })
    void takesEveryOption(String line) {
        assertThat(parse(line, Map.of())).isEqualTo(everyOption());
    }

    @Test
    void takesEveryOptionFromTheEnvironment() {
        var environment = Map.of(
                "OPENMNS_PORT", "9000",
                "OPENMNS_CLUSTER_HOST", "10.0.0.1",
                "OPENMNS_CLUSTER_PORT", "17355",
                "OPENMNS_MANAGEMENT_PORT", "7626",
                "OPENMNS_HOST", "0.0.0.0",
                "OPENMNS_DATA", "/d",
                "OPENMNS_DATABASE_URL", "jdbc:postgresql://db/mns?ssl=true",
                "OPENMNS_DATABASE_USER", "me",
                "OPENMNS_PROFILE", "Production",
                "OPENMNS_CONFIG", "/c.conf");

        assertThat(parse("", environment)).isEqualTo(everyOption());
    }

    @Test
    void argumentGoesBeforeTheEnvironmentAndAnEmptyVariableIsNone() {
        var environment = Map.of("OPENMNS_PORT", "1", "OPENMNS_DATA", "", "OPENMNS_PROFILE", "");

        assertThat(parse("--port 2", environment))
                .isEqualTo(new Options.Start(Profile.SANDBOX, Map.of("openmns.node.port", "2"), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port 65536        | openmns: --port must be a number from 0 to 65535, not '65536'; see openmns --help
            --cluster-port 7e4  | openmns: --cluster-port must be a number from 0 to 65535, not '7e4'; see openmns --help
            --port x            | openmns: --port must be a number from 0 to 65535, not 'x'; see openmns --help
            --port              | openmns: Missing required parameter for option '--port' (N); see openmns --help
            --data=             | openmns: --data must not be empty; see openmns --help
            --database-url x:y  | openmns: --database-url must start with jdbc:postgresql: or jdbc:h2:; see openmns --help
            --database-password | openmns: Unknown option: '--database-password'; see openmns --help
            --profile staging   | openmns: --profile must be sandbox or production, not 'staging'; see openmns --help
            keys                | openmns: Missing required option: '--key-file=FILE'; see openmns --help
            keys --key-file=    | openmns: --key-file must not be empty; see openmns --help
            keys --key-file k --key-id é | openmns: --key-id must be 1 to 128 printable characters without a space; see openmns --help
            keys --key-file k --algorithm HS256 | openmns: --algorithm must be one of ES256, RS256, RS512, PS256; see openmns --help
            token --url https://m --application a b --key-file k | openmns: Unmatched argument at index 5: 'b'; see openmns --help
            token --url http://m --application a --key-file k | openmns: --url must be an https:// URL; http:// is for this machine, or for --via; see openmns --help
            token --url ftp://m --application a --key-file k | openmns: --url must be an http:// or https:// URL without query; see openmns --help
            token --url https://u:p@m --application a --key-file k | openmns: --url must be an http:// or https:// URL without query; see openmns --help
            token --url https://m --via m:80 --application a --key-file k | openmns: --via must be an http:// or https:// URL without query; see openmns --help
            token --url https://m --application a/b --key-file k | openmns: --application must be 1 to 64 letters, digits, '.', '_' and '-'; see openmns --help
            --nonsense          | openmns: Unknown option: '--nonsense'; see openmns --help
            stop                | openmns: unknown command 'stop'; there are start, keys and token; see openmns --help
            start now           | openmns: Unmatched argument at index 1: 'now'; see openmns --help
            --port 1 --port 2   | openmns: option '--port' (N) should be specified only once; see openmns --help
            """)
    void usageErrorSaysWhatIsWrongAndEndsWithTwo(String line, String text) {
        assertThat(parse(line, Map.of())).isEqualTo(new Options.Exit(2, text + "\n"));
    }

    @Test
    void asksForAKeyPair() {
        assertThat(parse("keys --key-file my.key", Map.of()))
                .isEqualTo(new Options.Client(new NewKey(Path.of("my.key"), Algorithm.ES256, Optional.empty())));
        assertThat(parse("keys --key-file my.key --algorithm rs512 --key-id one", Map.of()))
                .isEqualTo(new Options.Client(new NewKey(Path.of("my.key"), Algorithm.RS512, Optional.of("one"))));
    }

    @Test
    void asksForAToken() {
        var url = URI.create("https://mns.example");
        var plain = new NewToken.With(Path.of("my.key"), Optional.empty(), Optional.empty());
        var told = new NewToken.With(Path.of("my.key"), Optional.of(Algorithm.PS256), Optional.of("one"));

        assertThat(parse("token --url https://mns.example --application gp-1 --key-file my.key", Map.of()))
                .isEqualTo(new Options.Client(
                        new NewToken(new NewToken.Service(url, Optional.empty()), "gp-1", plain, false)));
        assertThat(parse(
                        "token --url https://mns.example --via http://10.0.0.1:8080 --application gp-1 --key-file my.key"
                                + " --algorithm PS256 --key-id one --assertion",
                        Map.of()))
                .isEqualTo(new Options.Client(new NewToken(
                        new NewToken.Service(url, Optional.of(URI.create("http://10.0.0.1:8080"))),
                        "gp-1",
                        told,
                        true)));
        assertThat(parse("token --url http://127.0.0.1:8080/ --application gp-1 --key-file my.key", Map.of()))
                .isInstanceOf(Options.Client.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "keys"})
    void eachCommandHasAHelpOfItsOwn(String command) {
        var help = (Options.Exit) parse(command + " --help", Map.of());

        assertThat(help.code()).isZero();
        assertThat(help.text()).startsWith("Usage: openmns " + command).contains("--key-file", "--algorithm");
    }

    @Test
    void helpNamesEveryOptionWithItsVariable() {
        var help = (Options.Exit) parse("--help", Map.of());

        assertThat(help.code()).isZero();
        assertThat(help.text())
                .contains(
                        "openmns", "--port", "--host", "--data", "--profile", "--config", "--version", "keys", "token")
                .contains("--database-url", "--database-user", "OPENMNS_DATABASE_URL", "OPENMNS_DATABASE_PASSWORD")
                .contains("--cluster-host", "--cluster-port", "--management-port")
                .contains("OPENMNS_CLUSTER_HOST", "OPENMNS_CLUSTER_PORT", "OPENMNS_MANAGEMENT_PORT")
                .contains("OPENMNS_PORT", "OPENMNS_HOST", "OPENMNS_DATA", "OPENMNS_PROFILE", "OPENMNS_CONFIG");
    }

    @Test
    void versionEndsWellEvenBesideNonsenseInTheEnvironment() {
        var version = (Options.Exit) parse("--version", Map.of("OPENMNS_PORT", "x"));

        assertThat(version.code()).isZero();
        assertThat(version.text()).startsWith("OpenMNS ");
    }

    private static Options.Start everyOption() {
        return new Options.Start(
                Profile.PRODUCTION,
                Map.of(
                        "openmns.node.port", "9000",
                        "openmns.node.host", "0.0.0.0",
                        "openmns.node.data-directory", "/d",
                        "openmns.database.url", "jdbc:postgresql://db/mns?ssl=true",
                        "openmns.database.user", "me",
                        "openmns.cluster.host", "10.0.0.1",
                        "openmns.cluster.port", "17355",
                        "openmns.management.port", "7626"),
                Optional.of(Path.of("/c.conf")));
    }

    private static Options parse(String line, Map<String, String> environment) {
        return Options.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")), environment);
    }
}
