package io.github.asyncmysql;

/**
 * What a server's errors are about, in the groups of Python's database interface: the same error numbers belong to the same
 * groups as in PyMySQL and aiomysql, whose exceptions have the names of these constants with {@code Error} behind them.
 *
 * <p>They are as coarse there, too: what no group names is {@link #OPERATIONAL}, an unknown column (1054) and a lock wait
 * timeout (1205) included. {@link MySqlServerException#errorCode()}, its SQLSTATE and questions such as
 * {@link MySqlServerException#isDuplicateKey()} are finer.
 *
 * @see <a href="https://peps.python.org/pep-0249/#exceptions">PEP 249</a>
 */
public enum ErrorClass {

    /** The statement is wrong: its syntax, or the names in it. */
    PROGRAMMING,

    /** A value does not fit where it was to go. */
    DATA,

    /** A key, a reference or a column that takes no {@code NULL} would have been violated. */
    INTEGRITY,

    /** The server, or a storage engine, cannot do that. */
    NOT_SUPPORTED,

    /** Everything else: access, connections, locks, resources. */
    OPERATIONAL,

    /** An error number below 1000, which belongs to no server's error. */
    INTERNAL;

    private static final int FIRST_SERVER_ERROR = 1000;

    /**
     * The group of an error.
     *
     * @param errorCode the server's error number
     */
    public static ErrorClass of(int errorCode) {
        return switch (errorCode) {
            case 1007, 1064, 1102, 1103, 1110, 1111, 1112, 1113, 1146, 1149, 1166, 1179 -> PROGRAMMING;
            case 1171, 1230, 1263, 1264, 1265, 1366, 1367, 1406, 1441 -> DATA;
            case 1048, 1062, 1215, 1216, 1217, 1451, 1452 -> INTEGRITY;
            case 1196, 1235, 1286, 1289 -> NOT_SUPPORTED;
            default -> errorCode < FIRST_SERVER_ERROR ? INTERNAL : OPERATIONAL;
        };
    }
}
