package org.openmns.broker.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openmns.broker.fault.Gate.Cut;

class GateTest {

    private static final int SHORT_MILLIS = 200;
    private static final int LONG_MILLIS = 10_000;

    private InetAddress here;
    private InetAddress caller;
    private ServerSocket inside;
    private Gate gate;

    @BeforeEach
    void open() throws IOException {
        here = InetAddress.getByName("127.0.1.1");
        caller = InetAddress.getByName("127.0.1.2");
        inside = new ServerSocket(0, 5, here);
        gate = new Gate(here, inside.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        gate.close();
        inside.close();
    }

    @Test
    void leadsBothWays() throws IOException {
        try (var out = call(caller);
                var in = inside.accept()) {
            assertThat(passes(out, in)).isTrue();
            assertThat(passes(in, out)).isTrue();
        }
    }

    @Test
    void aSilentCutHoldsBackWhatOneSendsUntilItIsMended() throws IOException {
        try (var out = call(caller);
                var in = inside.accept()) {
            gate.cut(caller, Cut.SILENT);

            assertThat(passes(out, in)).isFalse();

            gate.mend(caller);
            in.setSoTimeout(LONG_MILLIS);
            assertThat(in.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void othersPassACut() throws IOException {
        gate.cut(caller, Cut.SILENT);
        try (var out = call(InetAddress.getByName("127.0.1.3"));
                var in = inside.accept()) {
            assertThat(passes(out, in)).isTrue();
        }
    }

    @Test
    void aResetEndsWhatIsOpenAndWhatComes() throws IOException {
        try (var out = call(caller);
                var in = inside.accept()) {
            gate.cut(caller, Cut.RESET);

            out.setSoTimeout(LONG_MILLIS);
            assertThatThrownBy(() -> out.getInputStream().read()).isInstanceOf(IOException.class);
            in.setSoTimeout(LONG_MILLIS);
            assertThat(in.getInputStream().read()).isNegative();
            assertThatThrownBy(() -> {
                        try (var late = call(caller)) {
                            late.setSoTimeout(LONG_MILLIS);
                            late.getInputStream().read();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private Socket call(InetAddress from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(here, gate.port()));
        return socket;
    }

    private static boolean passes(Socket from, Socket to) throws IOException {
        from.getOutputStream().write(7);
        to.setSoTimeout(SHORT_MILLIS);
        try {
            return to.getInputStream().read() == 7;
        } catch (SocketTimeoutException held) {
            return false;
        }
    }
}
