package org.openmns.broker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openmns.broker.client.Errand;
import org.openmns.config.Profile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What the command line and the environment ask of this program; an argument goes before its environment variable. */
public sealed interface Options {

    /** Start a node with these settings before all others. */
    record Start(Profile profile, Map<String, String> overrides, Optional<Path> file) implements Options {

        public Start {
            overrides = Map.copyOf(overrides);
        }
    }

    /** Do this and end, without a node. */
    record Client(Errand errand) implements Options {}

    /** Print and end: help and version to standard output with code 0, a usage error to standard error with code 2. */
    record Exit(int code, String text) implements Options {}

    /** Reads the arguments; never throws for what a user may type. */
    static Options parse(List<String> arguments, Map<String, String> environment) {
        var command = new CommandLine(specification());
        try {
            var parsed = command.parseArgs(arguments.toArray(String[]::new));
            if (parsed.isVersionHelpRequested()) {
                return new Exit(0, "OpenMNS " + Version.TEXT + "\n");
            }
            var asked = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
            if (parsed.isUsageHelpRequested() || asked.isUsageHelpRequested()) {
                return new Exit(0, asked.commandSpec().commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF));
            }
            return switch (asked.commandSpec().name()) {
                case ClientOptions.KEYS -> ClientOptions.newKey(asked);
                case ClientOptions.TOKEN -> ClientOptions.newToken(asked);
                default -> start(parsed, environment);
            };
        } catch (ParameterException | UsageException wrong) {
            return new Exit(2, "openmns: " + wrong.getMessage() + "; see openmns --help\n");
        }
    }

    private static Options start(ParseResult parsed, Map<String, String> environment) {
        var words = parsed.matchedPositionalValue(0, "start");
        if (!words.equals("start")) {
            throw new UsageException("unknown command '" + words + "'; there are start, keys and token");
        }
        var given = new Given(parsed, environment);
        var overrides = new LinkedHashMap<String, String>();
        given.port("--port", "OPENMNS_PORT").ifPresent(port -> overrides.put("openmns.node.port", port));
        given.value("--host", "OPENMNS_HOST").ifPresent(host -> overrides.put("openmns.node.host", host));
        given.value("--data", "OPENMNS_DATA").ifPresent(data -> overrides.put("openmns.node.data-directory", data));
        given.value("--database-url", "OPENMNS_DATABASE_URL")
                .ifPresent(url -> overrides.put("openmns.database.url", databaseUrl(url)));
        given.value("--database-user", "OPENMNS_DATABASE_USER")
                .ifPresent(user -> overrides.put("openmns.database.user", user));
        given.value("--cluster-host", "OPENMNS_CLUSTER_HOST")
                .ifPresent(host -> overrides.put("openmns.cluster.host", host));
        given.port("--cluster-port", "OPENMNS_CLUSTER_PORT")
                .ifPresent(port -> overrides.put("openmns.cluster.port", port));
        given.port("--management-port", "OPENMNS_MANAGEMENT_PORT")
                .ifPresent(port -> overrides.put("openmns.management.port", port));
        return new Start(
                profile(given.value("--profile", "OPENMNS_PROFILE").orElse("sandbox")),
                overrides,
                given.value("--config", "OPENMNS_CONFIG").map(Path::of));
    }

    /** Does not repeat it: there may be a password in it. */
    private static String databaseUrl(String text) {
        if (!text.startsWith("jdbc:postgresql:") && !text.startsWith("jdbc:h2:")) {
            throw new UsageException("--database-url must start with jdbc:postgresql: or jdbc:h2:");
        }
        return text;
    }

    private static Profile profile(String text) {
        for (var profile : Profile.values()) {
            if (profile.word().equals(text.toLowerCase(Locale.ROOT))) {
                return profile;
            }
        }
        throw new UsageException("--profile must be sandbox or production, not '" + text + "'");
    }

    private static CommandSpec specification() {
        var specification = CommandSpec.create().name("openmns");
        specification
                .usageMessage()
                .description("Starts a node of OpenMNS: publish once, and every matching webhook gets it.")
                .footer(
                        "",
                        "Every setting has a key and an environment variable: see config/defaults/ beside bin/.",
                        "The JDK is the newest found, or OPENMNS_JAVA_HOME; the heap is OPENMNS_HEAP (512m).");
        return specification
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("0..1")
                        .paramLabel("start")
                        .type(String.class)
                        .description("The command; may be left out.")
                        .build())
                .addOption(option("--port", "N", "Listen on this port (OPENMNS_PORT, 8080)."))
                .addOption(option("--host", "ADDRESS", "Listen on this address (OPENMNS_HOST, 127.0.0.1)."))
                .addOption(option("--data", "DIRECTORY", "Keep the database here (OPENMNS_DATA, ./data)."))
                .addOption(option(
                        "--database-url",
                        "URL",
                        "jdbc:postgresql://host/database; none: H2 in the data directory (OPENMNS_DATABASE_URL)."))
                .addOption(option(
                        "--database-user",
                        "NAME",
                        "Its user (OPENMNS_DATABASE_USER). The password, which others could read here: only"
                                + " OPENMNS_DATABASE_PASSWORD or a file of settings."))
                .addOption(
                        option("--cluster-host", "ADDRESS", "Other nodes reach this one here (OPENMNS_CLUSTER_HOST)."))
                .addOption(option("--cluster-port", "N", "At this port (OPENMNS_CLUSTER_PORT, a free one)."))
                .addOption(
                        option("--management-port", "N", "And manage it here (OPENMNS_MANAGEMENT_PORT, a free one)."))
                .addOption(option("--profile", "NAME", "sandbox or production (OPENMNS_PROFILE, sandbox)."))
                .addOption(option("--config", "FILE", "Your settings (OPENMNS_CONFIG, config/openmns.conf)."))
                .addSubcommand(ClientOptions.KEYS, ClientOptions.keys())
                .addSubcommand(ClientOptions.TOKEN, ClientOptions.token())
                .addOption(help("Show this and end.", "-h", "--help")
                        .usageHelp(true)
                        .build())
                .addOption(help("Show the version and end.", "-V", "--version")
                        .versionHelp(true)
                        .build());
    }

    private static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    private static OptionSpec.Builder help(String description, String... names) {
        return OptionSpec.builder(names).description(description);
    }

    /** An option's value, or that of its environment variable; an empty one counts as none. */
    record Given(ParseResult parsed, Map<String, String> environment) {

        Optional<String> value(String option, String variable) {
            if (parsed.hasMatchedOption(option)) {
                String argument = parsed.matchedOptionValue(option, "");
                if (argument.isBlank()) {
                    throw new UsageException(option + " must not be empty");
                }
                return Optional.of(argument);
            }
            return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
        }

        Optional<String> port(String option, String variable) {
            return value(option, variable).map(text -> {
                if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
                    throw new UsageException(option + " must be a number from 0 to 65535, not '" + text + "'");
                }
                return text;
            });
        }
    }

    /** What a user typed cannot be used. */
    final class UsageException extends RuntimeException {

        UsageException(String message) {
            super(message);
        }
    }
}
