package org.openmns.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Graph;
import org.apache.pekko.stream.IgnoreComplete$;
import org.apache.pekko.stream.TLSClosing;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.GraphDSL;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.TLS;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.stream.scaladsl.TcpAttributes;
import org.apache.pekko.util.ByteString;

/**
 * Opens the port. What operators may set is in {@code http.conf}; what the API's form depends on is set here.
 *
 * <p>Pekko's own binding has no place for a {@link ConnectionWatch}, so its HTTP layer is put on TCP here.
 */
public final class HttpServer {

    /** A client that has sent all may still read the answer. Scala's object, for there is no way to it from Java. */
    private static final TLSClosing IGNORE_COMPLETE = IgnoreComplete$.MODULE$;

    /** What a client does to its own connection is no line in our log; what fails here logs for itself. */
    private static final Attributes SILENT =
            Attributes.createLogLevels(Attributes.logLevelOff(), Attributes.logLevelOff(), Attributes.logLevelOff());

    /** With a buffer of one byte TCP asks for more only when it has written what it has, see {@link Wire}. */
    private static final Attributes ASKING_WHEN_WRITTEN = TcpAttributes.tcpWriteBufferSize(1);

    private final ActorSystem<?> system;
    private final OpenConnections connections;
    private final Flow<ByteString, ByteString, OpenConnection> connection;
    private final BidiFlow<ByteString, ByteString, ByteString, ByteString, Wire.End> wire;

    private HttpServer(
            ActorSystem<?> system,
            Optional<Supplier<SSLEngine>> tls,
            ServerSettings settings,
            HttpApi api,
            ConnectionLimits limits) {
        this.system = system;
        this.connections = new OpenConnections(limits);
        this.wire = wire(tls, limits.headTimeout());
        this.connection = Flow.fromGraph(watched(
                        http(system, settings),
                        Flow.<HttpRequest>create().mapAsync(settings.getPipeliningLimit(), api),
                        limits.headTimeout()))
                .addAttributes(SILENT);
    }

    /** Where to listen, port 0 for a free one; and with whose certificate, or in plain text. */
    public record Place(String host, int port, Optional<Supplier<SSLEngine>> tls) {}

    /** Listens there. */
    public static CompletionStage<OpenPort> bind(
            ActorSystem<?> system, Place place, HttpApi api, ConnectionLimits limits) {
        var settings = inOurForm(ServerSettings.create(system.classicSystem()));
        var server = new HttpServer(system, place.tls(), settings, api, limits);
        return Tcp.get(system)
                .bind(
                        place.host(),
                        place.port(),
                        settings.getBacklog(),
                        settings.getSocketOptions(),
                        false,
                        Optional.empty())
                .mapAsyncUnordered(limits.max(), server::serve)
                .to(Sink.ignore())
                .run(system)
                .thenApply(binding -> new OpenPort(binding, server.connections));
    }

    private static ServerSettings inOurForm(ServerSettings settings) {
        return settings.withServerHeader(Optional.empty())
                .withTransparentHeadRequests(false)
                .withRawRequestUriHeader(true)
                .withParsingErrorHandler(MalformedHttp.class.getName())
                .withParserSettings(seeingCharsets(settings.getParserSettings()));
    }

    /** Pekko knows that JSON is UTF-8 and drops the charset that a client claims; as an unknown type it keeps it. */
    private static ParserSettings seeingCharsets(ParserSettings settings) {
        return settings.withCustomMediaTypes(MediaTypes.customWithOpenCharset("application", "json", Map.of(), false));
    }

    /** The HTTP layer as Pekko puts it together itself; the idle time-out closes a connection on which nothing moves. */
    private static Graph<BidiShape<HttpResponse, ByteString, ByteString, HttpRequest>, NotUsed> http(
            ActorSystem<?> system, ServerSettings settings) {
        var idleTimeout = Duration.ofNanos(settings.getTimeouts().idleTimeout().toNanos());
        return GraphDSL.create(builder -> {
            var http = builder.add(Http.get(system).serverLayer(settings));
            var plain = builder.add(TLSPlacebo.getInstance());
            var idle = builder.add(BidiFlow.<ByteString, ByteString>bidirectionalIdleTimeout(idleTimeout));
            builder.from(http.out1()).toInlet(plain.in1());
            builder.from(plain.out1()).toInlet(idle.in1());
            builder.from(idle.out2()).toInlet(plain.in2());
            builder.from(plain.out2()).toInlet(http.in2());
            return BidiShape.of(http.in1(), idle.out1(), idle.in2(), http.out2());
        });
    }

    private static Graph<FlowShape<ByteString, ByteString>, OpenConnection> watched(
            Graph<BidiShape<HttpResponse, ByteString, ByteString, HttpRequest>, NotUsed> httpLayer,
            Flow<HttpRequest, HttpResponse, NotUsed> handler,
            Duration headTimeout) {
        var said = Flow.of(ByteString.class).<CompletionStage<Done>>watchTermination(Keep.right());
        return GraphDSL.create(
                new ConnectionWatch(headTimeout), said, HttpServer::overWhenSaid, (builder, watch, answers) -> {
                    var http = builder.add(httpLayer);
                    builder.from(watch.out1()).toInlet(http.in2());
                    builder.from(http.out2()).toInlet(watch.in2());
                    builder.from(watch.out2()).via(builder.add(handler)).toInlet(http.in1());
                    builder.from(http.out1()).toInlet(answers.in());
                    return FlowShape.of(watch.in1(), answers.out());
                });
    }

    private static OpenConnection overWhenSaid(OpenConnection open, CompletionStage<Done> said) {
        said.whenComplete((all, failure) -> open.isOver());
        return open;
    }

    /** Ends when the connection has ended, so that no more are open than the limit. */
    private CompletionStage<Done> serve(Tcp.IncomingConnection incoming) {
        var address = incoming.remoteAddress().getAddress();
        if (!connections.admits(address)) {
            incoming.handleWith(Flow.fromSinkAndSource(Sink.cancelled(), Source.empty()), system);
            return CompletableFuture.completedStage(Done.getInstance());
        }
        var open = connection
                .joinMat(wire.join(incoming.flow().addAttributes(ASKING_WHEN_WRITTEN), Keep.left()), HttpServer::tied)
                .run(system);
        connections.add(address, open);
        return open.ended();
    }

    /** Below TLS, which waits for its peer's consent to everything. */
    private static BidiFlow<ByteString, ByteString, ByteString, ByteString, Wire.End> wire(
            Optional<Supplier<SSLEngine>> tls, Duration patience) {
        var wire = BidiFlow.fromGraph(new Wire(patience));
        return tls.map(HttpServer::overTls)
                .map(secured -> secured.atop(wire, Keep.<NotUsed, Wire.End>right()))
                .orElse(wire);
    }

    private static OpenConnection tied(OpenConnection open, Wire.End wire) {
        open.leaving().thenRun(() -> wire.isDue(open::isServing));
        open.aborted().thenRun(wire::cut);
        wire.reached().thenRun(open::hasEnded);
        return open;
    }

    private static BidiFlow<ByteString, ByteString, ByteString, ByteString, NotUsed> overTls(
            Supplier<SSLEngine> engines) {
        return BidiFlow.fromFlows(
                        Flow.of(ByteString.class).<TLSProtocol.SslTlsOutbound>map(TLSProtocol.SendBytes::new),
                        Flow.of(TLSProtocol.SslTlsInbound.class)
                                .collectType(TLSProtocol.SessionBytes.class)
                                .map(TLSProtocol.SessionBytes::bytes))
                .atop(TLS.create(() -> engines.get(), session -> {}, IGNORE_COMPLETE));
    }
}
