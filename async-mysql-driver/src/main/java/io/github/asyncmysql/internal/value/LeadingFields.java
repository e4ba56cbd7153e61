package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.PacketReader;

/**
 * Finds the fields in front of the last one, and the length of the last one, in a row of which only a part may have come.
 *
 * <p>Thread-safe.
 */
final class LeadingFields {

    /** More of the row has to come first. */
    static final long INCOMPLETE = -2;

    private static final int NULL = PacketReader.NULL_LENGTH;
    private static final int NULL_BITMAP_OFFSET = 2;

    private LeadingFields() {}

    /**
     * Finds the fields of a row, and moves on to where the value of the last one starts.
     *
     * @param in what has come of the row, positioned at its start
     * @param offsets where to note the fields' positions, the last one's excepted
     * @param lengths where to note the fields' lengths, the last one's excepted
     * @return the length of the last field's value, {@link PacketReader#NULL_LENGTH} or {@link #INCOMPLETE}
     */
    static long find(PacketReader in, FieldKind[] kinds, int[] offsets, int[] lengths, boolean binary) {
        int bitmap = 0;
        if (binary) {
            if (in.remaining() == 0) {
                return INCOMPLETE;
            }
            if (in.readByte() != 0) { // header [1 byte]
                throw in.malformed();
            }
            bitmap = in.position();
            int size = kinds.length + 7 + NULL_BITMAP_OFFSET >> 3;
            if (in.remaining() < size) {
                return INCOMPLETE;
            }
            in.skip(size); // null_bitmap [(columns + 9) / 8 bytes]
        }
        int last = kinds.length - 1;
        for (int i = 0; i <= last; i++) { // values
            boolean isNull = binary && isNull(in, bitmap, i);
            long length = isNull ? NULL : length(in, binary ? kinds[i].layout : FieldKind.LENGTH_PREFIXED);
            if (length == INCOMPLETE) {
                return INCOMPLETE;
            }
            if (binary && !isNull && length == NULL) {
                // In binary rows the bitmap alone tells NULL.
                throw in.malformed();
            }
            if (i == last) {
                return length;
            }
            if (length > in.remaining()) {
                return INCOMPLETE;
            }
            offsets[i] = in.position();
            lengths[i] = (int) length;
            in.skip((int) Math.max(length, 0));
        }
        throw in.malformed();
    }

    private static boolean isNull(PacketReader in, int bitmap, int index) {
        int bit = index + NULL_BITMAP_OFFSET;
        return (in.array()[bitmap + (bit >> 3)] & 1 << (bit & 7)) != 0;
    }

    private static long length(PacketReader in, int layout) {
        if (layout > 0) {
            return layout;
        }
        if (in.remaining() == 0) {
            return INCOMPLETE;
        }
        int first = in.array()[in.position()] & 0xff;
        int size =
                switch (first) {
                    case 0xfc -> 3;
                    case 0xfd -> 4;
                    case 0xfe -> 9;
                    default -> 1;
                };
        if (in.remaining() < size) {
            return INCOMPLETE;
        }
        long length = lengthEncoded(in, first);
        if (layout != FieldKind.LENGTH_PREFIXED && !FieldKind.isLength(layout, length)) {
            throw in.malformed();
        }
        return length;
    }

    private static long lengthEncoded(PacketReader in, int first) {
        if (first == 0xfb) {
            in.skip(1);
            return NULL;
        }
        long length = in.readLengthEncoded();
        if (length < 0) {
            throw in.malformed();
        }
        return length;
    }
}
