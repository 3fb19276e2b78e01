package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.openmns.event.FieldErrors;

/** One value a line, ended by LF or CR LF; the last line's end may be missing. */
final class ValueLines implements ValueReader {

    /** What some editors put first: a mark of UTF-8, no part of a value. */
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final ValueList values;
    private final FieldErrors errors = new FieldErrors();

    /** A value, a byte order mark before it, and a CR behind it. */
    private final byte[] line = new byte[ValueList.BYTES_MAX + 4];

    private int length;
    private boolean tooLong;
    private int number = 1;

    ValueLines(ValueList values) {
        this.values = values;
    }

    @Override
    public void take(byte[] bytes) {
        for (var next : bytes) {
            if (next == '\n') {
                finish();
            } else if (length < line.length) {
                line[length++] = next;
            } else {
                tooLong = true;
            }
        }
    }

    @Override
    public void end() {
        if (length > 0) {
            finish();
        }
    }

    private void finish() {
        var end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        // What is cut off is refused for its length all the same.
        var wrong = tooLong ? values.add("x".repeat(line.length)) : add(end);
        if (wrong.isPresent() && errors.messages().size() < Errors.FIELDS_MAX) {
            errors.add("line " + number, wrong.get());
        }
        number++;
        length = 0;
        tooLong = false;
    }

    private Optional<String> add(int end) {
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, end)).toString();
            var marked = number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return values.add(marked ? text.substring(1) : text);
        } catch (CharacterCodingException malformed) {
            return Optional.of("Please provide valid UTF-8");
        }
    }

    @Override
    public FieldErrors errors() {
        return errors;
    }
}
