package io.github.asyncmysql;

/** What is done to a connection's session before the connection is lent to the next borrower. */
public enum ResetMode {
    /**
     * Nothing when the server's status flags and its session tracking prove the session clean, a roll back when there is
     * only an open transaction, else a full reset.
     */
    SMART,
    /** A full reset ({@code COM_RESET_CONNECTION}) each time. */
    ALWAYS,
    /** Open transactions are rolled back, everything else is left to the next borrower. */
    NONE
}
