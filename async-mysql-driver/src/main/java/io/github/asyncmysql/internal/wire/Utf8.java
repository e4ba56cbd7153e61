package io.github.asyncmysql.internal.wire;

/**
 * Encodes text as UTF-8 straight into an array, which {@link String#getBytes} cannot. An unpaired surrogate, which has no
 * encoding, is refused: replacing it would change the caller's text silently.
 *
 * <p>Thread-safe.
 */
public final class Utf8 {

    private Utf8() {}

    /** The number of bytes that {@link #encode} writes. */
    public static int encodedLength(CharSequence text) {
        int chars = text.length();
        int ascii = 0;
        while (ascii < chars && text.charAt(ascii) < 0x80) {
            ascii++;
        }
        if (ascii == chars) {
            return chars;
        }
        long length = ascii;
        for (int i = ascii; i < chars; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (Character.isSurrogate(c)) {
                i++;
                length += 4;
            } else {
                length += 3;
            }
        }
        return Math.toIntExact(length);
    }

    /**
     * Writes the text into {@code target} from {@code position} on, which must have room for it.
     *
     * @return the index behind the last byte written
     */
    public static int encode(CharSequence text, byte[] target, int position) {
        int chars = text.length();
        int i = 0;
        int at = position;
        char c;
        while (i < chars && (c = text.charAt(i)) < 0x80) {
            target[at++] = (byte) c;
            i++;
        }
        for (; i < chars; i++) {
            c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xc0 | c >> 6);
                target[at++] = (byte) (0x80 | c & 0x3f);
            } else if (Character.isSurrogate(c)) {
                int codePoint = codePoint(text, i++);
                target[at++] = (byte) (0xf0 | codePoint >> 18);
                target[at++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
                target[at++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
                target[at++] = (byte) (0x80 | codePoint & 0x3f);
            } else {
                target[at++] = (byte) (0xe0 | c >> 12);
                target[at++] = (byte) (0x80 | c >> 6 & 0x3f);
                target[at++] = (byte) (0x80 | c & 0x3f);
            }
        }
        return at;
    }

    private static int codePoint(CharSequence text, int index) {
        char high = text.charAt(index);
        if (Character.isHighSurrogate(high) && index + 1 < text.length()) {
            char low = text.charAt(index + 1);
            if (Character.isLowSurrogate(low)) {
                return Character.toCodePoint(high, low);
            }
        }
        throw new IllegalArgumentException(
                "The text holds an unpaired surrogate at index " + index + " and cannot be encoded in UTF-8");
    }
}
