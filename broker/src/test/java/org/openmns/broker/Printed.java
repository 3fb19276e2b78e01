package org.openmns.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Every line that the log would print, in the form in which the program prints it, with our own packages at DEBUG. */
public final class Printed implements AutoCloseable {

    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("org.openmns");

    private final List<String> lines = new ArrayList<>();
    private final Level before = OURS.getLevel();
    private final Lines appender = new Lines(encoder());

    public Printed() {
        appender.setContext(ROOT.getLoggerContext());
        appender.start();
        ROOT.addAppender(appender);
        OURS.setLevel(Level.DEBUG);
    }

    private static Encoder<ILoggingEvent> encoder() {
        var async = (AsyncAppender) ROOT.getAppender("async");
        return ((ConsoleAppender<ILoggingEvent>) async.getAppender("console")).getEncoder();
    }

    /** What was logged so far, with all causes and stack traces. */
    public String text() {
        synchronized (lines) {
            return String.join("", lines);
        }
    }

    @Override
    public void close() {
        ROOT.detachAppender(appender);
        OURS.setLevel(before);
    }

    private final class Lines extends AppenderBase<ILoggingEvent> {

        private final Encoder<ILoggingEvent> encoder;

        Lines(Encoder<ILoggingEvent> encoder) {
            this.encoder = encoder;
        }

        @Override
        protected void append(ILoggingEvent event) {
            synchronized (lines) {
                lines.add("[" + event.getThreadName() + "] " + new String(encoder.encode(event), UTF_8));
            }
        }
    }
}
