package org.openmns.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Tcp;

/** The port while it is open, and the two steps in which it closes: to newcomers, and to those who are connected. */
public final class OpenPort {

    private final Tcp.ServerBinding binding;
    private final OpenConnections connections;

    OpenPort(Tcp.ServerBinding binding, OpenConnections connections) {
        this.binding = binding;
        this.connections = connections;
    }

    public InetSocketAddress localAddress() {
        return binding.localAddress();
    }

    /** Lets nobody in any more; those who are connected are served on. */
    public CompletionStage<Done> unbind() {
        return binding.unbind().thenApply(unbound -> Done.getInstance());
    }

    /** As {@link #unbind}; then answers the requests in progress, within this time, and closes all connections. */
    public CompletionStage<Done> terminate(Duration timeout) {
        return unbind().thenCompose(unbound -> connections.endAll(timeout));
    }
}
