package org.openmns.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openmns.subscription.Signature;
import org.openmns.subscription.SubscriptionId;

/** The sandbox's receiver: keeps the newest messages in memory, so that a newcomer sees deliveries arrive. Thread-safe. */
final class Inbox {

    private static final int PER_NAME_MAX = 100;
    private static final int BYTES_MAX = 32 << 20;
    private static final int SECRETS_MAX = 10_000;

    /** What a message and its headers weigh beside its body, about. */
    private static final int OVERHEAD_BYTES = 2_048;

    private final int messagesMax;
    private final Deque<Kept> oldestFirst = new ArrayDeque<>();
    private final Map<String, Deque<Message>> byName = new HashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private long bytes;

    Inbox(int messagesMax) {
        this.messagesMax = messagesMax;
    }

    /** What arrived; {@code body} is JSON, a JSON string where something else was sent. */
    record Message(
            Instant at,
            String signature,
            Map<String, String> headers,
            @JsonRawValue String body) {

        Message {
            headers = Collections.unmodifiableMap(headers);
        }

        @Override
        public String toString() {
            return "Message[" + at + "]";
        }
    }

    private record Kept(String name, Message message) {

        int sizeBytes() {
            return message.body().length() * 2 + OVERHEAD_BYTES;
        }
    }

    /** From now on this subscription's deliveries can be verified. */
    synchronized void learn(SubscriptionId id, String secret) {
        secrets.put(id.toString().replace("-", ""), secret);
        if (secrets.size() > SECRETS_MAX) {
            secrets.remove(secrets.keySet().iterator().next());
        }
    }

    synchronized void put(String name, Message message) {
        var kept = new Kept(name, message);
        oldestFirst.addLast(kept);
        byName.computeIfAbsent(name, unused -> new ArrayDeque<>()).addFirst(message);
        bytes += kept.sizeBytes();
        while (oldestFirst.size() > messagesMax || bytes > BYTES_MAX) {
            dropOldest();
        }
    }

    private void dropOldest() {
        var oldest = oldestFirst.removeFirst();
        bytes -= oldest.sizeBytes();
        byName.computeIfPresent(oldest.name(), (name, messages) -> {
            messages.removeLast();
            return messages.isEmpty() ? null : messages;
        });
    }

    /** The newest messages under this name first. */
    synchronized List<Message> newest(String name) {
        return new ArrayList<>(byName.getOrDefault(name, new ArrayDeque<>()))
                .stream().limit(PER_NAME_MAX).toList();
    }

    /** Whether the subscription named in {@code webhook-id} signed this message, as far as this node can tell. */
    String verdict(Map<String, String> headers, byte[] body, Instant now) {
        var id = headers.getOrDefault("webhook-id", "");
        var secret = secretOf(id);
        if (secret.isEmpty()) {
            return "no secret known";
        }
        var timestamp = headers.getOrDefault("webhook-timestamp", "");
        var signature = headers.getOrDefault("webhook-signature", "");
        var verified = Signature.verify(List.of(secret), id, timestamp, body, signature, now);
        return verified ? "verified" : "not verified";
    }

    /** A delivery's id is {@code msg_<subscription>_<offset>}. */
    private synchronized String secretOf(String webhookId) {
        var parts = webhookId.split("_", 3);
        return parts.length == 3 ? secrets.getOrDefault(parts[1], "") : "";
    }
}
