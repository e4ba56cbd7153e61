package io.github.asyncmysql.testsupport;

/** The two ways to run a statement; a parameter of this type doubles an {@link EveryServer} test. Immutable. */
public enum Protocol {
    /** {@code COM_QUERY}: values come back as text. */
    TEXT,
    /** {@code COM_STMT_PREPARE} and {@code COM_STMT_EXECUTE}: values travel in binary. */
    PREPARED
}
