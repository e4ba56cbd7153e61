package io.github.asyncmysql;

/** What is known about a statement that failed. Only the first two may ever be repeated without a second thought. */
public enum Outcome {
    /** Not a single byte of the statement was handed to the network. */
    NOT_SENT,
    /** The server said that it did not execute the statement, or undid it. */
    NOT_EXECUTED,
    /** The statement may or may not have been executed. */
    UNKNOWN
}
