package org.openmns.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** That the server of the outage tests does what they ask of it. */
class PostgresServerTest {

    @Test
    void keepsPortAndDataThroughEveryKindOfStopAndDeletesThemWhenClosed() throws Exception {
        Path data;
        try (var server = PostgresServer.create()) {
            data = server.data();
            assertThat(setting(server, "fsync")).isEqualTo("on");
            assertThat(setting(server, "synchronous_commit")).isEqualTo("on");
            query(server, "CREATE TABLE kept (number INT)", 0);
            query(server, "INSERT INTO kept VALUES (1)", 0);

            server.stop();
            assertThatThrownBy(() -> setting(server, "fsync")).isInstanceOf(SQLException.class);
            server.start();
            query(server, "INSERT INTO kept VALUES (2)", 0);
            server.stopImmediately();
            server.start();

            assertThat(query(server, "SELECT count(*) FROM kept", 0)).isEqualTo("2");
            assertThat(setting(server, "port")).isEqualTo(Integer.toString(server.port()));
        }
        assertThat(data.getParent()).doesNotExist();
    }

    @Test
    void takesConnectionsButDoesNotAnswerWhilePaused() throws Exception {
        try (var server = PostgresServer.create()) {
            server.pause();
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), 1_000);
                assertThat(socket.isConnected()).isTrue();
            }
            assertThatThrownBy(() -> query(server, "SELECT 1", 1)).isInstanceOf(SQLException.class);

            server.resume();

            assertThat(query(server, "SELECT 1", 0)).isEqualTo("1");
        }
    }

    private static String setting(PostgresServer server, String name) throws SQLException {
        return query(server, "SHOW " + name, 0);
    }

    private static String query(PostgresServer server, String sql, int timeoutSeconds) throws SQLException {
        var url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/openmns?loginTimeout=" + timeoutSeconds;
        try (var connection = DriverManager.getConnection(url, server.location().user(), "");
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            var rows = statement.getResultSet();
            rows.next();
            return rows.getString(1);
        }
    }
}
