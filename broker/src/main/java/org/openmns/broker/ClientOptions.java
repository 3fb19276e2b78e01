package org.openmns.broker;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openmns.broker.Options.UsageException;
import org.openmns.broker.client.Algorithm;
import org.openmns.broker.client.NewKey;
import org.openmns.broker.client.NewToken;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The commands of an application that wants to be let in: {@code keys} and {@code token}. */
final class ClientOptions {

    static final String KEYS = "keys";
    static final String TOKEN = "token";

    private static final Pattern APPLICATION = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern KEY_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "[::1]", "localhost");

    private ClientOptions() {}

    static CommandSpec keys() {
        var specification = CommandSpec.create().name(KEYS);
        specification
                .usageMessage()
                .description("Makes a key pair: the private key into a new file, the public one printed as a JWK Set.");
        return specification
                .addOption(option("--key-file", "FILE", "Where the private key goes; must not be there yet.", true))
                .addOption(algorithm("ES256 (the usual), RS256, RS512 or PS256."))
                .addOption(option("--key-id", "KID", "The key's kid; its thumbprint if left out.", false))
                .addOption(help());
    }

    static CommandSpec token() {
        var specification = CommandSpec.create().name(TOKEN);
        specification
                .usageMessage()
                .description(
                        "Signs a JWT with an application's private key and prints the access token that it is given.");
        return specification
                .addOption(option("--url", "URL", "The public base URL of the service: https://mns.example", true))
                .addOption(option("--via", "URL", "Where it is called if not there, such as behind its proxy.", false))
                .addOption(option("--application", "ID", "The id of the application.", true))
                .addOption(option("--key-file", "FILE", "Its private key: a JWK, a JWK Set or PEM.", true))
                .addOption(algorithm("ES256, RS256, RS512 or PS256; what the key's file says if left out."))
                .addOption(option("--key-id", "KID", "The key's kid, where its file does not say it.", false))
                .addOption(OptionSpec.builder("--assertion")
                        .type(boolean.class)
                        .description("Print the signed JWT, and call nobody.")
                        .build())
                .addOption(help());
    }

    private static OptionSpec algorithm(String description) {
        return option("--algorithm", "NAME", description, false);
    }

    private static OptionSpec option(String name, String label, String description, boolean required) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .required(required)
                .build();
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .description("Show this and end.")
                .usageHelp(true)
                .build();
    }

    static Options.Client newKey(ParseResult parsed) {
        var id = keyId(parsed);
        return new Options.Client(new NewKey(file(parsed), algorithm(parsed).orElse(Algorithm.ES256), id));
    }

    static Options.Client newToken(ParseResult parsed) {
        var application = value(parsed, "--application").orElse("");
        if (!APPLICATION.matcher(application).matches()) {
            throw new UsageException("--application must be 1 to 64 letters, digits, '.', '_' and '-'");
        }
        var with = new NewToken.With(file(parsed), algorithm(parsed), keyId(parsed));
        return new Options.Client(
                new NewToken(service(parsed), application, with, parsed.hasMatchedOption("--assertion")));
    }

    private static NewToken.Service service(ParseResult parsed) {
        var via = value(parsed, "--via").map(text -> url("--via", text));
        var url = url("--url", value(parsed, "--url").orElse(""));
        if (via.isEmpty() && url.getScheme().equals("http") && !THIS_MACHINE.contains(url.getHost())) {
            throw new UsageException("--url must be an https:// URL; http:// is for this machine, or for --via");
        }
        return new NewToken.Service(url, via);
    }

    private static URI url(String option, String text) {
        try {
            var url = URI.create(text);
            if (List.of("http", "https").contains(url.getScheme())
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // Falls through to the same sentence.
        }
        throw new UsageException(option + " must be an http:// or https:// URL without query");
    }

    private static Path file(ParseResult parsed) {
        try {
            return Path.of(value(parsed, "--key-file").orElse(""));
        } catch (InvalidPathException unusable) {
            throw new UsageException("--key-file must be a path of this machine");
        }
    }

    private static Optional<Algorithm> algorithm(ParseResult parsed) {
        return value(parsed, "--algorithm")
                .map(text -> Arrays.stream(Algorithm.values())
                        .filter(each -> each.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new UsageException("--algorithm must be one of "
                                + List.of(Algorithm.values()).toString().replaceAll("[\\[\\]]", ""))));
    }

    private static Optional<String> keyId(ParseResult parsed) {
        return value(parsed, "--key-id").map(text -> {
            if (!KEY_ID.matcher(text).matches()) {
                throw new UsageException("--key-id must be 1 to 128 printable characters without a space");
            }
            return text;
        });
    }

    private static Optional<String> value(ParseResult parsed, String option) {
        if (!parsed.hasMatchedOption(option)) {
            return Optional.empty();
        }
        String text = parsed.matchedOptionValue(option, "");
        if (text.isBlank()) {
            throw new UsageException(option + " must not be empty");
        }
        return Optional.of(text);
    }
}
