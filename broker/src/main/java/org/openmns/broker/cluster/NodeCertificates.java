package org.openmns.broker.cluster;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider;
import org.openmns.config.ClusterTls;
import org.openmns.config.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * TLS between nodes: Pekko's own provider, which reads PEM files and lets in whose certificate has the authority's signature
 * and a name in common with ours; we add the check of host names, and find out at the start that a file is wrong, where it
 * would do at the first connection. Made by Pekko, by its name.
 */
final class NodeCertificates implements SSLEngineProvider {

    private static final Logger log = LoggerFactory.getLogger(NodeCertificates.class);

    private final RotatingKeysSSLEngineProvider engines;
    private final boolean hostnameVerification;

    public NodeCertificates(ActorSystem system) {
        this.engines = new RotatingKeysSSLEngineProvider(system);
        this.hostnameVerification = JoiningSetup.of(system).settings().tls().hostnameVerification();
        check();
    }

    /** Parsing may fail by exceptions that Scala does not declare. */
    private void check() {
        try {
            engines.getSSLContext();
        } catch (Exception wrong) {
            throw new SettingsException(
                    ClusterTls.PATH,
                    "names files that cannot be used: " + root(wrong).getMessage());
        }
    }

    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
        return engines.createServerSSLEngine(hostname, port);
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
        var engine = engines.createClientSSLEngine(hostname, port);
        if (hostnameVerification) {
            var parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
        return told(hostname, engines.verifyClientSession(hostname, session));
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
        return told(hostname, engines.verifyServerSession(hostname, session));
    }

    private static Option<Throwable> told(String hostname, Option<Throwable> refusal) {
        if (refusal.isDefined()) {
            log.warn("a node at {} was refused: its certificate has no name in common with this node's", hostname);
        }
        return refusal;
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }
}
