package io.github.asyncmysql.sample.ledger;

/** An import has stopped. The rows that were imported before stay. Immutable. */
public final class ImportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long imported;

    /**
     * @param imported rows that are in the database
     * @param cause what stopped it
     */
    ImportException(long imported, Throwable cause) {
        super("Stopped after " + imported + " rows.", cause);
        this.imported = imported;
    }

    /** How many rows are in the database. */
    public long imported() {
        return imported;
    }
}
