package io.github.asyncmysql.internal.value;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Internet addresses as text and as bytes. No name service is ever asked: what is not an address in digits is refused.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952, text representation of IPv6 addresses</a>
 */
final class InternetAddresses {

    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;
    private static final int GROUPS = 8;
    private static final int MAX_TEXT = 45;
    private static final int MAPPED_PREFIX = 12;

    private InternetAddresses() {}

    /** From text, or from the 4 or 16 bytes that {@code INET6_ATON} makes. */
    static InetAddress read(WireRow row, int index) {
        FieldKind kind = row.kind(index);
        if (!kind.isString()) {
            throw ConversionException.wrongType();
        }
        int length = row.length(index);
        if (kind == FieldKind.BYTES && (length == V4_BYTES || length == V6_BYTES)) {
            return ofBytes(FieldValues.bytes(row, index));
        }
        if (length > MAX_TEXT) {
            throw noAddress();
        }
        return parse(TextValues.utf8(row.array(), row.offset(index), length));
    }

    static Inet4Address read4(WireRow row, int index) {
        if (read(row, index) instanceof Inet4Address address) {
            return address;
        }
        throw new ConversionException("it is an IPv6 address");
    }

    static Inet6Address read6(WireRow row, int index) {
        if (read(row, index) instanceof Inet6Address address) {
            return address;
        }
        throw new ConversionException("it is an IPv4 address");
    }

    private static ConversionException noAddress() {
        return new ConversionException("it is not an internet address: neither its text nor 4 or 16 bytes");
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            // Without a scope, since InetAddress would turn an IPv4 address mapped into IPv6 into a mere IPv4 address.
            return bytes.length == V6_BYTES
                    ? Inet6Address.getByAddress(null, bytes, -1)
                    : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw noAddress();
        }
    }

    static InetAddress parse(String text) {
        byte[] bytes;
        if (text.indexOf(':') < 0) {
            bytes = new byte[V4_BYTES];
            readV4(text, bytes, 0);
        } else {
            bytes = new byte[V6_BYTES];
            readV6(text, bytes);
        }
        return ofBytes(bytes);
    }

    private static void readV4(String text, byte[] bytes, int at) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4_BYTES) {
            throw noAddress();
        }
        for (int i = 0; i < V4_BYTES; i++) {
            // A zero in front would be octal to some, decimal to others.
            boolean plain = !parts[i].startsWith("0") || parts[i].length() == 1;
            int value = plain ? number(parts[i], 10, 3) : -1;
            if (value < 0 || value > 255) {
                throw noAddress();
            }
            bytes[at + i] = (byte) value;
        }
    }

    private static void readV6(String text, byte[] bytes) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            if (readGroups(text, bytes, true) != V6_BYTES) {
                throw noAddress();
            }
            return;
        }
        byte[] tail = new byte[V6_BYTES];
        int before = readGroups(text.substring(0, gap), bytes, false);
        int after = readGroups(text.substring(gap + 2), tail, true);
        // The gap stands for one group at least.
        if (before + after > V6_BYTES - 2) {
            throw noAddress();
        }
        System.arraycopy(tail, 0, bytes, V6_BYTES - after, after);
    }

    /** Groups of hexadecimal digits, the last two of an address perhaps in the form of IPv4. Returns where they end. */
    private static int readGroups(String text, byte[] bytes, boolean atEnd) {
        int at = 0;
        if (text.isEmpty()) {
            return at;
        }
        String[] groups = text.split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            boolean dotted = atEnd && i == groups.length - 1 && groups[i].indexOf('.') >= 0;
            int size = dotted ? V4_BYTES : 2;
            if (at + size > V6_BYTES) {
                throw noAddress();
            }
            if (dotted) {
                readV4(groups[i], bytes, at);
            } else {
                int value = number(groups[i], 16, 4);
                if (value < 0) {
                    throw noAddress();
                }
                bytes[at] = (byte) (value >> 8);
                bytes[at + 1] = (byte) value;
            }
            at += size;
        }
        return at;
    }

    /** Negative if it is none; {@code Integer.parseInt} would take signs and digits of other scripts. */
    private static int number(String digits, int radix, int maxDigits) {
        int value = digits.isEmpty() || digits.length() > maxDigits ? -1 : 0;
        for (int i = 0; i < digits.length() && value >= 0; i++) {
            char c = digits.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            value = digit < 0 ? -1 : value * radix + digit;
        }
        return value;
    }

    /** Whether the address says through which interface it is reached, which has no place in a column. */
    static boolean hasScope(InetAddress address) {
        return address instanceof Inet6Address v6 && (v6.getScopeId() != 0 || v6.getScopedInterface() != null);
    }

    /** The canonical text, as servers show it. */
    static String format(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == V4_BYTES) {
            return address.getHostAddress();
        }
        if (isMapped(bytes)) {
            return "::ffff:" + (bytes[12] & 0xff) + '.' + (bytes[13] & 0xff) + '.' + (bytes[14] & 0xff) + '.'
                    + (bytes[15] & 0xff);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        return format(groups);
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < MAPPED_PREFIX; i++) {
            if (bytes[i] != (i < MAPPED_PREFIX - 2 ? 0 : (byte) 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static String format(int[] groups) {
        int gap = -1;
        int gapLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gap = i;
                gapLength = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
            } else {
                if (i > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
