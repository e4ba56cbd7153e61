package io.github.asyncmysql.internal.value;

/**
 * A value cannot become the Java type asked for. Knows only the reason; {@link WireRow} turns it into the exception that
 * users see, with column and types. Reasons never hold the value. Immutable.
 */
final class ConversionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConversionException(String reason) {
        // No stack trace: it is replaced at once by an exception that has one.
        super(reason, null, false, false);
    }

    static ConversionException noNumber() {
        return new ConversionException("it is not a number");
    }

    static ConversionException doesNotFit() {
        return new ConversionException("the number does not fit");
    }

    static ConversionException fraction() {
        return new ConversionException("the number has a fraction, which would be cut");
    }

    static ConversionException wrongType() {
        return new ConversionException("there is no such conversion");
    }

    static ConversionException isNull() {
        return new ConversionException("it is NULL");
    }
}
