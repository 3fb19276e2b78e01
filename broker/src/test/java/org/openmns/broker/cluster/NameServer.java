package org.openmns.broker.cluster;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server on a free port of the loopback address: as much of RFC 1035 and 2782 as a look-up for nodes takes. */
final class NameServer implements AutoCloseable {

    private static final int HEADER = 12;
    private static final short POINTER_TO_QUESTION = (short) (0xC000 | HEADER);
    private static final short TYPE_A = 1;
    private static final short TYPE_SRV = 33;
    private static final Map<Short, String> TYPES = Map.of(TYPE_A, "A", (short) 28, "AAAA", TYPE_SRV, "SRV");
    private static final short CLASS_INTERNET = 1;
    private static final short ANSWER = (short) 0x8180;
    private static final short NO_SUCH_NAME = (short) 0x8183;

    /** Not to be remembered, so that each look-up is one. */
    private static final int SECONDS_TO_LIVE = 0;

    /** What is asked: a name and a type of record. */
    private record Question(String name, short type) {}

    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Map<Question, List<byte[]>> records = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    NameServer() throws SocketException {
        var answering = new Thread(this::answerAll, "name-server");
        answering.setDaemon(true);
        answering.start();
    }

    String place() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** The names and types that it was asked for so far. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    /** From now on the name has these addresses. */
    void addresses(String name, List<String> addresses) {
        records.put(
                new Question(name, TYPE_A),
                addresses.stream().map(NameServer::address).toList());
    }

    /** From now on the service is at these places. */
    void services(String name, List<Place> places) {
        records.put(
                new Question(name, TYPE_SRV),
                places.stream().map(NameServer::service).toList());
    }

    private static byte[] address(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (IOException noAddress) {
            throw new UncheckedIOException(noAddress);
        }
    }

    private static byte[] service(Place place) {
        return bytes(out -> {
            out.writeShort(0);
            out.writeShort(0);
            out.writeShort(place.port());
            for (var label : place.host().split("\\.", -1)) {
                out.writeByte(label.length());
                out.writeBytes(label);
            }
            out.writeByte(0);
        });
    }

    private void answerAll() {
        var packet = new DatagramPacket(new byte[512], 512);
        while (!socket.isClosed()) {
            try {
                packet.setLength(512);
                socket.receive(packet);
                var answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] answer(ByteBuffer query) {
        var id = query.getShort();
        query.position(HEADER);
        var name = name(query);
        var type = query.getShort();
        var question = new byte[query.position() + Short.BYTES - HEADER];
        query.position(HEADER).get(question);
        asked.add(name + " " + TYPES.getOrDefault(type, "?"));
        var known = records.keySet().stream().anyMatch(each -> each.name().equals(name));
        var found = records.getOrDefault(new Question(name, type), List.of());
        return bytes(out -> {
            out.writeShort(id);
            out.writeShort(known ? ANSWER : NO_SUCH_NAME);
            out.writeShort(1);
            out.writeShort(found.size());
            out.writeInt(0);
            out.write(question);
            for (var data : found) {
                out.writeShort(POINTER_TO_QUESTION);
                out.writeShort(type);
                out.writeShort(CLASS_INTERNET);
                out.writeInt(SECONDS_TO_LIVE);
                out.writeShort(data.length);
                out.write(data);
            }
        });
    }

    private static String name(ByteBuffer query) {
        var name = new StringBuilder();
        for (var length = query.get(); length > 0; length = query.get()) {
            var label = new byte[length];
            query.get(label);
            name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        return name.toString();
    }

    /** Writes into a stream of bytes, which never fails. */
    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException never) {
            throw new UncheckedIOException(never);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
