package org.openmns.event;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Every way in which an event may be sent, bytes in and a result out: no input makes it throw.
 *
 * <p>Safe to share between threads.
 */
public final class EventFormat {

    /** Largest event accepted; about 500 times the usual one. */
    public static final int EVENT_BYTES_MAX = 256 * 1024;

    /** Largest batch accepted. */
    public static final int BATCH_BYTES_MAX = 1024 * 1024;

    private final StructuredFormat structured;
    private final LegacyFormat legacy;
    private final BinaryFormat binary;
    private final BatchFormat batch;

    /** By one catalogue for ever. */
    public EventFormat(Catalogue catalogue, Enrichment enrichment) {
        this(() -> catalogue, enrichment);
    }

    /** By the catalogue as it is when an event comes. */
    public EventFormat(Supplier<Catalogue> catalogue, Enrichment enrichment) {
        structured = new StructuredFormat(catalogue, enrichment);
        legacy = new LegacyFormat(catalogue);
        binary = new BinaryFormat(catalogue, enrichment);
        batch = new BatchFormat(structured);
    }

    /** A CloudEvent as one JSON object: {@code application/cloudevents+json}. */
    public Parsed structured(byte[] json, Sender sender) {
        return structured.parse(json, sender);
    }

    /** A v1 event of one of the catalogue's legacy types: {@code application/json}. */
    public Parsed legacy(byte[] json, Sender sender) {
        return legacy.parse(json, sender);
    }

    /** A CloudEvent whose attributes are {@code ce-} headers; header names must be in lower case. */
    public Parsed binary(Map<String, String> headers, byte[] body, Sender sender) {
        return binary.parse(headers, body, sender);
    }

    /** CloudEvents in a JSON array: {@code application/cloudevents-batch+json}. */
    public ParsedBatch batch(byte[] json, Sender sender) {
        return batch.parse(json, sender);
    }
}
