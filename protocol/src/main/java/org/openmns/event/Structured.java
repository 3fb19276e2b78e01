package org.openmns.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes a structured CloudEvent: the attributes in our order, then the data. */
final class Structured {

    private static final int BESIDES_DATA_BYTES = 1_024;

    private final ByteArrayOutputStream out;

    private Structured(int size) {
        out = new ByteArrayOutputStream(size);
    }

    /** {@code data} goes in as it is where it is JSON, as Base64 where it is not, and not at all where it is empty. */
    static byte[] rendered(EventFields fields, byte[] data, boolean json) {
        var writer = new Structured(data.length + BESIDES_DATA_BYTES);
        for (var attribute : Attribute.values()) {
            fields.value(attribute).ifPresent(value -> writer.text(attribute.field(), value));
        }
        if (data.length > 0 && json) {
            writer.name("data");
            writer.out.writeBytes(data);
        } else if (data.length > 0) {
            writer.text("data_base64", Base64.getEncoder().encodeToString(data));
        }
        writer.out.write('}');
        return writer.out.toByteArray();
    }

    private void text(String name, String value) {
        name(name);
        out.write('"');
        out.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(value));
        out.write('"');
    }

    private void name(String name) {
        out.writeBytes(((out.size() == 0 ? "{\"" : ",\"") + name + "\":").getBytes(StandardCharsets.US_ASCII));
    }
}
