package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.PacketReader;

/**
 * Finds the fields of a row that has come in whole, without reading their values.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_row.html">Text row</a>
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html">Binary row</a>
 */
final class RowLayout {

    private static final int NULL = PacketReader.NULL_LENGTH;
    private static final int NULL_BITMAP_OFFSET = 2;

    /** From this first byte on a length has more bytes, or is none. */
    private static final int LONG_LENGTH = 0xfb;

    private RowLayout() {}

    /**
     * Finds the fields of a text row, and moves to its end.
     *
     * @param offsets where to note the fields' positions
     * @param lengths where to note the fields' lengths
     * @throws io.github.asyncmysql.MySqlProtocolException if the row does not hold exactly these fields
     */
    static void findText(PacketReader in, int[] offsets, int[] lengths) {
        byte[] bytes = in.array();
        int at = in.position();
        int limit = in.end();
        for (int i = 0; i < lengths.length; i++) {
            if (at == limit) {
                throw in.malformed();
            }
            int length = bytes[at] & 0xff;
            if (length < LONG_LENGTH) {
                at++;
            } else {
                in.position(at);
                length = in.readLengthEncodedLength();
                at = in.position();
            }
            offsets[i] = at;
            lengths[i] = length;
            if (length > limit - at) {
                throw in.malformed();
            }
            at += Math.max(length, 0);
        }
        end(in, at);
    }

    /**
     * Finds the fields of a binary row, and moves to its end.
     *
     * @param offsets where to note the fields' positions
     * @param lengths where to note the fields' lengths
     * @throws io.github.asyncmysql.MySqlProtocolException if the row does not hold exactly these fields
     */
    static void findBinary(PacketReader in, FieldKind[] kinds, int[] offsets, int[] lengths) {
        if (in.readByte() != 0) { // header [1 byte]
            throw in.malformed();
        }
        byte[] bytes = in.array();
        int bitmap = in.position();
        in.skip((lengths.length + 7 + NULL_BITMAP_OFFSET) >> 3); // null_bitmap [(columns + 9) / 8 bytes]
        int at = in.position();
        int limit = in.end();
        for (int i = 0; i < lengths.length; i++) { // values
            int bit = i + NULL_BITMAP_OFFSET;
            if ((bytes[bitmap + (bit >> 3)] & 1 << (bit & 7)) != 0) {
                offsets[i] = at;
                lengths[i] = NULL;
                continue;
            }
            int length = kinds[i].layout;
            if (length <= 0) {
                int first = at < limit ? bytes[at] & 0xff : LONG_LENGTH;
                if (length == FieldKind.LENGTH_PREFIXED && first < LONG_LENGTH) {
                    at++;
                    length = first;
                } else {
                    in.position(at);
                    length = FieldKind.readLength(in, length);
                    at = in.position();
                }
            }
            if (length > limit - at) {
                throw in.malformed();
            }
            offsets[i] = at;
            lengths[i] = length;
            at += length;
        }
        end(in, at);
    }

    private static void end(PacketReader in, int at) {
        in.position(at);
        if (in.remaining() != 0) {
            throw in.malformed();
        }
    }
}
