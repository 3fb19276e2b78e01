package org.openmns.bench.node;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The nodes under measurement, and the database that they share. */
public final class Cluster implements AutoCloseable {

    /** As the node has it, payloads stand in their rows; and a cache for the indexes of a million rows. */
    private static final String H2_OPTIONS = ";MAX_LENGTH_INPLACE_LOB=131072;CACHE_SIZE=262144";

    private static final String H2_JAR = "h2-";

    /** Nodes with data directories of their own must be told a common one; of no use after the run. */
    private static final String SECRET_KEY = "b25lIHJ1biBvZiBiZW5jaCwgMzIgYnl0ZXMgbG9uZyE=";

    private final List<Node> nodes = new ArrayList<>();
    private final Plan plan;
    private final Path work;
    private final Optional<Postgres> postgres;
    private final Optional<Login> login;

    private Cluster(Plan plan, Path work, Optional<Postgres> postgres, Optional<Login> login) {
        this.plan = plan;
        this.work = work;
        this.postgres = postgres;
        this.login = login;
    }

    /**
     * What to start: one node on H2 in its own directory, or so many on one PostgreSQL; in the sandbox profile, or in that of
     * production, where each request brings a token.
     */
    public record Plan(
            Path distribution, int nodes, boolean onPostgres, boolean authenticated, Map<String, String> environment) {

        public Plan {
            environment = Map.copyOf(environment);
        }

        Plan withAuthentication(Map<String, String> told) {
            var more = new HashMap<>(environment);
            more.putAll(told);
            return new Plan(distribution, nodes, onPostgres, true, more);
        }
    }

    /** Starts them one after the other on fresh data; each is ready before the next. */
    public static Cluster start(Plan plan, Path work) throws IOException, InterruptedException {
        var cluster = new Cluster(
                plan,
                work,
                plan.onPostgres() ? Optional.of(Postgres.start(work)) : Optional.empty(),
                plan.authenticated() ? Optional.of(Login.prepare(work)) : Optional.empty());
        try {
            cluster.startNodes();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    /** On the data that is there. */
    public void startNodes() throws IOException, InterruptedException {
        var environment = new HashMap<>(plan.environment());
        environment.putIfAbsent("OPENMNS_SECRET_KEYS", SECRET_KEY);
        // The sink counts deliveries and knows no handshake.
        environment.putIfAbsent("OPENMNS_DELIVERY_HANDSHAKE_MODE", "off");
        postgres.ifPresent(database -> environment.putAll(database.environment()));
        login.ifPresent(own -> own.environment().forEach(environment::putIfAbsent));
        for (var number = 1; number <= plan.nodes(); number++) {
            var place = new Node.Place(work, "node-" + number, environment);
            nodes.add(Node.start(plan.distribution(), place, this::token));
        }
        if (login.isPresent()) {
            login.get().enter(nodes);
        }
    }

    /** The same beside it, on data of its own, with nodes that ask for tokens and are told this besides. */
    public Cluster besideAuthenticated(Path ownWork, Map<String, String> told)
            throws IOException, InterruptedException {
        if (plan.authenticated()) {
            throw new IOException("these nodes ask for tokens already: leave out --authenticated");
        }
        if (postgres.isPresent() && !postgres.get().isOwn()) {
            throw new IOException("two services cannot share the database in OPENMNS_DATABASE_URL");
        }
        return start(plan.withAuthentication(told), ownWork);
    }

    /** What the nodes let in, where they ask for it. */
    public Optional<String> token() {
        return login.flatMap(Login::token);
    }

    /** Where tokens are renewed. */
    public Optional<Login> login() {
        return login;
    }

    /** Another application, where nodes ask for tokens. */
    public Login another(String application) throws IOException, InterruptedException {
        return login.orElseThrow().another(application, nodes);
    }

    /** As an operator does; the database goes on. */
    public void stopNodes() {
        nodes.forEach(Node::close);
        nodes.clear();
    }

    /** The one that subscribes; any would do. */
    public Node first() {
        return nodes.get(0);
    }

    /** Where to publish. */
    public List<URI> events() {
        return nodes.stream().map(node -> node.url().resolve("/events")).toList();
    }

    /** Of each node. */
    public List<Double> cpuSeconds() {
        return nodes.stream().map(node -> node.process().cpuSeconds()).toList();
    }

    /** Where it runs in processes of its own. */
    public double databaseCpuSeconds() {
        return postgres.map(Postgres::cpuSeconds).orElse(0.0);
    }

    /** The database and what it does before a publisher is answered. */
    public String durability() {
        return postgres.map(Postgres::durability)
                .orElseGet(() -> h2() + ", every commit written to its file before the answer, not forced to the disk");
    }

    /** Of the database on disk. */
    public long databaseMebibytes() throws IOException {
        if (postgres.isPresent()) {
            return postgres.get().mebibytes();
        }
        try (Stream<Path> files = Files.walk(Node.data(work, "node-1"))) {
            return files.map(Path::toFile)
                            .filter(file -> file.getName().endsWith(".db"))
                            .mapToLong(file -> file.length())
                            .sum()
                    / (1_024 * 1_024);
        }
    }

    /** Of the journal, where it can be asked while nodes run. */
    public Optional<Long> journalRows() {
        return postgres.map(Postgres::journalRows);
    }

    /** To the database while no node runs. */
    public Connection connect() throws SQLException {
        return postgres.isPresent()
                ? postgres.get().connect()
                : DriverManager.getConnection(
                        "jdbc:h2:file:" + Node.data(work, "node-1").resolve("openmns") + H2_OPTIONS, "sa", "");
    }

    /** The largest of the nodes, now. */
    public long rssMebibytes() {
        return most(Proc::rssMebibytes);
    }

    /** The largest of the nodes, at any time since {@link #forgetRssMax}. */
    public long rssMaxMebibytes() {
        return most(Proc::rssMaxMebibytes);
    }

    /** Where the kernel lets us. */
    public void forgetRssMax() {
        nodes.forEach(node -> Proc.forgetRssMax(node.process().pid()));
    }

    /** Of the first node. */
    public long threads() {
        return Proc.threads(first().process().pid());
    }

    /** Of the first node. */
    public long sockets() {
        return Proc.sockets(first().process().pid());
    }

    private long most(ToLongFunction<Long> ofProcess) {
        return nodes.stream()
                .mapToLong(node -> ofProcess.applyAsLong(node.process().pid()))
                .max()
                .orElse(0);
    }

    private String h2() {
        try (Stream<Path> files = Files.list(plan.distribution().resolve("lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(H2_JAR))
                    .map(name -> "H2 " + name.substring(H2_JAR.length(), name.length() - ".jar".length()))
                    .findFirst()
                    .orElse("H2");
        } catch (IOException unknown) {
            return "H2";
        }
    }

    @Override
    public void close() throws IOException {
        login.ifPresent(Login::close);
        stopNodes();
        if (postgres.isPresent()) {
            postgres.get().close();
        }
    }
}
