package io.github.asyncmysql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names one branch of a distributed transaction: the transaction, the branch, and the form of both. Any bytes will do.
 *
 * <p>Immutable.
 *
 * @see MySqlConnection#xa(Xid)
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/xa-statements.html">XA transaction SQL statements</a>
 */
public final class Xid {

    /** The greatest length of each of the two parts, in bytes. */
    public static final int MAX_LENGTH = 64;

    private static final int DEFAULT_FORMAT = 1;
    private static final Pattern HEX = Pattern.compile("(?:0x|X')([0-9A-Fa-f]*)");

    private final byte[] gtrid;
    private final byte[] bqual;
    private final int formatId;

    private Xid(byte[] gtrid, byte[] bqual, int formatId) {
        this.gtrid = gtrid;
        this.bqual = bqual;
        this.formatId = formatId;
    }

    /**
     * A name for a branch.
     *
     * @param gtrid the identifier of the transaction, 1 to 64 bytes
     * @param bqual the qualifier of the branch, 0 to 64 bytes
     * @param formatId how the two are to be understood, 0 or more; 1 unless a transaction monitor says otherwise
     * @throws IllegalArgumentException if one of them is out of range
     */
    public static Xid of(byte[] gtrid, byte[] bqual, int formatId) {
        checkLength("gtrid", gtrid, 1);
        checkLength("bqual", bqual, 0);
        if (formatId < 0) {
            throw new IllegalArgumentException("formatId must not be negative, but is " + formatId);
        }
        return new Xid(gtrid.clone(), bqual.clone(), formatId);
    }

    /** A name for a branch in readable form, as UTF-8, else as for {@link #of(byte[], byte[], int)} with format 1. */
    public static Xid of(String gtrid, String bqual) {
        return of(gtrid.getBytes(StandardCharsets.UTF_8), bqual.getBytes(StandardCharsets.UTF_8), DEFAULT_FORMAT);
    }

    private static void checkLength(String name, byte[] value, int min) {
        Objects.requireNonNull(value, name);
        if (value.length < min || value.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    name + " must have " + min + " to " + MAX_LENGTH + " bytes, but has " + value.length);
        }
    }

    /** What lists the prepared branches in a form in which no byte is lost. */
    static String recovery(ServerInfo server) {
        return server.mariaDb() ? "XA RECOVER FORMAT='SQL'" : "XA RECOVER CONVERT XID";
    }

    /** A row of that list: the format, the lengths of both parts, and the parts in hexadecimal digits. */
    static Xid read(Row row) {
        int length = row.getInt(1);
        String digits = HEX.matcher(String.valueOf(row.getString(3)))
                .results()
                .map((MatchResult part) -> part.group(1))
                .collect(Collectors.joining());
        byte[] both = HexFormat.of().parseHex(digits);
        return new Xid(Arrays.copyOf(both, length), Arrays.copyOfRange(both, length, both.length), row.getInt(0));
    }

    /** The identifier of the transaction; a copy. */
    public byte[] gtrid() {
        return gtrid.clone();
    }

    /** The qualifier of the branch; a copy. */
    public byte[] bqual() {
        return bqual.clone();
    }

    /** How the two are to be understood. */
    public int formatId() {
        return formatId;
    }

    /** The name as SQL has it: hexadecimal digits alone, whatever bytes it is made of. */
    String literal() {
        HexFormat hex = HexFormat.of();
        return "X'" + hex.formatHex(gtrid) + "',X'" + hex.formatHex(bqual) + "'," + formatId;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Xid xid
                && formatId == xid.formatId
                && Arrays.equals(gtrid, xid.gtrid)
                && Arrays.equals(bqual, xid.bqual);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(gtrid) + Arrays.hashCode(bqual)) + formatId;
    }

    @Override
    public String toString() {
        return "Xid[" + literal() + "]";
    }
}
