package io.github.asyncmysql.driver;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that the driver logs, at the finest level, with the exceptions. Warnings are still printed. Thread-safe. */
final class LogRecord extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger driver = (Logger) LoggerFactory.getLogger("io.github.asyncmysql");
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> lines = new CopyOnWriteArrayList<>();

    static LogRecord begin() {
        LogRecord log = new LogRecord();
        log.setContext(log.driver.getLoggerContext());
        log.start();
        log.driver.setLevel(Level.TRACE);
        log.driver.setAdditive(false);
        log.driver.addAppender(log);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String exception =
                event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        lines.add(event.getThreadName() + " " + event.getFormattedMessage() + " " + exception);
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            for (Iterator<Appender<ILoggingEvent>> each = root.iteratorForAppenders(); each.hasNext(); ) {
                each.next().doAppend(event);
            }
        }
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        driver.detachAppender(this);
        driver.setAdditive(true);
        driver.setLevel(null);
        stop();
    }
}
